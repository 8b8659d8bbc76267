"""Passive adaptation: always learning, never alarmed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from askless.models.online.online import Float64s, OnlineModel
from askless.stream.adaptation.adaptation import Adaptation, Adapting, Notice, register_adaptation
from askless.stream.batch import Batch, Told

__all__ = ["Passive", "PassiveAdapting"]


@register_adaptation
@dataclass(frozen=True, kw_only=True)
class Passive(Adaptation):
    """Update the model with every answer.

    Parameters
    ----------
    forgetting : float, optional
        Sets this option of the model, in (0, 1]; the model's own if not given.

    Examples
    --------
    >>> Passive(forgetting=0.999).title
    'passive'
    """

    name: ClassVar[str] = "passive"

    forgetting: float | None = None

    def start(self, model: OnlineModel) -> PassiveAdapting:
        """Begin with a model."""
        return PassiveAdapting(model)


class PassiveAdapting(Adapting):
    """One model that learns from every answer."""

    def __init__(self, model: OnlineModel) -> None:
        self._model = model

    @property
    def model(self) -> OnlineModel:
        """The model."""
        return self._model

    def predict(self, batch: Batch, n_labels: int) -> Float64s:
        """What the model says."""
        return self._model.predict(batch.taken(self._model.takes), n_labels)

    def learn(self, told: Told) -> list[Notice]:
        """Learn from all answers."""
        self._model.learn(told.batch.taken(self._model.takes), told.y, told.weights)
        return []

    def state(self) -> dict[str, Any] | None:
        """That of the model."""
        state = self._model.state()
        return None if state is None else {"model": state}

    def restore(self, state: dict[str, Any]) -> None:
        """Be as the one was that gave this state."""
        self._model.restore(state["model"])
