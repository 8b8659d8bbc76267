"""Margin density: the share of items about which the model is undecided has risen."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np

from askless.errors import UsageError
from askless.stream.batch import Batch
from askless.stream.drift.detector import ItemDetector, Level, register_detector

__all__ = ["MarginDensity"]


@register_detector
@dataclass(kw_only=True)
class MarginDensity(ItemDetector):
    """Alarm when more items than before fall where the model is undecided.

    Sees only drift that the model would feel, and not all of that: a model may be sure and wrong. A falling share is
    no alarm, for a model that learns becomes surer. So that this does not hide a later rise, the reference
    is the window before the recent one and not, as in the paper, one at the beginning.

    Parameters
    ----------
    margin : float, default 0.5
        Items whose two most probable classes are less than this apart count as undecided, in (0, 1].
    window : int, default 500
        Items in each of the two windows; a multiple of `every`.
    every : int, default 100
        Items between two tests.
    false_alarms : float, default 1.0
        Most alarms on 10,000 items without drift. The band, in standard deviations of the difference of two shares,
        follows from it.

    Notes
    -----
    Time O(1) an item; memory O(window / every). Nothing is looked at before the model knows two classes.

    ``benchmarks/false_alarms.py`` counts 0.75 false alarms on 10,000 items; that 30 % of the items become undecided is
    seen after 300 items in the median.

    References
    ----------
    .. [1] T. S. Sethi, M. Kantardzic, "On the reliable detection of concept drift from streaming unlabeled data",
       Expert Systems with Applications 82, 2017, doi:10.1016/j.eswa.2017.04.008 (MD3).

    Examples
    --------
    >>> detector = MarginDensity(window=100, every=50)
    >>> sure, unsure = np.tile([0.9, 0.1], (200, 1)), np.tile([0.5, 0.5], (50, 1))
    >>> x = np.zeros((250, 1))
    >>> batch = Batch(0, x, x, x, x[:, 0], proba=np.vstack([sure, unsure]))
    >>> detector.look(batch)
    'drift'
    """

    name: ClassVar[str] = "margin_density"

    margin: float = 0.5
    window: int = 500
    every: int = 100
    false_alarms: float = 1.0
    counts: list[int] = field(default_factory=list, init=False)
    """Undecided items among each `every` items, the last 2 * window / every of these; the newest is growing."""
    seen: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        if self.every < 1 or self.window < self.every or self.window % self.every:
            raise UsageError(
                f"`window` is {self.window} and `every` is {self.every}.",
                "Choose a window that is a multiple of `every`, for instance 500 and 100.",
            )
        if not 0.0 < self.false_alarms * self.every < 5_000:
            raise UsageError(
                f"`false_alarms` is {self.false_alarms:g} with a test every {self.every} items.",
                "Choose it so that false_alarms * every lies between 0 and 5000.",
            )

    def look(self, batch: Batch) -> Level:
        """Take in items, and test where a test is due."""
        if batch.proba.shape[1] < 2:
            return ""
        level: Level = ""
        undecided, at = batch.margin < self.margin, 0
        while at < len(undecided):
            step = min(self.every - self.seen % self.every, len(undecided) - at)
            if self.seen % self.every == 0:
                self.counts.append(0)
            self.counts[-1] += int(np.count_nonzero(undecided[at : at + step]))
            at += step
            self.seen += step
            if self.seen % self.every == 0 and self._alarm():
                self.counts, self.seen, level = [], 0, "drift"
        return level

    def _alarm(self) -> bool:
        """Whether the recent window has too many undecided items, now that a part of it is complete."""
        from scipy.special import ndtri

        parts = self.window // self.every
        del self.counts[: -2 * parts]
        if len(self.counts) < 2 * parts:
            return False
        before, recent = sum(self.counts[:parts]), sum(self.counts[parts:])
        share = (before + recent + 1.0) / (2.0 * self.window + 2.0)
        band = -ndtri(self.false_alarms * self.every / 10_000) * np.sqrt(2.0 * self.window * share * (1.0 - share))
        return bool(recent - before > band)

    def state(self) -> dict[str, Any] | None:
        """Counts of the last parts."""
        return {"counts": list(self.counts), "seen": self.seen}

    def restore(self, state: dict[str, Any]) -> None:
        """Be as the one was that gave this state."""
        self.counts, self.seen = list(state["counts"]), state["seen"]
