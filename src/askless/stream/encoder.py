"""Items of a stream as rows of numbers, by what the stream has shown so far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from askless.errors import SourceError
from askless.models.online.online import Float64s

__all__ = ["Encoder"]

MEMORY = 10_000.0
"""Items that the running mean and deviation remember, so that they follow a feature whose scale changes."""


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
        self._n = np.zeros(0)
        self._mean = np.zeros(0)
        self._square = np.zeros(0)

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
        self._widen(rows.shape[1])
        known = np.isfinite(rows)
        if known.all():
            n = np.full(rows.shape[1], float(len(rows)))
            mean = rows.mean(axis=0)
            square = np.square(rows - mean).sum(axis=0)
        else:
            n = known.sum(axis=0).astype(np.float64)
            x = np.where(known, rows, 0.0)
            mean = x.sum(axis=0) / np.maximum(n, 1.0)
            square = np.where(known, np.square(x - mean), 0.0).sum(axis=0)
        total = self._n + n
        apart = mean - self._mean
        weight = np.where(n > 0, n / np.maximum(total, 1.0), 0.0)
        self._square += square + np.square(apart) * self._n * weight
        self._mean += apart * weight
        kept = np.minimum(total, MEMORY)
        self._square *= kept / np.maximum(total, 1.0)
        self._n = kept

    def scale(self, rows: Float64s) -> Float64s:
        """Rows with each feature brought to mean 0 and deviation 1; missing values are 0."""
        self._widen(rows.shape[1])
        variance = self._square / np.maximum(self._n, 1.0)
        deviation = np.sqrt(variance)
        factor = np.where(
            deviation > 1e-12 * np.maximum(np.abs(self._mean), 1e-300), 1.0 / np.maximum(deviation, 1e-300), 0.0
        )
        scaled = (rows - self._mean) * factor
        if not np.isfinite(scaled).all():
            scaled = np.where(np.isfinite(scaled), scaled, 0.0)
        return scaled

    def state(self) -> dict[str, Any]:
        """What it has seen, as plain data."""
        return {
            "numbers": dict(self._numbers),
            "values": [[feature, value, column] for (feature, value), column in self._values.items()],
            "width": self._width,
            "n": self._n, "mean": self._mean, "square": self._square,
        }  # fmt: skip

    def restore(self, state: dict[str, Any]) -> None:
        """Be as the encoder was that gave this state."""
        self._numbers = dict(state["numbers"])
        self._values = {(feature, value): column for feature, value, column in state["values"]}
        self._width = state["width"]
        self._n, self._mean, self._square = state["n"], state["mean"], state["square"]

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
        for (feature, _), column in self._values.items():
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

    def _widen(self, width: int) -> None:
        more = width - len(self._n)
        if more > 0:
            self._n, self._mean, self._square = (np.pad(a, (0, more)) for a in (self._n, self._mean, self._square))
