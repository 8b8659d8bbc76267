"""Farthest-first against its definition, where ties, cuttings, orders and libraries try to part them."""

import tracemalloc

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from askless.choose.kernels.farthest import farthest_first, most_central
from askless.choose.kernels.order import best_first
from askless.choose.kernels.rows import take
from askless.choose.kernels.stale import StaleDistances
from askless.testing.libraries import libraries


def plain(x: np.ndarray, centres: np.ndarray, noise: np.ndarray, k: int) -> list[int]:
    """One at a time, every distance by its definition."""
    x, centres, picks = x.astype(float), list(centres.astype(float)), []
    for _ in range(min(k, len(x))):
        near = np.min([((x - c) ** 2).sum(axis=1) for c in centres], axis=0)
        near[picks] = -1.0
        best = int(best_first(near, noise)[0])
        if near[best] <= 0:
            break
        picks.append(best)
        centres.append(x[best])
    return picks


def lazy(x, centres, noise, k, *, block=None, aside=None):  # type: ignore[no-untyped-def]
    distances = StaleDistances([lambda at: x[at]], len(x), block=block)
    distances.add(distances.points_of(centres))
    return farthest_first(distances, lambda at: noise[at], k, aside=aside)[0].tolist()


@given(
    seed=st.integers(0, 10**6),
    k=st.integers(0, 40),
    aside=st.sampled_from([1, 2, 7, 100]),
    block=st.sampled_from([1, 5, 2048]),
    kind=st.sampled_from(["smooth", "lattice", "copies", "far from the origin", "one column of ones"]),
)
def test_it_is_the_plain_form(seed: int, k: int, aside: int, block: int, kind: str) -> None:
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(30, 3))
    if kind == "lattice":
        x = np.rint(x)
    elif kind == "copies":
        x = x[rng.integers(6, size=30)]
    elif kind == "far from the origin":
        x = x + 300.0
    elif kind == "one column of ones":
        x = np.ones((30, 1))
    x, noise = x.astype(np.float32), rng.random(30)
    centres = x[rng.integers(30, size=2)]
    assert lazy(x, centres, noise, k, block=block, aside=aside) == plain(x, centres, noise, k)


def test_a_large_pool_takes_few_passes_and_the_same_picks() -> None:
    rng = np.random.default_rng(0)
    x, noise = rng.normal(size=(6000, 16)).astype(np.float32), rng.random(6000)
    read = 0

    def features(at: np.ndarray) -> np.ndarray:
        nonlocal read
        read += len(at)
        return x[at]

    distances = StaleDistances([features], 6000)
    distances.add(distances.points_of(x[:50]))
    picks, _ = farthest_first(distances, lambda at: noise[at], 60, aside=256)
    assert picks.tolist() == plain(x, x[:50], noise, 60)
    assert read < 15 * 6000


def test_the_order_of_the_rows_does_not_matter() -> None:
    rng = np.random.default_rng(1)
    x, noise, order = np.rint(rng.normal(size=(500, 4)) * 2).astype(np.float32), rng.random(500), rng.permutation(500)
    mixed = lazy(x[order], x[:3], noise[order], 50, aside=16)
    assert order[mixed].tolist() == lazy(x, x[:3], noise, 50, aside=16)


def test_libraries_pick_alike() -> None:
    rng = np.random.default_rng(2)
    x, noise = rng.normal(size=(400, 5)).astype(np.float32) + 3, rng.random(400)
    expected = lazy(x, x[:4], noise, 30, aside=20)
    for convert in libraries():
        told = convert(x)
        distances = StaleDistances([lambda at, told=told: take(told, at)], 400, block=64)
        distances.add(distances.points_of(convert(x[:4])))
        assert farthest_first(distances, lambda at: noise[at], 30, aside=20)[0].tolist() == expected


def test_where_to_begin() -> None:
    x = np.random.default_rng(5).normal(size=(100, 3)) + 7
    at = most_central(StaleDistances([lambda at: x[at]], 100), lambda at: np.zeros(len(at)), block=33)
    assert at == int(((x - x.mean(axis=0)) ** 2).sum(axis=1).argmin())


def test_memory_is_that_of_the_bounds_and_a_tile() -> None:
    n, m, d, k = 40_000, 400, 8, 20
    x = np.random.default_rng(6).normal(size=(n, d)).astype(np.float32)
    tracemalloc.start()
    lazy(x, x[:m], np.zeros(n), k)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    tile = 4 * 2048 * 256 + 8 * 1024 * 1024  # in single precision, and one in double
    assert peak < 40 * n + 8 * m * d + 8 * 1024 * (d + 3) + 3 * tile < 4 * n * m


@given(seed=st.integers(0, 10**6), k=st.integers(1, 25), aside=st.sampled_from([1, 2, 5, 100]))
def test_worth_that_rises_step_by_step_for_some(seed: int, k: int, aside: int) -> None:
    rng = np.random.default_rng(seed)
    x, noise, slope = rng.normal(size=(30, 2)), rng.random(30), rng.choice([0.0, 0.5, 3.0], size=30)
    near, picks = ((x - x[0]) ** 2).sum(axis=1), []
    for step in range(k):
        worth = near + step * slope
        worth[picks] = -np.inf
        picks.append(int(best_first(worth, noise)[0]))
        near = np.minimum(near, ((x - x[picks[-1]]) ** 2).sum(axis=1))
    distances = StaleDistances([lambda at: x[at]], 30)
    distances.add(distances.points(np.array([0])))
    value = lambda d, at, step: d + step * slope[at]  # noqa: E731
    found, _ = farthest_first(distances, lambda at: noise[at], k, value=value, aside=aside)
    assert found.tolist() == picks
