"""`max_disagreement` against its definition, item by item."""

import numpy as np
import pytest

from askless.choose.score.committee.max_disagreement import max_disagreement
from askless.errors import EvidenceError
from askless.testing.libraries import libraries


def draws(n: int, k: int, c: int, dtype: type = np.float32) -> np.ndarray:
    return np.random.default_rng(n + k + c).dirichlet(0.5 * np.ones(c), size=(n, k)).astype(dtype)


def naive(item: np.ndarray) -> float:
    mean = item.mean(axis=0)
    return max(sum(p * np.log(p / q) for p, q in zip(member, mean, strict=True) if p > 0) for member in item)


@pytest.mark.parametrize("shape", [(200, 5, 10), (60, 2, 2), (40, 20, 3), (30, 300, 4), (9, 3, 70)])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_it_is_the_plain_form(shape: tuple[int, int, int], dtype: type) -> None:
    given = draws(*shape, dtype)
    expected = [naive(item.astype(np.float64)) for item in given]
    np.testing.assert_allclose(max_disagreement(given), expected, rtol=1e-5, atol=2e-6)
    np.testing.assert_allclose(max_disagreement(given[::2, ::-1]), expected[::2], rtol=1e-5, atol=2e-6)  # with gaps
    by_member = np.ascontiguousarray(given.transpose(1, 0, 2)).transpose(1, 0, 2)
    np.testing.assert_allclose(max_disagreement(by_member), expected, rtol=1e-5, atol=2e-6)
    for convert in libraries():
        np.testing.assert_allclose(np.asarray(max_disagreement(convert(given))), expected, rtol=1e-5, atol=2e-6)


def test_a_committee_of_one_mind_scores_nothing() -> None:
    one = np.repeat(draws(50, 1, 6), 7, axis=1)
    assert (max_disagreement(one) == 0).all()


@pytest.mark.parametrize("shape", [(5, 1, 3), (5, 0, 3), (5, 3, 1), (5, 3)])
def test_too_small_a_committee_is_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(EvidenceError, match="`draws` has shape"):
        max_disagreement(np.full(shape, 1 / 3))


def test_one_dissenter_counts_more_than_in_the_mean() -> None:
    alone = np.tile([0.9, 0.1], (1, 10, 1))
    alone[0, 0] = [0.1, 0.9]
    spread = np.tile([[0.7, 0.3], [0.4, 0.6]], (1, 5, 1))
    given = np.concatenate([alone, spread])
    assert np.argmax(max_disagreement(given)) == 0
