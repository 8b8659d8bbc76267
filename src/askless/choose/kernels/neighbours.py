"""The k nearest rows of a pool to each of a few rows, exactly, without a table of all distances."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from askless.choose.array import Floats, Rows
from askless.choose.kernels.order import rounded
from askless.choose.kernels.pairwise import squared_distances
from askless.core.chunks import spans

__all__ = ["k_nearest"]

_SLACK = 1.0 + 1e-5  # beyond the step of the grid on which distances are compared
_BLOCK_BYTES = 16 << 20


def k_nearest(
    queries_md: Floats, chunks: Iterable[tuple[Rows, Floats]], noise: Callable[[Rows], Floats], k: int
) -> list[Rows]:
    """Rows of a pool that lie nearest to each query.

    Parameters
    ----------
    queries_md : array of shape (m, d)
        Where the distances start.
    chunks : iterable of (rows, features)
        The pool: row numbers (n_chunk,) and features (n_chunk, d), each row once.
    noise : callable
        Keyed noise of some rows; of rows equally far away, those with the most are taken.
    k : int
        How many, >= 1; more than there are gives all.

    Returns
    -------
    neighbours : list of int64 array
        Of each query, nearest first. Squared distances are compared as `askless.choose.kernels.order`
        says, so the cut into chunks and the order of the rows change nothing.

    Notes
    -----
    Time O(n * m * d), by matrix products. Memory 16 MB for a block of distances, three times the
    chunk in double precision, and 80 bytes for each of the k * m neighbours, more while ties abound.

    Examples
    --------
    >>> import numpy as np
    >>> pool = [(np.array([7, 8]), np.array([[0.0], [4.0]])), (np.array([9]), np.array([[3.0]]))]
    >>> [near.tolist() for near in k_nearest(np.array([[3.4]]), pool, lambda rows: rows / 10.0, 2)]
    [[9, 8]]
    """
    m = len(queries_md)
    bound = np.full(m, np.inf)
    query, row = np.empty(0, np.int64), np.empty(0, np.int64)
    far: Floats = np.empty(0)
    centre: Floats | None = None
    for rows, features in chunks:
        x = np.asarray(features, dtype=np.float64)
        centre = x.mean(axis=0) if centre is None else centre  # far from 0 the products lose digits
        found = [(query, row, far)]
        for span in spans(m, max(1, _BLOCK_BYTES // (8 * max(len(rows), 1)))):
            distances = squared_distances(queries_md[span] - centre, x - centre)
            if len(rows) >= k:
                kth = np.partition(distances, k - 1, axis=1)[:, k - 1] if np.isinf(bound[span]).any() else bound[span]
                bound[span] = np.minimum(bound[span], kth)
            q, j = np.nonzero(distances <= bound[span, None] * _SLACK)
            found.append((q + span.start, rows[j], distances[q, j]))
        query, row, far = (np.concatenate(parts) for parts in zip(*found, strict=True))
        query, row, far = _pruned(query, row, far, noise, k)
        full = np.bincount(query, minlength=m) == k
        ends = np.cumsum(np.bincount(query, minlength=m)) - 1
        bound[full] = far[ends[full]]
    return np.split(row, np.cumsum(np.bincount(query, minlength=m))[:-1])


def _pruned(query: Rows, row: Rows, far: Floats, noise: Callable[[Rows], Floats], k: int) -> tuple[Rows, Rows, Floats]:
    """The k nearest of each query, sorted by query and distance."""
    order = np.lexsort((-noise(row), rounded(far), query))
    query, row, far = query[order], row[order], far[order]
    first = np.searchsorted(query, query)
    keep = np.arange(len(query)) - first < k
    return query[keep], row[keep], far[keep]
