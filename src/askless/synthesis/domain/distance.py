"""How far points lie from data."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from askless.synthesis.domain.space import Points

__all__ = ["nearest"]

_BLOCK = 4_000_000
"""Distances held at once: 32 MB."""


def nearest(
    points: Points, data: Points, weights: npt.NDArray[np.float64] | None = None
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]:
    """Distance to the nearest row of data, and which one it is.

    Parameters
    ----------
    points : float64 array of shape (n, w)
    data : float64 array of shape (m, w)
    weights : float64 array of shape (w,), optional
        Of each column; squared differences are multiplied by them.

    Returns
    -------
    distance : float64 array of shape (n,)
        Infinite if there is no data.
    row : int64 array of shape (n,)
        In `data`, the first if several are equally near; -1 if there is none.

    Notes
    -----
    Time O(n m w), memory of a few blocks of distances.

    Examples
    --------
    >>> distance, row = nearest(np.array([[0.0, 0.0]]), np.array([[1.0, 1.0], [0.3, 0.4]]))
    >>> distance.tolist(), row.tolist()
    ([0.5], [1])
    """
    if not len(data) or not len(points):
        return np.full(len(points), np.inf), np.full(len(points), -1, dtype=np.int64)
    scale = np.sqrt(weights) if weights is not None else np.ones(points.shape[1])
    centre = data.mean(axis=0)  # squares of small numbers lose fewer digits
    a, b = (points - centre) * scale, (data - centre) * scale
    sizes = (b * b).sum(axis=1)
    found = np.empty(len(a), dtype=np.int64)
    block = max(1, _BLOCK // len(b))
    for start in range(0, len(a), block):
        part = a[start : start + block]
        found[start : start + block] = (sizes - 2 * part @ b.T).argmin(axis=1)
    return np.linalg.norm(a - b[found], axis=1), found
