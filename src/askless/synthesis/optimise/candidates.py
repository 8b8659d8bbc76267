"""Points that may be asked about: spread over the domain, plausible, and not asked about before."""

from __future__ import annotations

import numpy as np

from askless.synthesis.domain.space import Allowed, Points
from askless.synthesis.round import Round

__all__ = ["SAME", "fresh", "is_new", "spread"]

SAME = 1e-9
"""Points no farther apart in any coordinate are one: an item that a person cannot tell apart from another."""

_TIMES = (1, 4, 16)
"""How many times as many points are drawn where the guard lets few of them pass."""


def fresh(points: Points, taken: Points) -> Allowed:
    """Which points are neither taken nor a copy of one before them.

    Parameters
    ----------
    points : float64 array of shape (n, width)
    taken : float64 array of shape (t, width)

    Returns
    -------
    fresh : bool array of shape (n,)
        Coordinates are compared to 1e-9.

    Examples
    --------
    >>> fresh(np.array([[0.0], [1.0], [1.0]]), np.array([[0.0]])).tolist()
    [False, True, False]
    """
    cells = np.round(np.concatenate([taken, points]) / SAME).astype(np.int64)
    _, first = np.unique(cells, axis=0, return_index=True)
    new = np.zeros(len(cells), dtype=np.bool_)
    new[first] = True  # of equal rows the first, which is a taken one if there is one
    return new[len(taken) :]


def is_new(point: Points, *taken: Points) -> bool:
    """Whether a point of shape (width,) is another item than all of some points, each of shape (t, width).

    Examples
    --------
    >>> is_new(np.array([0.5]), np.array([[0.0], [1.0]])), is_new(np.array([1.0]), np.array([[0.0], [1.0]]))
    (True, False)
    """
    for others in taken:
        near = np.flatnonzero(np.abs(others[:, 0] - point[0]) <= SAME)  # all columns of all points take a while
        if len(near) and (np.abs(others[near] - point).max(axis=1) <= SAME).any():
            return False
    return True


def spread(round: Round, n: int, rng: np.random.Generator, method: str = "sobol") -> Points:
    """Up to n plausible points of the domain, spread evenly; of those that the guard refuses there are none.

    Parameters
    ----------
    round : Round
    n : int
        How many are wanted.
    rng : Generator
    method : str, default "sobol"
        See `Space.sample`.

    Returns
    -------
    points : float64 array of shape (at most n, width)
        In the order of the sample. More are drawn where few are plausible. Where that is not enough, as in many
        dimensions, points between two real rows follow, which are plausible far more often.
    """
    for times in _TIMES:
        points = round.domain.sample(n * times, rng, method)
        points = points[round.plausible(points)]
        if len(points) >= max(n // 2, 1):
            break
    if len(points) < n // 2 and len(round.real):
        points = np.concatenate([points, _between(round, n - len(points), rng)])
    return points[:n]


def _between(round: Round, n: int, rng: np.random.Generator) -> Points:
    """Up to n plausible points, each somewhere between two real rows."""
    ends = round.real[rng.integers(len(round.real), size=(2, n))]
    points = round.domain.project(ends[0] + rng.random((n, 1)) * (ends[1] - ends[0]))
    points = points[np.isfinite(points).all(axis=1)]
    return points[round.plausible(points)]
