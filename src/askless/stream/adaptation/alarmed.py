"""What active and hybrid adaptation have in common: the options of an alarm and of what follows."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from typing import ClassVar, Literal

from askless.errors import UsageError
from askless.stream.adaptation.adaptation import Adaptation
from askless.stream.drift.detector import Detector, ErrorDetector, ItemDetector, detectors
from askless.stream.spelled import spelled

__all__ = ["Alarmed"]


@dataclass(frozen=True)
class Alarmed(Adaptation):
    """Base of the adaptations that wait for an alarm; `Active` explains the options."""

    leading: ClassVar[str] = "detector"
    leading_shown: ClassVar[bool] = True

    detector: str | ErrorDetector = "adwin"
    _: KW_ONLY
    on_warning: Literal["shadow", "none"] = "shadow"
    on_drift: Literal["shadow", "reset", "none"] = "shadow"
    burst: float = 50
    look: str | ItemDetector | tuple[str | ItemDetector, ...] | None = None
    watch: float = 0.5
    share: float = 1.0
    alpha: float = 0.25
    patience: int = 200

    def __post_init__(self) -> None:
        self.error_detector()
        self.item_detectors()
        if self.on_warning not in ("shadow", "none"):
            raise UsageError(f"`on_warning` is {self.on_warning!r}.", 'Choose "shadow" or "none".')
        if self.on_drift not in ("shadow", "reset", "none"):
            raise UsageError(f"`on_drift` is {self.on_drift!r}.", 'Choose "shadow", "reset" or "none".')
        for name, low, high in (("watch", 0.0, 1.0), ("share", 0.0, 1.0), ("alpha", 1e-6, 1.0)):
            if not low <= getattr(self, name) <= high:
                raise UsageError(f"`{name}` is {getattr(self, name)!r}.", f"Give a number from {low:g} to {high:g}.")
        if not self.burst >= 0 or not self.patience >= 1:
            raise UsageError(
                f"`burst` is {self.burst!r} and `patience` is {self.patience!r}.",
                "Give numbers of labels, `patience` at least 1.",
            )

    @property
    def watched(self) -> str:
        """What watches for changes, in a sentence."""
        looks = " and ".join(one.name for one in self.item_detectors())
        besides = f", and {looks} what items look like" if looks else ""
        return f"{self.error_detector().name} watches the errors on random answers{besides}."

    def error_detector(self) -> ErrorDetector:
        """The detector of errors, which has seen nothing."""
        found = _detector(self.detector)
        if not isinstance(found, ErrorDetector):
            raise UsageError(
                f"“{found.name}” sees items, not errors, and cannot call for another model.",
                f'Choose an error detector, for instance "adwin", and give look="{found.name}" besides.',
            )
        return found

    def item_detectors(self) -> list[ItemDetector]:
        """The label-free detectors, which have seen nothing."""
        given = self.look if isinstance(self.look, tuple) else (self.look,)
        found = [_detector(one) for one in given if one is not None]
        for one in found:
            if not isinstance(one, ItemDetector):
                raise UsageError(
                    f"“{one.name}” sees errors, not items, and cannot look at what has no answer.",
                    'Choose a label-free detector for `look`, for instance "ks".',
                )
        return [one for one in found if isinstance(one, ItemDetector)]


def _detector(said: str | Detector) -> Detector:
    if isinstance(said, Detector):
        return said.fresh()
    if isinstance(said, str):
        return spelled(said, detectors)
    raise UsageError(f"{said!r} is no drift detector.", f"Name one of {', '.join(detectors.names())}.")
