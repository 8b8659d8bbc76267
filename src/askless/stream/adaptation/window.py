"""Learning from the last answers only, for models that cannot forget."""

from __future__ import annotations

from typing import Any

from askless.models.online.online import Float64s, OnlineModel
from askless.stream.adaptation.adaptation import Adapting, Notice
from askless.stream.adaptation.parts import part_of
from askless.stream.batch import Batch, Told

__all__ = ["WindowAdapting"]


class WindowAdapting(Adapting):
    """A model, and a successor that has learnt from the later half of its answers.

    When the model has learnt from `window` answers the successor takes its place, and a new one begins; so the
    model always knows between half of the window and all of it, without a single answer being kept. Each answer is
    learnt twice.

    Parameters
    ----------
    model : OnlineModel
        What it has learnt already counts for nothing in the window.
    window : int
        >= 2.
    """

    def __init__(self, model: OnlineModel, window: int) -> None:
        self._model, self._next, self._window = model, model.fresh(), window
        self._learnt = 0  # answers that the model has learnt from

    @property
    def model(self) -> OnlineModel:
        """The model that has seen more."""
        return self._model

    def predict(self, batch: Batch, n_labels: int) -> Float64s:
        """What it says."""
        return self._model.predict(batch.taken(self._model.takes), n_labels)

    def learn(self, told: Told) -> list[Notice]:
        """Teach both, and let the successor take over where it is due."""
        half, at = self._window - self._window // 2, 0
        while at < len(told):
            until = half if self._learnt < half else self._window
            stop = min(at + until - self._learnt, len(told))
            part = part_of(told, at, stop)
            items = part.batch.taken(self._model.takes)
            self._model.learn(items, part.y, part.weights)
            if self._learnt >= half:
                self._next.learn(items, part.y, part.weights)
            self._learnt += stop - at
            at = stop
            if self._learnt == self._window:
                self._model, self._next = self._next, self._next.fresh()
                self._learnt -= half
        return []

    def state(self) -> dict[str, Any] | None:
        """Those of both models."""
        model, successor = self._model.state(), self._next.state()
        if model is None or successor is None:
            return None
        return {"model": model, "next": successor, "learnt": self._learnt}

    def restore(self, state: dict[str, Any]) -> None:
        """Be as the one was that gave this state."""
        self._model.restore(state["model"])
        self._next.restore(state["next"])
        self._learnt = state["learnt"]
