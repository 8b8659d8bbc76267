"""Copies of a model that forget at different paces, weighted by how they have done lately."""

from __future__ import annotations

from typing import Any

import numpy as np

from askless.models.online.online import Float64s, OnlineModel
from askless.stream.adaptation.adaptation import Adapting, Notice
from askless.stream.batch import Batch, Told

__all__ = ["EnsembleAdapting"]

FADING = 0.98
"""Share of the past losses that stays with each answer: the weights follow about the last 50."""

HEAVIEST = 5.0
"""Most that one answer counts, where the mean is 1: rarely asked items would decide alone otherwise."""

RANDOM = 0.5
"""Part of the budget that is drawn at random. Which copy is best now shows on items that nobody chose: with a fifth of
the questions drawn at random, as the samplers do, the weights followed a sudden change in twice the time."""

FLOOR = 1e-3
"""Least probability of an answer in the loss: a copy that was once sure and wrong is not lost for good."""


class EnsembleAdapting(Adapting):
    """Predictions of several models, mixed with weights that follow their recent losses.

    The weight of a model falls with the exponential of its loss, minus the logarithm of the probability that it
    gave to the answer, summed over past answers that fade (dynamic model averaging [1]_). Where answers are numbers
    the loss is the squared error as a share of its mean over the models, halved.

    Items that were asked about with a probability p count as 1 / p, in relation to the mean of this over recent
    answers and at most five times as much as it; items that nobody asked about do not count. So a model is weighed
    by the whole stream, not by the items that were chosen.

    Parameters
    ----------
    models : list of OnlineModel
        At least one.

    References
    ----------
    .. [1] A. E. Raftery, M. Kárný, P. Ettler, "Online prediction under model uncertainty via dynamic model averaging",
       Technometrics 52, 2010, doi:10.1198/TECH.2009.08104.
    """

    def __init__(self, models: list[OnlineModel]) -> None:
        self._models = models
        self._losses = np.zeros(len(models))
        self._usual = 0.0  # recent mean of 1 / probability

    @property
    def model(self) -> OnlineModel:
        """The one with the largest weight."""
        return self._models[int(self._losses.argmin())]

    @property
    def random_share(self) -> float:
        """Half of the budget."""
        return RANDOM

    @property
    def weights(self) -> Float64s:
        """Weight of each model, of shape (n_models,); they sum to 1."""
        share = np.exp(self._losses.min() - self._losses)
        return np.asarray(share / share.sum())

    def predict(self, batch: Batch, n_labels: int) -> Float64s:
        """The weighted mean of what they say."""
        return np.asarray(np.tensordot(self.weights, self._said(batch, n_labels), axes=1))

    def learn(self, told: Told) -> list[Notice]:
        """Weigh the models by what they say now, then teach them."""
        n_labels = 0 if self.model.real else max(int(told.y.max()) + 1, told.batch.proba.shape[1])
        losses = self._loss(self._said(told.batch, n_labels), told)
        for loss, count in zip(losses.T, self._counts(told), strict=True):
            if count > 0.0:
                self._losses = FADING * self._losses + count * loss
        self._losses -= self._losses.min()
        for model in self._models:
            model.learn(told.batch.taken(model.takes), told.y, told.weights)
        return []

    def _said(self, batch: Batch, n_labels: int) -> Float64s:
        return np.stack([model.predict(batch.taken(model.takes), n_labels) for model in self._models])

    def _loss(self, said: Float64s, told: Told) -> Float64s:
        """Loss of each model on each answer, of shape (n_models, n_items)."""
        if self.model.real:
            square = np.square(said - told.y)
            return np.asarray(square / np.maximum(square.mean(axis=0), 1e-300) / 2.0)
        right = said[:, np.arange(len(told)), told.y]
        return np.asarray(-np.log(np.maximum(right, FLOOR)))

    def _counts(self, told: Told) -> list[float]:
        """How much each answer counts."""
        counts = []
        for probability in told.probability.tolist():
            if probability <= 0.0:
                counts.append(0.0)
                continue
            inverse = 1.0 / probability
            self._usual += (inverse - self._usual) * (1.0 - FADING if self._usual else 1.0)
            counts.append(min(inverse / self._usual, HEAVIEST))
        return counts

    def state(self) -> dict[str, Any] | None:
        """Losses, and the states of the models."""
        states = [model.state() for model in self._models]
        if any(state is None for state in states):
            return None
        return {"models": states, "losses": self._losses, "usual": self._usual}

    def restore(self, state: dict[str, Any]) -> None:
        """Be as the one was that gave this state."""
        for model, saved in zip(self._models, state["models"], strict=True):
            model.restore(saved)
        self._losses, self._usual = state["losses"], state["usual"]
