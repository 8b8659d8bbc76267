"""An adaptation from what a caller says."""

from __future__ import annotations

from askless.errors import UsageError
from askless.stream.adaptation.adaptation import Adaptation, adaptations

__all__ = ["adaptation_of"]


def adaptation_of(said: str | Adaptation) -> Adaptation:
    """The adaptation that is meant."""
    if isinstance(said, Adaptation):
        return said
    if isinstance(said, str):
        return adaptations.get(said)()
    raise UsageError(f"`adaptation` is {said!r}.", "Give a name or an Adaptation.")
