"""Keeps a model in step with the answers."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from askless.errors import NotReadyError
from askless.synthesis.domain.space import Points
from askless.synthesis.models.model import PointModel

__all__ = ["Teacher"]


class Teacher:
    """A model, and what it has learnt so far.

    Parameters
    ----------
    model : PointModel
    """

    def __init__(self, model: PointModel) -> None:
        self.model = model
        self._at: tuple[int, int] | None = None
        self._not_ready: NotReadyError | None = NotReadyError("Nothing is answered yet.", "Tell the first answers.")

    @property
    def ready(self) -> PointModel | None:
        """The model as it was taught last; None if it cannot be used yet."""
        return self.model if self._not_ready is None else None

    def teach(self, lessons: int, points: Points, answers: npt.NDArray[Any], n_labels: int) -> None:
        """Fit to these answers, if that has not been done: `lessons` tells them from others."""
        if self._at == (lessons, n_labels):
            return
        try:
            self.model.fit(points, answers, n_labels)
            self._not_ready = None
        except NotReadyError as error:
            self._not_ready = error
        self._at = lessons, n_labels

    def ready_model(self) -> PointModel:
        """The model; NotReadyError if it cannot be used yet."""
        if self._not_ready is not None:
            raise self._not_ready
        return self.model

    def says(self, points: Points, *, real: bool) -> npt.NDArray[np.float64] | None:
        """What it says of points, as `Asked.said` keeps it; None if it cannot be used yet."""
        if self._not_ready is not None:
            return None
        said = self.model.predict(points)
        return np.stack([said, self.model.std(points)], axis=1) if real else said
