"""Greedy picks of the largest residual: a pivoted Cholesky factorisation, in blocks and lazily.

Each pick explains a part of every row, so what is left of a row's weighted variance only falls.
A value worked out earlier is therefore an upper bound: picks are made within the rows that were
highest at the last full pass, for as long as the best of them is above all others of that pass. Then
all pending picks are applied to all rows in one product. The picks are those of plain greedy.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from array_api_compat import array_namespace

from askless.choose.array import Array, Floats, Rows
from askless.choose.kernels.gaussian_process import Process, rbf, tile_rows
from askless.choose.kernels.order import best_first, rounded
from askless.choose.kernels.rows import numpy_of
from askless.choose.kernels.top_k import top_k
from askless.core.chunks import spans

__all__ = ["pivots"]

Float64s = npt.NDArray[np.float64]
_SHORT = 512  # rows at least that are looked at between two full passes


def pivots(
    process: Process,
    read: Callable[[Rows], Array],
    weights: Floats,
    noise: Floats,
    k: int,
    *,
    negligible: float = 0.0,
    block: int | None = None,
) -> tuple[Rows, Float64s]:
    """Take `k` times the row with the largest weighted variance, given the process and the picks before.

    Parameters
    ----------
    process : Process
        Given what is known before.
    read : callable
        Features of the rows at some positions.
    weights : float64 array of shape (n,)
        What the variance of each row is multiplied with, not negative.
    noise : float64 array of shape (n,)
        Keyed noise, breaks ties.
    k : int
        How many.
    negligible : float, default 0.0
        A best value of at most this share of the largest weight ends the selection.
    block : int, optional
        Rows of one pass at a time; any size gives the same picks.

    Returns
    -------
    positions : int64 array of shape (n_picked,)
        In the order picked; fewer than `k` if nothing was left to explain.
    values : float64 array of shape (n_picked,)
        Weighted variance of each at the moment of its pick; not rising.

    Notes
    -----
    With p rows known and picked: O(n * p * (p + d)) for the first pass, O(n * p * (t + d)) for each
    further one, which applies t picks. Memory 40 * n bytes, 24 bytes for each kernel value of a tile
    and 32 * max(512, 2 * k)² for the rows looked at between two passes.

    References
    ----------
    .. [1] L. Chen, G. Zhang, E. Zhou, "Fast greedy MAP inference for determinantal point process to
       improve recommendation diversity", NeurIPS 2018, arXiv:1709.05135.

    Examples
    --------
    >>> x = np.array([[0.0], [0.1], [5.0]])
    >>> process = Process.at(x[:0], gamma=1.0, noise=1e-6)
    >>> pivots(process, lambda at: x[at], np.array([3.0, 2.0, 1.0]), np.zeros(3), 2)[0].tolist()
    [0, 2]
    """
    n = len(weights)
    k = min(k, n)
    picks, values = np.empty(0, dtype=np.int64), np.empty(0)
    variance = np.ones(n)
    left = np.ones(n, dtype=bool)
    floor = negligible * float(weights.max(initial=0.0))
    applied = 0
    while len(picks) < k:
        _apply(process, read, variance, applied, block)
        applied = len(process)
        bounds = np.where(left, weights * variance, -np.inf)
        short = top_k(bounds, lambda at: noise[at], min(max(_SHORT, 2 * k), n - len(picks)))
        outside = bounds.copy()
        outside[short] = -np.inf
        limit = _Limit(float(rounded(outside.max(keepdims=True))[0]), floor, k - len(picks))
        at, found, ended = _within(process, read(short), weights[short], noise[short], limit)
        picks, values = np.concatenate([picks, short[at]]), np.concatenate([values, found])
        left[short[at]] = False
        if ended:
            break
        process = process.after(read(short[at]))
    return picks, values


@dataclass(frozen=True)
class _Limit:
    """How far picks may go before the next full pass: best of the others, floor, number of picks."""

    others: float
    floor: float
    k: int


def _apply(
    process: Process, read: Callable[[Rows], Array], variance: Float64s, applied: int, block: int | None
) -> None:
    """Take off the variance, in place, what the points from `applied` on explain."""
    if len(process) == applied:
        return
    for span in spans(len(variance), block or tile_rows(len(process))):
        kernel = process.kernel(read(np.arange(span.start, span.stop)))
        variance[span] -= numpy_of(process.explained(kernel, applied))


def _within(
    process: Process, features: Array, weights: Floats, noise: Floats, limit: _Limit
) -> tuple[list[int], list[float], bool]:
    """Pick within some rows, held as a matrix of covariances; say whether nothing is left at all."""
    near = process.centred(features)
    near = near - array_namespace(near).mean(near, axis=0, keepdims=True)
    covariance = numpy_of(rbf(near, near, process.gamma)).copy()
    if len(process):
        coefficients = numpy_of(process.kernel(features)) @ process.inverse.T
        covariance -= coefficients @ coefficients.T
    variance = np.diag(covariance).copy()
    picks: list[int] = []
    values: list[float] = []
    open_ = np.ones(len(weights), dtype=bool)
    while len(picks) < min(limit.k, len(weights)):
        bounds = np.where(open_, weights * variance, -np.inf)
        j = int(best_first(bounds, noise)[0])
        if bounds[j] <= limit.floor:
            # What lies outside may still be above the floor, but for the bounds that say it is not.
            return picks, values, limit.others <= limit.floor or not picks
        # The first pick after a full pass is the best of all; a later one that only equals an
        # old bound may lose the tie against it.
        if picks and rounded(bounds[j : j + 1])[0] <= limit.others:
            break
        picks.append(j)
        values.append(float(bounds[j]))
        open_[j] = False
        column = covariance[:, j] / np.sqrt(covariance[j, j] + process.noise)
        variance -= column * column
        covariance -= np.outer(column, column)
    return picks, values, False
