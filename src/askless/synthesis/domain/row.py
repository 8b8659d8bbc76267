"""A weighted sum of numbers that stays between two bounds."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["Row"]


@dataclass(frozen=True)
class Row:
    """A linear constraint as computers like it, in the units of the inputs.

    Parameters
    ----------
    weights : mapping of str to float
        By key of an item.
    low, high : float
        The sum lies between them; infinite where there is no bound, equal for an equation.
    strict : bool, default False
        Whether the bounds themselves are excluded.

    Examples
    --------
    >>> Row({"a": 1.0, "b": 2.0}, -np.inf, 10.0).sum({"a": np.array([1.0]), "b": np.array([2.0])}).tolist()
    [5.0]
    """

    weights: Mapping[str, float]
    low: float
    high: float
    strict: bool = False

    def sum(self, values: Mapping[str, npt.NDArray[Any]]) -> npt.NDArray[np.float64]:
        """The weighted sum of values by key."""
        return np.asarray(sum(weight * values[key] for key, weight in self.weights.items()), dtype=np.float64)

    def scale(self, spans: Mapping[str, tuple[float, float]]) -> float:
        """How far the sum can reach at most, to which tolerances are relative."""
        reach = math.fsum(abs(w) * (spans[key][1] - spans[key][0]) for key, w in self.weights.items())
        size = math.fsum(abs(w) * max(map(abs, spans[key])) for key, w in self.weights.items())
        return max(reach, 1e-6 * size) or 1.0
