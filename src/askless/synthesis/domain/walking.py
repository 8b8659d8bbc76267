"""Points of a domain whose constraints leave little room: found by search, spread by random walks."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from askless.synthesis.domain.design import design
from askless.synthesis.domain.layout import Layout
from askless.synthesis.domain.polytope import null_space
from askless.synthesis.domain.space import Points

__all__ = ["mended", "search", "walk"]

_TRIES = 1024
_STARTS = 64
_ROUNDS = 40
_ELITE = 32
_CALLS = 1024
"""Calls of a predicate in one search: each may take a person's simulator a while."""
_SHRINKS = 25


def mended(layout: Layout, points: Points) -> Points:
    """For each point one near it that keeps the linear constraints; NaN where there is none.

    Parameters
    ----------
    layout : Layout
    points : float64 array of shape (n, width)
        Anywhere.

    Returns
    -------
    points : float64 array of shape (n, width)
        Values of the inputs.
    """
    polytope = layout.polytope
    if not polytope.demanding or not len(points):
        return layout.snap(points)
    found = polytope.project(points)
    lost = np.asarray(~np.isfinite(found).all(axis=1), dtype=np.bool_)
    snapped = layout.snap(np.where(lost[:, None], np.clip(points, 0, 1), found))
    if not polytope.stepped.any():
        snapped[lost] = np.nan
        return snapped
    for row in np.flatnonzero(lost | ~polytope.contains(snapped, 1e-9)):
        near = polytope.nearest(snapped[row], fixed=polytope.stepped)
        snapped[row] = near if np.isfinite(near).all() else polytope.nearest_stepped(points[row])
    on = np.isfinite(snapped).all(axis=1)
    snapped[on] = layout.snap(snapped[on])
    return snapped


def search(layout: Layout, rng: np.random.Generator) -> Points:
    """Some points that keep all constraints; none if none was found.

    Parameters
    ----------
    layout : Layout
    rng : Generator

    Returns
    -------
    points : float64 array of shape (n, width)

    Notes
    -----
    A design of points first, then the same taken onto the linear constraints, then an evolution of the points that
    are least far from keeping the others.
    """
    tried = layout.spread(design(_TRIES, layout.dims, rng, "sobol"))
    found = _kept(layout, tried)
    if len(found) >= (_STARTS // 4 if layout.predicates else _STARTS):
        return found
    if not layout.polytope.demanding and (len(found) or not layout.constraints):
        return found  # nothing to pull towards
    pulled = mended(layout, tried[: _TRIES // 4])
    pulled = pulled[np.isfinite(pulled).all(axis=1)]
    found = np.concatenate([found, _kept(layout, pulled)])
    if len(found) or layout.straight:
        return found
    crowd = np.concatenate([tried, pulled])
    width = 0.3
    for _ in range(_ROUNDS):
        far = layout.excess(crowd)
        best = crowd[np.argsort(far, kind="stable")[:_ELITE]]
        if (far == 0).sum() >= _ELITE // 2:
            break
        crowd = np.concatenate([best, _children(layout, best, width, 8 * _ELITE, rng)])
        width *= 0.85
    return _kept(layout, crowd)


def walk(layout: Layout, starts: Points, n: int, rng: np.random.Generator) -> Points:
    """Points that random walks reach from others without leaving the domain.

    Parameters
    ----------
    layout : Layout
    starts : float64 array of shape (m, width)
        Allowed; at least one.
    n : int
        How many walks, each of which gives a point.
    rng : Generator

    Returns
    -------
    points : float64 array of shape (n, width)
        Allowed.

    Notes
    -----
    Hit-and-run: a direction, the chord that box and linear constraints leave, a place on it; where another
    constraint refuses it, the chord shrinks towards where the walk stands. Uniform in the long run. Inputs that move
    in steps are drawn anew one at a time.

    References
    ----------
    .. [1] Smith, "Efficient Monte Carlo procedures for generating points uniformly distributed over bounded regions",
       Operations Research, 1984, 10.1287/opre.32.6.1296.
    .. [2] Neal, "Slice sampling", Annals of Statistics, 2003, 10.1214/aos/1056562461.
    """
    x = starts[rng.integers(len(starts), size=n)]
    free = np.flatnonzero(layout.free)
    polytope = layout.polytope
    basis = null_space(polytope.a[polytope.equations][:, free]) if len(free) else np.zeros((0, 0))
    steps = min(30 + 4 * len(free), 150)
    if layout.predicates:
        steps = min(steps, 10)
    stepped = [i for i, part in enumerate(layout.inputs) if not part.free]
    x = started = _inwards(layout, x, starts)
    for _ in range(steps):
        if basis.shape[1]:
            x = _along(layout, x, _directions(x, free, basis, rng), rng)
        if stepped:
            x = _redrawn(layout, x, stepped, rng)
    if layout.straight:  # where the steps were not looked at one by one
        x = np.where(layout.allowed(x)[:, None], x, started)
    return x


def _inwards(layout: Layout, x: Points, starts: Points) -> Points:
    """Points half way to the middle of others where that is allowed: from a corner hardly any direction leads away."""
    middle = np.where(layout.free, (x + starts.mean(axis=0)) / 2, x)
    middle = layout.snap(middle)
    return np.asarray(np.where(layout.allowed(middle)[:, None], middle, x), dtype=np.float64)


def _kept(layout: Layout, points: Points) -> Points:
    """Points that keep everything; where code is to be called, a limited number."""
    points = np.asarray(points[layout.allowed(points, code=False)], dtype=np.float64)
    if not layout.predicates:
        return points
    found: list[Points] = []
    for start in range(0, min(len(points), _CALLS), _STARTS):
        part = points[start : start + _STARTS]
        found.append(part[layout.allowed(part)])
        if sum(map(len, found)) >= _STARTS // 4:
            break
    return np.concatenate(found) if found else points[:0]


def _children(layout: Layout, parents: Points, width: float, n: int, rng: np.random.Generator) -> Points:
    """Points between and around others, on the linear constraints where the inputs let them."""
    one, two = (parents[rng.integers(len(parents), size=n)] for _ in range(2))
    child = one + rng.normal(size=(n, 1)) * (two - one) + width * rng.normal(size=one.shape) * rng.random((n, 1)) ** 2
    drawn = layout.spread(rng.random((n, layout.dims)))
    for part, at in zip(layout.inputs, layout.slices, strict=True):
        if not part.free:
            keep = rng.random(n) < 0.8
            child[:, at] = np.where(keep[:, None], one[:, at], drawn[:, at])
    made = mended(layout, child) if layout.polytope.demanding else layout.snap(child)
    return made[np.isfinite(made).all(axis=1)]


def _directions(
    x: Points, free: npt.NDArray[np.int64], basis: npt.NDArray[np.float64], rng: np.random.Generator
) -> Points:
    """A direction for each walk, along which no equation changes."""
    any_way = rng.normal(size=(len(x), basis.shape[1])) @ basis.T
    # Differences of others follow the shape of a narrow domain, where most directions lead nowhere.
    others = x[rng.integers(len(x), size=len(x))] - x[rng.integers(len(x), size=len(x))]
    along = others[:, free] @ basis @ basis.T
    use = (rng.random(len(x)) < 0.5) & (np.abs(along).max(axis=1) > 1e-6)
    found = np.zeros_like(x)
    found[:, free] = np.where(use[:, None], along, any_way)
    return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True), dtype=np.float64)


def _along(layout: Layout, x: Points, direction: Points, rng: np.random.Generator) -> Points:
    """A step of each walk along its direction."""
    polytope = layout.polytope
    rows = ~polytope.equations
    sums, moves = x @ polytope.a[rows].T, direction @ polytope.a[rows].T
    at = np.concatenate([x, sums], axis=1)
    move = np.concatenate([direction, moves], axis=1)
    low = np.concatenate([np.zeros(x.shape[1]), polytope.low[rows]])
    high = np.concatenate([np.ones(x.shape[1]), polytope.high[rows]])
    with np.errstate(all="ignore"):
        one, two = (low - at) / move, (high - at) / move
    still = np.abs(move) < 1e-14
    least = np.minimum(np.where(still, -np.inf, np.minimum(one, two)).max(axis=1), 0.0)
    most = np.maximum(np.where(still, np.inf, np.maximum(one, two)).min(axis=1), 0.0)
    found, todo = x.copy(), np.arange(len(x))
    for _ in range(1 if layout.predicates else _SHRINKS):
        t = least[todo] + (most[todo] - least[todo]) * rng.random(len(todo))
        new = layout.snap(x[todo] + t[:, None] * direction[todo])
        # The chord itself keeps what is linear.
        ok = np.ones(len(new), dtype=np.bool_) if layout.straight else layout.allowed(new)
        found[todo[ok]] = new[ok]
        least[todo] = np.where(t < 0, t, least[todo])
        most[todo] = np.where(t >= 0, t, most[todo])
        todo = todo[~ok]
        if not len(todo):
            break
    return found


def _redrawn(layout: Layout, x: Points, stepped: list[int], rng: np.random.Generator) -> Points:
    """One input of each walk that moves in steps, drawn anew where that is allowed."""
    drawn = layout.spread(rng.random((len(x), layout.dims)))
    which = rng.integers(len(stepped), size=len(x))
    new = x.copy()
    for k, i in enumerate(stepped):
        at = layout.slices[i]
        new[:, at] = np.where((which == k)[:, None], drawn[:, at], x[:, at])
    ok = layout.allowed(new)
    return np.asarray(np.where(ok[:, None], new, x), dtype=np.float64)
