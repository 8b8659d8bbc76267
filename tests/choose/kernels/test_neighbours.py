"""The nearest rows of a pool, against a table of all distances."""

import numpy as np
import pytest

from askless.choose.kernels.neighbours import k_nearest
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
    monkeypatch.setattr("askless.choose.kernels.neighbours._BLOCK_BYTES", 100 * 8 * 7)
    parts = k_nearest(pool, cut(pool, 100), noise, 4)
    assert [near.tolist() for near in parts] == [near.tolist() for near in whole]
    assert all(near[0] == i for i, near in enumerate(whole)), "a row is its own nearest"
