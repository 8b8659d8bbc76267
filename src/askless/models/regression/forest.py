"""Random forest: the mean of many trees, for numbers that follow no plane."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from askless.models.model import Matrix
from askless.models.regression.parts import FittedRegressor, Float64s

__all__ = ["Forest", "ForestFit"]

TREES = 100
TREES_OF_A_MEMBER = 20


@dataclass(frozen=True)
class ForestFit:
    """Fitted trees.

    Parameters
    ----------
    forest : RandomForestRegressor
    """

    forest: Any

    @property
    def summary(self) -> dict[str, Any]:
        """What there is to tell about the fit."""
        return {"regressor": "forest", "trees": len(self.forest.estimators_)}

    def mean(self, x: Matrix) -> Float64s:
        """Predicted numbers, shape (n,)."""
        return np.asarray(self.forest.predict(x), dtype=np.float64)

    def std(self, x: Matrix) -> Float64s:
        """Standard deviation over the trees, shape (n,); each has leaves of single labels, noise and all."""
        total, squares = np.zeros(x.shape[0]), np.zeros(x.shape[0])
        mean = self.mean(x)
        for tree in self.forest.estimators_:
            apart = tree.predict(x) - mean
            total += apart
            squares += apart * apart
        n = len(self.forest.estimators_)
        deviations: Float64s = np.sqrt(np.maximum(squares / n - (total / n) ** 2, 0.0))
        return deviations

    def estimator(self) -> Any:
        """scikit-learn's `RandomForestRegressor` itself."""
        return self.forest


@dataclass(frozen=True)
class Forest:
    """scikit-learn's random forest.

    Parameters
    ----------
    trees : int, default 100

    Examples
    --------
    >>> x = np.arange(20.0)[:, None]
    >>> fitted = Forest().fit(x, np.where(x[:, 0] < 10, 1.0, 5.0), seed=0)
    >>> fitted.mean(np.array([[2.0], [17.0]])).tolist()
    [1.0, 5.0]
    """

    trees: int = TREES

    def fit(self, x: Matrix, y: Float64s, seed: int) -> ForestFit:
        """Fit to features of shape (n, n_features) and numbers of shape (n,)."""
        from sklearn.ensemble import RandomForestRegressor

        return ForestFit(RandomForestRegressor(self.trees, random_state=seed, n_jobs=1).fit(x, y))

    def member(self, fitted: FittedRegressor) -> Forest:
        """The same with fewer trees: a committee of ten is not to cost ten forests."""
        return Forest(min(self.trees, TREES_OF_A_MEMBER))
