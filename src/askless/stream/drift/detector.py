"""What a drift detector is, and the registry of all of them.

Two kinds. Those that see *errors* are given the errors of the model on the random share only: errors on
items that were chosen for being hard are larger, and move when the choosing moves, which is no drift. Those
that see *items* are given every item, answered or not; they cannot see that labels mean something else.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar, Literal

from askless.core.registry import Registry
from askless.stream.batch import Batch
from askless.stream.stateful import Stateful

__all__ = ["Detector", "ErrorDetector", "ItemDetector", "Level", "detectors", "register_detector"]

Level = Literal["", "warning", "drift"]


class Detector(Stateful, ABC):
    """Notices that a stream has changed. A keyword-only dataclass; options have defaults that work.

    After a "drift" it starts again by itself, as if it had seen nothing.
    """

    name: ClassVar[str]
    warns: ClassVar[bool] = False
    """Whether it gives warnings before drifts."""

    def prepare(self) -> None:
        """Import what it needs, so that no answer waits for that; ModelError if it is not installed."""


class ErrorDetector(Detector):
    """Sees the errors of the model."""

    nominal: ClassVar[float] = 0.5
    """Most false alarms on 10,000 errors that are 1 with the same probability throughout, in the mean. Default options
    are chosen so that this holds from 0.01 to 0.5; ``benchmarks/false_alarms.py`` counts."""

    @abstractmethod
    def update(self, error: float) -> Level:
        """Take in one error, 0 or 1 for classes, in [0, 1] else; O(1) or O(log window)."""


class ItemDetector(Detector):
    """Sees all items, and what the model says of them, but no answer."""

    @abstractmethod
    def look(self, batch: Batch) -> Level:
        """Take in a micro-batch; the most severe of what was noticed. Any cutting into batches gives the same."""


detectors: Registry[type[Detector]] = Registry(
    "drift detector", "askless.stream.drift", group="askless.drift_detectors"
)
"""Detectors by name."""


def register_detector(detector: type[Detector]) -> type[Detector]:
    """Class decorator: the detector can be called by its `name`."""
    detectors.register(detector.name, detector)
    return detector
