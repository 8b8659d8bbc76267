"""Why a question is not plausible, in a sentence that names the inputs that are off."""

from __future__ import annotations

from typing import Any

import numpy as np

from askless.synthesis.domain.space import Points, Space
from askless.synthesis.guard.density import Density
from askless.synthesis.guard.features import Features

__all__ = ["beyond", "unusual"]

_NAMED = 2


def beyond(domain: Space, features: Features, point: Points, item: Any) -> str:
    """Which inputs lie outside everything seen of them; empty if none does, or if an item is a picture."""
    if domain.kind == "images":
        return ""
    off = features.beyond(point[None])[0]
    fields = {str(field["name"]): field for field in domain.fields(item)}
    said = []
    for column in np.argsort(-off, kind="stable"):
        field = fields.get(domain.names[column])
        if off[column] <= 0 or field is None:
            continue
        below, above = point[column] < features.low[column], point[column] > features.high[column]
        where = "below" if below else "above" if above else "at none of the values of"
        said.append(f"{_shown(field)} is {where} all real rows")
    return f"{_joined(said[:_NAMED])}." if said else ""


def unusual(domain: Space, density: Density, level: float, point: Points, item: Any) -> str:
    """Which inputs do not go together, as far as that can be told; `level` of 100 real rows are more usual."""
    share = f"{100 * level:.0f} of 100 real rows"
    if domain.kind == "images":
        return f"The picture is less like the real ones than {share} are."
    fields = {str(field["name"]): field for field in domain.fields(item)}
    columns = _culprits(density, point)
    named = list(dict.fromkeys(domain.names[column].split("=")[0] for column in columns))
    shown = [_shown(fields[name]) for name in named if name in fields][: _NAMED + 1]
    if not shown:
        return f"This is less like the real rows than {share} are."
    return f"{' with '.join(shown)} is less like the real rows than {share} are."


def _culprits(density: Density, point: Points) -> list[int]:
    """Columns that make a point implausible: those by whose exchange for a real row's its score falls the most."""
    near = density.real[density.features.nearest(point[None], 1)[0, 0]]
    trials = np.repeat(point[None], len(point), axis=0)
    np.fill_diagonal(trials, near)
    gain = density.scores(point[None])[0] - density.scores(trials)
    first = int(np.argmax(gain))
    # An input is rarely off alone: the second is the one that goes least with the first.
    pairs = np.repeat(trials[first][None], len(point), axis=0)
    np.fill_diagonal(pairs, near)
    more = gain[first] + density.scores(trials[first][None])[0] - density.scores(pairs)
    more[first] = -np.inf
    second = [int(np.argmax(more))] if len(point) > 1 else []
    return [first, *second]


def _shown(field: dict[str, Any]) -> str:
    """An input and its value as people read it: "pressure 9.8 bar"."""
    value = field["value"]
    number = f"{value:.4g}" if isinstance(value, float) else str(value)
    return f"{field['name']} {number} {field.get('unit') or ''}".strip()


def _joined(parts: list[str]) -> str:
    """Clauses as one."""
    return " and ".join(parts)
