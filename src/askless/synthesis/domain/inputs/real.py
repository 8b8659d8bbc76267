"""A number that can be set to anything between two bounds, or to steps between them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

import numpy as np

from askless.core.digits import written
from askless.errors import SourceError, UsageError
from askless.synthesis.domain.inputs.cells import as_number, checked_bounds, checked_name, numbers_of, with_unit
from askless.synthesis.domain.inputs.input import TOLERANCE, Cells, Values
from askless.synthesis.domain.inputs.single import Single
from askless.synthesis.domain.space import Points

__all__ = ["Real"]

_DIGITS = 12
"""Of a value that people see: the rest is what arithmetic leaves behind."""


@dataclass(frozen=True)
class Real(Single):
    """A real number between two bounds.

    Parameters
    ----------
    name : str
    low, high : float
        The bounds, both included. Equal ones fix the input.
    unit : str, default ""
        Only shown.
    step : float, optional
        If given, the values are low, low + step, ..., as far as they do not pass `high`.
    log : bool, default False
        Whether the input is looked at on a logarithmic scale: from 1 to 10 is as far as from 10 to 100.

    Raises
    ------
    UsageError
        If the bounds are no numbers or the wrong way round, the step is not above 0 or above the distance of the
        bounds, or a logarithmic scale begins at 0 or below.

    Examples
    --------
    >>> rate = Real("rate", 0.01, 100, unit="1/s", log=True)
    >>> rate.encode([[1.0]]).tolist(), rate.summary()
    ([[0.5]], 'rate: 0.01 to 100 1/s, on a logarithmic scale')
    """

    name: str
    low: float
    high: float
    unit: str = ""
    step: float | None = None
    log: bool = False
    kind: ClassVar[str] = "real"

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", checked_name(self.name))
        low, high = checked_bounds(self.name, self.low, self.high)
        object.__setattr__(self, "low", low)
        object.__setattr__(self, "high", high)
        if not isinstance(self.unit, str) or not self.unit.isprintable():
            raise UsageError(f"The unit of “{self.name}” is {self.unit!r:.40}.", "Give a short text such as “°C”.")
        if self.log and low <= 0:
            raise UsageError(
                f"“{self.name}” is on a logarithmic scale and begins at {written(low)}.", "Let it begin above 0."
            )
        if self.step is not None:
            step = as_number(self.step)
            if isinstance(self.step, str) or not 0 < step <= max(high - low, 0.0):
                raise UsageError(
                    f"The step of “{self.name}” is {self.step!r:.40}, which does not fit between {written(low)} and "
                    f"{written(high)}.",
                    "Give a number above 0 and no larger than their distance, or leave it out.",
                )
            object.__setattr__(self, "step", step)

    @property
    def free(self) -> bool:
        """Unless it has steps."""
        return self.step is None and self.high > self.low

    @property
    def spans(self) -> dict[str, tuple[float, float]]:
        """The bounds."""
        return {self.name: (self.low, self.high)}

    @property
    def straight(self) -> bool:
        """Unless it is on a logarithmic scale."""
        return not self.log

    @property
    def pitch(self) -> float:
        """One step, unless the scale is logarithmic."""
        return (self.step or 0.0) / (self.high - self.low) if self.step and not self.log else 0.0

    @property
    def last(self) -> int:
        """Number of the last step."""
        return math.floor((self.high - self.low) / (self.step or 1.0) + TOLERANCE)

    def encode(self, cells: Sequence[Cells]) -> Points:
        """The place of each number between the bounds."""
        numbers = numbers_of(self.name, cells[0])
        if self.log and (numbers <= 0).any():
            row = int(np.argmax(numbers <= 0))
            raise SourceError(
                f"Item {row + 1:,} has {written(float(numbers[row]))} for “{self.name}”, which has no place on a "
                "logarithmic scale.",
                "Give a number above 0, or leave `log` out.",
            )
        return self.place(numbers)[:, None]

    def decode(self, columns: Points) -> list[Cells]:
        """Numbers, without the digits that arithmetic leaves behind."""
        numbers = self.at(columns[:, 0])
        if self.log:
            return [[float(f"{number:.{_DIGITS}g}") for number in numbers.tolist()]]
        return [np.clip(np.round(numbers, self._decimals), self.low, self.high).tolist()]

    def values(self, columns: Points) -> dict[str, Values]:
        """The numbers."""
        return {self.name: self.at(columns[:, 0])}

    def spread(self, design: Points) -> Points:
        """The places themselves; equally likely steps."""
        if self.step is None:
            return design * float(self.high > self.low)
        return self.place(self.low + self.step * np.minimum(np.floor(design * (self.last + 1)), self.last))

    def project(self, columns: Points) -> Points:
        """Between the bounds, on the nearest step."""
        inside: Points = np.clip(columns, 0.0, float(self.high > self.low))
        if self.step is None:
            return inside
        number = np.clip(np.rint((self.at(inside) - self.low) / self.step), 0, self.last)
        return self.place(self.low + self.step * number)

    def steps(self, columns: Points) -> Points:
        """The step below and the step above."""
        if self.step is None:
            return np.empty((0, 1))
        number = np.rint((self.at(columns[0]) - self.low) / self.step) + np.array([-1, 1])
        return self.place(self.low + self.step * number[(number >= 0) & (number <= self.last)])[:, None]

    def wrong(self, item: Mapping[str, Any]) -> list[str]:
        """Whether the number lies between the bounds, and on a step."""
        number = as_number(item[self.name])
        shown = with_unit(number, self.unit)
        slack = TOLERANCE * max(self.high - self.low, abs(self.low), abs(self.high))
        if not math.isfinite(number):
            return [f"{self.name} is {item[self.name]!r:.60}, which is no finite number."]
        if number < self.low - slack:
            return [f"{self.name} is {shown}, below its least value, {with_unit(self.low, self.unit)}."]
        if number > self.high + slack:
            return [f"{self.name} is {shown}, above its largest value, {with_unit(self.high, self.unit)}."]
        columns = self.place(np.array([[number]]))
        if np.abs(self.project(columns) - columns).max() > TOLERANCE:
            start = with_unit(self.low, self.unit)
            return [f"{self.name} is {shown}, which is no step of {written(self.step or 0.0)} from {start}."]
        return []

    def fields(self, item: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The number with its bounds and its place between them."""
        number = as_number(item[self.name])
        known = math.isfinite(number)
        place = float(self.place(np.clip(np.array(number), self.low, self.high))) if known else None
        value = number if known else item[self.name]
        return [_field(self.name, value, self.unit, self.low, self.high, place) | ({"log": True} if self.log else {})]

    def summary(self) -> str:
        """Bounds, unit, steps and scale."""
        step = "" if self.step is None else f", in steps of {written(self.step)}"
        log = ", on a logarithmic scale" if self.log else ""
        if self.low == self.high:
            return f"{self.name}: always {with_unit(self.low, self.unit)}"
        return f"{self.name}: {written(self.low)} to {with_unit(self.high, self.unit)}{step}{log}"

    def to_toml(self) -> dict[str, Any]:
        """Bounds, and what is not the default."""
        said: dict[str, Any] = {"low": self.low, "high": self.high}
        more = {"unit": self.unit, "step": self.step, "log": self.log}
        return said | {key: value for key, value in more.items() if value}

    @cached_property
    def _decimals(self) -> int:
        """Decimals that people see: twelve digits of the range, as far as a float has them."""
        span, largest = self.high - self.low or 1.0, max(abs(self.low), abs(self.high)) or 1.0
        return min(_DIGITS - math.ceil(math.log10(span)), 16 - math.ceil(math.log10(largest)), 100)

    def place(self, numbers: Values) -> Points:
        """Numbers as coordinates; on a logarithmic scale they are above 0."""
        if self.high == self.low:
            return np.asarray(numbers - self.low, dtype=np.float64)
        if self.log:
            # A power of the whole range, so that coordinates of a log scale are exact at both ends.
            return np.asarray(np.log(numbers / self.low) / math.log(self.high / self.low), dtype=np.float64)
        return np.asarray((numbers - self.low) / (self.high - self.low), dtype=np.float64)

    def at(self, columns: Points) -> Points:
        """Coordinates as numbers."""
        if self.log and self.high > self.low:
            return np.asarray(self.low * np.exp(columns * math.log(self.high / self.low)), dtype=np.float64)
        return np.asarray(self.low + columns * (self.high - self.low), dtype=np.float64)


def _field(name: str, value: Any, unit: str, low: Any, high: Any, place: float | None) -> dict[str, Any]:
    """A number as pages show it."""
    return {"name": name, "value": value, "unit": unit, "low": low, "high": high, "place": place, "levels": None}
