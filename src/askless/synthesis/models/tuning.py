"""Hyperparameters of a Gaussian process: those that are most probable given the answers.

Length scales and the share of noise are searched for; the variance of the process is integrated out under an
inverse-gamma prior, which leaves a Student's t likelihood and one dimension less to search. Axes: n answers, p pairs
of answers, d coordinates.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import log
from typing import Any

import numpy as np

from askless.synthesis.models.kernel import KERNELS, Float64s, Kernel

__all__ = ["Hyperparameters", "Likelihood", "alternatives", "differ", "tuned"]

_SCALES = (0.02, 50.0)  # of a length scale in a domain of side 1: beyond, a coordinate is noise or nothing
_NUGGETS = (1e-8, 1.0)  # noise against signal; the lower bound keeps the factor accurate to seven digits
_SHAPE = 1.0  # of the inverse-gamma prior of the signal's variance, of answers of variance 1
_STARTS = (1.0, 0.35)  # times the prior's length scale
_STEPS = 60
_STEP = 1e-3  # of the differences that the curvature is taken by
_LEAST_SPREAD = 1e-60  # of answers: products of two variances must stay far above the least number there is
_FLATTEST = 1.0 / 9.0  # curvature of a direction of which nothing is known: a standard deviation of 3


@dataclass(frozen=True)
class Hyperparameters:
    """What a Gaussian process takes for known.

    Parameters
    ----------
    kernel : str
        Name of one of `KERNELS`.
    scales : tuple of float
        Length scale of each coordinate.
    signal, noise : float
        Variance of the process, and of the noise in an answer, in the unit of the answers squared.
    """

    kernel: str
    scales: tuple[float, ...]
    signal: float
    noise: float

    def __str__(self) -> str:
        scales = ", ".join(f"{scale:.3g}" for scale in self.scales)
        return f"{self.kernel}, length scales {scales}, signal {self.signal:.3g}, noise {self.noise:.3g}"


@dataclass(frozen=True)
class Likelihood:
    """Minus the logarithm of the posterior density of hyperparameters, up to a constant, with its gradient.

    Parameters
    ----------
    kernel : Kernel
    apart_dp : float64 array of shape (d, p)
        Squared distances in each coordinate of every pair of answered points.
    answers_nt : float64 array of shape (n, t)
        Of mean 0 and variance 1; t functions that share the hyperparameters.

    Notes
    -----
    Time O(n³ + p d) for each evaluation, memory 8 p d bytes.
    """

    kernel: Kernel
    apart_dp: Float64s
    answers_nt: Float64s

    @classmethod
    def of(cls, kernel: Kernel, points: Float64s, answers_nt: Float64s) -> Likelihood:
        """That of answers at some points."""
        upper, lower = _pairs(len(points))
        apart = (points[upper] - points[lower]).T
        return cls(kernel, np.ascontiguousarray(apart * apart), answers_nt)

    @property
    def centre(self) -> Float64s:
        """Where the prior of the logarithms lies: length scales that grow with the root of d, and little noise."""
        d = len(self.apart_dp)
        return np.array([0.5 * log(max(d, 1)) + log(0.6)] * d + [log(1e-4)])

    @property
    def spread(self) -> Float64s:
        """Standard deviations of the prior."""
        return np.array([1.2] * len(self.apart_dp) + [4.0])

    def __call__(self, theta: Float64s) -> tuple[float, Float64s]:
        """At the logarithms of d length scales and of the share of noise."""
        from scipy.linalg.lapack import dpotrf, dpotri

        n, t = self.answers_nt.shape
        weights = np.exp(-2.0 * theta[:-1])
        q = weights @ self.apart_dp
        nugget = float(np.exp(theta[-1]))
        matrix = _square(self.kernel.value(q), n)
        matrix[np.diag_indices(n)] = 1.0 + nugget
        factor, failed = dpotrf(matrix, lower=1)
        if failed:  # only rounding can do that: the search steps back
            return 1e12, np.zeros_like(theta)
        inverse = dpotri(factor, lower=1)[0]
        inverse = np.tril(inverse) + np.tril(inverse, -1).T
        weighted = inverse @ self.answers_nt
        misfit = (self.answers_nt * weighted).sum(axis=0)
        half = _SHAPE + 0.5 * n
        beyond = (theta - self.centre) / self.spread
        value = (
            t * float(np.log(np.diag(factor)).sum())
            + half * float(np.log(_SHAPE + 0.5 * misfit).sum())
            + 0.5 * float(beyond @ beyond)
        )
        scaled = weighted * np.sqrt(half / (_SHAPE + 0.5 * misfit))
        towards = 0.5 * (t * inverse - scaled @ scaled.T)  # derivative of the value by the matrix
        upper, lower = _pairs(n)
        by_pair = 2.0 * towards[upper, lower] * self.kernel.slope(q)
        gradient = np.empty_like(theta)
        gradient[:-1] = -2.0 * weights * (self.apart_dp @ by_pair)
        gradient[-1] = nugget * float(np.trace(towards))
        return value, gradient + beyond / self.spread

    def signal(self, theta: Float64s) -> float:
        """Most probable variance of the process given the others, a mean over the functions."""
        n = len(self.answers_nt)
        matrix = _square(self.kernel.value(np.exp(-2.0 * theta[:-1]) @ self.apart_dp), n)
        matrix[np.diag_indices(n)] = 1.0 + float(np.exp(theta[-1]))
        misfit = (self.answers_nt * np.linalg.solve(matrix, self.answers_nt)).sum(axis=0)
        return float(np.mean((_SHAPE + 0.5 * misfit) / (_SHAPE + 0.5 * n + 1.0)))


def differ(answers: Float64s) -> bool:
    """Whether answers lie far enough apart for a variance.

    Examples
    --------
    >>> differ(np.array([1e-9, 2e-9])), differ(np.array([1e-160, 2e-160])), differ(np.array([3.0, 3.0]))
    (True, False, False)
    """
    return bool(len(answers)) and float(np.ptp(answers)) > _LEAST_SPREAD


def _standardised(answers_nt: Float64s) -> tuple[Float64s, Float64s]:
    """Answers of mean 0 and variance 1, and what they were divided by: 1 where they do not differ."""
    spread = np.where(np.ptp(answers_nt, axis=0) > _LEAST_SPREAD, answers_nt.std(axis=0), 1.0)
    return (answers_nt - answers_nt.mean(axis=0)) / spread, spread


@lru_cache(maxsize=4)
def _pairs(n: int) -> tuple[Any, Any]:
    """Positions above the diagonal."""
    return np.triu_indices(n, 1)


def _square(pairs: Float64s, n: int) -> Float64s:
    """A symmetric matrix from what lies above its diagonal, which stays 0."""
    matrix = np.zeros((n, n))
    matrix[_pairs(n)] = pairs
    matrix += matrix.T
    return matrix


def tuned(points: Float64s, answers_nt: Float64s, kernels: tuple[str, ...] = ("matern", "rbf")) -> Hyperparameters:
    """The most probable hyperparameters, of the kernel under which the answers are most probable.

    Parameters
    ----------
    points : float64 array of shape (n, d)
        Answered points in [0, 1].
    answers_nt : float64 array of shape (n, t)
        Answers; those of t functions that share the hyperparameters.
    kernels : tuple of str
        Kernels to choose from.

    Returns
    -------
    hyperparameters : Hyperparameters
        A function of the arguments alone: the search begins at two fixed places.

    Notes
    -----
    About 100 evaluations of `Likelihood`: 0.2 s for 200 answers in six coordinates.
    """
    from scipy.optimize import minimize

    scaled, spread = _standardised(answers_nt)
    found: list[tuple[float, str, Any, Likelihood]] = []
    for name in kernels:
        likelihood = Likelihood.of(KERNELS[name], points, scaled)
        bounds = [(log(low), log(high)) for low, high in [_SCALES] * points.shape[1] + [_NUGGETS]]
        for times in _STARTS:
            start = likelihood.centre.copy()
            start[:-1] += log(times)
            end = minimize(
                likelihood, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": _STEPS, "ftol": 1e-7}
            )
            found.append((float(end.fun), name, end.x, likelihood))
    _, name, theta, likelihood = min(found, key=lambda one: one[0])
    signal = likelihood.signal(theta) * float(np.mean(spread**2))
    scales = tuple(np.exp(theta[:-1]).tolist())
    return Hyperparameters(name, scales, signal, signal * float(np.exp(theta[-1])))


def alternatives(points: Float64s, answers: Float64s, best: Hyperparameters, number: int) -> list[Hyperparameters]:
    """Other hyperparameters that the answers allow: draws from a normal distribution around the most probable ones.

    Parameters
    ----------
    points : float64 array of shape (n, d)
        As `best` was tuned to.
    answers : float64 array of shape (n,)
    best : Hyperparameters
    number : int
        How many.

    Returns
    -------
    hyperparameters : list of Hyperparameters
        A function of the arguments alone. The curvature at the best, by differences of the gradient, gives the
        covariance: 2 (d + 1) evaluations of `Likelihood`.
    """
    scaled, (spread,) = _standardised(answers[:, None])
    likelihood = Likelihood.of(KERNELS[best.kernel], points, scaled)
    theta = np.append(np.log(best.scales), log(best.noise / best.signal))
    steps = _STEP * np.eye(len(theta))
    curvature = np.array([(likelihood(theta + one)[1] - likelihood(theta - one)[1]) / (2 * _STEP) for one in steps])
    values, vectors = np.linalg.eigh(0.5 * (curvature + curvature.T))
    noise = np.random.default_rng(0).standard_normal((number, len(theta)))
    drawn = theta + (noise / np.sqrt(np.maximum(values, _FLATTEST))) @ vectors.T
    bounds = np.log([_SCALES] * (len(theta) - 1) + [_NUGGETS])
    found = []
    for one in np.clip(drawn, bounds[:, 0], bounds[:, 1]):
        signal = likelihood.signal(one) * float(spread**2)
        found.append(
            Hyperparameters(best.kernel, tuple(np.exp(one[:-1]).tolist()), signal, signal * float(np.exp(one[-1])))
        )
    return found
