"""One of several values without an order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from askless.data.items.preview import cell_text
from askless.errors import SourceError
from askless.synthesis.domain.inputs.cells import checked_levels, checked_name, codes_of
from askless.synthesis.domain.inputs.input import Cells, Values
from askless.synthesis.domain.inputs.single import Single
from askless.synthesis.domain.space import Points

__all__ = ["Category"]


@dataclass(frozen=True, init=False)
class Category(Single):
    """A choice among values that have no order, such as metals.

    Parameters
    ----------
    name : str
    values : sequence of str, number or bool
        All different. A column of a point for each.

    Raises
    ------
    UsageError
        If there is no value, or one comes twice.

    Examples
    --------
    >>> metal = Category("metal", ["Pd", "Pt"])
    >>> metal.encode([["Pt"]]).tolist(), metal.columns
    ([[0.0, 1.0]], ('metal=Pd', 'metal=Pt'))
    """

    name: str
    levels: tuple[Any, ...]
    kind: ClassVar[str] = "category"

    def __init__(self, name: str, values: Sequence[Any]) -> None:
        object.__setattr__(self, "name", checked_name(name))
        object.__setattr__(self, "levels", checked_levels(self.name, values, "values"))

    @property
    def columns(self) -> tuple[str, ...]:
        """One for each value."""
        return tuple(f"{self.name}={cell_text(level)}" for level in self.levels)

    def encode(self, cells: Sequence[Cells]) -> Points:
        """1 in the column of the value, 0 in the others."""
        return np.asarray(np.eye(len(self.levels))[codes_of(self.name, cells[0], self.levels)], dtype=np.float64)

    def decode(self, columns: Points) -> list[Cells]:
        """The value of the largest coordinate."""
        return [[self.levels[code] for code in columns.argmax(axis=1).tolist()]]

    def values(self, columns: Points) -> dict[str, Values]:
        """The values as text."""
        return {self.name: np.array([cell_text(level) for level in self.levels])[columns.argmax(axis=1)]}

    def spread(self, design: Points) -> Points:
        """Equally likely values."""
        n = len(self.levels)
        codes = np.minimum((design[:, 0] * n).astype(np.int64), n - 1)
        return np.asarray(np.eye(n)[codes], dtype=np.float64)

    def project(self, columns: Points) -> Points:
        """The value of the largest coordinate."""
        return np.asarray(np.eye(len(self.levels))[columns.argmax(axis=1)], dtype=np.float64)

    def steps(self, columns: Points) -> Points:
        """Every other value."""
        n = len(self.levels)
        return np.asarray(np.delete(np.eye(n), int(columns.argmax()), axis=0), dtype=np.float64)

    def wrong(self, item: Mapping[str, Any]) -> list[str]:
        """Whether the value is known."""
        try:
            codes_of(self.name, [item[self.name]], self.levels)
        except SourceError:
            known = ", ".join(f"“{cell_text(level)}”" for level in self.levels[:12])
            more = " and others" if len(self.levels) > 12 else ""
            return [f"{self.name} is {item[self.name]!r:.60}, which is none of {known}{more}."]
        return []

    def fields(self, item: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The value among all values."""
        return [
            {
                "name": self.name, "value": item[self.name], "unit": "", "low": None, "high": None, "place": None,
                "levels": list(self.levels),
            }
        ]  # fmt: skip

    def summary(self) -> str:
        """The values."""
        shown = ", ".join(cell_text(level) for level in self.levels[:12])
        more = f" and {len(self.levels) - 12} more" if len(self.levels) > 12 else ""
        return f"{self.name}: one of {shown}{more}"

    def to_toml(self) -> dict[str, Any]:
        """The values."""
        return {"values": list(self.levels)}
