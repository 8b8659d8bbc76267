"""Points of a domain, spread evenly."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from askless.errors import UsageError
from askless.synthesis.domain.design import design
from askless.synthesis.domain.layout import Layout
from askless.synthesis.domain.space import Points
from askless.synthesis.domain.walking import search, walk

__all__ = ["sample"]

_RARE = 1 / 50
"""Below this share of points that keep the constraints, walks within the domain are quicker than trying."""
_RARE_CODE = 1 / 8
_MOST = 2**17
_THINNED = 1000
"""Up to so many points of walks are chosen to lie far apart; the cost grows with the square."""


def sample(layout: Layout, n: int, rng: np.random.Generator, method: str, inside: Callable[[], Points]) -> Points:
    """Points that keep all constraints.

    Parameters
    ----------
    layout : Layout
    n : int
    rng : Generator
    method : {"sobol", "latin_hypercube", "random"}
    inside : callable
        Gives some allowed points; asked only where few are.

    Returns
    -------
    points : float64 array of shape (n, width)

    Raises
    ------
    UsageError
        If none was found.

    Notes
    -----
    A design of which only the allowed points are kept; where they are few, walks within the domain, thinned to
    points that lie far apart unless `method` is "random".
    """
    first = layout.spread(design(n, layout.dims, rng, method))
    if layout.projector is not None:
        return _projected(layout, first, n, rng)
    if not layout.bound or n == 0:
        return first
    share = layout.share
    if share >= (_RARE_CODE if layout.predicates else _RARE) and n / share * 1.3 < _MOST:
        found = _tried(layout, n, share, rng, method)
        if len(found) == n:
            return found
    return _walked(layout, n, rng, method, inside)


def _tried(layout: Layout, n: int, share: float, rng: np.random.Generator, method: str) -> Points:
    """Allowed points of a design large enough, at most n."""
    tries = math.ceil(n / share * 1.3 + 8)
    points = layout.spread(design(tries, layout.dims, rng, method))
    if method != "latin_hypercube" and layout.predicates:  # in order, until there are enough
        kept: list[Points] = []
        for start in range(0, tries, n):
            part = points[start : start + n]
            kept.append(part[layout.allowed(part)])
            if sum(map(len, kept)) >= n:
                break
        return np.concatenate(kept)[:n]
    return points[layout.allowed(points)][:n]


def _walked(layout: Layout, n: int, rng: np.random.Generator, method: str, inside: Callable[[], Points]) -> Points:
    """Points of walks."""
    starts = inside()
    polytope = layout.polytope
    if (polytope.a[polytope.equations][:, polytope.stepped] != 0).any():
        # Equations bind the steps: no single one of them can move, so each start stays on its own.
        more = search(layout, rng)
        starts = more if len(more) else starts
    if not len(starts):
        raise nothing_found()
    if method == "random" or n > _THINNED:
        return walk(layout, starts, n, rng)
    return _far_apart(walk(layout, starts, (4 if n <= 100 else 2) * n, rng), n)


def _projected(layout: Layout, first: Points, n: int, rng: np.random.Generator) -> Points:
    """Points that the projector of the caller makes of a design."""
    from askless.synthesis.domain.projecting import project

    kept: list[Points] = []
    for _ in range(8):
        made = project(layout, first, None)
        kept.append(made[np.isfinite(made).all(axis=1)])
        if sum(map(len, kept)) >= n:
            return np.concatenate(kept)[:n]
        first = layout.spread(design(n, layout.dims, rng, "random"))
    raise nothing_found()


def _far_apart(points: Points, n: int) -> Points:
    """n points, each the farthest from those before it."""
    chosen = [0]
    distance = np.full(len(points), np.inf)
    for _ in range(n - 1):
        distance = np.minimum(distance, ((points - points[chosen[-1]]) ** 2).sum(axis=1))
        chosen.append(int(distance.argmax()))
    return points[chosen]


def nothing_found() -> UsageError:
    """The error for a domain in which nothing was found; who knows more says more."""
    return UsageError("No item of the domain was found.", "Widen the inputs, or leave out a constraint.")
