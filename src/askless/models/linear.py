"""Linear classifier: logistic regression, calibrated once there are labels enough.

With few labels a penalised regression is not wrong about the order of its answers, but about how
sure they are. One number mends that [1]_: all margins are divided by a temperature, found on
margins of labels that were left out of the fit. Dividing the coefficients by it gives the same,
so the calibrated model is still a plain `LogisticRegression`.

References
----------
.. [1] C. Guo, G. Pleiss, Y. Sun, K. Q. Weinberger, "On calibration of modern neural networks",
   ICML 2017, section 4.2. We add a weak prior that keeps the temperature near 1.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.core.temperature import inverse_temperature
from askless.models.logistic import solve
from askless.models.model import Floats, Matrix
from askless.models.parts import Codes, Fitted

__all__ = ["Linear", "softmax"]

LEAST_PER_CLASS = 5  # labels of each class before the temperature is fitted
MOST_LABELS = 1_000  # labels that it is fitted on; more would not move it
FOLDS = 5


def softmax(logits: npt.NDArray[Any]) -> Floats:
    """Probabilities from logits.

    Parameters
    ----------
    logits : array of shape (n, k), or (n,) for two classes
        In nats, up to a constant per row.

    Returns
    -------
    proba : float32 array of shape (n, k)
        Rows sum to 1.

    Examples
    --------
    >>> softmax(np.array([0.0])).tolist()
    [[0.5, 0.5]]
    """
    if logits.ndim == 1:
        logits = np.stack([np.zeros_like(logits), logits], axis=1)
    z = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(z / z.sum(axis=1, keepdims=True), dtype=np.float32)


@dataclass(frozen=True)
class LinearFit:
    """A fitted linear classifier.

    Parameters
    ----------
    classes : int64 array of shape (k,)
        Codes of the classes seen, k >= 2.
    coef : float32 array of shape (n_features, k), or (n_features,) for two classes
    intercept : float32 array of shape (k,), or () for two classes
    factor : float
        The inverse temperature, already within the two.
    """

    classes: Codes
    coef: Floats
    intercept: Floats
    factor: float

    @property
    def summary(self) -> dict[str, Any]:
        """What there is to tell about the fit."""
        return {"classifier": "linear", "temperature": round(1 / self.factor, 3)}

    def proba(self, x: Matrix) -> Floats:
        """Probabilities of shape (n, k)."""
        return softmax(np.asarray(x @ self.coef) + self.intercept)

    def estimator(self, classes: npt.NDArray[Any]) -> Any:
        """The same as scikit-learn's `LogisticRegression` that answers with `classes`."""
        from sklearn.linear_model import LogisticRegression

        made = LogisticRegression()
        made.classes_ = classes
        made.coef_ = np.atleast_2d(self.coef.T).astype(np.float64)
        made.intercept_ = np.atleast_1d(self.intercept).astype(np.float64)
        made.n_features_in_ = len(self.coef)
        made.n_iter_ = np.array([0], dtype=np.int32)
        return made


@dataclass(frozen=True)
class Linear:
    """Logistic regression with a quadratic penalty.

    Parameters
    ----------
    c : float, default 1.0
        Inverse strength of the penalty, as scikit-learn's `C`.
    factor : float, optional
        The inverse temperature; found on left-out labels if not given.

    Examples
    --------
    >>> x = np.array([[0.0], [1.0], [3.0], [4.0]])
    >>> fitted = Linear().fit(x, np.array([0, 0, 2, 2]), seed=0)
    >>> fitted.classes.tolist(), fitted.proba(x).argmax(axis=1).tolist()
    ([0, 2], [0, 0, 1, 1])
    """

    c: float = 1.0
    factor: float | None = None

    def fit(self, x: Matrix, y: Codes, seed: int) -> LinearFit:
        """Fit to features of shape (n, n_features) and codes of shape (n,) of two classes or more."""
        classes, codes = np.unique(y, return_inverse=True)
        coef, intercept = self._solve(x, codes)
        factor = self._calibrate(x, codes, seed) if self.factor is None else self.factor
        return LinearFit(classes, (coef * factor).astype(np.float32), (intercept * factor).astype(np.float32), factor)

    def member(self, fitted: Fitted) -> Linear:
        """The same with the temperature of `fitted`."""
        return replace(self, factor=fitted.factor if isinstance(fitted, LinearFit) else None)

    def _solve(self, x: Matrix, codes: Codes) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
        """Coefficients (n_features, k) or (n_features,) and intercepts."""
        seen, narrow = _met(x)
        found, intercept = solve(narrow, codes, self.c)
        coef = np.zeros((x.shape[1], *found.shape[1:]))
        coef[seen] = found
        return coef, intercept

    def _calibrate(self, x: Matrix, codes: Codes, seed: int) -> float:
        """Inverse temperature from left-out labels; 1 while a class has fewer than five."""
        if len(codes) > MOST_LABELS:
            some = np.linspace(0, len(codes) - 1, MOST_LABELS).astype(np.int64)
            x, codes = x[some], codes[some]
        if np.bincount(codes).min() < LEAST_PER_CLASS:
            return 1.0
        from sklearn.model_selection import StratifiedKFold  # loaded when there is something to calibrate

        left_out = np.zeros((len(codes), codes.max() + 1) if codes.max() > 1 else len(codes))
        for train, test in StratifiedKFold(FOLDS, shuffle=True, random_state=seed).split(codes, codes):
            coef, intercept = self._solve(x[train], codes[train])
            left_out[test] = x[test] @ coef + intercept
        return inverse_temperature(left_out, codes)


def _met(x: Matrix) -> tuple[npt.NDArray[Any] | slice, Matrix]:
    """Columns that are not all zero, and the matrix of these in double precision.

    A penalised coefficient of a feature that no labelled item has is exactly 0, so leaving these
    out changes nothing but the time: 200 labelled texts meet a tenth of the features.
    """
    if isinstance(x, np.ndarray):
        return slice(None), x.astype(np.float64)
    from scipy.sparse import csr_matrix

    seen, narrowed = np.unique(x.indices, return_inverse=True)
    seen = seen if len(seen) else np.zeros(1, dtype=np.int64)  # empty texts only: any feature will do
    shape = (x.shape[0], len(seen))
    return seen, csr_matrix((x.data.astype(np.float64), narrowed.astype(np.int32), x.indptr), shape=shape)
