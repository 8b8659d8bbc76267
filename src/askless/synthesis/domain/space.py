"""What the rest of synthesis needs of a domain: points for computing, items for people and laboratories."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, Protocol

import numpy as np
import numpy.typing as npt

__all__ = ["Allowed", "Points", "Space"]

Points = npt.NDArray[np.float64]
"""Shape (n, width): a row is an item in the coordinates of its domain, each from 0 to 1."""

Allowed = npt.NDArray[np.bool_]
"""Shape (n,): which points lie in the domain."""


class Space(Protocol):
    """Where questions come from: all items that can be made, and the coordinates in which they are looked for.

    A point is a row of `width` numbers in [0, 1]: a real or whole number between its bounds, a level by its place
    among the levels, a category as one column for each (1 for the one that it is), a mixture as its shares. Not every
    point is an item: `project` finds one near by.
    """

    @property
    def kind(self) -> Literal["rows", "array", "images"]:
        """What an item is: a dict of values by name, a row of numbers, or a picture (array of pixels)."""
        ...

    @property
    def width(self) -> int:
        """Numbers in a point."""
        ...

    @property
    def names(self) -> tuple[str, ...]:
        """Name of each column of a point; a category's are "colour=red", "colour=blue"."""
        ...

    def points(self, items: Any) -> Points:
        """Items as points: dicts or a DataFrame, an array of rows, pictures. SourceError if one cannot be read."""
        ...

    def items(self, points: Points) -> Any:
        """Points as items: list of dict ("rows"), float64 array (n, d) in the units of the inputs, or pictures."""
        ...

    def project(self, points: Points, *, search: bool = True) -> Points:
        """For each point one near it that is an item and keeps all constraints; NaN where none was found.

        Without `search` it is NaN too where one could be found by a search alone, which takes its time.
        """
        ...

    def allowed(self, points: Points) -> Allowed:
        """Whether points are items that keep all constraints, to 1e-9."""
        ...

    def sample(self, n: int, rng: np.random.Generator, method: str = "sobol") -> Points:
        """Points of the domain, spread by "sobol", "latin_hypercube" or "random"; shape (n, width).

        Raises
        ------
        UsageError
            If the domain is empty, or so narrow that none was found: the sentence says which constraints exclude
            each other.
        """
        ...

    def neighbours(self, point: Points) -> Points:
        """Points that differ from one of shape (width,) by one step of one input that is not continuous; (n, width)."""
        ...

    @property
    def continuous(self) -> Allowed:
        """Of each column, whether its input moves freely between its bounds."""
        ...

    def refusals(self, item: Any) -> list[str]:
        """What is wrong with an item, a sentence for each constraint that it does not keep; empty if nothing is."""
        ...

    def fields(self, item: Any) -> list[dict[str, Any]]:
        """An item as a form: of each input "name", "value", "unit", "low", "high", "place" in [0, 1] and "levels"."""
        ...

    def summary(self) -> Sequence[str]:
        """The domain in lines for people."""
        ...
