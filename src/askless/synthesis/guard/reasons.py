"""Why a question is not plausible, in a sentence that names the inputs that are off."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.synthesis.domain.space import Points, Space
from askless.synthesis.guard.density import Density
from askless.synthesis.guard.features import Range

__all__ = ["unlikely"]

_NAMED = 2
FAR = 0.5
"""Standard deviations beyond all real rows from which on an input is named, whatever else is off."""


def unlikely(domain: Space, density: Density, level: float, points: Points, items: Sequence[Any]) -> list[str]:
    """Why points are too little like the real rows, a sentence for each.

    Parameters
    ----------
    domain : Space
    density : Density
        By which they are.
    level : float
        Share of real rows that are more usual.
    points : float64 array of shape (n, width)
    items : sequence
        The same as items.

    Returns
    -------
    sentences : list of str
        They name inputs that lie outside everything seen of them, where that is why; else two that do not go together,
        as far as that can be told.
    """
    share = f"{100 * level:.0f} of 100 real rows"
    if domain.kind == "images":
        return [f"The picture is less like the real ones than {share} are."] * len(points)
    sentences = [""] * len(points)
    for at in np.flatnonzero(_by_range(density, level, points)).tolist():
        sentences[at] = _beyond(domain, density.range, points[at], items[at])
    inside = [at for at, sentence in enumerate(sentences) if not sentence]
    for at, columns in zip(inside, _culprits(density, points[inside]), strict=True):
        fields = {str(field["name"]): field for field in domain.fields(items[at])}
        named = list(dict.fromkeys(domain.names[column].split("=")[0] for column in columns))
        shown = " with ".join([_shown(fields[name]) for name in named if name in fields]) or "This"
        sentences[at] = f"{shown} is less like the real rows than {share} are."
    return sentences


def _by_range(density: Density, level: float, points: Points) -> npt.NDArray[np.bool_]:
    """Of which points inputs beyond all real rows are the reason: they lie far out, or without them it would do."""
    seen = density.range
    far = seen.beyond(points).max(axis=1) > FAR
    back = np.clip(points, seen.low, seen.high)
    for column, values in enumerate(seen.values):
        if values is not None:
            back[:, column] = values[np.abs(points[:, column, None] - values).argmin(axis=1)]
    found: npt.NDArray[np.bool_] = far | (density.scores(back) <= density.bound(level))
    return found


def _beyond(domain: Space, seen: Range, point: Points, item: Any) -> str:
    """Which inputs lie outside everything seen of them; empty if none does."""
    off = seen.beyond(point[None])[0]
    if not off.any():
        return ""
    fields = {str(field["name"]): field for field in domain.fields(item)}
    said = []
    for column in np.argsort(-off, kind="stable"):
        field = fields.get(domain.names[column])
        if off[column] <= 0 or field is None:
            continue
        below, above = point[column] < seen.low[column], point[column] > seen.high[column]
        where = "below" if below else "above" if above else "at none of the values of"
        said.append(f"{_shown(field)} is {where} all real rows")
    return f"{' and '.join(said[:_NAMED])}." if said else ""


def _culprits(density: Density, points: Points) -> list[list[int]]:
    """Columns that make points implausible: those by whose exchange for a real row's the score falls the most."""
    if not len(points):
        return []
    n, width = points.shape
    columns = np.arange(width)
    near = density.nearest(points)

    def least(changed: Points, but: npt.NDArray[np.int64] | None = None) -> npt.NDArray[np.int64]:
        """Of each point the column whose exchange leaves the lowest score."""
        trials = np.repeat(changed[:, None], width, axis=1)
        trials[:, columns, columns] = near
        scores = density.scores(trials.reshape(-1, width)).reshape(n, width)
        if but is not None:
            scores[np.arange(n), but] = np.inf
        found: npt.NDArray[np.int64] = scores.argmin(axis=1)
        return found

    first = least(points)
    if width == 1:
        return [[one] for one in first.tolist()]
    # An input is rarely off alone: the second is the one that goes least with the first.
    changed = points.copy()
    changed[np.arange(n), first] = near[np.arange(n), first]
    return [list(pair) for pair in zip(first.tolist(), least(changed, first).tolist(), strict=True)]


def _shown(field: dict[str, Any]) -> str:
    """An input and its value as people read it: "pressure 9.8 bar"."""
    value = field["value"]
    number = f"{value:.4g}" if isinstance(value, float) else str(value)
    return f"{field['name']} {number} {field.get('unit') or ''}".strip()
