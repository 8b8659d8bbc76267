"""D² sampling against the race written out plainly, and against the law it promises."""

import tracemalloc
from itertools import count

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from askless.choose.kernels.d2_sampling import d2_sampling
from askless.choose.kernels.rows import take
from askless.choose.kernels.stale import StaleDistances
from askless.core.noise import uniform
from askless.testing.libraries import libraries


def plain(x: np.ndarray, first: np.ndarray, keys: np.ndarray, k: int, seed: int, patience: int) -> list[int]:
    """Every ring of every row in the order of time, every distance by its definition."""

    def near() -> np.ndarray:
        return np.min([((x - c) ** 2).sum(axis=1) for c in [*first, *x[picks]]], axis=0)

    picks: list[int] = []
    for race in count():
        rates, down, rung = near(), 0, np.zeros(len(x), int)
        moments = np.where(
            rates > 0, -np.log(uniform(seed, 0, keys, f"wait {race}.0")) / np.where(rates > 0, rates, 1), np.inf
        )
        while down < patience:
            i = int(moments.argmin())
            if len(picks) == k or np.isinf(moments[i]):
                return picks
            if uniform(seed, 0, keys[i : i + 1], f"mark {race}.{rung[i]}")[0] * rates[i] < near()[i]:
                picks.append(i)
                moments[i] = np.inf
                continue
            down, rung[i] = down + 1, rung[i] + 1
            moments[i] -= np.log(uniform(seed, 0, keys[i : i + 1], f"wait {race}.{rung[i]}")[0]) / rates[i]
    raise AssertionError


def lazy(x, first, keys, k, seed, patience=64, block=None):  # type: ignore[no-untyped-def]
    distances = StaleDistances([lambda at: take(x, at)], len(keys), block=block)
    distances.add(distances.points_of(first))
    noise = lambda at, stream: uniform(seed, 0, keys[at], stream)  # noqa: E731
    return d2_sampling(distances, noise, k, patience=patience)


@given(
    seed=st.integers(0, 10**6),
    k=st.integers(0, 30),
    patience=st.sampled_from([1, 5, 64]),
    kind=st.sampled_from(["smooth", "lattice", "copies", "clusters"]),
)
def test_it_is_the_plain_race(seed: int, k: int, patience: int, kind: str) -> None:
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(25, 2))
    if kind == "lattice":
        x = np.rint(x)
    elif kind == "copies":
        x = x[rng.integers(6, size=25)]
    elif kind == "clusters":
        x = x * 1e-3 + rng.integers(3, size=(25, 1)) * 10.0
    keys = rng.integers(2**63, size=25).astype(np.uint64)
    assert lazy(x, x[:2], keys, k, seed, patience)[0].tolist() == plain(x, x[:2], keys, k, seed, patience)


def test_in_a_large_pool_too_where_few_are_known_exactly() -> None:
    rng = np.random.default_rng(0)
    x = (rng.normal(size=(4000, 8)) + 10 * rng.integers(3, size=(4000, 1))).astype(np.float32)
    keys = rng.integers(2**63, size=4000).astype(np.uint64)
    expected = plain(x.astype(float), x[:1].astype(float), keys, 40, 3, 16)
    assert lazy(x, x[:1], keys, 40, 3, 16)[0].tolist() == expected
    assert lazy(x, x[:1], keys, 40, 3, 16, block=77)[0].tolist() == expected
    order = rng.permutation(4000)
    assert order[lazy(x[order], x[:1], keys[order], 40, 3, 16)[0]].tolist() == expected
    for convert in libraries():
        assert lazy(convert(x), convert(x[:1]), keys, 40, 3, 16)[0].tolist() == expected


@pytest.mark.parametrize("patience", [1, 64])
def test_the_law_is_that_of_k_means_plus_plus(patience: int) -> None:
    """Two picks of four rows on a line: the chance of each pair, over 4,000 seeds."""
    x, keys = np.array([[0.0], [1.0], [3.0], [-2.0]]), np.arange(4, dtype=np.uint64)
    n, seen, expected = 4_000, np.zeros((4, 4)), np.zeros((4, 4))
    for seed in range(n):
        i, j = lazy(x, x[:1], keys, 2, seed, patience)[0]
        seen[i, j] += 1
    near = (x[:, 0] - x[0, 0]) ** 2
    for i in range(1, 4):
        then = np.minimum(near, (x[:, 0] - x[i, 0]) ** 2)
        expected[i] = n * near[i] / near.sum() * then / then.sum()
    off = (seen - expected)[expected > 0] / np.sqrt(expected[expected > 0])
    assert (off**2).sum() < 20  # chi-squared with 5 degrees of freedom: once in a thousand


def test_chances_are_bounds_of_the_true_ones() -> None:
    rng = np.random.default_rng(1)
    x, keys = rng.normal(size=(300, 3)), np.arange(300, dtype=np.uint64)
    at, squares, totals = lazy(x, x[:1], keys, 20, 0)
    for i in range(20):
        near = np.min([((x - c) ** 2).sum(axis=1) for c in [x[0], *x[at[:i]]]], axis=0)
        np.testing.assert_allclose(squares[i], near[at[i]], rtol=1e-9)
        assert totals[i] >= near.sum() * (1 - 1e-9)


def test_memory_is_linear() -> None:
    n, d, k = 30_000, 8, 20
    x, keys = np.random.default_rng(2).normal(size=(n, d)).astype(np.float32), np.arange(n, dtype=np.uint64)
    tracemalloc.start()
    lazy(x, x[:1], keys, k, 0)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 90 * n + 2_000_000


@pytest.mark.parametrize("seed", range(6))
def test_rows_that_become_known_during_a_race_ring_at_the_rates_of_its_start(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(400, 2)) * 0.3 + rng.integers(4, size=(400, 1)) * 10.0
    keys = rng.integers(2**63, size=400).astype(np.uint64)
    monkeypatch.setattr("askless.choose.kernels.d2_sampling._AHEAD", 1)
    assert lazy(x, x[:1], keys, 6, seed)[0].tolist() == plain(x, x[:1], keys, 6, seed, 64)
