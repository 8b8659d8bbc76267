"""Classifiers and regressors of river [1]_ as models of a stream.

References
----------
.. [1] J. Montiel et al., "River: machine learning for streaming data in Python", JMLR 22, 2021,
   https://jmlr.org/papers/v22/20-1380.html.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Mapping
from numbers import Number
from typing import Any, ClassVar, Self

import numpy as np

from askless.errors import ModelError
from askless.models.online.online import Float64s, Takes
from askless.models.online.repeats import Repeats

__all__ = ["RiverModel", "features_of"]


class RiverModel:
    """A classifier or regressor of river.

    It gets each item as a dict of features, a row as ``{"0": ..., "1": ...}``; missing values are left out. A text
    goes in as it is, for a pipeline that begins with what counts its words. Labels are codes. A label that
    river's model does not name has probability 0; before it names any, all are as probable.

    Parameters
    ----------
    estimator : river classifier or regressor, or a pipeline that ends in one
        A clone of it learns; the object given stays as it is.

    Raises
    ------
    ModelError
        If it is neither.

    Notes
    -----
    Its state cannot be written without pickle: a project that is resumed teaches it again from the log. A
    weight is passed on if ``learn_one`` takes one, else an answer is learnt as often as it counts.

    Examples
    --------
    >>> from river.naive_bayes import GaussianNB
    >>> model = RiverModel(GaussianNB())
    >>> model.learn([{"a": 1.0}, {"a": 1.1}, {"a": 5.0}, {"a": 5.1}], np.array([0, 0, 1, 1]))
    >>> model.predict([{"a": 5.2}], 2).argmax(axis=1).tolist()
    [1]
    """

    takes: ClassVar[Takes] = "raw"

    def __init__(self, estimator: Any) -> None:
        last = _last(estimator)
        kinds = {base.__name__ for base in type(last).__mro__ if base.__module__.startswith("river.base")}
        if not kinds & {"Classifier", "Regressor"}:
            raise ModelError(
                f"{type(last).__name__} of river is neither a classifier nor a regressor.",
                "Give one of these, or a pipeline that ends in one.",
            )
        self.real = "Classifier" not in kinds
        self.name = type(last).__name__
        self._given = estimator
        self._model = estimator.clone()
        self._several = self.real or bool(getattr(last, "_multiclass", True))
        self._weighted = last is estimator and "w" in inspect.signature(estimator.learn_one).parameters
        self._repeats = Repeats()
        self._says: Callable[[Any], Mapping[Any, float]] = self._probabilities

    def predict(self, items: Any, n_labels: int) -> Float64s:
        """Class probabilities of shape (n, n_labels), or numbers of shape (n,)."""
        features = features_of(items)
        try:
            if self.real:
                said = [self._model.predict_one(x) for x in features]
                return np.array([0.0 if s is None or not math.isfinite(s) else float(s) for s in said])
            return self._classes(features, n_labels)
        except Exception as error:
            raise self._failed("predict", error) from error

    def learn(self, items: Any, y: Any, weights: Float64s | None = None) -> None:
        """Learn from a few items, one after the other."""
        if not self._several and len(y) and y.max() > 1:
            raise ModelError(
                f"{self.name} of river tells two labels apart, and a third one has come.",
                f"Give `river.multiclass.OneVsRestClassifier({self.name}(...))`.",
            )
        numbers = [1.0] * len(y) if weights is None else weights.tolist()
        times = [1] * len(y) if weights is None or self._weighted else self._repeats.of(weights).tolist()
        try:
            for x, label, weight, often in zip(features_of(items), y.tolist(), numbers, times, strict=True):
                if self._weighted and weights is not None:
                    if weight > 0.0:
                        self._model.learn_one(x, label, w=weight)
                    continue
                for _ in range(often):
                    self._model.learn_one(x, label)
        except Exception as error:
            raise self._failed("learn", error) from error

    def fresh(self) -> Self:
        """A twin that has learnt nothing."""
        return type(self)(self._given)

    def state(self) -> None:
        """None: river's models cannot be written as plain data."""
        return None

    def restore(self, state: dict[str, Any]) -> None:
        """There is no state."""
        return None

    def _classes(self, features: list[Any], n_labels: int) -> Float64s:
        proba = np.zeros((len(features), n_labels))
        for row, x in zip(proba, features, strict=True):
            for code, p in self._says(x).items():
                if 0 <= code < n_labels and math.isfinite(p):
                    row[int(code)] = max(p, 0.0)
        total = proba.sum(axis=1, keepdims=True)
        return np.where(total > 0.0, proba / np.where(total > 0.0, total, 1.0), 1.0 / max(n_labels, 1))

    def _probabilities(self, x: Any) -> Mapping[Any, float]:
        try:
            return self._model.predict_proba_one(x) or {}
        except NotImplementedError:  # some of river's classifiers only name a label
            self._says = self._named
            return self._named(x)

    def _named(self, x: Any) -> Mapping[Any, float]:
        label = self._model.predict_one(x)
        return {} if label is None else {label: 1.0}

    def _failed(self, act: str, error: Exception) -> ModelError:
        return ModelError(
            f"{self.name} of river could not {act}: {type(error).__name__}: {error}.",
            "Put in front of it what turns your items into what it takes, such as `river.compose.Select(...) | model`.",
        )


def features_of(items: Any) -> list[Any]:
    """Each item as river takes it: a dict without missing values, or a text.

    Examples
    --------
    >>> features_of([{"a": 1.0, "b": None}, [2.0, float("nan")], "a text"])
    [{'a': 1.0}, {'0': 2.0}, 'a text']
    """
    if isinstance(items, np.ndarray) or type(items).__name__ == "DataFrame":
        items = items.to_dict("records") if not isinstance(items, np.ndarray) else items.tolist()
    return [_features(item) for item in items]


def _features(item: Any) -> Any:
    if isinstance(item, str):
        return item
    if not isinstance(item, Mapping):
        if hasattr(item, "to_dict"):  # a row of a data frame
            item = item.to_dict()
        else:
            values = item.tolist() if isinstance(item, np.ndarray) else item
            item = enumerate(values if isinstance(values, (list, tuple)) else [values])
            return {str(at): value for at, value in item if not _missing(value)}
    return {key: value for key, value in item.items() if not _missing(value)}


def _missing(value: Any) -> bool:
    if isinstance(value, Number):
        return not isinstance(value, complex) and not math.isfinite(value)  # type: ignore[arg-type]
    return value is None or (isinstance(value, str) and not value) or type(value).__name__ in ("NAType", "NaTType")


def _last(estimator: Any) -> Any:
    """The last step of a pipeline; anything else itself."""
    steps = getattr(estimator, "steps", None)
    return _last(list(steps.values())[-1]) if isinstance(steps, Mapping) and steps else estimator
