"""For any point one near it that is an item and keeps all constraints."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from askless.errors import AsklessError, UsageError
from askless.synthesis.domain.layout import Layout
from askless.synthesis.domain.space import Points
from askless.synthesis.domain.walking import mended

__all__ = ["project"]

_ANCHORS = 4
_HALVINGS = 30
_ROUNDS = 3
_AROUND = 24


def project(layout: Layout, points: Points, anchors: Callable[[], Points] | None) -> Points:
    """Near points that are allowed.

    Parameters
    ----------
    layout : Layout
    points : float64 array of shape (n, width)
    anchors : callable or None
        Gives some points that are allowed; asked only where constraints that are no sums refuse a point. None where
        nobody is to search.

    Returns
    -------
    points : float64 array of shape (n, width)
        NaN where none was found, or where the point was NaN.

    Notes
    -----
    Bounds, steps, levels and mixtures exactly; linear constraints exactly, but for steps that are bound by them,
    which are chosen by the sum of differences; other constraints by going from an allowed point near by as far
    towards the point as they let, and from there around corners.
    """
    found = np.full(points.shape, np.nan)
    rows = np.flatnonzero(np.isfinite(points).all(axis=1))
    if not len(rows):
        return found
    wanted = points[rows]
    near = layout.snap(wanted)
    if layout.projector is not None:
        near = wanted = _by_projector(layout, near)
    if not layout.bound:
        found[rows] = near
        return found
    ok = layout.allowed(near)
    found[rows[ok]] = near[ok]
    rows, wanted = rows[~ok], wanted[~ok]
    if len(rows) and layout.polytope.demanding:
        near = mended(layout, wanted)
        ok = layout.allowed(near)
        found[rows[ok]] = near[ok]
        rows, wanted = rows[~ok], wanted[~ok]
    if len(rows) and anchors is not None:
        inside = anchors()
        if len(inside):
            for row, point in zip(rows, wanted, strict=True):
                found[row] = _towards(layout, point, inside)
    return found


def _by_projector(layout: Layout, points: Points) -> Points:
    """What the projector of the caller makes of points."""
    assert layout.projector is not None
    items = layout.decode(points)
    try:
        made = layout.projector(items)
    except AsklessError:
        raise
    except Exception as error:  # code of the caller may raise anything
        raise UsageError(
            f"The projector failed with {type(error).__name__}: {error!s:.200}.",
            "Let it take a list of items (an array, for a box) and return as many.",
        ) from error
    count = len(made) if hasattr(made, "__len__") else -1
    if count != len(points):
        shown = f"{count} items" if count >= 0 else f"{made!r:.60}"
        raise UsageError(
            f"The projector took {len(points)} items and returned {shown}.", "Let it return one item for each."
        )
    return layout.snap(layout.encode(made))


def _towards(layout: Layout, point: Points, inside: Points) -> Points:
    """An allowed point near one that constraints refuse."""
    distance = ((inside - point) ** 2).sum(axis=1)
    anchors = inside[np.argsort(distance, kind="stable")[:_ANCHORS]]
    best = _first_allowed(layout, point, anchors)
    rng = np.random.default_rng(0)  # of this point alone, so that nothing else changes what is found
    width = 0.25
    for _ in range(0 if layout.predicates else _ROUNDS):
        reach = width * float(np.linalg.norm(best - point))
        around = best + reach * rng.normal(size=(_AROUND, len(point))) * layout.free
        around = layout.snap(around)
        around = around[layout.allowed(around)]
        if len(around):
            best = _first_allowed(layout, point, np.concatenate([best[None], around]))
        width /= 2
    return best


def _first_allowed(layout: Layout, point: Points, anchors: Points) -> Points:
    """The nearest of the points at which the ways from one to allowed ones enter the domain."""
    # Inputs that move in steps are those of the anchor: half a step is no item.
    start = np.where(layout.free, point, anchors)
    refused, allowed = np.zeros(len(anchors)), np.ones(len(anchors))
    for _ in range(10 if layout.predicates else _HALVINGS):
        middle = (refused + allowed) / 2
        ok = layout.allowed(layout.snap(start + middle[:, None] * (anchors - start)))
        allowed, refused = np.where(ok, middle, allowed), np.where(ok, refused, middle)
    ends = layout.snap(start + allowed[:, None] * (anchors - start))
    ends[~layout.allowed(ends)] = anchors[~layout.allowed(ends)]
    ends = np.concatenate([ends, anchors])
    return np.asarray(ends[int(((ends - point) ** 2).sum(axis=1).argmin())], dtype=np.float64)
