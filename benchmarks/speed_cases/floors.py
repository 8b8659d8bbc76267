"""Plain NumPy and SciPy: what the arithmetic costs when somebody writes it down straight."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[Any]
Rows = npt.NDArray[np.int64]


def squared(x: Floats, z: Floats, norms: Floats) -> Floats:
    """Squared distances by one matrix product, norms of `x` given."""
    return np.maximum(norms[:, None] + (z * z).sum(axis=1) - 2 * (x @ z.T), 0)


def k_center(x: Floats, labelled: Rows, k: int) -> Rows:
    """Norms once, one product with the labelled rows, a matrix-vector pass for each pick."""
    norms = np.einsum("nd,nd->n", x, x)
    nearest = squared(x, x[labelled], norms).min(axis=1)
    nearest[labelled] = -1.0
    picks = []
    for _ in range(k):
        pick = int(nearest.argmax())
        picks.append(pick)
        np.minimum(nearest, norms + norms[pick] - 2 * (x @ x[pick]), out=nearest)
        nearest[pick] = -1.0
    return np.array(picks)


def badge(p: Floats, h: Floats, k: int, rng: np.random.Generator) -> Rows:
    """Exact k-means++ on the factorised gradient: a product of two inner products."""
    q = p.copy()
    q[np.arange(len(p)), p.argmax(axis=1)] -= 1
    norm = np.einsum("nc,nc->n", q, q) * np.einsum("nd,nd->n", h, h)
    picks = [int(norm.argmax())]
    least = np.full(len(p), np.inf)
    while len(picks) < k:
        i = picks[-1]
        np.minimum(least, np.maximum(norm + norm[i] - 2 * (q @ q[i]) * (h @ h[i]), 0), out=least)
        least[picks] = 0
        picks.append(int(np.searchsorted(np.cumsum(least), rng.random() * least.sum())))
    return np.array(picks)


def typiclust(x: Floats, k: int, neighbours: int = 20) -> None:
    """One assignment to 100 centres and the distances inside the clusters."""
    norms = np.einsum("nd,nd->n", x, x)
    owner = squared(x, x[:k], norms).argmin(axis=1)
    for c in range(k):
        inside = np.flatnonzero(owner == c)
        if len(inside) > neighbours:
            near = squared(x[inside], x[inside], norms[inside])
            np.partition(near, neighbours, axis=1)[:, :neighbours].mean(axis=1)


def density(x: Floats, block: int = 1_000) -> Floats:
    """Mean cosine similarity to the pool, a block at a time."""
    unit = x / np.linalg.norm(x, axis=1, keepdims=True)
    return np.concatenate([(unit[i : i + block] @ unit.T).mean(axis=1) for i in range(0, len(x), block)])


def bald(draws: Floats, chunk: int = 8_192) -> Floats:
    """One blocked pass of logarithms."""
    scores = []
    for i in range(0, len(draws), chunk):
        part = draws[i : i + chunk]
        mean = part.mean(axis=1)
        inner = np.where(part > 0, part * np.log(np.where(part > 0, part, 1)), 0).sum(axis=2).mean(axis=1)
        scores.append(inner - np.where(mean > 0, mean * np.log(np.where(mean > 0, mean, 1)), 0).sum(axis=1))
    return np.concatenate(scores)


def batch_bald(draws: Floats, batch: int, configurations: int, chunk: int = 1_000) -> None:
    """For each pick after the first a product with all configurations, and its logarithms."""
    n, k, c = draws.shape
    joint = np.random.default_rng(0).random((configurations, k)).astype(np.float32)
    for _ in range(batch - 1):
        for i in range(0, n, chunk):
            part = draws[i : i + chunk]
            table = joint @ part.transpose(1, 0, 2).reshape(k, -1) / k
            (table * np.log(table)).reshape(configurations, len(part), c).sum(axis=(0, 2))


def gsx(x: Floats, labelled: Rows, k: int) -> Rows:
    """Farthest-first."""
    return k_center(x, labelled, k)


def igs(x: Floats, labelled: Rows, y: Floats, mean: Floats, k: int) -> Rows:
    """Distance in the features times distance in the labels, the nearest labelled row by the product."""
    norms = np.einsum("nd,nd->n", x, x)
    least = (np.sqrt(squared(x, x[labelled], norms)) * np.abs(mean[:, None] - y[None, :])).min(axis=1)
    least[labelled] = -1
    picks = []
    for _ in range(k):
        pick = int(least.argmax())
        picks.append(pick)
        apart = np.sqrt(np.maximum(norms + norms[pick] - 2 * (x @ x[pick]), 0))
        np.minimum(least, apart * np.abs(mean - mean[pick]), out=least)
        least[pick] = -1
    return np.array(picks)


def quire(x: Floats, labelled: Rows, y: Floats) -> None:
    """The kernel of the pool and one inverse."""
    norms = np.einsum("nd,nd->n", x, x).astype(np.float64)
    kernel = np.exp(-squared(x.astype(np.float64), x.astype(np.float64), norms) / x.shape[1])
    np.linalg.inv(kernel + np.eye(len(x)))


def expected_error(p_evaluation: Floats, candidates: int, classes: int) -> None:
    """The models after every answer only evaluated, never fitted."""
    for _ in range(candidates * classes):
        (1 - p_evaluation.max(axis=1)).mean()
