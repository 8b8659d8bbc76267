"""Plain NumPy: what the arithmetic costs when somebody writes it down straight, and with care.

With care means buffers used again, blocks that stay in the cache, and the factor 2 put into the vector
instead of the long result; no other algorithm than the plain one.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[Any]
Rows = npt.NDArray[np.int64]
BLOCK = 4_096


def squared(x: Floats, z: Floats, norms: Floats) -> Floats:
    """Squared distances by one matrix product, norms of `x` given."""
    apart = x @ (-2 * z).T
    apart += norms[:, None]
    apart += np.einsum("nd,nd->n", z, z)
    return np.maximum(apart, 0, out=apart)


def k_center(x: Floats, labelled: Rows, k: int) -> Rows:
    """Norms once, products with the labelled rows, a matrix-vector pass for each pick."""
    norms = np.einsum("nd,nd->n", x, x)
    nearest, apart = np.empty_like(norms), np.empty_like(norms)
    for i in range(0, len(x), BLOCK):
        nearest[i : i + BLOCK] = squared(x[i : i + BLOCK], x[labelled], norms[i : i + BLOCK]).min(axis=1)
    nearest[labelled] = -1.0
    picks = []
    for _ in range(k):
        pick = int(nearest.argmax())
        picks.append(pick)
        np.dot(x, -2 * x[pick], out=apart)
        apart += norms
        apart += norms[pick]
        np.minimum(nearest, apart, out=nearest)
        nearest[pick] = -1.0
    return np.array(picks)


def badge(p: Floats, h: Floats, k: int, rng: np.random.Generator) -> Rows:
    """Exact k-means++ on the factorised gradient: a product of two inner products."""
    q = p.copy()
    q[np.arange(len(p)), p.argmax(axis=1)] -= 1
    norm = np.einsum("nc,nc->n", q, q) * np.einsum("nd,nd->n", h, h)
    picks = [int(norm.argmax())]
    least, apart, other = np.full_like(norm, np.inf), np.empty_like(norm), np.empty_like(norm)
    sums = np.empty(len(p))
    while len(picks) < k:
        i = picks[-1]
        np.dot(q, -2 * q[i], out=apart)
        np.dot(h, h[i], out=other)
        apart *= other
        apart += norm
        apart += norm[i]
        np.minimum(least, np.maximum(apart, 0, out=apart), out=least)
        least[i] = 0
        np.cumsum(least, dtype=np.float64, out=sums)
        picks.append(int(np.searchsorted(sums, rng.random() * sums[-1])))
    return np.array(picks)


def typiclust(x: Floats, centres: Floats, neighbours: int = 20) -> Rows:
    """One assignment to centres at hand, and the distances inside the clusters; the centres cost nothing here."""
    norms = np.einsum("nd,nd->n", x, x)
    owner = np.empty(len(x), dtype=np.int64)
    for i in range(0, len(x), BLOCK):
        owner[i : i + BLOCK] = squared(x[i : i + BLOCK], centres, norms[i : i + BLOCK]).argmin(axis=1)
    members = np.split(np.argsort(owner, kind="stable"), np.searchsorted(np.sort(owner), np.arange(1, len(centres))))
    picks = []
    for inside in members:
        if len(inside) > neighbours:
            apart = squared(x[inside], x[inside], norms[inside])
            apart.partition(neighbours, axis=1)
            picks.append(int(inside[np.sqrt(apart[:, : neighbours + 1]).sum(axis=1).argmin()]))
    return np.array(picks)


def density(x: Floats, proba: Floats, k: int, block: int = 256) -> Rows:
    """Entropy times the mean of 1 / (1 + distance) to the pool, a block at a time."""
    norms = np.einsum("nd,nd->n", x, x)
    total = np.zeros(len(x))
    for i in range(0, len(x), block):
        for j in range(0, len(x), 4 * block):
            near = squared(x[i : i + block], x[j : j + 4 * block], norms[i : i + block])
            np.sqrt(near, out=near)
            near += 1
            total[i : i + block] += np.reciprocal(near, out=near).sum(axis=1)
    return best(-(proba * np.log(proba)).sum(axis=1) * total, k)


def bald(draws: Floats, k: int, chunk: int = 1_024) -> Rows:
    """One blocked pass of logarithms."""
    scores = np.empty(len(draws), dtype=draws.dtype)
    logs = np.empty((chunk, *draws.shape[1:]), dtype=draws.dtype)
    for i in range(0, len(draws), chunk):
        part = draws[i : i + chunk]
        mean = part.mean(axis=1)
        known = np.einsum("nkc,nkc->n", part, np.log(part, out=logs[: len(part)]))
        scores[i : i + chunk] = known / draws.shape[1] - (mean * np.log(mean)).sum(axis=1)
    return best(scores, k)


def batch_bald(draws: Floats, batch: int, configurations: int, chunk: int = 32) -> None:
    """For each pick after the first a product with all configurations, and its logarithms."""
    n, k, c = draws.shape
    joint = np.random.default_rng(0).random((configurations, k), dtype=np.float32) / k
    members = np.ascontiguousarray(draws.transpose(1, 0, 2).reshape(k, -1))
    table, logs = (np.empty((configurations, chunk * c), dtype=np.float32) for _ in range(2))
    for _ in range(batch - 1):
        for i in range(0, n * c, chunk * c):
            part = members[:, i : i + chunk * c]
            chance = np.matmul(joint, part, out=table[:, : part.shape[1]])
            nats = np.log(chance, out=logs[:, : part.shape[1]])
            nats *= chance
            nats.sum(axis=0)


def batch_bald_exact(draws: Floats, batch: int, chunk: int = 500) -> Rows:
    """Greedy on the joint information, over all answers that the batch can have."""
    joint = np.ones((1, draws.shape[1]))
    left = np.arange(len(draws))
    picks: list[int] = []
    for _ in range(batch):
        gains = np.empty(len(left))
        for i in range(0, len(left), chunk):
            part = draws[left[i : i + chunk]].astype(np.float64)
            chance = np.einsum("mk,nkc->nmc", joint, part, optimize=True) / part.shape[1]
            known = (part * np.log(part)).sum(axis=2).mean(axis=1)
            gains[i : i + chunk] = known - (chance * np.log(chance)).sum(axis=(1, 2))
        at = int(gains.argmax())
        picks.append(int(left[at]))
        joint = (joint[:, :, None] * draws[left[at]].astype(np.float64)).transpose(0, 2, 1).reshape(-1, joint.shape[1])
        left = np.delete(left, at)
    return np.array(picks)


def igs(x: Floats, labelled: Rows, y: Floats, mean: Floats, k: int) -> Rows:
    """Distance in the features times distance in the labels, the nearest labelled row by the product."""
    norms = np.einsum("nd,nd->n", x, x)
    least = (np.sqrt(squared(x, x[labelled], norms)) * np.abs(mean[:, None] - y[None, :])).min(axis=1)
    least[labelled] = -1
    apart = np.empty_like(norms)
    picks = []
    for _ in range(k):
        pick = int(least.argmax())
        picks.append(pick)
        np.dot(x, -2 * x[pick], out=apart)
        apart += norms
        apart += norms[pick]
        np.sqrt(np.maximum(apart, 0, out=apart), out=apart)
        np.minimum(least, apart * np.abs(mean - mean[pick]), out=least)
        least[pick] = -1
    return np.array(picks)


def quire(x: Floats) -> None:
    """The kernel of the pool and one inverse."""
    x = x.astype(np.float64)
    kernel = np.exp(-squared(x, x, np.einsum("nd,nd->n", x, x)) / x.shape[1])
    np.linalg.inv(kernel + np.eye(len(x)))


def best(scores: Floats, k: int) -> Rows:
    """The highest, best first."""
    top = np.argpartition(-scores, k)[:k]
    rows: Rows = top[np.argsort(-scores[top])]
    return rows
