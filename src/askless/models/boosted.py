"""Boosted trees, and the choice between them and a line.

Trees find steps and interactions that a line cannot; a line needs fewer labels. Which is better is
decided by cross-validation once there are labels enough to tell.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.errors import ModelError
from askless.models.linear import Linear
from askless.models.model import Floats, Matrix
from askless.models.parts import Classifier, Codes, Fitted

__all__ = ["Boosted", "LinearOrBoosted"]

LEAST_LABELS, LEAST_PER_CLASS, GROWTH = 50, 5, 1.5
FOLDS = 3


@dataclass(frozen=True)
class BoostedFit:
    """Fitted trees.

    Parameters
    ----------
    classes : int64 array of shape (k,)
        Codes of the classes seen.
    trees : HistGradientBoostingClassifier
        Fitted to the positions 0 ... k - 1 in `classes`.
    """

    classes: Codes
    trees: Any

    @property
    def summary(self) -> dict[str, Any]:
        """What there is to tell about the fit."""
        return {"classifier": "boosted"}

    def proba(self, x: Matrix) -> Floats:
        """Probabilities of shape (n, k)."""
        return np.asarray(self.trees.predict_proba(x), dtype=np.float32)

    def estimator(self, classes: npt.NDArray[Any]) -> Any:
        """The same trees, answering with `classes`."""
        made = copy.copy(self.trees)
        made.classes_ = classes
        return made


@dataclass(frozen=True)
class Boosted:
    """Histogram-based gradient boosting, with leaves small enough for few labels.

    Its probabilities come from a log-likelihood and are left as they are.

    Examples
    --------
    >>> x = np.arange(40.0)[:, None]
    >>> fitted = Boosted().fit(x, (x[:, 0] % 20 > 9).astype(np.int64), seed=0)
    >>> fitted.proba(np.array([[5.0], [15.0], [25.0]])).argmax(axis=1).tolist()
    [0, 1, 0]
    """

    def fit(self, x: Matrix, y: Codes, seed: int) -> BoostedFit:
        """Fit to dense features of shape (n, n_features) and codes of shape (n,)."""
        from sklearn.ensemble import HistGradientBoostingClassifier

        if not isinstance(x, np.ndarray):
            raise ModelError("Boosted trees cannot take a sparse matrix.", "Take the model “linear”.")
        classes, codes = np.unique(y, return_inverse=True)
        trees = HistGradientBoostingClassifier(
            max_iter=60, min_samples_leaf=5, l2_regularization=1.0, early_stopping=False, random_state=seed
        )
        return BoostedFit(classes, trees.fit(x, codes))

    def member(self, fitted: Fitted) -> Boosted:
        """The same."""
        return self


@dataclass(frozen=True)
class LinearOrBoosted:
    """A line until 50 labels with five of each class are there, then what cross-validates better.

    The comparison is made on the first 50, 75, 112, ... of the labels given, the largest such
    number there is. So the choice is a function of the arguments, and while labels come in the
    order they were given, most fits find it made already.

    Parameters
    ----------
    linear, boosted : Classifier
        The two.

    Examples
    --------
    >>> x = np.arange(40.0)[:, None]
    >>> LinearOrBoosted().fit(x, (x[:, 0] > 19).astype(np.int64), seed=0).summary["classifier"]
    'linear'
    """

    linear: Classifier = field(default_factory=Linear)
    boosted: Classifier = field(default_factory=Boosted)
    _chosen: dict[bytes, Classifier] = field(default_factory=dict, repr=False, compare=False)

    def fit(self, x: Matrix, y: Codes, seed: int) -> Fitted:
        """Fit the better one to dense features of shape (n, n_features) and codes of shape (n,)."""
        n = checkpoint(len(y))
        counts = np.unique(y[:n], return_counts=True)[1]
        if len(counts) < 2 or counts.min() < LEAST_PER_CLASS:
            return self.linear.fit(x, y, seed)
        question = blake2b(x[:n].tobytes() + y[:n].tobytes() + str(seed).encode()).digest()
        if question not in self._chosen:
            self._chosen[question] = self._choose(x[:n], y[:n], seed)
        return self._chosen[question].fit(x, y, seed)

    def member(self, fitted: Fitted) -> Classifier:
        """That of the one that was chosen for `fitted`."""
        return (self.boosted if isinstance(fitted, BoostedFit) else self.linear).member(fitted)

    def _choose(self, x: Matrix, y: Codes, seed: int) -> Classifier:
        """The trees if the left-out labels are likelier under them, by more than a standard error."""
        from sklearn.model_selection import StratifiedKFold

        gain = np.zeros(len(y))
        for train, test in StratifiedKFold(FOLDS, shuffle=True, random_state=seed).split(x, y):
            for sign, candidate in ((-1, self.linear), (1, self.boosted)):
                fitted = candidate.fit(x[train], y[train], seed)
                own = fitted.proba(x[test])[np.arange(len(test)), np.searchsorted(fitted.classes, y[test])]
                gain[test] += sign * np.log(np.maximum(own, 1e-3))  # one sure mistake must not decide
        return self.boosted if gain.mean() > gain.std() / np.sqrt(len(y)) else self.linear


def checkpoint(n: int) -> int:
    """The largest of 50, 75, 112, ... that is at most `n`; 0 if there is none.

    Examples
    --------
    >>> [checkpoint(n) for n in (49, 50, 80, 112)]
    [0, 50, 75, 112]
    """
    found, step = 0, float(LEAST_LABELS)
    while round(step) <= n:
        found, step = round(step), step * GROWTH
    return found
