"""Tests of the items that came first against those that came last."""

from __future__ import annotations

import math
from abc import abstractmethod
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.errors import UsageError
from askless.models.online.online import Float64s
from askless.stream.batch import Batch
from askless.stream.drift.detector import ItemDetector, Level

__all__ = ["WindowTest"]

FINEST = 2_000
"""Most permutations of a test, and so the finest level: 1 / FINEST."""

ROUNDING = 1e-9
"""Statistics that are nearer than this are equal: without it, items that are all alike differ by rounding."""


@dataclass(kw_only=True)
class WindowTest(ItemDetector):
    """Base of the label-free detectors that compare two windows of items.

    The first `window` items since the start are the reference; every `every` items the last `window` are tested
    against them. Each test has the level ``false_alarms * every / 10,000``: on a stream of items that are independent
    of one another, 10,000 of them raise at most `false_alarms` alarms in the mean. Neighbours that resemble each other
    (a time series, a day and a night) raise more, and are right to: the items do differ.

    ``benchmarks/false_alarms.py`` counts 0.56 to 0.58 alarms on 10,000 independent normal items of eight features, and
    a move of all of them by half a deviation is seen after 200 items in the median.

    Parameters
    ----------
    window : int, default 200
        Items in each of the two windows.
    every : int, default 200
        Items between two tests.
    false_alarms : float, default 1.0
        Most alarms on 10,000 items without drift.
    seed : int, default 0
        Of whatever a test draws.
    """

    window: int = 200
    every: int = 200
    false_alarms: float = 1.0
    seed: int = 0
    seen: int = field(default=0, init=False)
    kept: npt.NDArray[np.float32] = field(default_factory=lambda: np.zeros((0, 0), np.float32), init=False, repr=False)
    """The reference, then the last items in a ring: of shape (2 * window, n_features)."""

    def __post_init__(self) -> None:
        if self.window < 10 or self.every < 1:
            raise UsageError(
                f"`window` is {self.window} and `every` is {self.every}.",
                "Take at least 10 items in a window and at least 1 between two tests.",
            )
        if not 1.0 / FINEST <= self.alpha < 1.0:
            raise UsageError(
                f"`false_alarms` is {self.false_alarms:g}, a level of {self.alpha:g} for each test.",
                f"Choose it and `every` so that false_alarms * every / 10000 lies between {1 / FINEST:g} and 1.",
            )

    @property
    def alpha(self) -> float:
        """Level of each test."""
        return self.false_alarms * self.every / 10_000

    @abstractmethod
    def differs(self, reference: Float64s, recent: Float64s) -> bool:
        """Whether two windows, of shape (window, n_features) each, differ at the level `alpha`. NaN is missing."""

    def look(self, batch: Batch) -> Level:
        """Take in items, and test where a test is due."""
        level: Level = ""
        rows, at = batch.rows, 0
        while at < len(rows):
            step = min(self._until_test(), self.window, len(rows) - at)
            self._keep(rows[at : at + step])
            at += step
            if self._until_test() == self.every and self.seen >= 2 * self.window and self._alarm():
                self.seen, self.kept, level = 0, np.zeros((0, 0), np.float32), "drift"
        return level

    def _until_test(self) -> int:
        """Items until the next test; `every` right after one."""
        return self.every - (self.seen - 2 * self.window) % self.every

    def _keep(self, rows: Float64s) -> None:
        """Remember a few items, at most `window`; a feature that is new was missing before."""
        if rows.shape[1] > self.kept.shape[1] or not len(self.kept):
            wider = np.full((2 * self.window, rows.shape[1]), np.nan, np.float32)
            wider[: len(self.kept), : self.kept.shape[1]] = self.kept
            self.kept = wider
        number = np.arange(self.seen, self.seen + len(rows))
        place = np.where(number < self.window, number, self.window + number % self.window)
        with np.errstate(over="ignore"):  # beyond single precision is infinite, for all items alike
            self.kept[place, : rows.shape[1]] = rows
        self.kept[place, rows.shape[1] :] = np.nan
        self.seen += len(rows)

    def _alarm(self) -> bool:
        if not self.kept.shape[1]:
            return False
        both = self.kept.astype(np.float64)
        return self.differs(both[: self.window], both[self.window :])

    def state(self) -> dict[str, Any] | None:
        """How many items were seen, and the two windows."""
        return {"seen": self.seen, "kept": self.kept}

    def permutations(self) -> int:
        """How many a permutation test draws so that a level of `alpha` is met exactly or from below."""
        return min(max(math.ceil(4.0 / self.alpha), 100), FINEST) - 1

    def beaten(self, found: float, drawn: Float64s) -> bool:
        """Whether a statistic is so large among those of permutations that the level is met."""
        as_large = drawn >= found - ROUNDING
        return bool((1 + np.count_nonzero(as_large)) / (1 + len(drawn)) <= self.alpha)
