"""Hybrid adaptation: a model that forgets, and a detector for what is too quick for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from askless.models.online.online import OnlineModel, check_forgetting
from askless.stream.adaptation.adaptation import register_adaptation
from askless.stream.adaptation.alarmed import Alarmed
from askless.stream.adaptation.forgetting import with_forgetting
from askless.stream.adaptation.on_alarm import AlarmedAdapting

__all__ = ["Hybrid"]


@register_adaptation
@dataclass(frozen=True)
class Hybrid(Alarmed):
    """`Active` over a model that forgets: slow drift is followed, sudden drift is answered.

    Parameters
    ----------
    detector : str or ErrorDetector, default "adwin"
    forgetting : float, default 0.999
        Sets this option of the model, in (0, 1]: remembers about the last 1,000 answers.
    **options
        Those of `Active`.

    Raises
    ------
    UsageError
        If an option cannot be meant, or when it starts with a model that has no option `forgetting`.

    Examples
    --------
    >>> Hybrid("ddm").title, Hybrid(forgetting=0.99).title
    ('hybrid:ddm', 'hybrid:adwin:forgetting=0.99')
    """

    name: ClassVar[str] = "hybrid"

    forgetting: float = 0.999

    def __post_init__(self) -> None:
        super().__post_init__()
        check_forgetting(self.forgetting)

    def start(self, model: OnlineModel) -> AlarmedAdapting:
        """Begin with a model."""
        return AlarmedAdapting(self, with_forgetting(model, self.forgetting))
