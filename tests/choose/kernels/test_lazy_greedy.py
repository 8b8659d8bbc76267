import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from askless.choose.kernels.lazy_greedy import lazy_greedy
from askless.choose.kernels.order import best_first


def plain(similar: np.ndarray, weights: np.ndarray, noise: np.ndarray, k: int) -> list[int]:
    """Greedy coverage by its definition: every gain anew for every pick."""
    covered, picks = np.zeros(similar.shape[1]), []
    for _ in range(min(k, len(similar))):
        gains = np.maximum(similar - covered, 0) @ weights
        gains[picks] = -1.0
        best = int(best_first(gains, noise)[0])
        if gains[best] <= 0:
            break
        picks.append(best)
        covered = np.maximum(covered, similar[best])
    return picks


def lazy(similar: np.ndarray, weights: np.ndarray, noise: np.ndarray, k: int, block: int) -> list[int]:
    picks, _, _ = lazy_greedy(
        np.zeros(similar.shape[1]),
        lambda covered, at: np.maximum(similar[at] - covered, 0) @ weights,
        lambda covered, at: np.maximum(covered, similar[at].max(axis=0)),
        noise,
        k,
        block=block,
    )
    return picks.tolist()


@given(seed=st.integers(0, 10**6), k=st.integers(0, 15), block=st.sampled_from([1, 3, 100]), tied=st.booleans())
def test_lazy_is_plain_greedy(seed: int, k: int, block: int, tied: bool) -> None:
    rng = np.random.default_rng(seed)
    similar = rng.random((12, 9))
    if tied:
        similar = np.rint(similar * 2) / 2
    weights, noise = rng.integers(0, 3, size=9).astype(float), rng.random(12)
    assert lazy(similar, weights, noise, k, block) == plain(similar, weights, noise, k)


def test_few_gains_are_computed_again() -> None:
    rng = np.random.default_rng(0)
    points = rng.normal(size=(2000, 2))
    similar = np.exp(-((points[:, None] - points[None, :200]) ** 2).sum(-1))
    counted = 0

    def gain(covered: np.ndarray, at: np.ndarray) -> np.ndarray:
        nonlocal counted
        counted += len(at)
        return np.maximum(similar[at] - covered, 0).sum(axis=1)

    lazy_greedy(np.zeros(200), gain, lambda now, at: np.maximum(now, similar[at[0]]), rng.random(2000), 20, block=32)
    assert counted < 20 * 2000 / 4  # plain greedy computes 20 * 2000


@pytest.mark.parametrize("gains", [np.zeros(5), np.full(5, 1e-12)])
def test_no_gain_ends(gains: np.ndarray) -> None:
    picks, values, _ = lazy_greedy(0, lambda _, at: gains[at], lambda s, _: s, np.zeros(5), 3, negligible=1e-9)
    assert len(picks) == len(values) == 0


def test_equal_gains_fall_to_the_noise() -> None:
    noise = np.array([0.1, 0.9, 0.5])
    picks, _, _ = lazy_greedy(0, lambda _, at: np.ones(len(at)), lambda s, _: s, noise, 5, block=1)
    assert picks.tolist() == [1, 2, 0]
