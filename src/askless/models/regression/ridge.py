"""Ridge regression: a plane through the numbers, its penalty chosen by leaving labels out.

It is solved in the space of the labels (n x n), so that features may be many or sparse. The errors
of leaving out each label in turn follow from one eigendecomposition [1]_.

References
----------
.. [1] R. M. Rifkin, R. A. Lippert, "Notes on regularized least squares", MIT CSAIL, 2007.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from askless.models.model import Matrix
from askless.models.regression.parts import FittedRegressor, Float64s

__all__ = ["Ridge", "RidgeFit"]

LEAST_LABELS = 20  # before the penalty is chosen
MOST_LABELS = 2_000  # labels that the plane and its uncertainty rest on; of more, so many spread over all
STRENGTHS = 10.0 ** np.arange(-4.0, 2.5, 0.5)  # of the penalty, in mean squared lengths of the features
USUAL = 10.0**-0.5
BLOCK = 2_048


@dataclass(frozen=True)
class RidgeFit:
    """A fitted plane.

    Parameters
    ----------
    coef : float64 array of shape (n_features,)
    intercept : float
    strength : float
        Of the penalty, as a share of the mean squared length of the centred features.
    noise : float
        Standard deviation of a label around the plane.
    x : matrix of shape (n, n_features)
        Features of the labels.
    centre : float64 array of shape (n_features,)
        Their mean.
    inverse : float64 array of shape (n, n)
        Inverse of the centred inner products plus the penalty.
    penalty : float
    """

    coef: Float64s
    intercept: float
    strength: float
    noise: float
    x: Matrix
    centre: Float64s
    inverse: Float64s
    penalty: float

    @property
    def summary(self) -> dict[str, Any]:
        """What there is to tell about the fit."""
        return {"regressor": "ridge", "penalty": round(self.penalty, 6)}

    def mean(self, x: Matrix) -> Float64s:
        """Predicted numbers, shape (n,)."""
        return np.asarray(x @ self.coef, dtype=np.float64) + self.intercept

    def std(self, x: Matrix) -> Float64s:
        """Standard deviation of a new label, shape (n,), in O(n * n_labels * (n_features + n_labels))."""
        found = np.empty(x.shape[0])
        own = np.asarray(self.x @ self.centre, dtype=np.float64)
        middle = float(self.centre @ self.centre)
        for start in range(0, len(found), BLOCK):
            some = x[start : start + BLOCK]
            shift = np.asarray(some @ self.centre, dtype=np.float64)
            inner = _dense(some @ self.x.T) - shift[:, None] - own + middle
            squares = _squares(some) - 2.0 * shift + middle
            explained = ((inner @ self.inverse) * inner).sum(axis=1)
            found[start : start + BLOCK] = np.maximum(squares - explained, 0.0) / self.penalty
        deviations: Float64s = self.noise * np.sqrt(1.0 + 1.0 / self.x.shape[0] + found)
        return deviations

    def estimator(self) -> Any:
        """The same as scikit-learn's `Ridge`."""
        from sklearn import linear_model

        made = linear_model.Ridge(alpha=self.penalty)
        made.coef_, made.intercept_, made.n_features_in_ = self.coef, self.intercept, len(self.coef)
        return made


@dataclass(frozen=True)
class Ridge:
    """A plane with a quadratic penalty on its slopes.

    Parameters
    ----------
    strength : float, optional
        Of the penalty, as a share of the mean squared length of the centred features; if not given
        it is the one that predicts left-out labels best, from 20 labels on.

    Examples
    --------
    >>> x = np.arange(24.0)[:, None]
    >>> fitted = Ridge().fit(x, 3.0 * x[:, 0] + 1.0, seed=0)
    >>> fitted.mean(np.array([[30.0]])).round(1).tolist()
    [91.0]
    """

    strength: float | None = None

    def fit(self, x: Matrix, y: Float64s, seed: int) -> RidgeFit:
        """Fit to features of shape (n, n_features) and numbers of shape (n,)."""
        if len(y) > MOST_LABELS:
            some = np.linspace(0, len(y) - 1, MOST_LABELS).astype(np.int64)
            x, y = x[some], y[some]
        x = x.astype(np.float64)
        n = len(y)
        centre = np.asarray(x.mean(axis=0), dtype=np.float64).ravel()
        inner = _dense(x @ x.T)
        inner = inner - inner.mean(axis=0) - inner.mean(axis=1)[:, None] + inner.mean()
        scale = max(float(np.trace(inner)) / n, 1e-12)
        values, vectors = np.linalg.eigh(inner)
        values = np.maximum(values, 0.0)
        apart = y - y.mean()
        chosen = self.strength if self.strength is not None else _chosen(values, vectors, apart, scale)
        penalty = chosen * scale
        inverse = (vectors / (values + penalty)) @ vectors.T
        dual = inverse @ apart
        coef = np.asarray(x.T @ dual, dtype=np.float64)
        coef -= centre * dual.sum()
        errors, kept = _left_out(values, vectors, apart, penalty)
        # Left out, a label lies 1 / kept variances of the noise from the plane: a part of its error is the plane's own,
        # nearly all of it where features are many.
        noise = float(np.sqrt((errors * kept).mean()))
        return RidgeFit(coef, float(y.mean() - centre @ coef), chosen, noise, x, centre, inverse, penalty)

    def member(self, fitted: FittedRegressor) -> Ridge:
        """The same with the penalty of `fitted`."""
        return replace(self, strength=fitted.strength if isinstance(fitted, RidgeFit) else None)


def _chosen(values: Float64s, vectors: Float64s, apart: Float64s, scale: float) -> float:
    """The strength with the least error on left-out labels; the usual one while labels are few."""
    if len(apart) < LEAST_LABELS:
        return USUAL
    errors = [_left_out(values, vectors, apart, strength * scale)[0].mean() for strength in STRENGTHS]
    return float(STRENGTHS[int(np.argmin(errors))])


def _left_out(values: Float64s, vectors: Float64s, apart: Float64s, penalty: float) -> tuple[Float64s, Float64s]:
    """Squared error of each label under the plane of the others; the share of its error that the own plane leaves."""
    share = values / (values + penalty)
    n = len(apart)
    fitted = vectors @ (share * (vectors.T @ apart))
    leverage = 1.0 / n + (vectors * vectors) @ share
    # A row that the plane goes through whatever its number has no error of its own.
    kept = np.maximum(1.0 - leverage, 1e-9)
    return ((apart - fitted) / kept) ** 2, kept


def _dense(product: Any) -> Float64s:
    """A product of sparse matrices is sparse, and hardly ever empty."""
    return np.asarray(product if isinstance(product, np.ndarray) else product.toarray(), dtype=np.float64)


def _squares(x: Matrix) -> Float64s:
    """Squared length of each row."""
    if isinstance(x, np.ndarray):
        return np.asarray(np.square(x, dtype=np.float64).sum(axis=1))
    return np.asarray(x.multiply(x).sum(axis=1), dtype=np.float64).ravel()
