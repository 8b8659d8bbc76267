"""The support vector machine of the re-benchmark, refitted by libsvm after each label.

It is ``SVC(kernel="rbf", C=1, gamma="auto")``. Most of its time would go into the same kernel values
again and again, so that these are computed once for each split and handed over. libsvm rounds them
to single precision, which hides in what order they were summed: the machine is the same.
"""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from askless.bench.protocols.rebench.split import Split
from askless.core.ids import Rows

__all__ = ["Exact", "Machine", "kernel_of", "solved"]

Float64s = npt.NDArray[np.float64]


class Machine(Protocol):
    """What is refitted after each label."""

    kernel: npt.NDArray[Any]
    """Of shape (n_train, n): training rows against all rows."""

    def fit(self, rows: Rows) -> Float64s:
        """Fit to training rows, in the order in which they were labelled.

        Returns the decision values of all rows, shape (n,); class 1 where they are not negative.
        """
        ...


def kernel_of(split: Split, dtype: type[np.floating[Any]] = np.float64) -> npt.NDArray[Any]:
    """Gaussian kernel of the training rows against all rows.

    Parameters
    ----------
    split : Split
    dtype : type, default numpy.float64

    Returns
    -------
    kernel : array of shape (n_train, n)
        exp(-|x - z|² / n_features). A table of all pairs is what a strategy must never make; a
        benchmark over ten thousand rows may, for it repeats thousands of fits on them.
    """
    x = split.features
    squares = np.einsum("nd,nd->n", x, x)
    kernel = np.empty((split.n_train, len(x)), dtype=dtype)
    for start in range(0, split.n_train, 512):
        some = slice(start, min(start + 512, split.n_train))
        apart = squares[some, None] + squares - 2 * (x[some] @ x.T)
        kernel[some] = np.exp(-np.maximum(apart, 0.0) / x.shape[1])
    kernel[np.arange(split.n_train), np.arange(split.n_train)] = 1.0  # which rounding may have missed
    return kernel


def solved(kernel_ll: Float64s, codes: npt.NDArray[np.int64]) -> tuple[Float64s, float]:
    """Coefficients and offset of the machine, by libsvm.

    Parameters
    ----------
    kernel_ll : float64 array of shape (n_labelled, n_labelled)
    codes : int64 array of shape (n_labelled,)
        Both classes.

    Returns
    -------
    coefficients : float64 array of shape (n_labelled,)
        In [-1, 1], positive for class 1; 0 for rows that are no support vectors.
    offset : float

    Examples
    --------
    >>> solved(np.eye(2), np.array([0, 1]))
    (array([-1.,  1.]), 0.0)
    """
    import sklearn
    from sklearn.svm import SVC

    with sklearn.config_context(assume_finite=True, skip_parameter_validation=True):
        machine = SVC(kernel="precomputed", C=1.0).fit(kernel_ll, codes)
    coefficients = np.zeros(len(codes))
    coefficients[machine.support_] = machine.dual_coef_[0]
    return coefficients, float(machine.intercept_[0]) + 0.0


class Exact:
    """Fitted from nothing each time, by libsvm, to the rows in rising order.

    Parameters
    ----------
    split : Split
    """

    def __init__(self, split: Split) -> None:
        self.kernel = kernel_of(split)
        self._codes = split.codes

    def fit(self, rows: Rows) -> Float64s:
        """See `Machine.fit`."""
        rows = np.sort(rows)
        coefficients, offset = solved(self.kernel[np.ix_(rows, rows)], self._codes[rows])
        support = np.flatnonzero(coefficients)
        values: Float64s = coefficients[support] @ self.kernel[rows[support]] + offset
        return values
