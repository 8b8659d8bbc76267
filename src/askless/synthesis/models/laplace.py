"""A Gaussian process behind a softmax, by Laplace's approximation.

Axes: n answered points, c classes, t columns. Every class has a function of its own; the functions share a kernel.
Written after algorithms 3.3 and 3.4 of [1]_, whose marginal likelihood lacks the determinant that couples the classes:
it is here. Of two classes only the difference of their functions is told by answers, so that the way to the mode needs
one factor a step instead of three (section 3.4).

References
----------
.. [1] C. E. Rasmussen, C. K. I. Williams, "Gaussian processes for machine learning", MIT Press, 2006, chapter 3.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from askless.choose.kernels.gaussian_process import inverse_factor
from askless.synthesis.models.kernel import Float64s

__all__ = ["SETTLED", "Laplace", "softmax"]

_STEPS = 60
SETTLED = 1e-9  # gain of the objective, in nats, below which it has arrived


def softmax(f: Float64s) -> Float64s:
    """Probabilities along the last axis."""
    e = np.exp(f - f.max(axis=-1, keepdims=True))
    found: Float64s = e / e.sum(axis=-1, keepdims=True)
    return found


@dataclass(frozen=True)
class Laplace:
    """A normal distribution in place of the posterior of the functions.

    Parameters
    ----------
    kernel : float64 array of shape (n, n)
        Prior covariance of each function at the answered points.
    weights : float64 array of shape (n, c)
        Inverse prior covariance times the mode: kernel values with a point times these are the mode there.
    proba : float64 array of shape (n, c)
        Softmax of the mode.
    inside : float64 array of shape (c, n, n)
        The matrices E of the book: curvature of the likelihood, seen through the prior.
    coupling : float64 array of shape (n, n)
        Inverse of the Cholesky factor of their sum.
    evidence : float
        Logarithm of the marginal likelihood, in nats.
    """

    kernel: Float64s
    weights: Float64s
    proba: Float64s
    inside: Float64s
    coupling: Float64s
    evidence: float

    @classmethod
    def of(
        cls, kernel: Float64s, targets: Float64s, weights: Float64s | None = None, settled: float = SETTLED
    ) -> Laplace:
        """Newton's way to the mode.

        Parameters
        ----------
        kernel : float64 array of shape (n, n)
            Positive definite.
        targets : float64 array of shape (n, c)
            Rows sum to 1: a one for an answer; for a belief, probabilities.
        weights : float64 array of shape (n, c), optional
            Where to begin.
        settled : float
            Gain of a step, in nats, below which it has arrived; the next one would gain about its square.

        Returns
        -------
        posterior : Laplace
            Time O(c n³) for each of some ten steps.
        """
        w = np.zeros_like(targets) if weights is None else weights
        height = _height(kernel, targets, w)
        for _ in range(_STEPS):
            length, step = 1.0, _aimed_at(kernel, targets, w) - w
            while (reached := _height(kernel, targets, w + length * step)) < height and length > 1e-4:
                length *= 0.5
            gained = reached - height
            if gained > 0:
                w, height = w + length * step, reached
            if gained < settled:
                break
        proba = softmax(kernel @ w)
        inside, coupling, determinant = _curvature(kernel, proba)
        return cls(kernel, w, proba, inside, coupling, height - determinant)

    def solve(self, columns: Float64s) -> Float64s:
        """(1 + W K)⁻¹ times columns of shape (n, c, t) or (n, c), W the curvature of the likelihood."""
        return _solve(self.kernel, self.inside, self.coupling, columns)

    def curved(self, f: Float64s) -> Float64s:
        """W times columns of shape (n, c, t)."""
        proba = self.proba[:, :, None]
        found: Float64s = proba * (f - (proba * f).sum(axis=1, keepdims=True))
        return found


def _aimed_at(kernel: Float64s, targets: Float64s, w: Float64s) -> Float64s:
    """Where the mode would lie if the likelihood were as curved as it is here."""
    f = kernel @ w
    proba = softmax(f)
    aim = proba * (f - (proba * f).sum(axis=1, keepdims=True)) + targets - proba
    if targets.shape[1] != 2:
        inside, coupling, _ = _curvature(kernel, proba)
        return _solve(kernel, inside, coupling, aim)
    root = np.sqrt(2.0 * proba.prod(axis=1))  # the difference has twice the prior covariance
    matrix = root[:, None] * kernel * root
    matrix[np.diag_indices(len(root))] += 1.0
    inverse = inverse_factor(matrix)
    of_first = aim[:, 0] - root * (inverse.T @ (inverse @ (root * (kernel @ aim[:, 0]))))
    return np.stack([of_first, -of_first], axis=1)


def _height(kernel: Float64s, targets: Float64s, w: Float64s) -> float:
    """Logarithm of likelihood times prior, up to a constant."""
    f = kernel @ w
    top = f.max(axis=1)
    normaliser = top + np.log(np.exp(f - top[:, None]).sum(axis=1))
    return float(-0.5 * (w * f).sum() + (targets * f).sum() - normaliser.sum())


def _curvature(kernel: Float64s, proba: Float64s) -> tuple[Float64s, Float64s, float]:
    """E of each class, inverse factor of their sum, and half the logarithm of the determinant of 1 + K W."""
    n, c = proba.shape
    inside = np.empty((c, n, n))
    half = 0.0
    for k in range(c):
        root = np.sqrt(proba[:, k])
        matrix = root[:, None] * kernel * root
        matrix[np.diag_indices(n)] += 1.0
        inverse = inverse_factor(matrix)
        half -= float(np.log(np.diag(inverse)).sum())
        side = inverse * root
        inside[k] = side.T @ side
    coupling = inverse_factor(inside.sum(axis=0) + 1e-12 * np.eye(n))
    return inside, coupling, half - float(np.log(np.diag(coupling)).sum())


def _solve(kernel: Float64s, inside: Float64s, coupling: Float64s, columns: Float64s) -> Float64s:
    """(1 + W K)⁻¹ times columns of shape (n, c) or (n, c, t)."""
    through = np.stack([inside[k] @ (kernel @ columns[:, k]) for k in range(len(inside))], axis=1)
    shared = coupling.T @ (coupling @ through.sum(axis=1))
    back = np.stack([one @ shared for one in inside], axis=1)
    found: Float64s = columns - through + back
    return found
