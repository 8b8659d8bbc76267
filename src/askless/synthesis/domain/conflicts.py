"""Why a domain is empty: which constraints exclude each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from askless.errors import UsageError
from askless.synthesis.domain.constraints.constraint import Constraint
from askless.synthesis.domain.constraints.predicate import Predicate
from askless.synthesis.domain.inputs.cells import with_unit
from askless.synthesis.domain.layout import Layout
from askless.synthesis.domain.walking import search

__all__ = ["check_linear", "excluded"]

Part = Constraint | Predicate
_REMEDY = "Change or leave out one of them, or widen the inputs."


def check_linear(layout: Layout) -> None:
    """Refuse linear constraints that no item can keep.

    Raises
    ------
    UsageError
        Names a smallest set of them that exclude each other.

    Notes
    -----
    Exact: a mixed-integer program over the values of the inputs; constraints are left out one by one as long as the
    others still exclude each other.
    """
    linear = [constraint for constraint in layout.constraints if constraint.rows is not None]
    if not linear or _feasible(layout, linear):
        return
    few = _smallest(linear, lambda parts: not _feasible(layout, parts))
    keys = _keys(layout, few)
    inputs = _ranges(layout, keys)
    if len(few) == 1:
        raise UsageError(
            f"The domain is empty: no item keeps “{few[0].says}”, where {inputs}.",
            "Change the constraint, or widen the inputs.",
        )
    raise UsageError(f"The domain is empty: {_listed(few)} exclude each other, where {inputs}.", _REMEDY)


def excluded(layout: Layout) -> UsageError:
    """The error for constraints of which nothing was found that keeps them all."""
    parts: list[Part] = [*layout.constraints, *layout.predicates]

    def empty(some: Sequence[Part]) -> bool:
        constraints = [part for part in some if not isinstance(part, Predicate)]
        predicates = [part for part in some if isinstance(part, Predicate)]
        return not len(search(layout.with_only(constraints, predicates), np.random.default_rng(0)))

    few = _smallest(parts, empty)
    keys = _keys(layout, [part for part in few if not isinstance(part, Predicate)])
    where = f", where {_ranges(layout, keys)}" if keys else ""
    together = "" if len(few) == 1 else " together"
    remedy = "Change the constraint, or widen the inputs." if len(few) == 1 else _REMEDY
    if any("==" in getattr(part, "text", "") and part.rows is None for part in few if not isinstance(part, Predicate)):
        remedy = "An equation leaves nothing to search in: solve it for one input, and leave that input out."
    return UsageError(f"No item was found that keeps {_listed(few)}{together}{where}.", remedy)


def _smallest(parts: Sequence[Any], empty: Callable[[Sequence[Any]], bool]) -> list[Any]:
    """Parts that leave nothing, of which none can be left out."""
    few = list(parts)
    for part in parts:
        rest = [other for other in few if other is not part]
        if rest and empty(rest):
            few = rest
    return few


def _feasible(layout: Layout, constraints: Sequence[Constraint]) -> bool:
    """Whether there is an item that keeps linear constraints."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    at = {key: i for i, key in enumerate(layout.spans)}
    n = len(at)
    rows = [row for part in layout.inputs for row in part.rows]
    rows += [row for constraint in constraints for row in constraint.rows or ()]
    lines = np.zeros((len(rows), n))
    low, high = np.empty(len(rows)), np.empty(len(rows))
    span = np.array(list(layout.spans.values()))
    width = span[:, 1] - span[:, 0]
    for i, row in enumerate(rows):
        for key, weight in row.weights.items():
            lines[i, at[key]] += weight
        offset, scale = lines[i] @ span[:, 0], row.scale(layout.spans)
        # In coordinates, and relative to what the sum can reach: then tolerances mean the same for all.
        slack = -3e-6 if row.strict else 1e-9  # the solver itself is exact to 1e-6
        low[i], high[i] = (row.low - offset) / scale - slack, (row.high - offset) / scale + slack
        lines[i] *= width / scale
    # Inputs that move in steps are whole numbers of them.
    pitch = {key: part.pitch for part in layout.inputs for key in part.spans}
    steps = np.array([pitch[key] for key in at])
    unit = np.where(steps > 0, steps, 1.0)
    most = np.where(steps > 0, np.floor(1 / unit + 1e-9), 1.0)
    solved = milp(
        np.zeros(n),
        integrality=(steps > 0).astype(np.float64),
        bounds=Bounds(np.zeros(n), most),
        constraints=LinearConstraint(lines * unit, low, high),
        options={"time_limit": 10.0},
    )
    return int(solved.status) != 2  # only what is proved to be infeasible


def _keys(layout: Layout, constraints: Sequence[Constraint]) -> list[str]:
    """Inputs that constraints look at, in the order of the domain."""
    named = {name for constraint in constraints for name in constraint.names}
    return [key for key in layout.keys if key in named]


def _ranges(layout: Layout, keys: Sequence[str]) -> str:
    """The bounds of inputs in words."""
    said = list(dict.fromkeys(_range(layout, key) for key in keys))
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}"


def _range(layout: Layout, key: str) -> str:
    """The bounds of an input in words."""
    part = next(part for part in layout.inputs if key in part.keys)
    if key not in layout.spans or part.kind in ("ordered", "mixture"):
        return part.summary().replace(": ", " is ", 1)
    low, high = layout.spans[key]
    unit = str(getattr(part, "unit", ""))
    return f"{key} is from {with_unit(low)} to {with_unit(high, unit)}"


def _listed(parts: Sequence[Part]) -> str:
    """Constraints in quotation marks, with commas and an “and”."""
    said = [f"“{part.says}”" for part in parts]
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}"
