"""What every kind of input offers: the contract between values, which people see, and coordinates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Protocol

import numpy.typing as npt

from askless.synthesis.domain.row import Row
from askless.synthesis.domain.space import Points

__all__ = ["TOLERANCE", "Cells", "Input", "Values"]

TOLERANCE = 1e-9
"""How far a point may lie from an item that it is taken for, in coordinates."""

Cells = Sequence[Any]
"""Values of one key of several items."""

Values = npt.NDArray[Any]
"""Shape (n,): values of one key as a formula takes them, float64 or text."""


class Input(Protocol):
    """One thing that can be set: a number, a level, a category, or a mixture.

    An input is an immutable value; one file each. It has one or more columns in a point and one or more keys in an
    item, each in a fixed order.
    """

    kind: ClassVar[str]

    @property
    def name(self) -> str:
        """What people call it."""
        ...

    @property
    def keys(self) -> tuple[str, ...]:
        """Its keys in an item."""
        ...

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of its columns in a point."""
        ...

    @property
    def free(self) -> bool:
        """Whether its coordinates move freely between their bounds."""
        ...

    @property
    def dims(self) -> int:
        """Numbers from 0 to 1 from which `spread` makes a value."""
        ...

    @property
    def spans(self) -> dict[str, tuple[float, float]]:
        """Values at the coordinates 0 and 1 of each key that is a number; empty if none is."""
        ...

    @property
    def straight(self) -> bool:
        """Whether these values grow in proportion with the coordinate."""
        ...

    @property
    def pitch(self) -> float:
        """Distance of two neighbouring values in coordinates, if all are equally far apart; else 0."""
        ...

    @property
    def rows(self) -> list[Row]:
        """What its values keep besides their spans, as sums."""
        ...

    def encode(self, cells: Sequence[Cells]) -> Points:
        """Coordinates (n, columns) of values, one sequence a key; beyond 0 and 1 where a value is beyond its bounds.

        Raises
        ------
        SourceError
            If a value is missing, or nothing that could be one.
        """
        ...

    def decode(self, columns: Points) -> list[Cells]:
        """Values, a sequence a key, of coordinates that `project` has made."""
        ...

    def values(self, columns: Points) -> dict[str, Values]:
        """Values by key as formulas take them: numbers, or text."""
        ...

    def spread(self, design: Points) -> Points:
        """Coordinates of (n, dims) uniform numbers, each value as likely as any other."""
        ...

    def project(self, columns: Points) -> Points:
        """The nearest coordinates that are a value."""
        ...

    def steps(self, columns: Points) -> Points:
        """Coordinates one step away from those of one item, of shape (columns,); none if it moves freely."""
        ...

    def wrong(self, item: Mapping[str, Any]) -> list[str]:
        """What is wrong with its values in an item, in sentences."""
        ...

    def fields(self, item: Mapping[str, Any]) -> list[dict[str, Any]]:
        """A dict for each key, for pages: name, value, unit, low, high, place (0 to 1, or None), levels."""
        ...

    def summary(self) -> str:
        """The input in one line for people."""
        ...

    def to_toml(self) -> dict[str, Any]:
        """What domain.toml says of it, besides its name."""
        ...
