"""What the parts of a report on made-up questions tell of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from askless.core.digits import written
from askless.errors import NotReadyError

if TYPE_CHECKING:
    from askless.synthesis.learner import SynthesisLearner
    from askless.synthesis.models.model import PointModel

__all__ = ["Told"]


@dataclass(frozen=True)
class Told:
    """All that the parts of the page tell of.

    Parameters
    ----------
    learner : SynthesisLearner
    model : PointModel or None
        None while there is none.
    real : bool
        Whether answers are numbers.
    span : float
        How far they reach, if they are numbers.
    ids : list of str
        Questions with an answer, in the order of asking.
    answers : list
        Theirs.
    """

    learner: SynthesisLearner
    model: PointModel | None
    real: bool
    span: float
    ids: list[str]
    answers: list[Any]

    @classmethod
    def of(cls, learner: SynthesisLearner) -> Told:
        """As the learner is now."""
        try:
            model = learner.point_model
        except NotReadyError:
            model = None
        given, real = learner.labels, learner.space.kind == "real"
        span = max(given.values()) - min(given.values()) if real and given else 1.0
        return cls(learner, model, real, span or 1.0, list(given), list(given.values()))

    @property
    def unit(self) -> str:
        """Of the answers."""
        return getattr(self.learner.space, "unit", "") if self.real else ""

    def shown(self, answer: Any) -> str:
        """An answer for people."""
        return f"{written(float(answer), 4)} {self.unit}".strip() if self.real else str(answer)

    def within(self, numbers: Any) -> npt.NDArray[np.float64]:
        """Predicted numbers as `predict` gives them: those beyond what an answer can be are taken to the bound."""
        return np.asarray(self.learner.space.within(numbers), dtype=np.float64)  # type: ignore[attr-defined]  # a Real

    def style(self, label: int) -> str:
        """Colour of a label."""
        return f"s{1 + label % 7}"
