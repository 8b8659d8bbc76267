"""Estimators of scikit-learn with ``partial_fit`` as models of a stream."""

from __future__ import annotations

import inspect
import warnings
from collections import deque
from typing import Any, ClassVar, Self

import numpy as np

from askless.errors import ModelError
from askless.models.online.online import Float64s, Takes
from askless.models.online.repeats import Repeats
from askless.models.sklearn import probabilities

__all__ = ["PartialFitModel"]


class PartialFitModel:
    """A classifier or regressor of scikit-learn that has ``partial_fit``.

    Such an estimator is told its labels and its number of features once and for all. When another label
    comes, or another feature, a clone of it starts anew from the last answers, which are kept for that:
    what lies further back is lost to it.

    Parameters
    ----------
    estimator : scikit-learn estimator
        A clone of it learns; the object given stays as it is. One without probabilities, such as
        ``SGDClassifier(loss="hinge")``, gives the softmax of its ``decision_function``.
    buffer : int, default 1000
        Answers that are kept.

    Raises
    ------
    ModelError
        If it gives neither probabilities nor margins nor numbers.

    Notes
    -----
    Its state cannot be written without pickle: a project that is resumed teaches it again from the log.

    Examples
    --------
    >>> from sklearn.linear_model import SGDClassifier
    >>> model = PartialFitModel(SGDClassifier(random_state=0))
    >>> x = np.array([[-1.0], [1.0], [-2.0], [2.0]])
    >>> model.learn(x, np.array([0, 1, 0, 1]))
    >>> model.predict(x, 2).argmax(axis=1).tolist()
    [0, 1, 0, 1]
    """

    takes: ClassVar[Takes] = "scaled"

    def __init__(self, estimator: Any, buffer: int = 1_000) -> None:
        from sklearn.base import clone, is_regressor

        self.real = bool(is_regressor(estimator))
        self.name = type(estimator).__name__
        if not self.real and not any(hasattr(estimator, m) for m in ("predict_proba", "decision_function")):
            raise ModelError(
                f"{self.name} gives neither probabilities nor margins.",
                "Take an estimator with `predict_proba` or `decision_function`.",
            )
        self._given, self._clone, self._buffer = estimator, clone, buffer
        self._model: Any = None
        self._labels = self._width = 0  # that the estimator was told of
        self._last: deque[tuple[Float64s, Any, float]] = deque(maxlen=buffer)
        self._weighted = "sample_weight" in inspect.signature(estimator.partial_fit).parameters
        self._repeats = Repeats()

    def predict(self, items: Float64s, n_labels: int) -> Float64s:
        """Class probabilities of shape (n, n_labels), or numbers of shape (n,)."""
        self._more(items.shape[1], n_labels)
        if self._model is None:
            return np.zeros(len(items)) if self.real else np.full((len(items), n_labels), 1.0 / max(n_labels, 1))
        x = _wide(items, self._width)
        try:
            # Classes that were declared and not yet met, weights that overflow: what comes out is mended below.
            with np.errstate(all="ignore"), warnings.catch_warnings():
                warnings.simplefilter("ignore", RuntimeWarning)
                said = self._model.predict(x) if self.real else probabilities(self._model, x)
        except ValueError as error:
            raise self._failed("predict", error) from error
        numbers: Float64s = np.nan_to_num(np.asarray(said, dtype=np.float64), nan=0.0, posinf=0.0, neginf=0.0)
        if self.real:
            return numbers.reshape(len(items))
        proba = numbers[:, :n_labels] if numbers.shape[1] >= n_labels else _wide(numbers, n_labels)
        total = proba.sum(axis=1, keepdims=True)
        return np.where(total > 0.0, proba / np.where(total > 0.0, total, 1.0), 1.0 / max(n_labels, 1))

    def learn(self, items: Float64s, y: Any, weights: Float64s | None = None) -> None:
        """Learn from a few items."""
        self._more(items.shape[1], 0 if self.real else int(y.max()) + 1)
        w = np.ones(len(y)) if weights is None else weights
        first = self._model is None
        if first:
            self._start()
        try:
            self._fit(_wide(items, self._width), y, w)
        except BaseException:
            if first:  # else it would be asked to predict without ever having learnt
                self._model = None
            raise
        for row, label, weight in zip(items[-self._buffer :], y[-self._buffer :], w[-self._buffer :], strict=True):
            self._last.append((row.copy(), label, float(weight)))

    def fresh(self) -> Self:
        """A twin that has learnt nothing."""
        return type(self)(self._given, self._buffer)

    def state(self) -> None:
        """None: it cannot be written as plain data."""
        return None

    def restore(self, state: dict[str, Any]) -> None:
        """There is no state."""
        return None

    def _more(self, n_features: int, n_labels: int) -> None:
        """Make it anew if there are more features or labels than it was told of."""
        if n_features <= self._width and n_labels <= self._labels:
            return
        self._width, self._labels = max(n_features, self._width), max(n_labels, self._labels)
        if self._model is not None and self._last:
            self._start()
            rows = np.array([_wide(row[None], self._width)[0] for row, _, _ in self._last])
            self._fit(rows, np.array([label for _, label, _ in self._last]), np.array([w for _, _, w in self._last]))

    def _start(self) -> None:
        self._model = self._clone(self._given)

    def _fit(self, x: Float64s, y: Any, w: Float64s) -> None:
        """Let the estimator learn; it is told of all labels each time, which changes nothing after the first."""
        options: dict[str, Any] = {} if self.real else {"classes": np.arange(max(self._labels, 2))}
        if self._weighted:
            options["sample_weight"] = w
        elif not (w == 1.0).all():
            times = self._repeats.of(w)
            x, y = np.repeat(x, times, axis=0), np.repeat(y, times)
            if not len(y):
                return
        try:
            with np.errstate(all="ignore"):
                self._model.partial_fit(x, y, **options)
        except ValueError as error:
            raise self._failed("learn", error) from error

    def _failed(self, act: str, error: Exception) -> ModelError:
        return ModelError(
            f"{self.name} could not {act}: {error}", "It gets features of mean 0 and deviation 1; take one that can."
        )


def _wide(rows: Float64s, width: int) -> Float64s:
    """Rows with zeros for the columns that they lack."""
    return rows if rows.shape[1] == width else np.pad(rows, ((0, 0), (0, width - rows.shape[1])))
