"""The built-in models: features of the pool, and a classifier on top of them.

`FeatureModel` joins the two. What the items are is known to the features only, how to classify to
the classifier only, and several labels at once are a classifier each (one-vs-rest).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from askless.core.chunks import spans
from askless.errors import NotReadyError
from askless.models.committee import MEMBERS, refitted, resamples
from askless.models.logits import logits_of
from askless.models.model import Floats, Matrix, PoolItems, Progress, Rows, Steps
from askless.models.one_vs_rest import fit_one_vs_rest
from askless.models.parts import Classifier, Features, Fitted
from askless.models.threads import one_thread

__all__ = ["FeatureModel"]

CHUNK = 8_192
FEW = 1_000  # rows


@dataclass
class FeatureModel:
    """A `Model` made of features and a classifier.

    Parameters
    ----------
    name : str
        As it is registered.
    features : Features
        Shared between clones.
    classifier : Classifier
        Fitted once for classes, once per label for multi-label.
    seed : int, default 0
        For the folds of calibration, the resamples of the committee and whatever else is drawn.
    members : int, default 10
        Size of the committee behind `draws`.

    Examples
    --------
    A model of texts, with any classifier behind their features:

    >>> from askless.models.linear import Linear
    >>> from askless.models.text import TextFeatures
    >>> model = FeatureModel("my_model", TextFeatures(), Linear(c=1.0))
    """

    name: str
    features: Features
    classifier: Classifier
    seed: int = 0
    members: int = MEMBERS

    def __post_init__(self) -> None:
        self._n_labels = 0
        self._fitted: Fitted | None = None
        self._trained_on: tuple[Rows, npt.NDArray[Any]] | None = None
        self._committee: list[Fitted] = []  # made when it is asked for
        self._embedded = False

    def prepare(
        self,
        items: PoolItems,
        *,
        cache: Path | None = None,
        progress: Progress | None = None,
        later: bool = False,
    ) -> Steps | None:
        """See `Model.prepare`."""
        with one_thread():
            steps = self.features.prepare(items, cache, progress, later=later)
        return None if steps is None else self._go_on(steps)

    def _go_on(self, steps: Steps) -> Steps:
        """The work that the features left for later."""
        while True:
            with one_thread():
                done = next(steps, None)
            if done is None:
                break
            yield done
        self._fitted, self._committee = None, []  # to features that are no longer these

    def fit(self, rows: Rows, y: npt.NDArray[Any], *, n_labels: int) -> dict[str, Any]:
        """See `Model.fit`."""
        require_contrast(y)
        fit = self.classifier.fit if y.ndim == 1 else partial(fit_one_vs_rest, self.classifier)
        with one_thread():
            fitted: Fitted = fit(self.features.take(rows), y, self.seed)
        self._fitted, self._n_labels = fitted, n_labels
        self._trained_on, self._committee = (rows, y), []
        return {"labels": len(rows), "seen": len(fitted.classes), **fitted.summary}

    def predict_proba(self, rows: Rows) -> Floats:
        """See `Model.predict_proba`."""
        self._ready()
        proba = np.zeros((len(rows), self._n_labels), dtype=np.float32)
        with one_thread():
            for span in spans(len(rows), CHUNK):
                proba[span] = self._proba(self._ready(), self.features.take(rows[span]))
        return proba

    def draws(self, rows: Rows) -> Floats:
        """See `MoreEvidence.draws`; the committee is fitted when it is first asked after a fit."""
        committee = self._refitted()
        proba = np.zeros((len(rows), len(committee), self._n_labels), dtype=np.float32)
        with one_thread():
            for span in spans(len(rows), CHUNK):
                x = self.features.take(rows[span])
                for place, member in enumerate(committee):
                    proba[span, place] = self._proba(member, x)
        return proba

    def logits(self, rows: Rows) -> Floats:
        """See `MoreEvidence.logits`."""
        proba = self.predict_proba(rows)
        assert self._trained_on is not None
        return logits_of(proba, several=self._trained_on[1].ndim == 2)

    def predict_new(self, raw_items: Any) -> Floats:
        """See `Model.predict_new`."""
        self._ready()
        with one_thread():
            return self._proba(self._ready(), self.features.transform(raw_items))

    def embedding(self, rows: Rows | None = None) -> Floats:
        """See `Model.embedding`."""
        if rows is not None and len(rows) < FEW and self._embedded:
            return self.features.embedding(rows)  # the context would cost more than the rows
        self._embedded = True
        with one_thread():
            return self.features.embedding(rows)

    def estimator(self, names: Sequence[str] | None = None) -> Any:
        """See `Model.estimator`."""
        from sklearn.pipeline import Pipeline

        fitted = self._ready()
        classes = fitted.classes if names is None else np.asarray(names)[fitted.classes]
        return Pipeline([*self.features.steps(), ("classifier", fitted.estimator(classes))])

    def clone(self) -> Self:
        """See `Model.clone`."""
        return type(self)(self.name, self.features, self.classifier, self.seed, self.members)

    def twin(self) -> Self:
        """A clone that takes over what was chosen and calibrated in this model's fit, so that its own costs no more."""
        return type(self)(self.name, self.features, self.classifier.member(self._ready()), self.seed, self.members)

    def _ready(self) -> Fitted:
        if self._fitted is None:
            raise NotReadyError("The model has not been fitted yet.", "Label items of at least two labels first.")
        return self._fitted

    def _refitted(self) -> list[Fitted]:
        """The committee."""
        fitted = self._ready()
        if not self._committee:
            assert self._trained_on is not None
            rows, y = self._trained_on
            with one_thread():
                x = self.features.take(rows)
                self._committee = [
                    refitted(self.classifier, fitted, x[at], y[at], self.seed)
                    for at in resamples(rows, y, self.members, self.seed)
                ]
        return self._committee

    def _proba(self, fitted: Fitted, x: Matrix) -> Floats:
        """Probabilities of all declared labels."""
        proba = np.zeros((x.shape[0], self._n_labels), dtype=np.float32)
        if x.shape[0]:
            proba[:, fitted.classes] = fitted.proba(x)
        return proba


def require_contrast(y: npt.NDArray[Any]) -> None:
    """Refuse labels that there is nothing to learn from.

    Raises
    ------
    NotReadyError
        If fewer than two classes were seen, or no label both on and off.
    """
    if y.ndim == 2:
        if not len(y):
            raise NotReadyError("There is no answer yet.", "Label on until one label is both set and not set.")
        if not (y.min(axis=0) < y.max(axis=0)).any():
            raise NotReadyError(
                f"The {len(y)} answers so far all say the same.", "Label on until one label is both set and not set."
            )
    elif len(np.unique(y)) < 2:
        seen = "All answers so far give the same label." if len(y) else "There is no answer yet."
        raise NotReadyError(seen, "Label on until two labels have an answer.")
