"""Inputs side by side: where each stands in a point, and what all of them have to keep."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from askless.errors import SourceError, UsageError
from askless.synthesis.domain.constraints.constraint import Constraint
from askless.synthesis.domain.constraints.predicate import Predicate
from askless.synthesis.domain.design import design
from askless.synthesis.domain.inputs.input import TOLERANCE, Input, Values
from askless.synthesis.domain.inputs.real import Real
from askless.synthesis.domain.polytope import Polytope
from askless.synthesis.domain.space import Allowed, Points

__all__ = ["Layout"]

_TRIALS = 512
_TRIALS_CODE = 64
"""Where a predicate is called for each."""
_STRICT = 2 * TOLERANCE
"""How far a sum stays from a bound that is excluded: more than what counts as equal."""


class Layout:
    """Inputs, constraints and predicates as one.

    Parameters
    ----------
    kind : {"rows", "array"}
        What an item is.
    inputs : sequence of Input
    constraints : sequence of Constraint
    predicates : sequence of Predicate
    projector : callable or None
        Takes items, gives the items to use in their place.
    """

    def __init__(
        self,
        kind: Literal["rows", "array"],
        inputs: Sequence[Input],
        constraints: Sequence[Constraint] = (),
        predicates: Sequence[Predicate] = (),
        projector: Callable[[Any], Any] | None = None,
    ) -> None:
        self.kind: Literal["rows", "array"] = kind
        self.inputs, self.constraints, self.predicates = tuple(inputs), tuple(constraints), tuple(predicates)
        self.projector = projector
        ends = np.cumsum([len(part.columns) for part in self.inputs]).tolist()
        self.slices = [slice(end - len(part.columns), end) for part, end in zip(self.inputs, ends, strict=True)]
        self.width = int(ends[-1])
        self.names = tuple(column for part in self.inputs for column in part.columns)
        self.keys = tuple(key for part in self.inputs for key in part.keys)
        self.spans = {key: span for part in self.inputs for key, span in part.spans.items()}
        self.numeric = {key: key in self.spans for key in self.keys}
        self.free = np.concatenate([np.full(len(part.columns), part.free) for part in self.inputs])
        # Inputs without steps between 0 and 1 need no call each: a clip of all is enough.
        plain = [part.kind == "real" and part.free for part in self.inputs]
        self._others = [i for i, is_plain in enumerate(plain) if not is_plain]
        # Of many plain numbers one product makes the items.
        straight = kind == "array" and all(isinstance(part, Real) and not part.log for part in self.inputs)
        bounds = [(part.low, part.high) for part in self.inputs if isinstance(part, Real)] if straight else []
        self._bounds = np.array(bounds) if bounds else None

    @property
    def bound(self) -> bool:
        """Whether anything beyond the inputs themselves has to be kept."""
        return bool(self.constraints or self.predicates)

    def with_only(self, constraints: Sequence[Constraint], predicates: Sequence[Predicate] = ()) -> Layout:
        """The same inputs under other constraints."""
        return Layout(self.kind, self.inputs, constraints, predicates, self.projector)

    def encode(self, items: Any) -> Points:
        """Items as points; SourceError if one cannot be read."""
        named = hasattr(items, "columns") or isinstance(items, Mapping) or _dicts(items)
        if self.kind == "array" and not named:
            return self._of_array(items)
        cells = self._cells(items)
        return np.concatenate([part.encode([cells[key] for key in part.keys]) for part in self.inputs], axis=1)

    def decode(self, points: Points) -> Any:
        """Points, which are items, as items."""
        if self.kind == "array":
            if self._bounds is not None:
                low, high = self._bounds.T
                return low + points * (high - low)
            values = self.values(points)
            return np.stack([values[key] for key in self.keys], axis=1)
        columns = [cells for part, at in self._parts() for cells in part.decode(points[:, at])]
        return [dict(zip(self.keys, row, strict=True)) for row in zip(*columns, strict=True)]

    def values(self, points: Points) -> dict[str, Values]:
        """Values by key, (n,), as formulas take them."""
        return {key: found for part, at in self._parts() for key, found in part.values(points[:, at]).items()}

    def snap(self, points: Points) -> Points:
        """The nearest values of each input by itself, whatever the constraints say."""
        found: Points = np.clip(points, 0.0, 1.0)
        for i in self._others:
            found[:, self.slices[i]] = self.inputs[i].project(points[:, self.slices[i]])
        return found

    @property
    def dims(self) -> int:
        """Numbers from which `spread` makes a point."""
        return sum(part.dims for part in self.inputs)

    def spread(self, design: Points) -> Points:
        """Points of (n, dims) uniform numbers, whatever the constraints say."""
        made, at = [], 0
        for part in self.inputs:
            made.append(part.spread(design[:, at : at + part.dims]))
            at += part.dims
        return np.concatenate(made, axis=1)

    def allowed(self, points: Points, *, code: bool = True) -> Allowed:
        """Which points are items that keep all constraints; those in code too unless `code` is False."""
        ok: Allowed = np.asarray(np.isfinite(points).all(axis=1), dtype=np.bool_)
        if ok.all() and not self.bound:
            return np.asarray(np.abs(self.snap(points) - points).max(axis=1) <= TOLERANCE, dtype=np.bool_)
        rows = np.flatnonzero(ok)
        found = self.snap(points[rows])
        ok[rows] = np.abs(found - points[rows]).max(axis=1, initial=0.0) <= TOLERANCE
        rows, found = np.flatnonzero(ok), found[ok[rows]]
        if len(rows) and self.constraints:
            kept = self.kept(found)
            ok[rows] = kept
            rows, found = rows[kept], found[kept]
        for predicate in self.predicates if code else ():
            if len(rows):
                kept = predicate.holds(self.decode(found))
                ok[rows] = kept
                rows, found = rows[kept], found[kept]
        return ok

    def kept(self, points: Points) -> Allowed:
        """Whether points, which are items, keep the constraints that are no code."""
        values = self.values(points)
        ok = np.ones(len(points), dtype=np.bool_)
        with np.errstate(all="ignore"):
            for constraint in self.constraints:
                ok &= self.keeps(constraint, values)
        return ok

    def keeps(self, constraint: Constraint, values: Mapping[str, Values]) -> Allowed:
        """Whether values keep one constraint; sums to a share of what they can reach."""
        if constraint.rows is None:
            return constraint.holds(values)
        ok = np.ones(len(next(iter(values.values()))), dtype=np.bool_)
        for row in constraint.rows:
            total, scale = row.sum(values), row.scale(self.spans)
            slack = TOLERANCE * scale - (_STRICT * scale if row.strict else 0.0)
            ok &= (total <= row.high + slack) & (total >= row.low - slack)
        return ok

    def excess(self, points: Points) -> npt.NDArray[np.float64]:
        """How far points, which are items, are from keeping the constraints that are no code; 0 where they do."""
        values = self.values(points)
        total = np.zeros(len(points))
        with np.errstate(all="ignore"):
            for constraint in self.constraints:
                amount = np.where(self.keeps(constraint, values), 0.0, constraint.excess(values))
                total += np.where(np.isfinite(amount), amount, 1e12)
        return total

    @cached_property
    def share(self) -> float:
        """Of all that the inputs let, about how much keeps the constraints."""
        trial = self.spread(
            design(_TRIALS_CODE if self.predicates else _TRIALS, self.dims, np.random.default_rng(0), "sobol")
        )
        return float(self.allowed(trial).mean())

    @cached_property
    def straight(self) -> bool:
        """Whether the polytope holds all constraints."""
        part_of = {key: part for part in self.inputs for key in part.keys}
        rows = [constraint.rows for constraint in self.constraints]
        keys = {key for given in rows for row in given or () for key in row.weights}
        return not self.predicates and None not in rows and all(part_of[key].straight for key in keys)

    @cached_property
    def polytope(self) -> Polytope:
        """All sums that are straight in the coordinates; others are left to search."""
        column = {key: (at.start + i, part) for part, at in self._parts() for i, key in enumerate(part.keys)}
        own = [(row, False) for part in self.inputs for row in part.rows]
        given = [(row, True) for constraint in self.constraints for row in constraint.rows or ()]
        lines: list[tuple[npt.NDArray[np.float64], float, float]] = []
        for row, _ in own + given:
            if not all(column[key][1].straight for key in row.weights):
                continue
            line, offset = np.zeros(self.width), 0.0
            for key, weight in row.weights.items():
                at, (low, high) = column[key][0], self.spans[key]
                line[at] += weight * (high - low)
                offset += weight * low
            strict = _STRICT * row.scale(self.spans) if row.strict else 0.0
            lines.append((line, row.low - offset + strict, row.high - offset - strict))
        pitch = np.concatenate([np.full(len(part.columns), part.pitch) for part in self.inputs])
        given_lines = sum(all(column[key][1].straight for key in row.weights) for row, _ in given)
        return Polytope(self.width, lines, pitch=pitch, demanding=bool(given_lines))

    def _parts(self) -> Any:
        return zip(self.inputs, self.slices, strict=True)

    def _of_array(self, items: Any) -> Points:
        """Rows of numbers as points."""
        try:
            array = np.asarray(items, dtype=np.float64)
        except (TypeError, ValueError):
            raise SourceError("The items are no array of numbers.", "Give rows of numbers, one item a row.") from None
        if array.ndim == 1 and len(array) == len(self.keys) and array.size:
            array = array[None, :]
        if array.ndim != 2 or array.shape[1] != len(self.keys):
            raise SourceError(
                f"The items have the shape {array.shape}, but the domain has {len(self.keys)} inputs.",
                f"Give an array of shape (items, {len(self.keys)}).",
            )
        columns = array.T
        return np.concatenate([part.encode([columns[i]]) for i, part in enumerate(self.inputs)], axis=1)

    def _cells(self, items: Any) -> dict[str, Sequence[Any]]:
        """Values by key of dicts, of one dict, or of a data frame."""
        if isinstance(items, Mapping):
            items = [items]
        columns = getattr(items, "columns", None)
        if columns is not None:
            missing = [key for key in self.keys if key not in columns]
            if missing:
                raise _no_key(missing[0], [str(name) for name in columns], "The table has no column")
            return {key: _listed(items[key]) for key in self.keys}
        if isinstance(items, (str, bytes)) or not isinstance(items, (Sequence, np.ndarray)):
            raise SourceError(
                f"The items are {type(items).__name__!r}, which is no list of dicts.",
                'Give dicts of values by name, as in [{"temperature": 20}], or a data frame.',
            )
        for row, item in enumerate(items):
            if not isinstance(item, Mapping):
                raise SourceError(
                    f"Item {row + 1:,} is {item!r:.60}, which is no dict.",
                    'Give values by name, as in {"temperature": 20}.',
                )
            for key in self.keys:
                if key not in item:
                    raise _no_key(key, [str(name) for name in item], f"Item {row + 1:,} has no value for")
        return {key: [item[key] for item in items] for key in self.keys}


def _dicts(items: Any) -> bool:
    """Whether items are dicts in a list."""
    return isinstance(items, (list, tuple)) and bool(items) and all(isinstance(item, Mapping) for item in items)


def _listed(column: Any) -> Sequence[Any]:
    """A column of a data frame as values, whichever library it comes from."""
    array = np.asarray(column)
    if array.dtype.kind in "iuf":
        return array  # type: ignore[return-value]
    return [None if str(cell) in ("<NA>", "NaT") else cell for cell in array.tolist()]


def _no_key(key: str, known: Sequence[str], lead: str) -> SourceError:
    """The error for a value that is not there at all."""
    listed = ", ".join(f"“{name}”" for name in known[:12]) or "nothing"
    return SourceError(f"{lead} “{key}”; there is {listed}.", "Name the values as the domain does.")


def duplicate(names: Sequence[str]) -> UsageError | None:
    """The error for a name that two inputs share, if there is one."""
    twice = next((name for name in names if names.count(name) > 1), None)
    return None if twice is None else UsageError(f"Two inputs are called “{twice}”.", "Give each its own name.")
