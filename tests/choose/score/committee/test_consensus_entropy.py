"""`consensus_entropy` against its definition, item by item."""

import numpy as np
import pytest

from askless.choose.score.committee.consensus_entropy import consensus_entropy
from askless.choose.score.uncertainty.entropy import entropy
from askless.errors import EvidenceError
from askless.testing.libraries import libraries


def draws(n: int, k: int, c: int, dtype: type = np.float32) -> np.ndarray:
    return np.random.default_rng(n + k + c).dirichlet(0.5 * np.ones(c), size=(n, k)).astype(dtype)


def naive(item: np.ndarray) -> float:
    p = item.mean(axis=0)
    return -sum(q * np.log(q) for q in p if q > 0)


@pytest.mark.parametrize("shape", [(200, 5, 10), (60, 2, 2), (40, 20, 3), (30, 300, 4), (9, 3, 70)])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_it_is_the_plain_form(shape: tuple[int, int, int], dtype: type) -> None:
    given = draws(*shape, dtype)
    expected = [naive(item.astype(np.float64)) for item in given]
    np.testing.assert_allclose(consensus_entropy(given), expected, rtol=1e-5, atol=2e-6)
    np.testing.assert_allclose(consensus_entropy(given[::2, ::-1]), expected[::2], rtol=1e-5, atol=2e-6)  # with gaps
    by_member = np.ascontiguousarray(given.transpose(1, 0, 2)).transpose(1, 0, 2)
    np.testing.assert_allclose(consensus_entropy(by_member), expected, rtol=1e-5, atol=2e-6)
    for convert in libraries():
        np.testing.assert_allclose(np.asarray(consensus_entropy(convert(given))), expected, rtol=1e-5, atol=2e-6)


@pytest.mark.parametrize("shape", [(5, 0, 3), (5, 3, 1), (5, 3)])
def test_too_small_a_committee_is_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(EvidenceError, match="`draws` has shape"):
        consensus_entropy(np.full(shape, 1 / 3))


def test_shared_doubt_counts_as_much_as_dispute() -> None:
    given = np.array([[[0.5, 0.5], [0.5, 0.5]], [[1.0, 0.0], [0.0, 1.0]]])
    np.testing.assert_allclose(consensus_entropy(given), np.log(2))


def test_one_member_is_entropy() -> None:
    given = draws(20, 1, 4)
    np.testing.assert_allclose(consensus_entropy(given), entropy(given[:, 0]), rtol=1e-6)
