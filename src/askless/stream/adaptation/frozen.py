"""No adaptation: what a model is worth that learns once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from askless.errors import UsageError
from askless.models.online.online import Float64s, OnlineModel
from askless.stream.adaptation.adaptation import Adaptation, Adapting, Notice, register_adaptation
from askless.stream.adaptation.parts import part_of
from askless.stream.batch import Batch, Told

__all__ = ["Frozen", "FrozenAdapting"]


@register_adaptation
@dataclass(frozen=True, kw_only=True)
class Frozen(Adaptation):
    """Learn from the first answers, then never again: the yardstick of all adaptation.

    Parameters
    ----------
    labels : int, default 200
        Answers that are learnt, >= 0.

    Examples
    --------
    >>> Frozen().title, Frozen(labels=1000).title
    ('frozen', 'frozen:1000')
    """

    name: ClassVar[str] = "frozen"
    leading: ClassVar[str] = "labels"

    labels: int = 200

    def __post_init__(self) -> None:
        if not isinstance(self.labels, int) or isinstance(self.labels, bool) or self.labels < 0:
            raise UsageError(f"`labels` is {self.labels!r}.", "Give the number of answers to learn from, 0 or more.")

    def start(self, model: OnlineModel) -> FrozenAdapting:
        """Begin with a model."""
        return FrozenAdapting(model, self.labels)


class FrozenAdapting(Adapting):
    """One model that stops learning."""

    def __init__(self, model: OnlineModel, labels: int) -> None:
        self._model, self._labels = model, labels
        self._learnt = 0

    @property
    def model(self) -> OnlineModel:
        """The model."""
        return self._model

    def predict(self, batch: Batch, n_labels: int) -> Float64s:
        """What the model says."""
        return self._model.predict(batch.taken(self._model.takes), n_labels)

    def learn(self, told: Told) -> list[Notice]:
        """Learn what is left to learn."""
        part = part_of(told, 0, min(self._labels - self._learnt, len(told)))
        if not len(part):
            return []
        self._model.learn(part.batch.taken(self._model.takes), part.y, part.weights)
        self._learnt += len(part)
        if self._learnt < self._labels:
            return []
        return [Notice("update", f"The model has learnt its {self._labels} answers, and learns no more.")]

    def state(self) -> dict[str, Any] | None:
        """That of the model, and how much it has learnt."""
        state = self._model.state()
        return None if state is None else {"model": state, "learnt": self._learnt}

    def restore(self, state: dict[str, Any]) -> None:
        """Be as the one was that gave this state."""
        self._model.restore(state["model"])
        self._learnt = state["learnt"]
