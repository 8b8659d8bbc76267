"""Quasi-Newton ascent from many starts at once, within a box.

Axes: m starts, d coordinates, h remembered steps. Every start has its own history and its own step, but all are
evaluated together, so that a step costs one call of the objective. Summing the starts into one problem, as is often
done, would make them share both.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

import numpy as np

from askless.synthesis.domain.space import Allowed, Points
from askless.synthesis.models.model import Float64s

__all__ = ["ascend"]

_MEMORY = 6
_HALVINGS = 10  # shorter steps that are tried
_SHORTER = 0.3
_SUFFICIENT = 1e-4  # share of the rise that the gradient promises
_FIRST = 0.1  # length of the first step, in the unit of a side of the domain


def ascend(
    with_gradient: Callable[[Points], tuple[Float64s, Float64s]],
    starts: Points,
    *,
    free: Allowed,
    settle: Callable[[Points], tuple[Points, Allowed]] | None = None,
    steps: int = 40,
    tolerance: float = 1e-6,
) -> tuple[Points, Float64s]:
    """Climb from every start.

    Parameters
    ----------
    with_gradient : callable
        Points in, values (m,) and gradients (m, d) out.
    starts : float64 array of shape (m, d)
        In [0, 1].
    free : bool array of shape (d,)
        Coordinates that move.
    settle : callable, optional
        Trial points in; out come the nearest that may be asked about, and which of them there are. A start stays
        where its trials are refused.
    steps : int, default 40
        Of each start, at most.
    tolerance : float, default 1e-6
        A start has arrived when a step gains less than this share of its value, or moves less than this.

    Returns
    -------
    points : float64 array of shape (m, d)
        Never worse than their starts.
    values : float64 array of shape (m,)

    Notes
    -----
    Projected L-BFGS [1]_: coordinates at a bound whose gradient points outwards are held. Time of a step: one call of
    the objective for all starts under way, a few where the first step length fails.

    References
    ----------
    .. [1] D. P. Bertsekas, "Projected Newton methods for optimization problems with simple constraints", SIAM Journal
       on Control and Optimization 1982, doi:10.1137/0320018; J. Nocedal, "Updating quasi-Newton matrices with limited
       storage", Mathematics of Computation 1980, doi:10.1090/S0025-5718-1980-0572855-7.

    Examples
    --------
    >>> hill = lambda x: (-((x - 0.3) ** 2).sum(axis=1), -2.0 * (x - 0.3))
    >>> ascend(hill, np.array([[1.0, 0.0]]), free=np.array([True, True]))[0].round(6).tolist()
    [[0.3, 0.3]]
    """
    x = starts.copy()
    value, gradient = with_gradient(x)
    past: deque[_Step] = deque(maxlen=_MEMORY)
    under_way = np.isfinite(value)
    for _ in range(steps):
        inner = _inner(x, gradient, free)
        under_way &= np.abs(inner).max(axis=1) > 1e-14
        rows = np.flatnonzero(under_way)
        if not len(rows):
            break
        direction = _direction(inner[rows], [(moved[rows], turned[rows]) for moved, turned in past])
        trial, higher, steeper, taken = _search(with_gradient, settle, x[rows], value[rows], gradient[rows], direction)
        step, turn = trial - x[rows], gradient[rows] - steeper  # of minus the objective, for which bowls are convex
        keep = (step * turn).sum(axis=1) > 1e-10 * (turn * turn).sum(axis=1)
        moved, turned = np.zeros_like(x), np.zeros_like(x)
        moved[rows[keep]], turned[rows[keep]] = step[keep], turn[keep]
        past.append((moved, turned))
        small = higher - value[rows] <= tolerance * np.abs(value[rows])
        small |= np.abs(step).max(axis=1) < tolerance
        x[rows], value[rows], gradient[rows] = trial, higher, steeper
        under_way[rows] = taken & ~small
    return x, value


_Step = tuple[Float64s, Float64s]


def _inner(x: Points, gradient: Float64s, free: Allowed) -> Float64s:
    """The gradient without the coordinates that cannot follow it."""
    held = ((x <= 0.0) & (gradient < 0.0)) | ((x >= 1.0) & (gradient > 0.0)) | ~free
    return np.where(held, 0.0, gradient)


def _direction(inner: Float64s, past: list[_Step]) -> Float64s:
    """Where the remembered steps say that the top lies; along the gradient where they say nothing."""
    aim, shares, rates = inner.copy(), [], []
    unit = np.ones(len(inner))
    known = np.zeros(len(inner), dtype=np.bool_)
    for moved, turned in reversed(past):
        along = (moved * turned).sum(axis=1)
        there = along > 0.0
        rate = np.divide(1.0, along, out=np.zeros_like(along), where=there)
        share = rate * (moved * aim).sum(axis=1)
        aim -= share[:, None] * turned
        newest = there & ~known
        unit[newest] = along[newest] / (turned[newest] ** 2).sum(axis=1)
        known |= there
        shares.append(share)
        rates.append(rate)
    aim *= unit[:, None]
    for (moved, turned), share, rate in zip(past, reversed(shares), reversed(rates), strict=True):
        aim += (share - rate * (turned * aim).sum(axis=1))[:, None] * moved
    aim[inner == 0.0] = 0.0  # what is held stays
    wrong = ~((aim * inner).sum(axis=1) > 0.0)
    aim[wrong] = inner[wrong]
    longest = np.abs(aim).max(axis=1)
    limit = np.where(known & ~wrong, np.minimum(longest, 1.0), _FIRST)  # beyond 1 every step leaves the domain
    scaled: Float64s = aim * (limit / longest)[:, None]
    return scaled


def _search(
    with_gradient: Callable[[Points], tuple[Float64s, Float64s]],
    settle: Callable[[Points], tuple[Points, Allowed]] | None,
    x: Points,
    value: Float64s,
    gradient: Float64s,
    direction: Float64s,
) -> tuple[Points, Float64s, Float64s, Allowed]:
    """A step of each start that rises enough: where it leads, value and gradient there, and whether there is one."""
    found, higher, steeper = x.copy(), value.copy(), gradient.copy()
    length = np.ones(len(x))
    waiting = np.arange(len(x))
    for _ in range(_HALVINGS):
        trial = np.clip(x[waiting] + length[waiting, None] * direction[waiting], 0.0, 1.0)
        fine = np.ones(len(waiting), dtype=np.bool_)
        if settle is not None:
            trial, fine = settle(trial)
        at, of = np.full(len(waiting), -np.inf), np.zeros_like(trial)
        if fine.any():
            at[fine], of[fine] = with_gradient(trial[fine])
        promised = np.maximum((gradient[waiting] * (trial - x[waiting])).sum(axis=1), 0.0)
        rises = fine & (at > value[waiting]) & (at >= value[waiting] + _SUFFICIENT * promised)
        done = waiting[rises]
        found[done], higher[done], steeper[done] = trial[rises], at[rises], of[rises]
        waiting = waiting[~rises]
        if not len(waiting):
            break
        length[waiting] *= _SHORTER
    taken = np.ones(len(x), dtype=np.bool_)
    taken[waiting] = False
    return found, higher, steeper, taken
