"""A weighted sum of inputs that stays below, above or at a number."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from askless.core.digits import written
from askless.errors import UnknownNameError, UsageError
from askless.synthesis.domain.inputs.cells import as_number
from askless.synthesis.domain.inputs.input import Values
from askless.synthesis.domain.row import Row
from askless.synthesis.domain.space import Allowed

__all__ = ["Linear"]


class Linear:
    """A linear constraint.

    Parameters
    ----------
    weights : mapping of str to float
        Weight of each input, or part of a mixture, in the sum.
    at_most, at_least, equal : float, optional
        What the sum may be; `at_most` and `at_least` may both be given, `equal` stands alone.
    says : str, default ""
        The constraint in your words, as in “the sum of both stays below 100 bar”.

    Raises
    ------
    UsageError
        If there is no weight other than 0, no bound, or a bound that contradicts another.

    Examples
    --------
    >>> Linear({"pressure": 1, "temperature": -0.5}, at_most=10).says
    'pressure - 0.5 temperature is at most 10'
    """

    kind: ClassVar[str] = "linear"

    def __init__(
        self,
        weights: Mapping[str, float],
        *,
        at_most: float | None = None,
        at_least: float | None = None,
        equal: float | None = None,
        says: str = "",
    ) -> None:
        if not isinstance(weights, Mapping) or not weights:
            raise UsageError(f"The weights of a linear constraint are {weights!r:.60}.", 'Give some, as in {"a": 1}.')
        self.weights = {str(name): _finite(weight, f"weight of “{name}”") for name, weight in weights.items()}
        if not any(self.weights.values()):
            raise UsageError("All weights of a linear constraint are 0.", "Give one that is not.")
        given = {"at_most": at_most, "at_least": at_least, "equal": equal}
        self.bounds = {name: _finite(bound, f"`{name}`") for name, bound in given.items() if bound is not None}
        if not self.bounds or ("equal" in self.bounds and len(self.bounds) > 1):
            raise UsageError(
                f"The linear constraint on {self._sum} has {' and '.join(self.bounds) or 'no bound'}.",
                "Give `at_most`, `at_least`, both of them, or `equal` alone.",
            )
        self.low = self.bounds.get("equal", self.bounds.get("at_least", -math.inf))
        self.high = self.bounds.get("equal", self.bounds.get("at_most", math.inf))
        if self.low > self.high:
            raise UsageError(
                f"{self._sum} is to be at least {written(self.low)} and at most {written(self.high)}.",
                "Give the smaller number as `at_least`.",
            )
        self._says = says.strip()

    def __repr__(self) -> str:
        bounds = ", ".join(f"{name}={bound!r}" for name, bound in self.bounds.items())
        return f"Linear({self.weights!r}, {bounds})"

    @property
    def says(self) -> str:
        """The constraint in words."""
        if self._says:
            return self._says
        if self.low == self.high:
            return f"{self._sum} is {written(self.low)}"
        if math.isinf(self.low):
            return f"{self._sum} is at most {written(self.high)}"
        if math.isinf(self.high):
            return f"{self._sum} is at least {written(self.low)}"
        return f"{self._sum} is from {written(self.low)} to {written(self.high)}"

    @property
    def names(self) -> tuple[str, ...]:
        """The inputs in the sum."""
        return tuple(self.weights)

    def check(self, numeric: Mapping[str, bool]) -> None:
        """Refuse unknown inputs, and those that are no numbers."""
        for name in self.weights:
            if name not in numeric:
                raise UnknownNameError.of("input", name, numeric)
            if not numeric[name]:
                raise UsageError(
                    f"The linear constraint on {self._sum} sums “{name}”, whose values are no numbers.",
                    "Leave it out, or write a formula.",
                )

    @property
    def rows(self) -> list[Row]:
        """The sum itself."""
        return [Row(self.weights, self.low, self.high)]

    def holds(self, values: Mapping[str, Values]) -> Allowed:
        """Whether the sum lies between its bounds."""
        return np.asarray(self.excess(values) <= 0, dtype=np.bool_)

    def excess(self, values: Mapping[str, Values]) -> npt.NDArray[np.float64]:
        """By how much the sum passes its bounds."""
        total = self.rows[0].sum(values)
        return np.maximum(np.maximum(total - self.high, self.low - total), 0.0)

    def to_toml(self) -> dict[str, Any]:
        """Weights, bounds and words."""
        return {
            "type": self.kind,
            "weights": dict(self.weights),
            **self.bounds,
            **({"says": self._says} if self._says else {}),
        }

    @property
    def _sum(self) -> str:
        """The sum in words."""
        shown = ""
        for name, weight in self.weights.items():
            sign = (" - " if weight < 0 else " + ") if shown else ("-" if weight < 0 else "")
            shown += f"{sign}{'' if abs(weight) == 1 else written(abs(weight)) + ' '}{name}"
        return shown


def _finite(number: Any, what: str) -> float:
    """A finite number; UsageError if it is none."""
    found = as_number(number)
    if isinstance(number, str) or not abs(found) <= 1e100:
        raise UsageError(f"The {what} in a linear constraint is {number!r:.40}.", "Give a finite number.")
    return found
