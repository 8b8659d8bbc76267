"""Error detectors of river, as ours."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass, field
from typing import Any

from askless.errors import ModelError
from askless.stream.drift.detector import ErrorDetector, Level
from askless.stream.drift.river_state import put, taken

__all__ = ["RiverDetector", "river_drift"]


def river_drift() -> Any:
    """The package `river.drift`; ModelError if river is not installed."""
    try:
        from river import drift
    except ImportError:
        raise ModelError(
            "This detector comes from river, which is not installed.", "Install it: pip install 'askless[stream]'."
        ) from None
    return drift


@dataclass(kw_only=True)
class RiverDetector(ErrorDetector):
    """Base of the detectors that river computes.

    A subclass names its options as fields and builds river's detector from them. river restarts a detector by
    itself at the first value after a drift; here it is thrown away at once, so that the state is empty then.
    """

    river: Any = field(default=None, init=False, repr=False, compare=False)
    """river's detector; None before the first value and after a drift."""

    def prepare(self) -> None:
        """Import river, which takes seconds."""
        river_drift()

    @abstractmethod
    def build(self) -> Any:
        """river's detector with these options."""

    def value(self, error: float) -> float:
        """What river's detector is given for an error; most take it as it is."""
        return error

    def mean(self) -> float | None:
        """Mean of the errors in the window, of a detector that looks both ways; None of one that looks up only."""
        return None

    def update(self, error: float) -> Level:
        """Take in one error in [0, 1]."""
        if self.river is None:
            self.river = self.build()
        before = self.mean()
        self.river.update(self.value(error))
        if self.river.drift_detected:
            now = self.mean()
            self.river = None  # after an improvement too: what was learnt of the worse time misleads
            return "" if before is not None and now is not None and now <= before else "drift"
        return "warning" if self.warns and self.river.warning_detected else ""

    def state(self) -> dict[str, Any] | None:
        """Attributes of river's detector."""
        return {"river": None if self.river is None else taken(self.river)}

    def restore(self, state: dict[str, Any]) -> None:
        """Build river's detector anew and set its attributes."""
        self.river = None
        if state["river"] is not None:
            self.river = self.build()
            put(state["river"], self.river)
