"""A Gaussian process with an RBF kernel, conditioned on some rows.

Axes: n rows asked about, p rows conditioned on, d features. The state keeps the inverse of the
Cholesky factor of the kernel matrix of the p rows, so that what they explain of any other row is
a sum of squares: one kernel value and p / 2 multiplications for each pair.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt
from array_api_compat import array_namespace, device

from askless.choose.array import Array
from askless.choose.kernels.rows import numpy_of
from askless.core.chunks import spans

__all__ = ["Process", "inverse_factor", "rbf", "tile_rows"]

Float64s = npt.NDArray[np.float64]
_TILE = 1 << 16  # kernel values at a time; memory of larger arrays goes back to the system after each use
_LEAF = 32  # rows of a matrix that is factorised at once
_COLUMNS = 128  # columns of a triangular product taken together


def tile_rows(p: int) -> int:
    """How many rows to ask about at a time, so that their kernel values stay in cache.

    Parameters
    ----------
    p : int
        Rows that are conditioned on.

    Returns
    -------
    rows : int
        Between 32 and 1024.

    Examples
    --------
    >>> tile_rows(512), tile_rows(0)
    (128, 1024)
    """
    return int(np.clip(_TILE // max(p, 1), 32, 1024))


def rbf(x_nd: Array, z_pd: Array, gamma: float) -> Array:
    """The kernel exp(-gamma ‖x - z‖²) of every pair.

    Parameters
    ----------
    x_nd : array of shape (n, d)
        Of any library.
    z_pd : array of shape (p, d)
        Of the same.
    gamma : float
        One over the squared distance at which likeness has fallen to 1 / e.

    Returns
    -------
    kernel : float64 array of shape (n, p)
        In [0, 1]. Time and memory O(n * p); call it for one tile at a time, with rows around the
        origin: far from it the norms swallow the distances.

    Examples
    --------
    >>> rbf(np.array([[0.0], [1.0]]), np.array([[0.0]]), 1.0).round(3)
    array([[1.   ],
           [0.368]])
    """
    return _powers(_left(x_nd, gamma), _right(z_pd, gamma))


def _left(x_nd: Array, gamma: float) -> Array:
    """Rows with two more features, so that one product with those of `_right` is -gamma ‖x - z‖²."""
    xp = array_namespace(x_nd)
    x = xp.astype(x_nd, xp.float64, copy=False)
    norms = xp.sum(x * x, axis=1, keepdims=True)
    return xp.concat([2.0 * gamma * x, -gamma * norms, xp.ones_like(norms)], axis=1)


def _right(z_pd: Array, gamma: float) -> Array:
    """See `_left`."""
    xp = array_namespace(z_pd)
    z = xp.astype(z_pd, xp.float64, copy=False)
    norms = xp.sum(z * z, axis=1, keepdims=True)
    return xp.concat([z, xp.ones_like(norms), -gamma * norms], axis=1)


def _powers(left: Array, right: Array) -> Array:
    """Kernel values from rows lifted by `_left` and `_right`."""
    xp = array_namespace(left)
    power = xp.matmul(left, xp.matrix_transpose(right))
    # That of equal rows may come out on the wrong side of 0 by the last digits.
    return xp.exp(xp.minimum(power, xp.zeros_like(power[:1, :1])))


def inverse_factor(matrix: Float64s) -> Float64s:
    """Inverse of the Cholesky factor of a matrix, by halves.

    Parameters
    ----------
    matrix : float64 array of shape (p, p)
        Symmetric and positive definite; only what is not above the diagonal is read.

    Returns
    -------
    inverse : float64 array of shape (p, p)
        Lower triangular. Time O(p³), nearly all of it in matrix products, memory 16 p² bytes.

    Examples
    --------
    >>> inverse_factor(np.array([[4.0, 2.0], [2.0, 2.0]]))
    array([[ 0.5,  0. ],
           [-0.5,  1. ]])
    """
    p = len(matrix)
    if p <= _LEAF:
        return np.tril(np.linalg.inv(np.linalg.cholesky(matrix)))
    h = p // 2
    inverse = np.zeros_like(matrix)
    inverse[:h, :h] = first = inverse_factor(matrix[:h, :h])
    below = matrix[h:, :h] @ first.T
    inverse[h:, h:] = second = inverse_factor(matrix[h:, h:] - below @ below.T)
    np.matmul(-second, below @ first, out=inverse[h:, :h])
    return inverse


@dataclass(frozen=True)
class Process:
    """A zero-mean Gaussian process of variance 1, given noisy values at some rows.

    Parameters
    ----------
    points : float64 array of shape (p, d)
        The rows conditioned on, less `centre`; of the library and on the device of the pool's features.
    centre : float64 array of shape (1, d)
        Mean of the rows that were conditioned on first, so that distances keep their digits.
    inverse : float64 array of shape (p, p)
        Inverse of the Cholesky factor of K + noise * I; NumPy.
    gamma : float
        Of the kernel, see `rbf`.
    noise : float
        Variance of the noise, above 0; against 1, the variance of the process.

    Notes
    -----
    Time O(p³) to condition, O(n * p * (d + p / 2)) for the variance of n rows, O(n * p * d) for
    their mean. Memory 16 * p² bytes, and 24 bytes for each kernel value of the rows asked about at a
    time.

    References
    ----------
    .. [1] C. E. Rasmussen, C. K. I. Williams, "Gaussian processes for machine learning", MIT Press,
       2006, chapter 2.

    Examples
    --------
    >>> process = Process.at(np.array([[0.0]]), gamma=1.0, noise=1.0)
    >>> process.variance(np.array([[0.0], [9.0]]))
    array([0.5, 1. ])
    >>> process.mean(np.array([[0.0], [9.0]]), np.array([[4.0]])).ravel().round(9)
    array([2., 0.])
    """

    points: Array
    centre: Array
    inverse: Float64s
    gamma: float
    noise: float

    @classmethod
    def at(cls, points: Array, *, gamma: float, noise: float) -> Process:
        """The process given values at `points`."""
        xp = array_namespace(points)
        nothing = xp.astype(points[:0, :], xp.float64)
        origin = xp.zeros((1, points.shape[1]), dtype=xp.float64, device=device(points))
        process = cls(nothing, origin, np.zeros((0, 0)), gamma, noise)
        return process.after(points) if points.shape[0] else process

    def __len__(self) -> int:
        return len(self.inverse)

    def after(self, points: Array) -> Process:
        """The process given values at more points; the first rows of `inverse` stay as they are."""
        xp = array_namespace(points)
        if not len(self) and points.shape[0]:
            centre = xp.mean(xp.astype(points, xp.float64), axis=0, keepdims=True)
            return replace(self, centre=centre)._after(points)
        return self._after(points)

    def _after(self, points: Array) -> Process:
        """The same, the centre being settled."""
        xp = array_namespace(points)
        points = self.centred(points)
        p, t = len(self), int(points.shape[0])
        own = np.zeros((t, t))
        left, right = _left(points, self.gamma), _right(points, self.gamma)
        for span in spans(t, tile_rows(t)):  # what lies above the diagonal is not read
            own[span, : span.stop] = numpy_of(_powers(left[span, :], right[: span.stop, :]))
        own[np.diag_indices(t)] += self.noise
        coefficients = np.zeros((0, t))
        if p:
            coefficients = self.inverse @ numpy_of(rbf(self.points, points, self.gamma))
            own -= coefficients.T @ coefficients
        factor = inverse_factor(own)
        if not p:
            return Process(points, self.centre, factor, self.gamma, self.noise)
        inverse = np.zeros((p + t, p + t))
        inverse[:p, :p] = self.inverse
        inverse[p:, p:] = factor
        inverse[p:, :p] = -(factor @ (coefficients.T @ self.inverse))
        points = xp.concat([self.points, points], axis=0)
        return Process(points, self.centre, inverse, self.gamma, self.noise)

    def centred(self, x_nd: Array) -> Array:
        """Rows in double precision, less `centre`."""
        xp = array_namespace(x_nd)
        return xp.astype(x_nd, xp.float64) - self.centre

    @cached_property
    def _lifted(self) -> Array:
        return _right(self.points, self.gamma)

    def kernel(self, x_nd: Array) -> Array:
        """Kernel values of rows with all points, (n, p)."""
        return _powers(_left(self.centred(x_nd), self.gamma), self._lifted)

    def explained(self, kernel: Array, first: int = 0, last: int | None = None) -> Array:
        """What the points from `first` to `last`, after those before them, explain of each row.

        Parameters
        ----------
        kernel : float64 array of shape (n, >= last)
            From `kernel`, with the points from the first on.
        first, last : int
            Which points; all if not given.

        Returns
        -------
        explained : float64 array of shape (n,)
            In [0, 1]: the fall of the variance.
        """
        xp = array_namespace(kernel)
        last = len(self) if last is None else last
        total = xp.zeros(kernel.shape[0], dtype=xp.float64, device=device(kernel))
        for start in range(first, last, _COLUMNS):  # what lies beyond the diagonal is 0
            stop = min(start + _COLUMNS, last)
            factor = xp.asarray(np.ascontiguousarray(self.inverse[start:stop, :stop].T), device=device(kernel))
            coefficients = xp.matmul(kernel[:, :stop], factor)
            total += xp.sum(coefficients * coefficients, axis=1)
        return total

    def variance(self, x_nd: Array) -> Array:
        """Variance at some rows, without the noise; in [0, 1] but for the last digits."""
        return 1.0 - self.explained(self.kernel(x_nd))

    def weights(self, values_pt: Float64s) -> Float64s:
        """Weights of the kernel values that give the mean, for t functions with these values at the points."""
        weights: Float64s = self.inverse.T @ (self.inverse @ values_pt)
        return weights

    def mean(self, x_nd: Array, values_pt: Float64s) -> Array:
        """Mean at some rows, of shape (n, t), for t functions with these values at the points."""
        kernel = self.kernel(x_nd)
        xp = array_namespace(kernel)
        return xp.matmul(kernel, xp.asarray(self.weights(values_pt), device=device(kernel)))
