"""One of several levels in an order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

import numpy as np

from askless.data.items.preview import cell_text
from askless.errors import SourceError
from askless.synthesis.domain.inputs.category import Category
from askless.synthesis.domain.inputs.cells import checked_levels, checked_name, codes_of
from askless.synthesis.domain.inputs.input import Cells, Values
from askless.synthesis.domain.inputs.integer import Integer
from askless.synthesis.domain.inputs.single import Single
from askless.synthesis.domain.space import Points

__all__ = ["Ordered"]


@dataclass(frozen=True, init=False)
class Ordered(Single):
    """A choice among levels that have an order, such as slow, medium, fast.

    Parameters
    ----------
    name : str
    levels : sequence of str, number or bool
        From the first to the last, all different. They lie equally far apart.

    Raises
    ------
    UsageError
        If there is no level, or one comes twice.

    Examples
    --------
    >>> Ordered("stirring", ["slow", "medium", "fast"]).encode([["medium"]]).tolist()
    [[0.5]]
    """

    name: str
    levels: tuple[Any, ...]
    kind: ClassVar[str] = "ordered"

    def __init__(self, name: str, levels: Sequence[Any]) -> None:
        object.__setattr__(self, "name", checked_name(name))
        object.__setattr__(self, "levels", checked_levels(self.name, levels, "levels"))

    @cached_property
    def places(self) -> Integer:
        """The number of a level, from 0."""
        return Integer(self.name, 0, len(self.levels) - 1)

    @property
    def numeric(self) -> bool:
        """Whether all levels are numbers, which formulas may calculate with."""
        return not any(isinstance(level, (str, bool)) for level in self.levels)

    @property
    def spans(self) -> dict[str, tuple[float, float]]:
        """The least and the largest level, if all are numbers."""
        return {self.name: (float(min(self.levels)), float(max(self.levels)))} if self.numeric else {}

    def encode(self, cells: Sequence[Cells]) -> Points:
        """The place of each level among the levels."""
        return self.places.encode([codes_of(self.name, cells[0], self.levels)])  # type: ignore[list-item]

    def decode(self, columns: Points) -> list[Cells]:
        """The levels."""
        return [[self.levels[code] for code in self.places.decode(columns)[0]]]

    def values(self, columns: Points) -> dict[str, Values]:
        """Numbers if all levels are numbers, else text."""
        known = np.array([float(level) if self.numeric else cell_text(level) for level in self.levels])
        return {self.name: known[self.places.decode(columns)[0]]}

    def spread(self, design: Points) -> Points:
        """Equally likely levels."""
        return self.places.spread(design)

    def project(self, columns: Points) -> Points:
        """The nearest level."""
        return self.places.project(columns)

    def steps(self, columns: Points) -> Points:
        """The level before and the level after."""
        return self.places.steps(columns)

    def wrong(self, item: Mapping[str, Any]) -> list[str]:
        """Whether the level is known."""
        return Category(self.name, self.levels).wrong(item)

    def fields(self, item: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The level among all levels, and its place."""
        field = Category(self.name, self.levels).fields(item)[0]
        try:
            place = float(self.encode([[item[self.name]]])[0, 0])
        except SourceError:
            return [field]
        return [field | {"place": place}]

    def summary(self) -> str:
        """The levels in their order."""
        shown = ", ".join(cell_text(level) for level in self.levels[:12])
        more = f" and {len(self.levels) - 12} more" if len(self.levels) > 12 else ""
        return f"{self.name}: in order {shown}{more}"

    def to_toml(self) -> dict[str, Any]:
        """The levels."""
        return {"levels": list(self.levels)}
