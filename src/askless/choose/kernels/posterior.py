"""A linear-Gaussian posterior over rows of features, moved on by one pick at a time.

Axes: n rows, d features. With A the covariance of the weights and F a matrix that says what
matters, the state holds for every row its variance v = diag(Φ A Φᵀ) and its reach
n = diag(Φ A F Aᵀ Φᵀ). Labelling row j with weight w takes w n_j / (1 + w v_j) off tr(A F), and
changes A by a rank-one term, so that v and n of all rows follow from one product of Φ with two
columns: one pass over the features for each pick.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from array_api_compat import array_namespace, device

from askless.choose.array import Array, Rows
from askless.choose.kernels.rows import numpy_of, take
from askless.core.chunks import spans

__all__ = ["Features", "Posterior", "moment"]

_CHUNK_BYTES = 1 << 20  # double precision features of one chunk, so that they stay in cache
_HELD_BYTES = 64 << 20  # features in double precision of up to this size are made once


class Features:
    """Rows of features in double precision, made a chunk at a time.

    Parameters
    ----------
    values : array of shape (n, d)
        Any library, any device, any precision.
    bias : bool, default False
        Whether a last feature, 1 for every row, is added.
    centre : float64 array of shape (d,), optional
        NumPy; taken off every row.
    chunk : int, optional
        Rows at a time; 1 MB of them if not given. Any size gives the same result but for the last
        digits.
    hold : int, default 64 MB
        Features that take at most so many bytes in double precision are made once and held.

    Examples
    --------
    >>> features = Features(np.array([[2.0], [3.0]], dtype=np.float32), bias=True)
    >>> features.rows(np.array([1]))
    array([[3., 1.]])
    """

    def __init__(
        self,
        values: Array,
        *,
        bias: bool = False,
        centre: npt.NDArray[np.float64] | None = None,
        chunk: int | None = None,
        hold: int = _HELD_BYTES,
    ) -> None:
        self.values = values
        self.centre = None if centre is None else array_namespace(values).asarray(centre, device=device(values))
        self.bias = bias
        self.n = int(values.shape[0])
        self.d = int(values.shape[1]) + bias
        self.chunk = chunk or max(_CHUNK_BYTES // (8 * max(self.d, 1)), 16)
        self._held = self._lifted(values) if 8 * self.n * self.d <= hold else None

    def chunks(self) -> Iterator[tuple[slice, Array]]:
        """Spans of rows, and float64 features of shape (at most `chunk`, d)."""
        for span in spans(self.n, self.chunk):
            if self._held is not None:
                yield span, self._held[span, :]
            else:
                yield span, self._lifted(self.values[span, :])

    def rows(self, rows: Rows) -> Array:
        """Float64 features of some rows."""
        return self._lifted(take(self.values, rows))

    def _lifted(self, values: Array) -> Array:
        xp = array_namespace(values)
        values = xp.astype(values, xp.float64, copy=False)
        if self.centre is not None:
            values = values - self.centre
        if not self.bias:
            return values
        return xp.concat([values, xp.ones((values.shape[0], 1), dtype=xp.float64, device=device(values))], axis=1)


def moment(features: Features, weights: Array | None = None) -> npt.NDArray[np.float64]:
    """Weighted sum of the outer products of all rows: Φᵀ diag(w) Φ.

    Parameters
    ----------
    features : Features
        n rows.
    weights : array of shape (n,), optional
        Of the same library; 1 for each if not given.

    Returns
    -------
    moment : float64 array of shape (d, d)
        NumPy. Time O(n * d²), one pass over the features.

    Examples
    --------
    >>> moment(Features(np.array([[1.0, 2.0], [0.0, 1.0]])), np.array([1.0, 2.0]))
    array([[1., 2.],
           [2., 6.]])
    """
    total = np.zeros((features.d, features.d))
    for span, phi in features.chunks():
        xp = array_namespace(phi)
        left = phi if weights is None else phi * xp.astype(weights[span], xp.float64)[:, None]
        total += numpy_of(xp.matmul(xp.matrix_transpose(left), phi))
    return total


@dataclass(frozen=True)
class Posterior:
    """Variance and reach of every row, given what is labelled.

    Parameters
    ----------
    features : Features
        n rows, each with d features.
    covariance : float64 array of shape (d, d)
        A, of the weights; NumPy.
    target : float64 array of shape (d, d)
        F: symmetric, not negative; NumPy.
    variance : float64 array of shape (n,)
        v = diag(Φ A Φᵀ), of the library of the features.
    reach : float64 array of shape (n,)
        n = diag(Φ A F A Φᵀ), of the library of the features.

    Notes
    -----
    A pick costs one pass over the features: n * d numbers read, 4 * n * d operations. Memory beside
    the features: 32 * n bytes for the state before and after a pick, 16 * d² for the matrices, and
    for one chunk at most 3 * 8 * chunk * (d + 4) bytes.

    References
    ----------
    .. [1] D. A. Cohn, Z. Ghahramani, M. I. Jordan, "Active learning with statistical models",
       Journal of Artificial Intelligence Research, 1996, doi:10.1613/jair.295.
    .. [2] J. T. Ash, S. Goel, A. Krishnamurthy, S. Kakade, "Gone fishing: neural active learning
       with Fisher embeddings", NeurIPS 2021, arXiv:2106.09675.

    Examples
    --------
    >>> state = Posterior.of(Features(np.array([[1.0], [2.0]])), np.eye(1), np.eye(1))
    >>> state.variance, state.gain()
    (array([1., 4.]), array([0.5, 0.8]))
    >>> state.after(1).variance
    array([0.2, 0.8])
    """

    features: Features
    covariance: npt.NDArray[np.float64]
    target: npt.NDArray[np.float64]
    variance: Array
    reach: Array

    @classmethod
    def of(cls, features: Features, precision: npt.NDArray[np.float64], target: npt.NDArray[np.float64]) -> Posterior:
        """The state at a precision matrix, positive definite: the inverse of the covariance."""
        covariance = np.linalg.inv(precision)
        covariance = (covariance + covariance.T) / 2.0
        xp = array_namespace(features.values)
        on = device(features.values)
        a, f = _like(covariance, features), _like(target, features)
        variance = xp.empty(features.n, dtype=xp.float64, device=on)
        reach = xp.empty(features.n, dtype=xp.float64, device=on)
        for span, phi in features.chunks():
            spread = xp.matmul(phi, a)
            variance[span] = xp.sum(spread * phi, axis=1)
            reach[span] = xp.sum(xp.matmul(spread, f) * spread, axis=1)
        return cls(features, covariance, target, variance, reach)

    def gain(self, weights: Array | float = 1.0) -> Array:
        """What labelling each row would take off tr(A F), with its weight.

        Parameters
        ----------
        weights : array of shape (n,) or float, default 1.0
            Information in one label: 1 over the variance of the noise, or a Fisher weight.

        Returns
        -------
        gain : float64 array of shape (n,)
            Not negative but for the last digits.
        """
        return weights * self.reach / (1.0 + weights * self.variance)

    def after(self, row: int, weight: float = 1.0) -> Posterior:
        """The state after one row was labelled with a weight."""
        features, f = self.features, self.target
        phi_j = numpy_of(features.rows(np.array([row], dtype=np.int64)))[0]
        a = self.covariance @ phi_j
        fa = f @ a
        step = weight / (1.0 + weight * float(phi_j @ a))
        both = _like(np.stack([a, self.covariance @ fa], axis=1), features)
        square = step * step * float(a @ fa)
        xp: Any = array_namespace(features.values)
        variance, reach = xp.empty_like(self.variance), xp.empty_like(self.reach)
        for span, phi in features.chunks():
            product = xp.matmul(phi, both)
            ga, gc = product[:, 0], product[:, 1]
            variance[span] = self.variance[span] - step * ga * ga
            reach[span] = self.reach[span] - 2.0 * step * ga * gc + square * ga * ga
        return Posterior(features, self.covariance - step * np.outer(a, a), f, variance, reach)


def _like(values: npt.NDArray[np.float64], features: Features) -> Array:
    """A small matrix where the features are."""
    return array_namespace(features.values).asarray(values, device=device(features.values))
