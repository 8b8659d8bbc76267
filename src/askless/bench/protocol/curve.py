"""One learning curve of a benchmark, and what tells it from all others."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

__all__ = ["Cell", "Curve"]


@dataclass(frozen=True, order=True)
class Cell:
    """Which curve: data set, model, batch size, strategy and seed.

    Parameters
    ----------
    set : str
        Name of the data set.
    model : str
        Name of the model.
    batch : int
        Labels asked for at a time.
    strategy : str
    seed : int
        The same split, and the same noise, for all strategies.

    Examples
    --------
    >>> Cell("wine", "linear", 10, "auto", 3).key
    'wine/linear/10/auto/3'
    """

    set: str
    model: str
    batch: int
    strategy: str
    seed: int

    @property
    def key(self) -> str:
        """All of it in one word, for messages."""
        return f"{self.set}/{self.model}/{self.batch}/{self.strategy}/{self.seed}"

    @property
    def place(self) -> tuple[str, str, int]:
        """Set, model and batch size: where strategies are compared."""
        return self.set, self.model, self.batch

    def by(self, strategy: str) -> Cell:
        """The same place and seed with another strategy."""
        return replace(self, strategy=strategy)


@dataclass(frozen=True)
class Curve:
    """What came of a cell.

    Parameters
    ----------
    cell : Cell
    labels : tuple of int
        Labels at each point, rising.
    metric : tuple of float
        The metric there.
    facts : mapping of str to number or list, optional
        What else the protocol wants to keep: metric with all labels, seconds, features of a forecast.

    Examples
    --------
    >>> curve = Curve(Cell("wine", "linear", 10, "auto", 3), (10, 20), (0.5, 0.75))
    >>> curve.area, Curve.from_json(curve.to_json()) == curve
    (0.625, True)
    """

    cell: Cell
    labels: tuple[int, ...]
    metric: tuple[float, ...]
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def area(self) -> float:
        """Mean of the metric over the curve; NaN if it has no point."""
        return sum(self.metric) / len(self.metric) if self.metric else float("nan")

    def to_json(self) -> dict[str, Any]:
        """As a line of the file of curves holds it."""
        return {**asdict(self.cell), "labels": list(self.labels), "metric": list(self.metric), "facts": {**self.facts}}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Curve:
        """Inverse of `to_json`; what the file has as null is not a number."""
        cell = Cell(**{name: data[name] for name in ("set", "model", "batch", "strategy", "seed")})
        metric = tuple(math.nan if value is None else float(value) for value in data["metric"])
        return cls(cell, tuple(data["labels"]), metric, dict(data.get("facts", {})))
