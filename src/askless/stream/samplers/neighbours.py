"""Distances between items and those that a sampler remembers."""

from __future__ import annotations

import numpy as np

from askless.models.online.online import Float64s

__all__ = ["squares", "widened"]


def widened(rows: Float64s, width: int) -> Float64s:
    """Rows of at least so many features; those that came later are at their mean, 0.

    Examples
    --------
    >>> widened(np.ones((1, 2)), 3)
    array([[1., 1., 0.]])
    """
    more = width - rows.shape[1]
    return np.pad(rows, ((0, 0), (0, more))) if more > 0 else rows


def squares(rows: Float64s, others: Float64s) -> Float64s:
    """Squared distances, of shape (n_rows, n_others); rows may have different numbers of features.

    Examples
    --------
    >>> squares(np.array([[0.0, 0.0]]), np.array([[3.0, 4.0], [0.0, 0.0]]))
    array([[25.,  0.]])
    """
    width = max(rows.shape[1], others.shape[1])
    a, b = widened(rows, width), widened(others, width)
    found: Float64s = np.square(a).sum(axis=1)[:, None] + np.square(b).sum(axis=1) - 2.0 * a @ b.T
    return np.maximum(found, 0.0, out=found)
