"""Random forest as a classifier of the suite: fifty trees, the square root of the features at each split."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from askless.models.model import Floats, Matrix
from askless.models.parts import Codes, Fitted

__all__ = ["Forest"]


@dataclass(frozen=True)
class ForestFit:
    """A fitted forest.

    Parameters
    ----------
    classes : int64 array of shape (k,)
        Codes of the classes seen.
    forest : RandomForestClassifier
    """

    classes: Codes
    forest: Any

    @property
    def summary(self) -> dict[str, Any]:
        """What there is to tell about the fit."""
        return {"classifier": "forest"}

    def proba(self, x: Matrix) -> Floats:
        """Probabilities of shape (n, k): the mean over trees, without the threads that scikit-learn starts for it."""
        x = np.ascontiguousarray(x, dtype=np.float32)
        total = sum(tree.tree_.predict(x).reshape(len(x), -1) for tree in self.forest.estimators_)
        return np.asarray(total / total.sum(axis=1, keepdims=True), dtype=np.float32)

    def estimator(self, classes: Any) -> Any:
        """The forest itself."""
        return self.forest


@dataclass(frozen=True)
class Forest:
    """Random forest.

    Parameters
    ----------
    trees : int, default 50

    Examples
    --------
    >>> x = np.array([[0.0], [1.0], [3.0], [4.0]])
    >>> Forest(5).fit(x, np.array([0, 0, 2, 2]), seed=0).classes.tolist()
    [0, 2]
    """

    trees: int = 50

    def fit(self, x: Matrix, y: Codes, seed: int) -> ForestFit:
        """Fit to features of shape (n, n_features) and codes of shape (n,)."""
        from sklearn.ensemble import RandomForestClassifier

        forest = RandomForestClassifier(self.trees, random_state=seed, n_jobs=1).fit(x, y)
        return ForestFit(np.unique(y), forest)

    def member(self, fitted: Fitted) -> Forest:
        """The same: nothing was chosen."""
        return self
