"""The shortest ranges that hold a share of what may come, between quantiles of it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["MIDDLE", "TAUS", "shortest"]

Float64s = npt.NDArray[np.float64]

TAUS = (0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95)
"""Quantiles that lines are fitted to."""
MIDDLE = TAUS.index(0.50)
TAILS = 5  # ways to share out what a range leaves out, from all above it to all below it


def shortest(u: Float64s, already: Float64s, level: float) -> Float64s:
    """Ends of the shortest of the ranges with the same share, on the scale of the quantiles.

    Between quantiles the distribution is taken as even. What is enough already lies at 0: where
    that alone is more than a range leaves out, nothing is left below, and all that it leaves out lies above.

    Parameters
    ----------
    u : float64 array of shape (n, 7)
        Quantiles at `TAUS`, rising; 0 is now and 1 the whole pool, beyond which nothing lies.
    already : float64 array of shape (n,)
        Chances that the labels so far are enough.
    level : float
        Share that a range holds, in (0, 1).

    Returns
    -------
    ends : float64 array of shape (n, 2)

    Examples
    --------
    >>> skewed = np.array([[0.1, 0.11, 0.13, 0.2, 0.4, 0.7, 0.9]])
    >>> shortest(skewed, np.array([0.0]), 0.5).round(2).tolist()
    [[0.11, 0.3]]
    >>> shortest(skewed, np.array([0.2]), 0.8).round(2).tolist()
    [[0.0, 0.5]]
    """
    n = len(u)
    inside = np.concatenate([np.zeros((n, 1)), np.clip(u, 0.0, 1.0), np.ones((n, 1))], axis=1)
    best = np.tile([0.0, 2.0], (n, 1))  # longer than any
    for below in np.linspace(0.0, 1.0 - level, TAILS):
        low = np.where(already >= below, 0.0, _at(inside, below))
        ends = np.stack([low, np.maximum(low, _at(inside, min(below + level, 1.0)))], axis=1)  # rounding apart
        shorter = ends[:, 1] - ends[:, 0] < best[:, 1] - best[:, 0]
        best[shorter] = ends[shorter]
    return best


def _at(inside: Float64s, share: float) -> Float64s:
    """The quantile of a share, of shape (n,), from those at 0, `TAUS` and 1."""
    knots = np.array([0.0, *TAUS, 1.0])
    right = int(np.clip(np.searchsorted(knots, share), 1, len(knots) - 1))
    part = (share - knots[right - 1]) / (knots[right] - knots[right - 1])
    return np.asarray(inside[:, right - 1] + part * (inside[:, right] - inside[:, right - 1]))
