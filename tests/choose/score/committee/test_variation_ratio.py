"""`variation_ratio` against its definition, item by item."""

import numpy as np
import pytest

from askless.choose.score.committee.variation_ratio import variation_ratio
from askless.errors import EvidenceError
from askless.testing.libraries import libraries


def draws(n: int, k: int, c: int, dtype: type = np.float32) -> np.ndarray:
    return np.random.default_rng(n + k + c).dirichlet(0.5 * np.ones(c), size=(n, k)).astype(dtype)


def naive(item: np.ndarray) -> float:
    shares = np.zeros(item.shape[1])
    for p in item:
        shares[p == p.max()] += 1 / (p == p.max()).sum() / len(item)
    return 1 - shares.max()


@pytest.mark.parametrize("shape", [(200, 5, 10), (60, 2, 2), (40, 20, 3), (30, 300, 4), (9, 3, 70)])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_it_is_the_plain_form(shape: tuple[int, int, int], dtype: type) -> None:
    given = draws(*shape, dtype)
    expected = [naive(item.astype(np.float64)) for item in given]
    np.testing.assert_allclose(variation_ratio(given), expected, rtol=1e-5, atol=2e-6)
    np.testing.assert_allclose(variation_ratio(given[::2, ::-1]), expected[::2], rtol=1e-5, atol=2e-6)  # with gaps
    by_member = np.ascontiguousarray(given.transpose(1, 0, 2)).transpose(1, 0, 2)
    np.testing.assert_allclose(variation_ratio(by_member), expected, rtol=1e-5, atol=2e-6)
    for convert in libraries():
        np.testing.assert_allclose(np.asarray(variation_ratio(convert(given))), expected, rtol=1e-5, atol=2e-6)


def test_a_committee_of_one_mind_scores_nothing() -> None:
    one = np.repeat(draws(50, 1, 6), 7, axis=1)
    assert (variation_ratio(one) == 0).all()


@pytest.mark.parametrize("shape", [(5, 1, 3), (5, 0, 3), (5, 3, 1), (5, 3)])
def test_too_small_a_committee_is_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(EvidenceError, match="`draws` has shape"):
        variation_ratio(np.full(shape, 1 / 3))


def test_how_the_losers_vote_does_not_matter() -> None:
    vote = np.eye(4)
    given = np.stack([vote[[0, 0, 1, 1]], vote[[0, 0, 1, 2]]])
    assert variation_ratio(given).tolist() == [0.5, 0.5]
