"""A draw without replacement in which every row's chance of being drawn is known beforehand."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from askless.choose.array import Floats, Rows

__all__ = ["proportional"]


def proportional(weights: Floats, noise: Floats, start: float, k: int) -> tuple[Rows, npt.NDArray[np.float64]]:
    """Draw `k` positions, each with a chance in proportion to its weight, by steps along a keyed order.

    Parameters
    ----------
    weights : array of shape (n,)
        Not negative; those of 0 are drawn only if nothing else is left.
    noise : array of shape (n,)
        Keyed noise: the order of the steps.
    start : float
        In (0, 1): where the first step lands.
    k : int
        How many; more than `n` gives all.

    Returns
    -------
    positions : int64 array of shape (min(k, n),)
        No two the same, in the keyed order.
    chances : float64 array of shape (min(k, n),)
        The chance each had of being among them: `k` times its share of the weight, at most 1.

    Notes
    -----
    Systematic sampling [1]_: the chances are laid end to end and every whole number after `start` is
    a draw. Time O(n * log n), memory 72 n bytes. Sums run in the keyed order, so that of the rows
    cannot change a digit.

    References
    ----------
    .. [1] W. G. Madow, "On the theory of systematic sampling, II", Annals of Mathematical Statistics
       1949, doi:10.1214/aoms/1177729988.

    Examples
    --------
    >>> import numpy as np
    >>> at, chances = proportional(np.array([3.0, 1.0, 0.0]), np.array([0.1, 0.2, 0.3]), 0.5, 1)
    >>> at.tolist(), chances.tolist()
    ([0], [0.75])
    """
    order = np.argsort(-np.asarray(noise), kind="stable")
    mass = np.asarray(weights, dtype=np.float64)[order]
    if k >= len(mass):
        return order, np.ones(len(mass))
    if not (mass > 0).sum() > k:  # whoever has weight is in, the rest is drawn evenly
        mass = np.where(mass > 0, np.inf, 1.0)
    chances = _chances(mass, k)
    sure = chances >= 1.0
    rest = np.flatnonzero(~sure)
    steps = start + np.arange(k - int(sure.sum()))
    at = np.searchsorted(np.cumsum(chances[rest]), steps, side="right")
    at = np.minimum(at, np.arange(len(rest) - len(steps), len(rest)))  # the last step may overshoot by a digit
    drawn = np.sort(np.concatenate([np.flatnonzero(sure), rest[at]]))
    return order[drawn].astype(np.int64), chances[drawn]


def _chances(mass: npt.NDArray[np.float64], k: int) -> npt.NDArray[np.float64]:
    """Chances in proportion to mass that sum to `k`, none above 1."""
    sure = np.isinf(mass)
    while True:
        left = np.where(sure, 0.0, mass)
        total = left.sum()
        scale = (k - int(sure.sum())) / total if total > 0 else 0.0
        more = ~sure & (left * scale >= 1.0 - 1e-12)
        if not more.any():
            return np.where(sure, 1.0, left * scale)
        sure |= more
