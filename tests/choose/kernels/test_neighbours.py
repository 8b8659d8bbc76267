"""The nearest rows of a pool, against a table of all distances."""

import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from askless.choose.kernels import neighbours as neighbours_file
from askless.choose.kernels.neighbours import k_nearest, neighbours
from askless.choose.kernels.order import best_first
from askless.core.noise import mix, uniform

KEYS = mix(np.arange(500, dtype=np.uint64))


def noise(rows):
    return uniform(0, 0, KEYS[rows])


def naive(queries, pool, k):
    found = []
    for query in queries:
        distance = ((pool - query) ** 2).sum(axis=1)
        found.append(np.argsort(distance, kind="stable")[:k].tolist())
    return found


def cut(pool, size):
    return [(np.arange(i, min(i + size, len(pool))), pool[i : i + size]) for i in range(0, len(pool), size)]


@pytest.mark.parametrize("size", [1, 7, 64, 500])
@pytest.mark.parametrize("k", [1, 5, 500, 900])
def test_it_is_the_table_of_all_distances(size: int, k: int) -> None:
    rng = np.random.default_rng(0)
    pool = (rng.normal(size=(500, 6)) + 100).astype(np.float32)
    queries = pool[:9]
    found = k_nearest(queries, cut(pool, size), noise, k)
    assert [near.tolist() for near in found] == naive(queries.astype(np.float64), pool.astype(np.float64), k)


@pytest.mark.parametrize("size", [1, 10, 500])
def test_of_equally_near_rows_the_noise_decides(size: int) -> None:
    pool = np.repeat(np.arange(5.0), 100)[:, None]
    (near,) = k_nearest(np.array([[2.0]]), cut(pool, size), noise, 3)
    alike = np.arange(200, 300)
    assert near.tolist() == alike[np.argsort(-noise(alike))][:3].tolist()


def test_many_queries_go_in_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(1)
    pool = rng.normal(size=(300, 3))
    whole = k_nearest(pool, cut(pool, 100), noise, 4)
    monkeypatch.setattr(neighbours_file, "_BLOCK", 7)
    monkeypatch.setattr(neighbours_file, "_TILE", 13)
    parts = k_nearest(pool, cut(pool, 100), noise, 4)
    assert [near.tolist() for near in parts] == [near.tolist() for near in whole]
    assert all(near[0] == i for i, near in enumerate(whole)), "a row is its own nearest"


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


@pytest.mark.parametrize("k", [1, 10])
def test_memory_does_not_grow_with_all_pairs(k: int) -> None:
    x = np.random.default_rng(2).normal(size=(6_000, 4))
    noise = np.random.default_rng(3).random(6_000)
    tracemalloc.start()
    neighbours(x, x, k, noise, but=np.arange(6_000), block=64, tile=1_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 16 * 6_000 * k + 32 * 64 * 1_000 + 16 * 6_000 * 5 + (1 << 20)


def test_memory_of_a_stream_is_that_of_the_result_and_a_tile() -> None:
    pool = np.random.default_rng(4).normal(size=(60_000, 4))
    tracemalloc.start()
    k_nearest(
        pool[:1_000],
        ((np.arange(at, at + 6_000), pool[at : at + 6_000]) for at in range(0, 60_000, 6_000)),
        lambda rows: np.zeros(len(rows)),
        10,
    )
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 16 * 1_000 * 10 + 32 * 256 * 4_096 + 3 * 8 * 6_000 * 4 + 8 * 60_000 + (2 << 20)
