"""Gaussian process: a smooth function through the numbers that knows how sure it is."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np

from askless.core.chunks import spans
from askless.errors import ModelError
from askless.models.model import Matrix
from askless.models.regression.parts import FittedRegressor, Float64s

__all__ = ["GaussianProcess", "GaussianProcessFit"]

LEAST_LABELS = 20  # before the kernel is fitted
MOST_LABELS = 2_000  # labels that it is conditioned on; of more, so many spread over all
MOST_TO_TUNE = 400  # labels that the kernel is fitted to, which takes the cube of them many times
BLOCK = 2_048


@dataclass(frozen=True)
class GaussianProcessFit:
    """A process given labels.

    Parameters
    ----------
    process : GaussianProcessRegressor
    """

    process: Any

    @property
    def summary(self) -> dict[str, Any]:
        """What there is to tell about the fit."""
        return {"regressor": "gaussian_process", "kernel": str(self.process.kernel_)}

    def mean(self, x: Matrix) -> Float64s:
        """Predicted numbers, shape (n,)."""
        found = np.empty(len(x))
        for span in spans(len(x), BLOCK):
            found[span] = self.process.predict(x[span])
        return found

    def std(self, x: Matrix) -> Float64s:
        """Standard deviation of a new label, shape (n,)."""
        found = np.empty(len(x))
        for span in spans(len(x), BLOCK):
            found[span] = self.process.predict(x[span], return_std=True)[1]
        return found

    def estimator(self) -> Any:
        """scikit-learn's `GaussianProcessRegressor` itself."""
        return self.process


@dataclass(frozen=True)
class GaussianProcess:
    """scikit-learn's Gaussian process with an RBF kernel and noise, its labels scaled to variance 1.

    Parameters
    ----------
    kernel : scikit-learn kernel, optional
        Taken as it is; if not given it is fitted, from 20 labels on.

    Examples
    --------
    >>> x = np.linspace(0.0, 6.0, 30)[:, None]
    >>> fitted = GaussianProcess().fit(x, np.sin(x[:, 0]), seed=0)
    >>> fitted.mean(np.array([[1.5]])).round(2).tolist()
    [1.0]
    """

    kernel: Any = None

    def fit(self, x: Matrix, y: Float64s, seed: int) -> GaussianProcessFit:
        """Fit to features of shape (n, n_features) and numbers of shape (n,)."""
        if not isinstance(x, np.ndarray):
            raise ModelError("A Gaussian process takes no sparse features.", "Take the model `ridge`.")
        x = x.astype(np.float64)
        x, y = _spread(x, y, MOST_LABELS)
        kernel = self.kernel if self.kernel is not None else _tuned(*_spread(x, y, MOST_TO_TUNE), seed)
        return GaussianProcessFit(_process(kernel, None, seed).fit(x, y))

    def member(self, fitted: FittedRegressor) -> GaussianProcess:
        """The same with the kernel of `fitted`."""
        return GaussianProcess(fitted.process.kernel_ if isinstance(fitted, GaussianProcessFit) else None)


def _spread(x: Matrix, y: Float64s, most: int) -> tuple[Matrix, Float64s]:
    """At most so many labels, spread evenly over all."""
    some = np.arange(len(y)) if len(y) <= most else np.linspace(0, len(y) - 1, most).astype(np.int64)
    return x[some], y[some]


def _process(kernel: Any, optimizer: str | None, seed: int) -> Any:
    from sklearn.gaussian_process import GaussianProcessRegressor

    return GaussianProcessRegressor(kernel, optimizer=optimizer, normalize_y=True, random_state=seed)


def _tuned(x: Matrix, y: Float64s, seed: int) -> Any:
    """The kernel under which the labels are most probable; the usual one while labels are few."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.gaussian_process.kernels import RBF, WhiteKernel

    usual = 1.0 * RBF(np.sqrt(x.shape[1]), (0.05, 1e3)) + WhiteKernel(0.1, (1e-4, 10.0))
    if len(y) < LEAST_LABELS:
        return usual
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # a bound that is reached is an answer too
        return _process(usual, "fmin_l_bfgs_b", seed).fit(x, y).kernel_
