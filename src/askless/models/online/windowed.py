"""Any estimator of scikit-learn, fitted anew on the last answers."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import numpy as np

from askless.errors import ModelError
from askless.models.online.online import Float64s, Takes
from askless.models.online.repeats import Repeats
from askless.models.sklearn import probabilities

__all__ = ["WindowedModel"]


class WindowedModel:
    """A classifier or regressor of scikit-learn that is fitted anew on the last answers, every so many.

    Parameters
    ----------
    estimator : scikit-learn estimator or pipeline
        Clones of it are fitted to rows of numbers. Where it does not take missing values, medians go in
        their place first, and features are brought to one scale; a pipeline only gets the medians.
    window : int, default 1000
        Answers that it is fitted to.
    every : int, default 100
        Answers from one fit to the next; fewer while there are few, and at once when a label comes for the first time.

    Raises
    ------
    ModelError
        If it gives neither probabilities nor margins nor numbers.

    Notes
    -----
    A label costs 1 / `every` of a fit. The state is the window; the estimator is fitted again to the same
    answers when it is restored.

    Examples
    --------
    >>> from sklearn.linear_model import LogisticRegression
    >>> model = WindowedModel(LogisticRegression())
    >>> x = np.array([[-1.0], [1.0], [-2.0], [2.0]])
    >>> model.learn(x, np.array([0, 1, 0, 1]))
    >>> model.predict(x, 2).argmax(axis=1).tolist()
    [0, 1, 0, 1]
    """

    takes: ClassVar[Takes] = "rows"

    def __init__(self, estimator: Any, window: int = 1_000, every: int = 100) -> None:
        from sklearn.base import is_regressor

        self.real = bool(is_regressor(estimator))
        self.name = type(estimator).__name__
        if not self.real and not any(hasattr(estimator, m) for m in ("predict_proba", "decision_function")):
            raise ModelError(
                f"{self.name} gives neither probabilities nor margins.",
                "Take an estimator with `predict_proba` or `decision_function`.",
            )
        self.window, self.every = window, every
        self._given, self._whole = estimator, _taking_gaps(estimator)
        self._x: Float64s = np.zeros((0, 0))  # the window, and what has come since the last fit
        self._y: Float64s = np.zeros(0)
        self._w: Float64s = np.zeros(0)
        self._since = 0
        self._fitted: Any = None  # None also where all answers are one label
        self._counts: Float64s = np.zeros(0)  # of labels in the window

    def predict(self, items: Float64s, n_labels: int) -> Float64s:
        """Class probabilities of shape (n, n_labels), or numbers of shape (n,)."""
        if self._fitted is None:
            return self._without(len(items), n_labels)
        try:
            x = _wide(items, int(self._fitted.n_features_in_))
            if self.real:
                return np.asarray(self._fitted.predict(x), dtype=np.float64).reshape(len(items))
            said = np.asarray(probabilities(self._fitted, x), dtype=np.float64)
        except ValueError as error:
            raise self._failed("predict", error) from error
        proba = np.zeros((len(items), max(n_labels, len(self._counts))))
        proba[:, self._fitted.classes_.astype(np.int64)] = said
        proba = proba[:, :n_labels]
        return np.asarray(proba / proba.sum(axis=1, keepdims=True))

    def learn(self, items: Float64s, y: Any, weights: Float64s | None = None) -> None:
        """Keep the answers, and fit anew if it is time."""
        w = np.ones(len(y)) if weights is None else np.asarray(weights, dtype=np.float64)
        known = np.unique(self._y)
        width = max(items.shape[1], self._x.shape[1])
        most = self.window + self.every
        self._x = np.concatenate([_wide(self._x, width), _wide(items, width)])[-most:]
        self._y = np.concatenate([self._y, y])[-most:].astype(np.float64)
        self._w = np.concatenate([self._w, w])[-most:]
        self._since += len(y)
        new = not self.real and not np.isin(y, known).all()
        if new or self._since >= min(self.every, max(len(self._y) // 4, 1)):
            self._since = 0
            self._fit()

    def fresh(self) -> Self:
        """A twin that has learnt nothing."""
        return type(self)(self._given, self.window, self.every)

    def state(self) -> dict[str, Any]:
        """The window, and what has come since the last fit."""
        return {"x": self._x, "y": self._y, "w": self._w, "since": self._since}

    def restore(self, state: dict[str, Any]) -> None:
        """Be as the model was that gave this state; this takes a fit."""
        self._x, self._y, self._w, self._since = state["x"], state["y"], state["w"], state["since"]
        self._fit()

    def _fit(self) -> None:
        """Fit to the window as it was when it was last time to."""
        until = len(self._y) - self._since
        part = slice(max(until - self.window, 0), max(until, 0))
        x, y, w = self._x[part], self._y[part], self._w[part]
        if not (w == 1.0).all():
            times = Repeats().of(w)
            x, y = np.repeat(x, times, axis=0), np.repeat(y, times)
        if not self.real:
            self._counts = np.bincount(y.astype(np.int64)).astype(np.float64)
            y = y.astype(np.int64)
        if not len(y) or (not self.real and (self._counts > 0).sum() < 2):
            self._fitted = None
            return
        from sklearn.base import clone

        try:
            self._fitted = clone(self._whole).fit(x, y)
        except ValueError as error:
            raise self._failed("learn", error) from error

    def _without(self, n: int, n_labels: int) -> Float64s:
        """While there are not two labels: shares of the labels, one added to each."""
        if self.real:
            return np.zeros(n)
        counts = np.ones(n_labels)
        counts[: len(self._counts)] += self._counts[:n_labels]
        return np.tile(counts / max(counts.sum(), 1.0), (n, 1))

    def _failed(self, act: str, error: Exception) -> ModelError:
        return ModelError(
            f"{self.name} could not {act}: {error}", "It gets rows of numbers, with NaN where one is missing."
        )


def _taking_gaps(estimator: Any) -> Any:
    """The estimator, behind what fills gaps if it cannot."""
    from sklearn.impute import SimpleImputer
    from sklearn.pipeline import Pipeline, make_pipeline
    from sklearn.preprocessing import StandardScaler
    from sklearn.utils import get_tags

    if get_tags(estimator).input_tags.allow_nan:
        return estimator
    fill = SimpleImputer(strategy="median", keep_empty_features=True)
    return (
        make_pipeline(fill, estimator)
        if isinstance(estimator, Pipeline)
        else make_pipeline(fill, StandardScaler(), estimator)
    )


def _wide(rows: Float64s, width: int) -> Float64s:
    """Rows of this width: later columns are left out, lacking ones are missing."""
    if rows.shape[1] >= width:
        return rows[:, :width]
    return np.pad(rows, ((0, 0), (0, width - rows.shape[1])), constant_values=np.nan)
