"""A whole number between two bounds."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from askless.core.digits import written
from askless.errors import UsageError
from askless.synthesis.domain.inputs.cells import as_number, checked_bounds, checked_name
from askless.synthesis.domain.inputs.input import Cells, Values
from askless.synthesis.domain.inputs.real import Real
from askless.synthesis.domain.inputs.single import Single
from askless.synthesis.domain.space import Points

__all__ = ["Integer"]

_LARGEST = 2**53


@dataclass(frozen=True)
class Integer(Single):
    """A whole number, such as a count.

    Parameters
    ----------
    name : str
    low, high : int
        The bounds, both included.
    unit : str, default ""
        Only shown.

    Raises
    ------
    UsageError
        If the bounds are no whole numbers, beyond 2**53, or the wrong way round.

    Examples
    --------
    >>> Integer("stirrers", 1, 5).encode([[1, 2, 5]]).tolist()
    [[0.0], [0.25], [1.0]]
    """

    name: str
    low: int
    high: int
    unit: str = ""
    kind: ClassVar[str] = "integer"

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", checked_name(self.name))
        low, high = checked_bounds(self.name, self.low, self.high)
        for bound in (low, high):
            if not bound.is_integer():
                raise UsageError(
                    f"A bound of “{self.name}” is {bound!r}, which is no whole number.",
                    "Give whole numbers, or make it a real input with a step.",
                )
            if abs(bound) > _LARGEST:
                raise UsageError(
                    f"A bound of “{self.name}” is {written(bound)}, which is too large: beyond {_LARGEST:,} one whole "
                    "number cannot be told from the next.",
                    "Give a smaller one, or make it a real input.",
                )
        object.__setattr__(self, "low", int(low))
        object.__setattr__(self, "high", int(high))
        _ = self.grid

    @cached_property
    def grid(self) -> Real:
        """The same as a real number in steps of 1."""
        return Real(self.name, self.low, self.high, self.unit, step=1 if self.high > self.low else None)

    @property
    def spans(self) -> dict[str, tuple[float, float]]:
        """The bounds."""
        return self.grid.spans

    @property
    def straight(self) -> bool:
        """Always."""
        return True

    @property
    def pitch(self) -> float:
        """One."""
        return self.grid.pitch

    def encode(self, cells: Sequence[Cells]) -> Points:
        """The place of each number between the bounds."""
        return self.grid.encode(cells)

    def decode(self, columns: Points) -> list[Cells]:
        """Whole numbers."""
        return [[round(number) for number in self.grid.at(columns[:, 0]).tolist()]]

    def values(self, columns: Points) -> dict[str, Values]:
        """The numbers."""
        return self.grid.values(columns)

    def spread(self, design: Points) -> Points:
        """Equally likely numbers."""
        return self.grid.spread(design)

    def project(self, columns: Points) -> Points:
        """The nearest whole number between the bounds."""
        return self.grid.project(columns)

    def steps(self, columns: Points) -> Points:
        """One less and one more."""
        return self.grid.steps(columns)

    def wrong(self, item: Mapping[str, Any]) -> list[str]:
        """Whether the number is whole and lies between the bounds."""
        number = as_number(item[self.name])
        if math.isfinite(number) and not number.is_integer() and self.low <= number <= self.high:
            return [f"{self.name} is {item[self.name]!r:.60}, which is no whole number."]
        return self.grid.wrong(item)

    def fields(self, item: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The number with its bounds and its place between them."""
        field = self.grid.fields(item)[0]
        value = field["value"]
        whole = int(value) if isinstance(value, float) and value.is_integer() else value
        return [field | {"value": whole, "low": self.low, "high": self.high}]

    def summary(self) -> str:
        """Bounds and unit."""
        unit = f" {self.unit}" if self.unit else ""
        if self.low == self.high:
            return f"{self.name}: always {self.low}{unit}"
        return f"{self.name}: whole numbers from {self.low} to {self.high}{unit}"

    def to_toml(self) -> dict[str, Any]:
        """Bounds and unit."""
        said: dict[str, Any] = {"low": self.low, "high": self.high}
        return said | ({"unit": self.unit} if self.unit else {})
