import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from askless.choose.kernels.graph import density, neighbours, spread, transitions, typicality
from askless.choose.kernels.order import best_first


def plain(x: np.ndarray, z: np.ndarray, k: int, noise: np.ndarray, but: np.ndarray | None) -> list[list[int]]:
    """All distances, sorted."""
    squared = ((x[:, None] - z[None]) ** 2).sum(-1)
    if but is not None:
        squared[np.arange(len(x)), but] = np.inf
    return [best_first(-row, noise)[:k].tolist() for row in squared]


@given(
    seed=st.integers(0, 10**6),
    k=st.integers(1, 12),
    block=st.integers(1, 9),
    tile=st.integers(1, 40),
    tied=st.booleans(),
)
def test_neighbours_are_those_of_a_full_sort(seed: int, k: int, block: int, tile: int, tied: bool) -> None:
    rng = np.random.default_rng(seed)
    z, noise = rng.normal(size=(60, 2)), rng.random(60)
    if tied:
        z = np.rint(z)
    at, distances = neighbours(z[:9], z, k, noise, but=np.arange(9), block=block, tile=tile)
    assert at.tolist() == plain(z[:9], z, k, noise, np.arange(9))
    np.testing.assert_allclose(distances, ((z[:9, None] - z[at]) ** 2).sum(-1), rtol=1e-6, atol=1e-12)


def test_more_neighbours_than_there_are_gives_all() -> None:
    x = np.arange(3.0)[:, None]
    assert neighbours(x, x, 9, np.zeros(3), but=np.arange(3))[0].shape == (3, 2)
    assert neighbours(x, x[:0], 9, np.zeros(0))[0].shape == (3, 0)


def test_typicality_is_one_over_the_mean_distance() -> None:
    x = np.random.default_rng(0).normal(size=(70, 3)) + 20
    distances = np.sqrt(np.sort(((x[:, None] - x[None]) ** 2).sum(-1), axis=1)[:, 1:6])
    expected = 1 / distances.mean(1)
    np.testing.assert_allclose(typicality(x, 5, block=8), expected, rtol=1e-9)
    np.testing.assert_allclose(typicality(x, 5, of=np.array([9, 2])), expected[[9, 2]], rtol=1e-9)
    np.testing.assert_allclose(typicality(x.astype(np.float32), 5), expected, rtol=1e-3)
    _, squared = neighbours(x, x, 5, np.zeros(70), but=np.arange(70))
    np.testing.assert_allclose(density(squared), expected, rtol=1e-6)
    assert typicality(x[:1], 5).tolist() == [0.0]
    assert typicality(np.zeros((3, 1)), 5).tolist() == [1e12] * 3


def test_labels_spread_as_the_linear_system_says() -> None:
    rng = np.random.default_rng(1)
    x = rng.normal(size=(80, 2))
    matrix = transitions(*neighbours(x, x, 6, rng.random(80), but=np.arange(80)))
    dense = matrix.toarray()
    np.testing.assert_allclose(dense, dense.T, atol=1e-12)
    assert np.abs(np.linalg.eigvalsh(dense)).max() <= 1 + 1e-9
    given_nc = np.zeros((80, 3))
    given_nc[np.arange(6), np.arange(6) % 3] = 1
    exact = np.linalg.solve(np.eye(80) - 0.9 * dense, 0.1 * given_nc)
    np.testing.assert_allclose(spread(matrix, given_nc, tolerance=1e-10), exact, atol=1e-9)


def test_nothing_given_spreads_nothing() -> None:
    x = np.zeros((4, 1))
    matrix = transitions(*neighbours(x, x, 2, np.arange(4) / 4, but=np.arange(4)))
    assert spread(matrix, np.zeros((4, 2))).tolist() == np.zeros((4, 2)).tolist()


@pytest.mark.parametrize("k", [1, 10])
def test_memory_does_not_grow_with_all_pairs(k: int) -> None:
    x = np.random.default_rng(2).normal(size=(6_000, 4))
    noise = np.random.default_rng(3).random(6_000)
    tracemalloc.start()
    neighbours(x, x, k, noise, but=np.arange(6_000), block=64, tile=1_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 16 * 6_000 * k + 32 * 64 * 1_000 + 8 * x.size + (2 << 20)
