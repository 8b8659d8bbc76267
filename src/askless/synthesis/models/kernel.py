"""Kernels of Gaussian processes over points, with their derivatives.

Axes: m points asked about, n points conditioned on, d coordinates. A kernel is a function of q, the squared distance
after each coordinate is divided by its length scale; its derivative by q is finite at 0 too, so that gradients by the
point need no special case.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["KERNELS", "Float64s", "Kernel", "pull_back", "scaled_distances"]

Float64s = npt.NDArray[np.float64]
_ROOT5 = float(np.sqrt(5.0))


@dataclass(frozen=True)
class Kernel:
    """A kernel of variance 1.

    Parameters
    ----------
    name : str
    value : callable
        Of q, of any shape; 1 at 0.
    slope : callable
        Its derivative by q.
    frequencies : callable
        Of a generator, a number and d: so many draws from the spectral density for length scales of 1, shape (number,
        d).
    """

    name: str
    value: Callable[[Float64s], Float64s]
    slope: Callable[[Float64s], Float64s]
    frequencies: Callable[[np.random.Generator, int, int], Float64s]


def _matern(q: Float64s) -> Float64s:
    r = _ROOT5 * np.sqrt(q)
    return (1.0 + r + (5.0 / 3.0) * q) * np.exp(-r)


def _matern_slope(q: Float64s) -> Float64s:
    r = _ROOT5 * np.sqrt(q)
    return (-5.0 / 6.0) * (1.0 + r) * np.exp(-r)


def _matern_frequencies(rng: np.random.Generator, number: int, d: int) -> Float64s:
    """Student's t with 5 degrees of freedom, the spectral density of Matérn 5/2."""
    return rng.standard_normal((number, d)) / np.sqrt(rng.chisquare(5.0, (number, 1)) / 5.0)


def _rbf(q: Float64s) -> Float64s:
    return np.exp(-0.5 * q)


def _rbf_slope(q: Float64s) -> Float64s:
    return -0.5 * np.exp(-0.5 * q)


def _rbf_frequencies(rng: np.random.Generator, number: int, d: int) -> Float64s:
    return rng.standard_normal((number, d))


KERNELS = {
    "matern": Kernel("matern", _matern, _matern_slope, _matern_frequencies),
    "rbf": Kernel("rbf", _rbf, _rbf_slope, _rbf_frequencies),
}
"""By name: Matérn 5/2, whose functions can be derived twice, and RBF, whose functions are as smooth as can be."""


def scaled_distances(a_md: Float64s, b_nd: Float64s) -> Float64s:
    """Squared distances q of every pair of points that are divided by their length scales, (m, n)."""
    centre = b_nd.mean(axis=0) if len(b_nd) else 0.0  # so that norms do not swallow distances
    a, b = a_md - centre, b_nd - centre
    q: Float64s = (a * a).sum(axis=1)[:, None] + (b * b).sum(axis=1) - 2.0 * (a @ b.T)
    return np.maximum(q, 0.0, out=q)


def pull_back(weights_mn: Float64s, a_md: Float64s, b_nd: Float64s) -> Float64s:
    """Gradient of a sum of kernel values by the first points.

    Parameters
    ----------
    weights_mn : float64 array of shape (m, n)
        Weight of each kernel value times the slope of the kernel.
    a_md, b_nd : float64 arrays of shape (m, d) and (n, d)
        Divided by the length scales.

    Returns
    -------
    gradient : float64 array of shape (m, d)
        By `a_md`, that is, still to be divided by the length scales. Two products of m n d.
    """
    gradient: Float64s = 2.0 * (weights_mn.sum(axis=1, keepdims=True) * a_md - weights_mn @ b_nd)
    return gradient
