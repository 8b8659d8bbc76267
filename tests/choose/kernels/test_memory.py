"""What docstrings say of memory, at two sizes: a table of all pairs would be beyond at the larger one."""

import tracemalloc
from collections.abc import Callable

import numpy as np
import pytest

from askless.choose.kernels.clustering import assign, k_means, seeds
from askless.choose.kernels.d2_sampling import d2_sampling
from askless.choose.kernels.farthest import farthest_first, most_central
from askless.choose.kernels.gaussian_process import Process
from askless.choose.kernels.graph import typicality
from askless.choose.kernels.logistic import logistic_slope
from askless.choose.kernels.nearest_centre import NearestCentre
from askless.choose.kernels.pairwise import mean_closeness
from askless.choose.kernels.pivots import pivots
from askless.choose.kernels.posterior import Features, Posterior
from askless.choose.kernels.stale import StaleDistances
from askless.choose.kernels.stale_products import StaleProducts
from askless.choose.pick.proportional import proportional

D, M, K = 16, 300, 20
MB = 1 << 20
TILE = 2_048 * 256
X = np.random.default_rng(0).normal(size=(60_000, D)).astype(np.float32)
Y = np.random.default_rng(1).random(60_000)


def keyed(at: np.ndarray, stream: str = "") -> np.ndarray:
    return np.random.default_rng(2).random(len(at))


def draw(t: int, m: int) -> np.ndarray:
    return np.random.default_rng(t).random(m)


def distances(n: int) -> StaleDistances:
    made = StaleDistances([lambda at: X[at]], n)
    made.add(made.points_of(X[:M]))
    made.flush()
    return made


def products(n: int) -> None:
    made = StaleProducts(lambda at: X[at], Y[:n])
    made.add(made.points_of(X[:M], Y[:M]))
    made.flush()


def posterior(n: int) -> None:
    state = Posterior.of(Features(X[:n], hold=0), np.eye(D), np.eye(D))
    state.after(3).after(4).gain()


CASES: dict[str, tuple[Callable[[int], object], Callable[[int], float]]] = {
    "mean_closeness": (
        lambda n: mean_closeness(lambda at: X[at], n, X[: n // 20]),
        lambda n: 8 * n + 8 * (n // 20) * (D + 2) + 80 * 256**2,
    ),
    "NearestCentre": (
        lambda n: NearestCentre(lambda at: X[at], n).add(X[:M]),
        lambda n: 24 * n + 3 * 8 * TILE + 8 * n * (D + 1),
    ),
    "StaleDistances": (distances, lambda n: 8 * n + 8 * M * D + 3 * 4 * TILE),
    "StaleProducts": (products, lambda n: 24 * n + 4 * 4 * TILE),
    "farthest_first": (
        lambda n: farthest_first(distances(n), keyed, K),
        lambda n: 40 * n + 8 * M * D + 3 * 4 * TILE + 24 * 1024 * (D + 3),
    ),
    "most_central": (
        lambda n: most_central(StaleDistances([lambda at: X[at]], n), keyed),
        lambda n: 64 * n + 3 * 8 * 2048 * D,
    ),
    "d2_sampling": (
        lambda n: d2_sampling(distances(n), keyed, K),
        lambda n: 40 * n + 3 * 4 * TILE + 8 * (2 * K + 256) * (M + K + D),
    ),
    "assign": (lambda n: assign(X[:n], X[:M].astype(float)), lambda n: 16 * n + 3 * 4 * (1 << 18)),
    "seeds": (lambda n: seeds(X[:n], K, draw), lambda n: 8 * n * (D + 9)),
    "k_means": (
        lambda n: k_means(X[:n], K, draw, weights=Y[:n]),
        lambda n: 8 * 1_000 * (D + 9) + 48 * n + 3 * 4 * (1 << 18),
    ),
    "pivots": (
        lambda n: pivots(Process.at(X[:100], gamma=0.1, noise=0.1), lambda at: X[at], np.ones(n), Y[:n], K),
        lambda n: 40 * n + 24 * (1 << 16) + 32 * 512**2 + 16 * 120**2,
    ),
    "Posterior": (posterior, lambda n: 48 * n + 3 * 8 * (MB // 8 // D) * (D + 4)),
    "logistic_slope": (
        lambda n: logistic_slope(X[:n], (Y[:n] > 0.5) * 1.0, np.ones(n), np.zeros(D)),
        lambda n: 24 * n * D,
    ),
    "typicality": (lambda n: typicality(X[:n], 10, of=np.arange(600)), lambda n: 24 * 256 * n),
    "proportional": (lambda n: proportional(Y[:n], Y[:n][::-1], 0.5, K), lambda n: 72 * n),
}


@pytest.mark.parametrize("name", CASES)
def test_memory_is_as_stated(name: str) -> None:
    run, stated = CASES[name]
    run(1_000)  # what is loaded at first use is no part of it
    for n in (15_000, 60_000):
        tracemalloc.start()
        run(n)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak <= stated(n) + MB / 4, f"{n}: {peak / 1e6:.2f} MB, stated {stated(n) / 1e6:.2f}"
