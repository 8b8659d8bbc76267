"""`vote_entropy` against its definition, item by item."""

import numpy as np
import pytest

from askless.choose.score.committee.vote_entropy import vote_entropy
from askless.errors import EvidenceError
from askless.testing.libraries import libraries


def draws(n: int, k: int, c: int, dtype: type = np.float32) -> np.ndarray:
    return np.random.default_rng(n + k + c).dirichlet(0.5 * np.ones(c), size=(n, k)).astype(dtype)


def naive(item: np.ndarray) -> float:
    shares = np.zeros(item.shape[1])
    for p in item:
        shares[p == p.max()] += 1 / (p == p.max()).sum() / len(item)
    return -sum(s * np.log(s) for s in shares if s > 0)


@pytest.mark.parametrize("shape", [(200, 5, 10), (60, 2, 2), (40, 20, 3), (30, 300, 4), (9, 3, 70)])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_it_is_the_plain_form(shape: tuple[int, int, int], dtype: type) -> None:
    given = draws(*shape, dtype)
    expected = [naive(item.astype(np.float64)) for item in given]
    np.testing.assert_allclose(vote_entropy(given), expected, rtol=1e-5, atol=2e-6)
    np.testing.assert_allclose(vote_entropy(given[::2, ::-1]), expected[::2], rtol=1e-5, atol=2e-6)  # with gaps
    by_member = np.ascontiguousarray(given.transpose(1, 0, 2)).transpose(1, 0, 2)
    np.testing.assert_allclose(vote_entropy(by_member), expected, rtol=1e-5, atol=2e-6)
    for convert in libraries():
        np.testing.assert_allclose(np.asarray(vote_entropy(convert(given))), expected, rtol=1e-5, atol=2e-6)


def test_a_committee_of_one_mind_scores_nothing() -> None:
    one = np.repeat(draws(50, 1, 6), 7, axis=1)
    assert (vote_entropy(one) == 0).all()


@pytest.mark.parametrize("shape", [(5, 1, 3), (5, 0, 3), (5, 3, 1), (5, 3)])
def test_too_small_a_committee_is_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(EvidenceError, match="`draws` has shape"):
        vote_entropy(np.full(shape, 1 / 3))


def test_a_torn_member_shares_its_vote() -> None:
    given = np.array([[[0.5, 0.5, 0.0, 0.0], [1.0, 0.0, 0.0, 0.0]]])
    expected = -(0.75 * np.log(0.75) + 0.25 * np.log(0.25))
    assert vote_entropy(given)[0] == pytest.approx(expected)
    assert vote_entropy(given[:, :, ::-1].copy())[0] == pytest.approx(expected)


def test_conviction_does_not_count() -> None:
    sure = np.array([[[1.0, 0.0], [0.0, 1.0]]])
    assert vote_entropy(sure)[0] == vote_entropy(0.5 + 0.01 * (sure - 0.5))[0]
