"""`bald` against its definition, item by item."""

import numpy as np
import pytest

from askless.choose.score.bayesian.bald import bald
from askless.errors import EvidenceError
from askless.testing.libraries import libraries


def draws(n: int, k: int, c: int, dtype: type = np.float32) -> np.ndarray:
    return np.random.default_rng(n + k + c).dirichlet(0.5 * np.ones(c), size=(n, k)).astype(dtype)


def naive(item: np.ndarray) -> float:
    def h(p: np.ndarray) -> float:
        return -sum(q * np.log(q) for q in p if q > 0)

    return h(item.mean(axis=0)) - np.mean([h(p) for p in item])


@pytest.mark.parametrize("shape", [(200, 5, 10), (60, 2, 2), (40, 20, 3), (30, 300, 4), (9, 3, 70)])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_it_is_the_plain_form(shape: tuple[int, int, int], dtype: type) -> None:
    given = draws(*shape, dtype)
    expected = [naive(item.astype(np.float64)) for item in given]
    np.testing.assert_allclose(bald(given), expected, rtol=1e-5, atol=2e-6)
    np.testing.assert_allclose(bald(given[::2, ::-1]), expected[::2], rtol=1e-5, atol=2e-6)  # with gaps
    by_member = np.ascontiguousarray(given.transpose(1, 0, 2)).transpose(1, 0, 2)
    np.testing.assert_allclose(bald(by_member), expected, rtol=1e-5, atol=2e-6)
    for convert in libraries():
        np.testing.assert_allclose(np.asarray(bald(convert(given))), expected, rtol=1e-5, atol=2e-6)


def test_a_committee_of_one_mind_scores_nothing() -> None:
    one = np.repeat(draws(50, 1, 6), 7, axis=1)
    assert (bald(one) == 0).all()


@pytest.mark.parametrize("shape", [(5, 1, 3), (5, 0, 3), (5, 3, 1), (5, 3)])
def test_too_small_a_committee_is_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(EvidenceError, match="`draws` has shape"):
        bald(np.full(shape, 1 / 3))


def test_noise_that_no_label_removes_is_left_alone() -> None:
    given = np.array([[[0.5, 0.5], [0.5, 0.5]], [[0.6, 0.4], [0.5, 0.5]]])
    assert bald(given)[0] == 0 < bald(given)[1]


def test_tiny_probabilities_keep_their_logarithms() -> None:
    p = np.array([1e-9, 1e-3, 1e-9, 1e-3])
    given = np.stack([1 - p, p], axis=1)[None].astype(np.float32)
    np.testing.assert_allclose(bald(given)[0], naive(given[0].astype(np.float64)), rtol=1e-3)
