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
        """Inverse of `to_json`; what the file has as null is not a number.

        Raises
        ------
        ValueError
            If it is no curve; the message says why in a few words.
        """
        if not isinstance(data, Mapping):
            raise ValueError("it is no object")
        for name in (*_CELL, "labels", "metric"):
            if name not in data:
                raise ValueError(f"it has no “{name}”")
        for name, kind in _CELL.items():
            if type(data[name]) is not kind:  # True is no number here
                raise ValueError(f"“{name}” is {data[name]!r}, not {_KINDS[kind]}")
        labels, metric = data["labels"], data["metric"]
        if not _all(labels, int):
            raise ValueError("“labels” are not whole numbers")
        if not _all(metric, int, float, type(None)):
            raise ValueError("“metric” holds something that is no number")
        if len(labels) != len(metric):
            raise ValueError(f"it has {len(labels)} labels and {len(metric)} values of the metric")
        if not isinstance(facts := data.get("facts", {}), Mapping):
            raise ValueError("“facts” are no object")
        values = tuple(math.nan if value is None else float(value) for value in metric)
        return cls(Cell(**{name: data[name] for name in _CELL}), tuple(labels), values, dict(facts))


_CELL: Mapping[str, type] = {"set": str, "model": str, "batch": int, "strategy": str, "seed": int}
_KINDS = {str: "a text", int: "a whole number"}


def _all(values: Any, *kinds: type) -> bool:
    """Whether something is a list of things of some kinds."""
    return isinstance(values, (list, tuple)) and all(type(value) in kinds for value in values)
