"""`mean_std` against its definition, item by item."""

import numpy as np
import pytest

from askless.choose.score.bayesian.mean_std import mean_std
from askless.errors import EvidenceError
from askless.testing.libraries import libraries


def draws(n: int, k: int, c: int, dtype: type = np.float32) -> np.ndarray:
    return np.random.default_rng(n + k + c).dirichlet(0.5 * np.ones(c), size=(n, k)).astype(dtype)


def naive(item: np.ndarray) -> float:
    return item.std(axis=0).mean()


@pytest.mark.parametrize("shape", [(200, 5, 10), (60, 2, 2), (40, 20, 3), (30, 300, 4), (9, 3, 70)])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_it_is_the_plain_form(shape: tuple[int, int, int], dtype: type) -> None:
    given = draws(*shape, dtype)
    expected = [naive(item.astype(np.float64)) for item in given]
    np.testing.assert_allclose(mean_std(given), expected, rtol=1e-5, atol=2e-6)
    np.testing.assert_allclose(mean_std(given[::2, ::-1]), expected[::2], rtol=1e-5, atol=2e-6)  # with gaps
    by_member = np.ascontiguousarray(given.transpose(1, 0, 2)).transpose(1, 0, 2)
    np.testing.assert_allclose(mean_std(by_member), expected, rtol=1e-5, atol=2e-6)
    for convert in libraries():
        np.testing.assert_allclose(np.asarray(mean_std(convert(given))), expected, rtol=1e-5, atol=2e-6)


def test_a_committee_of_one_mind_scores_nothing() -> None:
    one = np.repeat(draws(50, 1, 6), 7, axis=1)
    assert (mean_std(one) == 0).all()


@pytest.mark.parametrize("shape", [(5, 1, 3), (5, 0, 3), (5, 3, 1), (5, 3)])
def test_too_small_a_committee_is_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(EvidenceError, match="`draws` has shape"):
        mean_std(np.full(shape, 1 / 3))


def test_shared_doubt_is_left_alone() -> None:
    given = np.array([[[0.5, 0.5], [0.5, 0.5]], [[0.6, 0.4], [0.5, 0.5]]])
    assert mean_std(given)[0] == 0 < mean_std(given)[1]
