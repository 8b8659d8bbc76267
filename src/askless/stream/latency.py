"""Verification latency: what is asked but not yet answered.

Until an answer comes the model cannot know it, and would ask about the same region again and again. So
items that wait make the model seem surer near them: their neighbours' probabilities are sharpened, for the
choice only. The model itself learns nothing from a question.
"""

from __future__ import annotations

import numpy as np

from askless.models.online.online import Float64s

__all__ = ["MOST", "crowding", "sharpened"]

MOST = 64
"""Waiting items that are looked at, the latest; more would cost more than the item itself."""

REACH = 0.25
"""Distance, as a share of that of two unrelated items, within which an answer tells of a neighbour."""


def crowding(scaled: Float64s, waiting: Float64s) -> Float64s:
    """How many answers are on their way near each item.

    Parameters
    ----------
    scaled : float64 array of shape (n_items, n_features)
    waiting : float64 array of shape (n_waiting, n_features)
        Scaled too.

    Returns
    -------
    crowding : float64 array of shape (n_items,)
        Sum of Gaussian kernels, >= 0. Time O(n_items * n_waiting * n_features).

    Examples
    --------
    >>> crowding(np.array([[0.0, 0.0], [3.0, 3.0]]), np.array([[0.0, 0.0]])).round(2)
    array([1., 0.])
    """
    if not len(waiting):
        return np.zeros(len(scaled))
    square = np.square(scaled).sum(axis=1)[:, None] + np.square(waiting).sum(axis=1) - 2.0 * scaled @ waiting.T
    unrelated = 2.0 * scaled.shape[1] * REACH**2  # two independent scaled items lie 2 d apart, squared
    near: Float64s = np.exp(-0.5 * np.maximum(square, 0.0) / max(unrelated, 1e-12)).sum(axis=1)
    return near


def sharpened(proba: Float64s, crowding: Float64s) -> Float64s:
    """Probabilities as if a model were so much surer: each row to the power of 1 + crowding.

    Examples
    --------
    >>> sharpened(np.array([[0.6, 0.4]]), np.array([1.0])).round(2)
    array([[0.69, 0.31]])
    """
    if not crowding.any():
        return proba
    raised = np.power(np.maximum(proba, 1e-12), 1.0 + crowding[:, None])
    sharp: Float64s = raised / raised.sum(axis=1, keepdims=True)
    return sharp
