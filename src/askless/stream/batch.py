"""A micro-batch as samplers, models and detectors see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.data.labels.space import Labels
from askless.models.online.online import Float64s, Takes

__all__ = ["Batch", "Told"]


_NOTHING = np.zeros((0, 0))


@dataclass(slots=True)  # not frozen: two are made for each item, and that is five times as slow
class Batch:
    """Items that came together, and what is known of them before any is answered.

    Parameters
    ----------
    first : int
        Number of the first item in the stream, from 0; the others follow it.
    raw : sequence
        The items as they came.
    rows : float64 array of shape (n_items, n_features)
        As numbers; missing values are NaN.
    scaled : float64 array of shape (n_items, n_features)
        The same, each feature brought to mean 0 and deviation 1; missing values are 0.
    times : float64 array of shape (n_items,)
        Seconds.
    proba : float64 array of shape (n_items, n_labels)
        What the model says of them, sharpened near items that wait for their answer (see `askless.stream.latency`);
        for numbers of shape (n_items, 0).
    predicted : float64 array of shape (n_items,) or None
        Where answers are numbers: the predicted ones.
    std : float64 array of shape (n_items,) or None
        Where answers are numbers and the model tells: standard deviations of the predictions.
    draws : float64 array of shape (n_items, n_draws, n_labels) or None
        Probabilities under several models, where the sampler needs them.
    """

    first: int
    raw: Sequence[Any]
    rows: Float64s
    scaled: Float64s
    times: Float64s
    proba: Float64s = field(default_factory=lambda: _NOTHING)
    predicted: Float64s | None = None
    std: Float64s | None = None
    draws: Float64s | None = None

    def __len__(self) -> int:
        return len(self.rows)

    def taken(self, takes: Takes) -> Any:
        """The items in the form that a model takes."""
        return {"scaled": self.scaled, "rows": self.rows, "raw": self.raw}[takes]

    def with_evidence(self, **evidence: Any) -> Batch:
        """The same items, with what a model says of them."""
        return Batch(self.first, self.raw, self.rows, self.scaled, self.times, **evidence)

    def part(self, start: int, stop: int | None = None) -> Batch:
        """The items from one position up to another."""
        if start == 0 and (stop is None or stop == len(self)):
            return self
        of = slice(start, stop)
        arrays = (self.predicted, self.std, self.draws)
        return Batch(
            self.first + start, self.raw[of], self.rows[of], self.scaled[of], self.times[of], self.proba[of],
            *(None if array is None else array[of] for array in arrays),
        )  # fmt: skip

    @property
    def sure(self) -> Float64s:
        """Probability of the most probable class, of shape (n_items,); 1 where there is no class yet."""
        return self.proba.max(axis=1) if self.proba.shape[1] else np.ones(len(self))

    @property
    def margin(self) -> Float64s:
        """Gap between the two most probable classes, in [0, 1], of shape (n_items,); 0 with fewer than two classes."""
        if self.proba.shape[1] < 2:
            return np.zeros(len(self))
        if self.proba.shape[1] == 2:
            return np.abs(self.proba[:, 0] - self.proba[:, 1])
        two = np.partition(self.proba, -2, axis=1)[:, -2:]
        return two[:, 1] - two[:, 0]

    @property
    def uncertainty(self) -> Float64s:
        """How unsure the model is, of shape (n_items,): 1 - `margin` for classes, the deviation for numbers."""
        return self.std if self.std is not None else 1.0 - self.margin


@dataclass(frozen=True)
class Told:
    """Answers that came together, and what had been said of their items when they were offered.

    Parameters
    ----------
    batch : Batch
        The answered items; `first` is that of the first one and means nothing else. Its `proba` (or `predicted`)
        is what the model itself said when they were offered.
    y : int64 array of shape (n_items,), or float64 where answers are numbers
        Codes of the answers.
    probability : float64 array of shape (n_items,)
        With which each was asked, in (0, 1]; 0 for items that nobody asked about.
    random : bool array of shape (n_items,)
        Whether it belongs to the random share: drawn whatever it was. Only those tell how good the model is.
    weights : float64 array of shape (n_items,), optional
        How much each counts when a model learns.
    """

    batch: Batch
    y: Labels
    probability: Float64s
    random: npt.NDArray[np.bool_]
    weights: Float64s | None = None

    def __len__(self) -> int:
        return len(self.y)

    @property
    def errors(self) -> Float64s:
        """Loss of what was predicted: 0 or 1 for classes, the squared error for numbers; NaN where nothing was."""
        if self.batch.predicted is not None:
            return np.square(self.batch.predicted - self.y)
        proba = self.batch.proba
        if not proba.shape[1]:
            return np.full(len(self), np.nan)
        return np.where(np.isnan(proba[:, 0]), np.nan, proba.argmax(axis=1) != self.y)
