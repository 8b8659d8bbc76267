"""Passive adaptation: always learning, never alarmed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from askless.errors import UsageError
from askless.models.online.online import Float64s, OnlineModel, check_forgetting
from askless.stream.adaptation.adaptation import Adaptation, Adapting, Notice, register_adaptation
from askless.stream.adaptation.ensemble import EnsembleAdapting
from askless.stream.adaptation.forgetting import with_forgetting
from askless.stream.adaptation.window import WindowAdapting
from askless.stream.batch import Batch, Told

__all__ = ["Passive", "PassiveAdapting"]

MEMBERS = (0.95, 0.99, 0.998, 1.0)
"""Forgetting of the ensemble's copies: they remember about the last 20, 100 and 500 answers, and all."""


@register_adaptation
@dataclass(frozen=True, kw_only=True)
class Passive(Adaptation):
    """Update the model with every answer.

    How much it holds on to what it knew is one of three, or what the model does by itself:

    Parameters
    ----------
    forgetting : float, optional
        Sets this option of the model, in (0, 1]: 0.999 remembers about the last 1,000 answers.
    window : int, optional
        Learn from the last answers only, between half as many and as many as this, >= 2; for any model.
    ensemble : bool, float or sequence of float, default False
        Several copies of the model that forget at different paces, each with a weight that follows its recent
        errors: the stream chooses the pace. A value of `forgetting` for each; True takes paces of 20, 100 and 500
        answers and none.

    Raises
    ------
    UsageError
        If more than one is given or one cannot be meant, or when it starts with a model without an option
        `forgetting`.

    Examples
    --------
    >>> Passive().title, Passive(forgetting=0.999).title, Passive(ensemble=True).title
    ('passive', 'passive:0.999', 'passive:ensemble')
    """

    name: ClassVar[str] = "passive"
    leading: ClassVar[str] = "forgetting"

    forgetting: float | None = None
    window: int | None = None
    ensemble: bool | float | Sequence[float] = False

    def __post_init__(self) -> None:
        if not isinstance(self.ensemble, bool):
            object.__setattr__(self, "ensemble", _paces(self.ensemble))
        if (self.forgetting is not None) + (self.window is not None) + bool(self.ensemble) > 1:
            raise UsageError(
                "`forgetting`, `window` and `ensemble` are given together.", "Choose one way to let go of old answers."
            )
        if self.window is not None and (not isinstance(self.window, int) or self.window < 2):
            raise UsageError(f"`window` is {self.window!r}.", "Keep at least 2 answers, for instance 1000.")
        paces = self.paces if self.forgetting is None else (self.forgetting,)
        for pace in paces:
            check_forgetting(pace)

    @property
    def paces(self) -> tuple[float, ...]:
        """Forgetting of each copy in the ensemble; () if there is none."""
        if isinstance(self.ensemble, bool):
            return MEMBERS if self.ensemble else ()
        return _paces(self.ensemble)

    def start(self, model: OnlineModel) -> Adapting:
        """Begin with a model."""
        if self.paces:
            return EnsembleAdapting([with_forgetting(model, pace) for pace in self.paces])
        if self.window is not None:
            return WindowAdapting(model, self.window)
        return PassiveAdapting(model if self.forgetting is None else with_forgetting(model, self.forgetting))


def _paces(given: float | Sequence[float]) -> tuple[float, ...]:
    """The paces of an ensemble as a caller says them: one, or several."""
    several = (given,) if isinstance(given, (int, float)) else given
    if isinstance(several, str) or not isinstance(several, Iterable) or not (paces := tuple(several)):
        raise UsageError(
            f"`ensemble` is {given!r}.", "Give True, or a value of `forgetting` for each copy, such as (0.95, 1.0)."
        )
    return tuple(float(check_forgetting(pace)) for pace in paces)


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
