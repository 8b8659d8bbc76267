"""A user's own scikit-learn estimator or pipeline as a model.

It is fitted to raw items, so it must begin with what turns these into numbers: a list of strings,
a DataFrame, a list of images or an array goes in. Clones of it are fitted; the object given stays
as it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from askless.core.chunks import spans
from askless.errors import ModelError, NotReadyError
from askless.models.built_in import built_in
from askless.models.committee import MEMBERS, resamples
from askless.models.feature_model import FeatureModel, require_contrast
from askless.models.linear import softmax
from askless.models.logits import logits_of
from askless.models.model import Floats, PoolItems, Progress, Rows
from askless.models.one_vs_rest import multi_output

__all__ = ["EstimatorModel", "probabilities"]

CHUNK = 4_096


def probabilities(estimator: Any, raw_items: Any) -> Floats:
    """What an estimator says about items, as probabilities of its classes.

    Parameters
    ----------
    estimator : scikit-learn classifier
        Fitted.
    raw_items : list, DataFrame or array of n items
        As the estimator takes them.

    Returns
    -------
    proba : float32 array of shape (n, n_classes)
        From `predict_proba`. An estimator without it, such as a support vector machine, gives
        the sigmoid (softmax, with three classes or more) of its `decision_function`: these rank
        the items as the margins do, but are not calibrated.

    Raises
    ------
    ModelError
        If it has neither method.

    Examples
    --------
    >>> from sklearn.svm import LinearSVC
    >>> x = np.array([[-1.0], [1.0]])
    >>> machine = LinearSVC().fit(x, [0, 1])
    >>> probabilities(machine, x).argmax(axis=1).tolist()
    [0, 1]
    """
    if callable(getattr(estimator, "predict_proba", None)):
        return np.asarray(estimator.predict_proba(raw_items), dtype=np.float32)
    if callable(getattr(estimator, "decision_function", None)):
        return softmax(np.asarray(estimator.decision_function(raw_items), dtype=np.float64))
    raise ModelError(
        f"{type(estimator).__name__} gives neither probabilities nor margins.",
        "Take an estimator with `predict_proba` or `decision_function`.",
    )


@dataclass
class EstimatorModel:
    """A scikit-learn classifier over raw items, as a `Model`.

    Parameters
    ----------
    given : scikit-learn classifier or pipeline
        Several labels at once are a clone of it each (one-vs-rest).
    seed : int, default 0
        For the built-in features that coverage falls back to, and for the resamples of the
        committee; the estimator's own `random_state` is the user's.
    members : int, default 10
        Size of the committee of clones behind `draws`; each is a fit.

    Raises
    ------
    ModelError
        If it is no classifier.

    Examples
    --------
    >>> from sklearn.dummy import DummyClassifier
    >>> EstimatorModel(DummyClassifier()).name
    'DummyClassifier'
    """

    given: Any
    seed: int = 0
    members: int = MEMBERS

    def __post_init__(self) -> None:
        if isinstance(self.given, type) or not all(
            callable(getattr(self.given, method, None)) for method in ("fit", "predict", "get_params")
        ):
            if isinstance(self.given, type):
                name = self.given.__name__
                raise ModelError(f"`{name}` is a class, not a model.", f"Give an object of it: {name}(...).")
            raise ModelError(
                f"{self.given!r} is neither a scikit-learn classifier nor a PyTorch module.",
                "Give an object such as `LogisticRegression()`, a pipeline that ends in one, or a module.",
            )
        self.name = type(self.given).__name__
        if self.name == "Pipeline":
            self.name = type(self.given.steps[-1][1]).__name__
        self._items: PoolItems | None = None
        self._cache: Path | None = None
        self._built_in: FeatureModel | None = None
        self._fitted: list[Any] = []  # one estimator for classes, one per label for multi-label
        self._committee: list[list[Any]] = []  # made when it is asked for
        self._trained_on: tuple[Rows, npt.NDArray[Any]] | None = None
        self._n_labels = 0

    def prepare(
        self, items: PoolItems, *, cache: Path | None = None, progress: Progress | None = None, later: bool = False
    ) -> None:
        """See `Model.prepare`."""
        self._items, self._cache = items, cache

    def fit(self, rows: Rows, y: npt.NDArray[Any], *, n_labels: int) -> dict[str, Any]:
        """See `Model.fit`."""
        require_contrast(y)
        self._fitted, self._committee = self._fit_all(rows, y), []
        self._trained_on, self._n_labels = (rows, y), n_labels
        return {"labels": len(rows), "seen": len(np.unique(y)) if y.ndim == 1 else n_labels, "classifier": self.name}

    def predict_proba(self, rows: Rows) -> Floats:
        """See `Model.predict_proba`."""
        proba = np.zeros((len(rows), self._n_labels), dtype=np.float32)
        for span in spans(len(rows), CHUNK):
            proba[span] = self.predict_new(self._pool.take(rows[span]))
        return proba

    def predict_new(self, raw_items: Any) -> Floats:
        """See `Model.predict_new`."""
        self._ready()
        return self._proba(self._fitted, raw_items)

    def draws(self, rows: Rows) -> Floats:
        """See `MoreEvidence.draws`; the clones are fitted when they are first asked after a fit."""
        y = self._ready()
        if not self._committee:
            assert self._trained_on is not None
            trained = self._trained_on[0]
            self._committee = [
                self._fit_all(trained[at], y[at]) for at in resamples(trained, y, self.members, self.seed)
            ]
        proba = np.zeros((len(rows), self.members, self._n_labels), dtype=np.float32)
        for span in spans(len(rows), CHUNK):
            raw = self._pool.take(rows[span])
            for place, member in enumerate(self._committee):
                proba[span, place] = self._proba(member, raw)
        return proba

    def logits(self, rows: Rows) -> Floats:
        """See `MoreEvidence.logits`."""
        return logits_of(self.predict_proba(rows), several=self._ready().ndim == 2)

    def embedding(self, rows: Rows | None = None) -> Floats:
        """That of the built-in model for such items: an estimator has none of its own."""
        if self._built_in is None:
            found = built_in(None, self._pool.kind, seed=self.seed)
            assert isinstance(found, FeatureModel)
            found.prepare(self._pool, cache=self._cache)
            self._built_in = found
        return self._built_in.embedding(rows)

    def estimator(self, names: Sequence[str] | None = None) -> Any:
        """As `Model.estimator`; a clone is fitted anew to the names, as any estimator allows."""
        y = self._ready()
        if y.ndim == 2:
            return multi_output(self._fitted)
        if names is None:
            return self._fitted[0]
        rows = self._trained_on[0] if self._trained_on else np.empty(0, dtype=np.int64)
        return self._fit_one(self._pool.take(rows), np.asarray(names)[y])

    def clone(self) -> Self:
        """See `Model.clone`."""
        twin = type(self)(self.given, self.seed, self.members)
        twin._items, twin._cache, twin._built_in = self._items, self._cache, self._built_in
        return twin

    @property
    def _pool(self) -> PoolItems:
        """The items."""
        if self._items is None:
            raise ModelError("The model has seen no items yet.", "Call `prepare(items)` first.")
        return self._items

    def _ready(self) -> npt.NDArray[Any]:
        """The labels it was fitted to."""
        if self._trained_on is None:
            raise NotReadyError("The model has not been fitted yet.", "Label items of at least two labels first.")
        return self._trained_on[1]

    def _fit_all(self, rows: Rows, y: npt.NDArray[Any]) -> list[Any]:
        """A clone for classes, one per label for multi-label."""
        raw = self._pool.take(rows)
        return [self._fit_one(raw, column) for column in (y.astype(np.int64).T if y.ndim == 2 else [y])]

    def _proba(self, fitted: list[Any], raw_items: Any) -> Floats:
        """Probabilities of all declared labels."""
        if self._ready().ndim == 2:
            return np.stack([_on(label, raw_items) for label in fitted], axis=1)
        found = probabilities(fitted[0], raw_items)
        classes = np.asarray(fitted[0].classes_, dtype=np.int64)
        if found.ndim != 2 or found.shape[1] != len(classes):  # one column would be taken for each of them
            raise ModelError(
                f"{self.name} gives probabilities of shape {found.shape} for {len(classes)} labels.",
                "Let it give one column a label.",
            )
        proba = np.zeros((len(found), self._n_labels), dtype=np.float32)
        proba[:, classes] = found
        return proba

    def _fit_one(self, raw: Any, y: npt.NDArray[Any]) -> Any:
        """A clone of the estimator fitted to these answers; a constant where they are all the same."""
        from sklearn.base import clone
        from sklearn.dummy import DummyClassifier

        if (y == y[0]).all():  # a label never (or always) set: one more answer of each is Laplace's rule
            return DummyClassifier(strategy="prior").fit(np.zeros((len(y) + 2, 1)), [*y, 0, 1])
        try:
            return clone(self.given).fit(raw, y)
        except (TypeError, ValueError) as error:
            raise ModelError(
                f"{self.name} cannot be fitted to these items ({self._pool.kind}): {error}",
                "Let the pipeline begin with a step that turns raw items into numbers.",
            ) from error


def _on(label: Any, raw_items: Any) -> Floats:
    """Probability of 1 from a classifier of the classes 0 and 1."""
    return probabilities(label, raw_items)[:, 1]
