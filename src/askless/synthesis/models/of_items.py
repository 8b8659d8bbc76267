"""A model of items as a model of points: any of askless, an estimator of scikit-learn, a PyTorch module.

It is fitted to the items that the points stand for, in the units of their inputs, and so sees what a person sees.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.core.task import Task
from askless.data.items.of import items_of
from askless.errors import AsklessError, EvidenceError, ModelError, NotReadyError, UsageError
from askless.models.build import build
from askless.models.committee import MEMBERS, halves, resamples
from askless.models.torch import TorchModel
from askless.synthesis.domain.space import Points, Space
from askless.synthesis.models.gaussian_process import require_two_numbers
from askless.synthesis.models.model import Float64s
from askless.synthesis.models.network_gradients import network_score, network_takes_gradients

__all__ = ["ItemModel"]

_LARGEST = float(np.finfo(np.float64).max)
_SLACK = 1e-4
"""How far beyond 0 and 1 a probability may be by rounding, in single precision too."""

_BACKDROP = 256
"""Items of the domain that features are scaled by, so that their scale does not move with the answers."""


class ItemModel:
    """A model of items over points.

    Its evidence of several models ("draws", and "variance" of numbers) is that of networks drawn by dropout where it is
    a PyTorch module with dropout; else of a committee fitted to resamples of the answers, made when it is first asked.

    Parameters
    ----------
    model : str, Model, scikit-learn estimator, PyTorch module, or None
        See `askless.models.build.build`; besides, any regressor of scikit-learn where answers are numbers.
    domain : Space
        What the points stand for.
    task : {"classes", "real"}, default "classes"
        What an answer is.
    seed : int, default 0
        Everything drawn depends on it.
    members : int, default 10
        Size of the committee.

    Raises
    ------
    ModelError
        If it is no model of such answers.
    """

    def __init__(
        self, model: Any, domain: Space, task: Task = "classes", *, seed: int = 0, members: int = MEMBERS
    ) -> None:
        self.domain, self.task, self.seed, self.members = domain, task, seed, members
        self._backdrop = domain.sample(_BACKDROP, np.random.default_rng([seed % 2**32, 7]))
        self._regressor = model if task == "real" and _is_regressor(model) else None
        items = items_of(self._raw(self._backdrop))
        self._model: Any = None if self._regressor is not None else build(model, items, seed=seed, task=task)
        self.name: str = type(model).__name__ if self._model is None else self._model.name
        self._fitted: Any = None
        self._committee: list[Any] = []
        self._trained_on: tuple[Points, npt.NDArray[Any], int] | None = None

    def fit(self, points: Points, answers: npt.NDArray[Any], n_labels: int) -> None:
        """See `PointModel.fit`."""
        if self.task == "real":
            require_two_numbers(np.asarray(answers, dtype=np.float64))
        self._fitted = self._fit(points, answers, n_labels)
        self._committee, self._trained_on = [], (points, answers, n_labels)

    def offers(self) -> Collection[str]:
        """See `PointModel.offers`."""
        return ("mean", "variance") if self.task == "real" else ("proba", "draws", "logits")

    def evidence(self, kind: str, points: Points) -> Float64s:
        """See `PointModel.evidence`."""
        if kind not in self.offers():
            raise EvidenceError(f"{self.name} gives no `{kind}` of points.", f"It gives {', '.join(self.offers())}.")
        if kind == "variance":
            found: Float64s = self._members(points).var(axis=1)
            return found
        if kind == "draws":
            return self._members(points)
        if kind == "logits":
            return np.log(np.maximum(self.predict(points), np.finfo(np.float32).tiny))
        return self.predict(points)

    def predict(self, points: Points) -> Float64s:
        """See `PointModel.predict`."""
        self._ready()
        return self._said(self._fitted, points)

    def std(self, points: Points) -> Float64s:
        """See `PointModel.std`; of an estimator, the committee's and that of its errors on the answers it left out."""
        points_of, answers, _ = self._ready()
        if self.task != "real":
            raise UsageError("The answers are labels, which have no standard deviation.", "Use `predict`.")
        if self._model is not None:
            return np.asarray(self._fitted.std_new(self._raw(points)), dtype=np.float64)
        noise = float(np.mean(self._left_out(points_of, answers) ** 2))
        found: Float64s = np.sqrt(self._members(points).var(axis=1) + noise)
        return found

    def estimator(self) -> Any:
        """See `PointModel.estimator`."""
        self._ready()
        return self._fitted if self._model is None else self._fitted.estimator()

    def derives(self, kind: str) -> bool:
        """See `Autograd`."""
        if self._fitted is None or not isinstance(self._model, TorchModel) or self.domain.kind != "array":
            return False
        return network_takes_gradients(self._fitted, kind)

    def derived(self, kind: str, points: Points, score: Callable[[Any], Any]) -> tuple[Float64s, Float64s]:
        """See `Autograd`."""
        values, by_items = self._network(kind, points, score)
        return values, _through_items(self.domain, points, by_items)

    def _ready(self) -> tuple[Points, npt.NDArray[Any], int]:
        if self._trained_on is None:
            raise NotReadyError("The model has not been fitted yet.", "Answer items with two different answers first.")
        return self._trained_on

    def _network(self, kind: str, points: Points, score: Callable[[Any], Any] | None) -> tuple[Float64s, Float64s]:
        """Evidence of the module, or a score of it, and the gradient by the items."""
        _, answers, n_labels = self._ready()
        return network_score(self._fitted, kind, self._raw(points), np.unique(answers), n_labels, score)

    def _raw(self, points: Points) -> Any:
        """Items as models take them."""
        items = self.domain.items(points)
        if self.domain.kind != "rows":
            return items
        import pandas as pd

        return pd.DataFrame(items)

    def _fit(self, points: Points, answers: npt.NDArray[Any], n_labels: int) -> Any:
        """A fitted model, by what it is."""
        if self._model is None:
            return _regressor_fitted(self._regressor, self._raw(points), answers)
        model = self._model.clone()
        # Answered items first, so that a row is a position; the rest shows what the domain is like.
        model.prepare(items_of(self._raw(np.concatenate([points, self._backdrop]))))
        model.fit(np.arange(len(points)), answers, n_labels=n_labels)
        return model

    def _said(self, fitted: Any, points: Points) -> Float64s:
        """What one fit predicts."""
        if not len(points):
            return np.zeros((0,) if self.task == "real" else (0, self._ready()[2]))
        raw = self._raw(points)
        try:
            said = np.asarray(fitted.predict(raw) if self._model is None else fitted.predict_new(raw), dtype=np.float64)
        except AsklessError:
            raise
        except Exception as error:  # a model of somebody else may raise anything
            raise ModelError(
                f"{self.name} cannot predict {len(points):,} items of the domain: {type(error).__name__}: {error}",
                "Try its predictions on such items, `domain.items(domain.sample(...))`, or take another model.",
            ) from error
        return self._checked(said, len(points))

    def _checked(self, said: Float64s, n: int) -> Float64s:
        """Predictions that can be believed; ModelError if they are none."""
        real = self.task == "real"
        if real and said.shape == (n, 1):
            said = said[:, 0]
        shape = (n,) if real else (n, self._ready()[2])
        least, most = (-_LARGEST, _LARGEST) if real else (-_SLACK, 1.0 + _SLACK)
        if said.shape != shape:
            raise ModelError(
                f"{self.name} predicts an array of shape {said.shape} where {shape} is needed.",
                "Let it give one number an item." if real else "Let it give one column a label.",
            )
        if not (said.min() >= least and said.max() <= most):  # nor is a NaN
            wrong = said[~((said >= least) & (said <= most))][0]
            raise ModelError(
                f"{self.name} predicts {wrong:g}, which is no {'finite number' if real else 'probability'}.",
                "Mend the model, or take another one.",
            )
        return said

    def _members(self, points: Points) -> Float64s:
        """What each member predicts: (n, members) or (n, members, n_labels)."""
        trained, answers, n_labels = self._ready()
        if isinstance(self._model, TorchModel) and network_takes_gradients(self._fitted, "draws"):
            return self._network("draws", points, None)[0]
        if not self._committee:
            parts = self._resampled(answers)
            self._committee = [self._fit(trained[at], answers[at], n_labels) for at in parts]
        return np.stack([self._said(one, points) for one in self._committee], axis=1)

    def _resampled(self, answers: npt.NDArray[Any]) -> list[npt.NDArray[np.int64]]:
        """Positions of the answers of each member; each keeps both halves of the numbers, or every class."""
        return resamples(
            np.arange(len(answers)), halves(answers) if self.task == "real" else answers, self.members, self.seed
        )

    def _left_out(self, points: Points, answers: npt.NDArray[Any]) -> Float64s:
        """Errors of the members on answers that they were not fitted to."""
        said = self._members(points)
        out = np.ones(said.shape, dtype=np.bool_)
        for member, at in enumerate(self._resampled(answers)):
            out[at, member] = False
        errors: Float64s = (said - np.asarray(answers, dtype=np.float64)[:, None])[out]
        return errors if len(errors) else np.zeros(1)


def _is_regressor(model: object) -> bool:
    """Whether it is an object of scikit-learn that predicts numbers."""
    if isinstance(model, type | str) or not callable(getattr(model, "get_params", None)):
        return False
    from sklearn.base import is_regressor

    return bool(is_regressor(model))


def _regressor_fitted(given: Any, raw: Any, answers: npt.NDArray[Any]) -> Any:
    """A clone of a scikit-learn regressor, fitted to items."""
    from sklearn.base import clone

    try:
        return clone(given).fit(raw, answers)
    except (TypeError, ValueError) as error:
        raise ModelError(
            f"{type(given).__name__} cannot be fitted to these items: {error}",
            "Let a pipeline begin with a step that turns them into numbers.",
        ) from error


def _through_items(domain: Space, points: Points, by_items: Float64s, step: float = 1e-4) -> Float64s:
    """Derivatives by points from those by items, through the slopes of items by points, taken by differences."""
    m, width = points.shape
    gradient = np.zeros_like(points)
    moves = np.flatnonzero(domain.continuous)
    if not len(moves) or not m:
        return gradient
    up, down = np.repeat(points[None], len(moves), axis=0), np.repeat(points[None], len(moves), axis=0)
    for place, column in enumerate(moves):
        up[place, :, column] = np.minimum(up[place, :, column] + step, 1.0)
        down[place, :, column] = np.maximum(down[place, :, column] - step, 0.0)
    both = np.concatenate([up.reshape(-1, width), down.reshape(-1, width)])
    items = np.asarray(domain.items(both), dtype=np.float64).reshape(2, len(moves), m, -1)
    for place, column in enumerate(moves):
        apart = (up - down)[place, :, column]
        slopes = (items[0, place] - items[1, place]) / apart[:, None]
        gradient[:, column] = (slopes * by_items).sum(axis=1)
    return gradient
