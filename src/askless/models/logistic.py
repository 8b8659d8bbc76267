"""Logistic regression with a quadratic penalty, without the seconds that loading scikit-learn takes.

The objective is that of scikit-learn's `LogisticRegression`, and so is the solver, SciPy's L-BFGS;
a test holds the solutions equal. It is written out because the first model of a job waits for
nothing else: scikit-learn takes two seconds to load, and a labeller is there.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from askless.models.model import Matrix
from askless.models.parts import Codes

__all__ = ["solve"]

Float64s = npt.NDArray[np.float64]
TOLERANCE = 1e-4  # largest entry of the gradient of the mean loss at the end, as in scikit-learn
MOST_STEPS = 1_000


def solve(x: Matrix, codes: Codes, c: float) -> tuple[Float64s, Float64s]:
    """Coefficients and intercepts that minimise ``c * loss + |coefficients|² / 2``.

    Parameters
    ----------
    x : float64 array or CSR matrix of shape (n, n_features)
    codes : int64 array of shape (n,)
        Classes 0 ... k - 1, each at least once, k >= 2.
    c : float
        Inverse strength of the penalty, > 0; the intercept is not penalised.

    Returns
    -------
    coef : float64 array of shape (n_features,) for two classes, else (n_features, k)
    intercept : float64 array of shape () for two classes, else (k,)

    Examples
    --------
    >>> coef, intercept = solve(np.array([[-1.0], [1.0]]), np.array([0, 1]), c=1.0)
    >>> bool(coef[0] > 0), bool(abs(intercept) < 1e-6)
    (True, True)
    """
    from scipy.optimize import minimize

    k = int(codes.max()) + 1
    columns = 1 if k == 2 else k
    loss = _Loss(x, codes, columns, c)
    start = np.zeros((x.shape[1] + 1) * columns)
    options = {"maxiter": MOST_STEPS, "gtol": TOLERANCE, "ftol": 64 * np.finfo(float).eps, "maxls": 50}
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options=options).x.reshape(-1, columns)
    if columns == 1:
        return found[:-1, 0], found[-1, 0]
    return found[:-1], found[-1]


class _Loss:
    """Mean loss with its penalty, and the gradient, at coefficients in one flat array."""

    def __init__(self, x: Matrix, codes: Codes, columns: int, c: float) -> None:
        self.x, self.columns = x, columns
        self.xt = x.T if isinstance(x, np.ndarray) else x.T.tocsr()  # rows of features are read many times
        self.penalty = 1.0 / (c * len(codes))
        self.target = (codes[:, None] == (np.arange(columns) if columns > 1 else 1)).astype(np.float64)

    def __call__(self, flat: Float64s) -> tuple[float, Float64s]:
        weights = flat.reshape(-1, self.columns)
        coef = weights[:-1]
        z = np.asarray(self.x @ coef) + weights[-1]
        if self.columns == 1:
            losses = np.logaddexp(0.0, z) - self.target * z
            proba = 0.5 * (1.0 + np.tanh(0.5 * z))
        else:
            z -= z.max(axis=1, keepdims=True)
            total = np.exp(z).sum(axis=1, keepdims=True)
            losses = np.log(total) - (self.target * z).sum(axis=1, keepdims=True)
            proba = np.exp(z) / total
        error = (proba - self.target) / len(z)
        gradient = np.empty_like(weights)
        gradient[:-1] = np.asarray(self.xt @ error) + self.penalty * coef
        gradient[-1] = error.sum(axis=0)
        value: Any = losses.sum() / len(z) + 0.5 * self.penalty * np.vdot(coef, coef)
        return float(value), gradient.ravel()
