"""Items of a stream as rows of numbers, by what the stream has shown so far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from askless.errors import SourceError
from askless.models.online.online import Float64s
from askless.stream.scaler import Scaler

__all__ = ["Encoder"]


class Encoder:
    """Turns items into rows, and rows into scaled rows.

    Examples
    --------
    >>> encoder = Encoder()
    >>> encoder.encode([{"a": 1.0, "b": "x"}, {"a": 2.0, "b": "y"}])
    array([[1., 1., 0.],
           [2., 0., 1.]])
    """

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._values: dict[tuple[str, str], int] = {}
        self._width = 0
        self._scaler = Scaler()

    @property
    def width(self) -> int:
        """Number of features seen so far."""
        return self._width

    def encode(self, items: Any) -> Float64s:
        """Rows of shape (n_items, n_features); missing values are NaN."""
        if isinstance(items, np.ndarray) and items.ndim == 2 and items.dtype.kind in "fiub":
            rows = np.asarray(items, dtype=np.float64)
            self._check_width(rows.shape[1])
            return rows
        return self._records(items)

    def observe(self, rows: Float64s) -> None:
        """Take rows into the running mean and deviation of each feature."""
        self._scaler.observe(rows)

    def scale(self, rows: Float64s) -> Float64s:
        """Rows with each feature brought to mean 0 and deviation 1; missing values are 0."""
        return self._scaler.scale(rows)

    def state(self) -> dict[str, Any]:
        """What it has seen, as plain data."""
        return {
            "numbers": dict(self._numbers),
            "values": [[feature, value, column] for (feature, value), column in self._values.items()],
            "width": self._width,
            "scaler": self._scaler.state(),
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Be as the encoder was that gave this state."""
        self._numbers = dict(state["numbers"])
        self._values = {(feature, value): column for feature, value, column in state["values"]}
        self._width = state["width"]
        self._scaler.restore(state["scaler"])

    def _check_width(self, width: int) -> None:
        if self._width and width != self._width:
            raise SourceError(
                f"An item has {width} features, but the stream has {self._width}.",
                "Offer items with the same features, or as dicts, whose features may come and go.",
            )
        self._width = width

    def _records(self, items: Sequence[Any]) -> Float64s:
        if all(not isinstance(item, Mapping) for item in items):
            try:
                return self.encode(np.array([np.asarray(item, dtype=np.float64).ravel() for item in items]))
            except (TypeError, ValueError):
                raise SourceError(
                    f"An item is {items[0]!r}, which is no row of numbers and no dict.",
                    "Offer items as rows of numbers or as dicts of features.",
                ) from None
        cells = [self._cells(item) for item in items]
        rows = np.full((len(items), self._width), np.nan)
        for column in self._values.values():
            rows[:, column] = 0.0
        for row, found in zip(rows, cells, strict=True):
            for column, value in found:
                row[column] = value
        return rows

    def _cells(self, item: Mapping[str, Any]) -> list[tuple[int, float]]:
        found = []
        for feature, value in item.items():
            if value is None:
                continue
            if isinstance(value, str):
                found.append((self._column(self._values, (feature, value)), 1.0))
            else:
                found.append((self._column(self._numbers, feature), float(value)))
        return found

    def _column(self, known: dict[Any, int], key: Any) -> int:
        if key not in known:
            known[key] = self._width
            self._width += 1
        return known[key]
