"""Rows of numbers brought to mean 0 and deviation 1, by what the stream has shown so far."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from askless.models.online.online import Float64s

__all__ = ["Scaled", "Scaler", "within"]

Scaled = tuple[Float64s, Float64s, Float64s, Float64s, Float64s, float, float]
"""What a scaler has seen; see `Scaler.seen`."""

MEMORY = 10_000.0
"""Items that mean and deviation remember, so that they follow a feature whose scale changes."""

FURTHEST = 10.0
"""Deviations from the mean beyond which a value counts as that far: one that is absurd moves no model by itself."""

RENEWED = 64
"""The factors are worked out anew when the items seen have grown by one part in so many: that costs more than to
take an item in, and changes next to nothing from one to the next."""


class Scaler:
    """Running mean and deviation of each feature.

    References
    ----------
    .. [1] T. F. Chan, G. H. Golub, R. J. LeVeque, "Algorithms for computing the sample variance",
       The American Statistician 37, 1983, doi:10.1080/00031305.1983.10483115.

    Examples
    --------
    >>> scaler = Scaler()
    >>> scaler.observe(np.array([[1.0, 5.0], [3.0, 5.0]]))
    >>> scaler.scale(np.array([[3.0, 5.0], [np.nan, 6.0]]))
    array([[1., 0.],
           [0., 0.]])
    """

    def __init__(self) -> None:
        self._n, self._mean, self._square = np.zeros(0), np.zeros(0), np.zeros(0)
        self._centre, self._factor = np.zeros(0), np.zeros(0)
        self._seen, self._due = 0.0, 0.0

    def observe(self, rows: Float64s) -> None:
        """Take in rows of shape (n_items, n_features); missing values are NaN."""
        self.widen(rows.shape[1])
        if len(rows) == 1 and math.isfinite(np.add.reduce(rows[0])):
            self._observe_one(rows[0])
        else:
            self._observe_many(rows)
        self._seen = min(self._seen + len(rows), MEMORY)
        self._due -= len(rows)
        if self._due <= 0:
            self._renew()

    def scale(self, rows: Float64s) -> Float64s:
        """The same rows scaled, in [-10, 10]; missing values, and features that never differ, are 0."""
        self.widen(rows.shape[1])
        scaled: Float64s = (rows - self._centre) * self._factor
        if within(scaled, FURTHEST):
            return scaled
        if not math.isfinite(scaled.sum()):
            scaled = np.where(np.isfinite(scaled), scaled, 0.0)
        np.minimum(scaled, FURTHEST, out=scaled)
        np.maximum(scaled, -FURTHEST, out=scaled)
        return scaled

    def widen(self, width: int) -> None:
        """Room for features that have not been seen before."""
        more = width - len(self._n)
        if more > 0:
            self._n, self._mean, self._square = (np.pad(a, (0, more)) for a in (self._n, self._mean, self._square))
            self._centre, self._factor = np.pad(self._centre, (0, more)), np.pad(self._factor, (0, more))
            self._due = 0.0

    @property
    def seen(self) -> Scaled:
        """All that it has seen; its arrays are replaced, never changed, so that this costs nothing."""
        return self._n, self._mean, self._square, self._centre, self._factor, self._seen, self._due

    @seen.setter
    def seen(self, seen: Scaled) -> None:
        self._n, self._mean, self._square, self._centre, self._factor, self._seen, self._due = seen

    def state(self) -> dict[str, Any]:
        """What it has seen."""
        return {
            "n": self._n, "mean": self._mean, "square": self._square, "centre": self._centre,
            "factor": self._factor, "seen": self._seen, "due": self._due,
        }  # fmt: skip

    def restore(self, state: dict[str, Any]) -> None:
        """Be as the scaler was that gave this state."""
        self._n, self._mean, self._square = state["n"], state["mean"], state["square"]
        self._centre, self._factor = state["centre"], state["factor"]
        self._seen, self._due = state["seen"], state["due"]

    def _observe_one(self, row: Float64s) -> None:
        """The same as `_observe_many` for one whole row, at a third of the cost."""
        apart = row - self._mean
        self._n = self._n + 1.0
        self._mean = self._mean + apart / self._n
        self._square = self._square + apart * (row - self._mean)

    def _observe_many(self, rows: Float64s) -> None:
        """Join the counts, means and squares of some rows to those of all."""
        known = np.isfinite(rows)
        x = rows if known.all() else np.where(known, rows, 0.0)
        n = known.sum(axis=0).astype(np.float64)
        mean = x.sum(axis=0) / np.maximum(n, 1.0)
        square = (np.square(x - mean) * known).sum(axis=0)
        total = self._n + n
        weight = n / np.maximum(total, 1.0)
        apart = mean - self._mean
        self._square = self._square + (square + np.square(apart) * self._n * weight)
        self._mean = self._mean + apart * weight
        self._n = total

    def _renew(self) -> None:
        """Work out the factors, and forget what is beyond the memory."""
        kept = np.minimum(self._n, MEMORY)
        self._square = self._square * (kept / np.maximum(self._n, 1.0))
        self._n = kept
        deviation = np.sqrt(self._square / np.maximum(kept, 1.0))
        differs = deviation > 1e-12 * np.abs(self._mean)
        self._factor = np.where(differs, 1.0 / np.where(differs, deviation, 1.0), 0.0)
        self._centre = self._mean
        self._due = self._seen // RENEWED


def within(values: Float64s, bound: float) -> bool:
    """Whether each value is a number in [-bound, bound]; neither copies nor warns.

    Examples
    --------
    >>> within(np.array([[1.0, -2.0]]), 2.0), within(np.array([[1.0, np.nan]]), 2.0)
    (True, False)
    """
    return bool(np.maximum.reduce(np.abs(values.ravel()), initial=0.0) <= bound)
