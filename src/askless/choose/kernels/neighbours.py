"""The nearest rows of one set to each row of another, exactly, without a table of all distances.

Axes: n rows look for neighbours among m rows of d features; each keeps k. Distances are compared
on a grid of about 1e-6 relative, ties by keyed noise, so that neither the order of the rows nor the
blocks decide who is whose neighbour. It all runs in main memory and in double precision: a top-k by
rows is in no array standard.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
import numpy.typing as npt

from askless.choose.array import Floats, Rows
from askless.choose.kernels.pairwise import squared_distances
from askless.core.chunks import spans

__all__ = ["k_nearest", "neighbours"]

Float64s = npt.NDArray[np.float64]
Int64s = npt.NDArray[np.int64]
_BLOCK = 256  # rows that look, against _TILE rows that they look among
_TILE = 4_096
_HALF = np.int64(1 << 31)
_LOW = np.int64((1 << 32) - 1)
_FAR = np.int64(np.array(np.inf).view(np.int64))


def neighbours(
    x_nd: Floats,
    z_md: Floats,
    k: int,
    noise_m: Floats,
    *,
    but: Rows | None = None,
    block: int = _BLOCK,
    tile: int = _TILE,
) -> tuple[Rows, Float64s]:
    """The `k` nearest rows of the one set to each row of the other.

    Parameters
    ----------
    x_nd : array of shape (n, d)
        Rows that look for neighbours.
    z_md : array of shape (m, d)
        Rows that they look among.
    k : int
        How many; more than there are gives all.
    noise_m : array of shape (m,)
        Keyed noise of `z_md`; of rows equally far away, those with the most come first.
    but : int64 array of shape (n,), optional
        For each row of `x_nd` a row of `z_md` that does not count, such as itself.
    block, tile : int
        Rows of either set taken at a time; any size gives the same neighbours.

    Returns
    -------
    positions : int64 array of shape (n, k)
        Rows of `z_md`, the nearest first; one fewer than m at most where `but` is given.
    distances : float64 array of shape (n, k)
        Squared, rounded to 1e-6 of themselves.

    Notes
    -----
    Time O(n * m * d), one matrix product and one comparison for each pair once the first tile is
    done. Memory 16 n k bytes for the result, 16 m (d + 1) for `z_md` in double precision, and
    32 block * tile at work.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.array([[0.0], [1.0], [3.0]])
    >>> at, distances = neighbours(x, x, 1, np.array([0.1, 0.2, 0.3]), but=np.arange(3))
    >>> at.ravel().tolist(), distances.round(3).ravel().tolist()
    ([1, 0, 1], [1.0, 1.0, 4.0])
    """
    z = np.asarray(z_md, dtype=np.float64)
    middle = z.mean(axis=0) if len(z) else 0.0
    z = z - middle
    best = _Best(len(x_nd), max(min(k, len(z) - (but is not None)), 0))
    low, at = _lower_half(noise_m), np.arange(len(z))
    for here in spans(len(x_nd) if best.k else 0, block):
        x = np.asarray(x_nd[here], dtype=np.float64) - middle
        for there in spans(len(z), tile):
            ranks = _ranks(squared_distances(x, z[there]), low[there])
            if but is not None:
                column = but[here] - there.start
                row = np.flatnonzero((column >= 0) & (column < ranks.shape[1]))
                ranks[row, column[row]] = _FAR
            best.merge(here, ranks, at[there])
    return best.rows, (best.ranks & ~_LOW).view(np.float64)


def k_nearest(
    queries_nd: Floats, chunks: Iterable[tuple[Rows, Floats]], noise: Callable[[Rows], Floats], k: int
) -> list[Rows]:
    """Rows of a pool that lie nearest to each query, where the pool comes chunk by chunk.

    Parameters
    ----------
    queries_nd : array of shape (n, d)
        Where the distances start.
    chunks : iterable of (rows, features)
        The pool: row numbers (n_chunk,) and features (n_chunk, d), each row once.
    noise : callable
        Keyed noise of some rows; of rows equally far away, those with the most come first.
    k : int
        How many, not many more than there are; all are given if there are fewer.

    Returns
    -------
    rows : list of int64 array
        Of each query, nearest first. The cut into chunks and the order of the rows change nothing.

    Notes
    -----
    Time as `neighbours`. Memory 16 n k bytes for the result, 32 * 256 * 4,096 at work, and three times
    the chunk in double precision.

    Examples
    --------
    >>> import numpy as np
    >>> pool = [(np.array([7, 8]), np.array([[0.0], [4.0]])), (np.array([9]), np.array([[3.0]]))]
    >>> [near.tolist() for near in k_nearest(np.array([[3.4]]), pool, lambda rows: rows / 10.0, 2)]
    [[9, 8]]
    """
    queries = np.asarray(queries_nd, dtype=np.float64)
    best = _Best(len(queries), k)
    middle: Float64s | None = None
    for rows, features in chunks:
        z = np.asarray(features, dtype=np.float64)
        middle = z.mean(axis=0) if middle is None else middle  # far from 0 the products lose digits
        z = z - middle
        low = _lower_half(noise(rows))
        for here in spans(len(queries), _BLOCK):
            x = queries[here] - middle
            for there in spans(len(z), _TILE):
                best.merge(here, _ranks(squared_distances(x, z[there]), low[there]), rows[there])
    return [row[rank < _FAR] for row, rank in zip(best.rows, best.ranks, strict=True)]


def _lower_half(noise: Floats) -> Int64s:
    """Noise as 32 bits that rise as it falls."""
    falling: Int64s = _LOW - ((np.asarray(noise) * 2.0**32).astype(np.int64) & _LOW)
    return falling


def _ranks(distances: Float64s, low: Int64s) -> Int64s:
    """Whole numbers that order as the distances on their grid, equal ones by falling noise; in place.

    The upper half of a double is its exponent and 20 bits of its mantissa, and positive doubles
    order as their bits do; the lower half is free for the noise.
    """
    bits = distances.view(np.int64)
    bits += _HALF
    bits &= ~_LOW
    bits |= low
    return bits


class _Best:
    """The `k` lowest ranks of each of n rows so far, rising, and whose they are."""

    def __init__(self, n: int, k: int) -> None:
        self.k = k
        self.rows: Rows = np.zeros((n, k), dtype=np.int64)
        self.ranks: Int64s = np.full((n, k), _FAR)

    def merge(self, here: slice, ranks: Int64s, rows: Rows) -> None:
        """Let in a tile: ranks, for some of the n, of some rows."""
        best, held = self.ranks[here], self.rows[here]
        if best[0, -1] == _FAR or ranks.shape[1] <= 4 * self.k:
            both = np.concatenate([best, ranks], axis=1)
            of_both = np.concatenate([held, np.broadcast_to(rows, ranks.shape)], axis=1)
            few = np.argpartition(both, self.k - 1, axis=1)[:, : self.k]
            few = np.take_along_axis(few, np.argsort(np.take_along_axis(both, few, axis=1), axis=1), axis=1)
            best[:] = np.take_along_axis(both, few, axis=1)
            held[:] = np.take_along_axis(of_both, few, axis=1)
            return
        row, column = np.nonzero(ranks < best[:, -1:])
        if len(row) == 0:
            return
        of = np.concatenate([np.repeat(np.arange(len(best)), self.k), row])
        rank = np.concatenate([best.ravel(), ranks[row, column]])
        whose = np.concatenate([held.ravel(), rows[column]])
        order = np.lexsort((rank, of))
        first = np.searchsorted(of[order], np.arange(len(best)))
        order = order[first[:, None] + np.arange(self.k)]
        best[:] = rank[order]
        held[:] = whose[order]
