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
_HALVINGS = 24
_HALVINGS_CODE = 8
"""Where a predicate is called for each."""
_ROUNDS = 3
_AROUND = 12
_CLOSEST = 2
_BLOCK = 2048


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
            for start in range(0, len(rows), _BLOCK):
                part = slice(start, start + _BLOCK)
                found[rows[part]] = _towards(layout, wanted[part], inside)
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


def _towards(layout: Layout, points: Points, inside: Points) -> Points:
    """Allowed points near some that constraints refuse, each by itself."""
    code = bool(layout.predicates)
    far = (inside**2).sum(axis=1) - 2 * points @ inside.T
    nearest = np.argsort(far, axis=1, kind="stable")[:, : 1 if code else _ANCHORS]
    best = _first_allowed(layout, points, inside[nearest], _HALVINGS_CODE if code else _HALVINGS)
    # The same noise for every point: what is found for one does not depend on the others.
    noise = np.random.default_rng(0).normal(size=(_AROUND, points.shape[1])) * layout.free
    width = 0.25
    for _ in range(0 if code else _ROUNDS):
        reach = width * np.linalg.norm(best - points, axis=1)
        around = best[:, None] + reach[:, None, None] * noise
        flat = layout.snap(around.reshape(-1, points.shape[1]))
        ok = layout.allowed(flat).reshape(around.shape[:2])
        around = np.where(ok[:, :, None], flat.reshape(around.shape), best[:, None])
        gaps = ((around - points[:, None]) ** 2).sum(axis=2)
        few = np.argsort(gaps, axis=1, kind="stable")[:, :_CLOSEST]
        anchors = np.concatenate([best[:, None], np.take_along_axis(around, few[:, :, None], axis=1)], axis=1)
        best = _first_allowed(layout, points, anchors, _HALVINGS)
        width /= 2
    return best


def _first_allowed(layout: Layout, points: Points, anchors: Points, halvings: int) -> Points:
    """Of the ways from points (n, w) to allowed ones (n, k, w), the nearest places where they enter the domain."""
    n, k, w = anchors.shape
    ends = anchors.reshape(n * k, w)
    # Inputs that move in steps are those of the anchor: half a step is no item.
    start = np.where(layout.free, np.repeat(points, k, axis=0), ends)
    refused, allowed = np.zeros(n * k), np.ones(n * k)
    best = ends
    for _ in range(halvings):
        middle = (refused + allowed) / 2
        made = layout.snap(start + middle[:, None] * (ends - start))
        ok = layout.allowed(made)
        best = np.where(ok[:, None], made, best)
        allowed, refused = np.where(ok, middle, allowed), np.where(ok, refused, middle)
    gaps = ((best.reshape(n, k, w) - points[:, None]) ** 2).sum(axis=2)
    return np.asarray(best.reshape(n, k, w)[np.arange(n), gaps.argmin(axis=1)], dtype=np.float64)
