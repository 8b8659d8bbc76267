import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from askless.choose.kernels import clustering
from askless.choose.kernels.clustering import assign, k_means, nearest_of_each, seeds
from askless.testing.libraries import libraries


def noise(t: int, m: int) -> np.ndarray:
    return np.random.default_rng(t).random(m)


def plain(x: np.ndarray, k: int, weights: np.ndarray, iterations: int) -> np.ndarray:
    """Lloyd's iterations as they are defined, from the same seeds."""
    centres = x[seeds(x, k, noise, weights)].astype(np.float64)
    for _ in range(iterations):
        of = ((x[:, None] - centres[None]) ** 2).sum(-1).argmin(1)
        for c in range(len(centres)):
            if weights[of == c].sum() > 0:
                centres[c] = np.average(x[of == c], axis=0, weights=weights[of == c])
    return centres


@pytest.mark.parametrize("weighted", [False, True])
def test_it_is_plain_k_means(weighted: bool) -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(200, 5)) + rng.integers(4, size=200)[:, None] * 4
    weights = rng.random(200) if weighted else np.ones(200)
    found = k_means(x, 6, noise, weights=weights if weighted else None, iterations=7)
    np.testing.assert_allclose(found, plain(x, 6, weights, 7), rtol=1e-9)


@given(seed=st.integers(0, 10**6), k=st.integers(1, 8), grid=st.booleans())
def test_the_nearest_centre_of_each(seed: int, k: int, grid: bool) -> None:
    rng = np.random.default_rng(seed)
    x, centres = rng.normal(size=(40, 3)), rng.normal(size=(k, 3))
    if grid:  # many rows lie between two centres
        x, centres = np.rint(x), np.rint(centres)
    of, distances, _ = assign(x.astype(np.float32), centres.astype(np.float32))
    exact = ((x.astype(np.float32).astype(float)[:, None] - centres.astype(np.float32).astype(float)) ** 2).sum(-1)
    assert (exact[np.arange(40), of] <= exact.min(1) * (1 + 2e-6)).all()
    np.testing.assert_allclose(distances, exact.min(1), rtol=1e-4, atol=1e-5)
    if grid:
        assert of.tolist() == exact.argmin(1).tolist(), "of equally near centres the first"


def test_neither_order_nor_blocks_nor_library_move_a_row(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(1)
    x = (rng.normal(size=(500, 8)) + 50).astype(np.float32)  # far from the origin
    centres = x[:20].astype(np.float64)
    of, _, _ = assign(x, centres)
    order = rng.permutation(500)
    assert assign(x[order], centres)[0].tolist() == of[order].tolist()
    for convert in libraries():
        assert assign(convert(x), centres)[0].tolist() == of.tolist()
    monkeypatch.setattr(clustering, "_TILE", 50)
    assert assign(x, centres)[0].tolist() == of.tolist()


def test_squares_that_are_too_small_to_be_held_move_no_row() -> None:
    x = (np.random.default_rng(4).normal(size=(300, 8)) * 1e-22).astype(np.float32)
    centres = x[:20].astype(np.float64)
    exact = ((x.astype(float)[:, None] - centres) ** 2).sum(-1)
    assert assign(x, centres)[0].tolist() == exact.argmin(1).tolist()


def test_seeds_are_drawn_in_proportion_to_squared_distance() -> None:
    x = np.array([[0.0], [1.0], [3.0]])
    second = np.zeros(3)
    for t in range(4_000):
        drawn = seeds(x, 2, lambda step, m, t=t: np.random.default_rng((t, step)).random(m))
        if drawn[0] == 0:
            second[drawn[1]] += 1
    share = second / second.sum()
    assert abs(share[2] - 0.9) < 0.03
    assert share[0] == 0


def test_no_two_seeds_are_equal_rows_and_weightless_rows_are_none() -> None:
    x = np.repeat(np.arange(4.0) + 1e4, 5)[:, None]
    assert sorted(x[seeds(x, 9, noise)].ravel() - 1e4) == [0, 1, 2, 3]
    assert sorted(x[seeds(x, 9, noise, (x.ravel() > 1e4 + 1).astype(float))].ravel() - 1e4) == [2, 3]


def test_weight_that_lies_behind_the_head_is_found() -> None:
    x = np.arange(5_000.0)[:, None]
    weights = (np.arange(5_000) >= 4_998).astype(float)
    assert sorted(k_means(x, 2, noise, weights=weights).ravel()) == [4_998, 4_999]


def test_mini_batches_find_the_clusters_too(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(2)
    x = rng.normal(size=(3_000, 2)) * 0.1 + rng.integers(3, size=3_000)[:, None] * 10
    monkeypatch.setattr(clustering, "_MANY", 2)
    found = k_means(x, 3, noise)
    np.testing.assert_allclose(np.sort(found[:, 0]), [0, 10, 20], atol=0.1)


def test_the_nearest_row_is_exact_and_ties_fall_to_the_noise() -> None:
    x = np.array([[1.0], [-1.0], [7.0], [7.5]])
    centres = np.array([[0.0], [7.3], [99.0]])
    of, distances, slack = assign(x, centres)
    for drawn, expected in (([0.9, 0.1, 0.5, 0.5], [0, 3]), ([0.1, 0.9, 0.5, 0.5], [1, 3])):
        tie = np.array(drawn)
        clusters, at = nearest_of_each(of, distances, slack, centres, lambda p: x[p], lambda p, tie=tie: tie[p])
        assert clusters.tolist() == [0, 1]
        assert at.tolist() == expected


def test_memory_is_three_tiles_and_the_result() -> None:
    x = np.random.default_rng(3).normal(size=(50_000, 16)).astype(np.float32)
    centres = x[:200].astype(np.float64)
    assign(x[:10], centres)
    tracemalloc.start()
    assign(x, centres)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 3 * 4 * clustering._TILE + 16 * 50_000 + (1 << 20)
