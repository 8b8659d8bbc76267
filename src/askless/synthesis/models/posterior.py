"""A Gaussian process given numbers at some points, with its gradients.

Axes: m points asked about, n points conditioned on, z reference points, d coordinates.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from askless.choose.kernels.gaussian_process import inverse_factor
from askless.synthesis.models.gradients import CovarianceAt, PullBack
from askless.synthesis.models.kernel import KERNELS, Float64s, Kernel, pull_back, scaled_distances
from askless.synthesis.models.tuning import Hyperparameters

__all__ = ["Posterior"]


@dataclass(frozen=True)
class Posterior:
    """A Gaussian process of constant mean, conditioned.

    Parameters
    ----------
    hyperparameters : Hyperparameters
    middle : float
        Prior mean.
    scaled : float64 array of shape (n, d)
        Points conditioned on, divided by the length scales.
    inverse : float64 array of shape (n, n)
        Inverse of the Cholesky factor of their covariance with the noise; lower triangular.
    weights : float64 array of shape (n,)
        Of the kernel values in the mean.

    Notes
    -----
    Time O(n³) to condition, O(n²) for one point more, O(m n (n + d)) for mean, variance and gradients of m points.

    References
    ----------
    .. [1] C. E. Rasmussen, C. K. I. Williams, "Gaussian processes for machine learning", MIT Press, 2006, chapter 2.

    Examples
    --------
    >>> given = Hyperparameters("rbf", (1.0,), signal=1.0, noise=1.0)
    >>> posterior = Posterior.at(given, 0.0, np.array([[0.0]]), np.array([4.0]))
    >>> [said(np.array([[0.0]])).round(9).tolist() for said in (posterior.mean, posterior.variance)]
    [[2.0], [0.5]]
    """

    hyperparameters: Hyperparameters
    middle: float
    scaled: Float64s
    inverse: Float64s
    weights: Float64s

    @classmethod
    def at(cls, given: Hyperparameters, middle: float, points: Float64s, answers: Float64s) -> Posterior:
        """The process given answers at points."""
        scaled = points / np.asarray(given.scales)
        matrix = given.signal * KERNELS[given.kernel].value(scaled_distances(scaled, scaled))
        matrix[np.diag_indices(len(points))] = given.signal + given.noise
        inverse = inverse_factor(matrix)
        return cls(given, middle, scaled, inverse, inverse.T @ (inverse @ (answers - middle)))

    @property
    def kernel(self) -> Kernel:
        """The kernel of the process."""
        return KERNELS[self.hyperparameters.kernel]

    def believing(self, points: Float64s) -> Posterior:
        """The process after answers at more points that are as expected: the mean stays, the variance falls."""
        if not len(points):
            return self
        given, n, t = self.hyperparameters, len(self.scaled), len(points)
        scaled = points / np.asarray(given.scales)
        coefficients = self.inverse @ self._between(self.scaled, scaled)
        own = self._between(scaled, scaled)
        own[np.diag_indices(t)] = given.signal + given.noise
        factor = inverse_factor(own - coefficients.T @ coefficients)
        inverse = np.zeros((n + t, n + t))
        inverse[:n, :n], inverse[n:, n:] = self.inverse, factor
        inverse[n:, :n] = -factor @ (coefficients.T @ self.inverse)
        weights = np.concatenate([self.weights, np.zeros(t)])
        return replace(self, scaled=np.concatenate([self.scaled, scaled]), inverse=inverse, weights=weights)

    def mean(self, points: Float64s) -> Float64s:
        """Mean at points, (m,)."""
        found: Float64s = self.middle + self._kernel_at(points) @ self.weights
        return found

    def variance(self, points: Float64s) -> Float64s:
        """Variance without the noise, (m,)."""
        explained = self.inverse @ self._kernel_at(points).T
        return self._rest(explained)

    def covariance(self, a: Float64s, b: Float64s) -> Float64s:
        """Covariance of the values at two sets of points."""
        scales = np.asarray(self.hyperparameters.scales)
        prior = self._between(a / scales, b / scales)
        found: Float64s = prior - (self._kernel_at(a) @ self.inverse.T) @ (self.inverse @ self._kernel_at(b).T)
        return found

    def moments(self, points: Float64s) -> tuple[Float64s, Float64s, Float64s, Float64s]:
        """Mean, variance and their gradients, see `Differentiable`."""
        scales = np.asarray(self.hyperparameters.scales)
        scaled = points / scales
        q = scaled_distances(scaled, self.scaled)
        signal = self.hyperparameters.signal
        kernel, slope = signal * self.kernel.value(q), signal * self.kernel.slope(q)
        explained = self.inverse @ kernel.T
        mean = self.middle + kernel @ self.weights
        of_mean = pull_back(slope * self.weights, scaled, self.scaled) / scales
        of_variance = pull_back(-2.0 * slope * (explained.T @ self.inverse), scaled, self.scaled) / scales
        return mean, self._rest(explained), of_mean, of_variance

    def covariance_with(self, reference: Float64s) -> CovarianceAt:
        """Covariance with fixed points, to be asked for at many others.

        Parameters
        ----------
        reference : float64 array of shape (z, d)
            The fixed points.

        Returns
        -------
        at : callable
            Points of shape (m, d) in; out come their covariances, (m, z), and a function that turns the derivatives
            of a number by these, (m, z), into those by the points, (m, d).
        """
        scales = np.asarray(self.hyperparameters.scales)
        signal = self.hyperparameters.signal
        fixed = reference / scales
        shares = (self._kernel_at(reference) @ self.inverse.T) @ self.inverse  # (z, n)

        def at(points: Float64s) -> tuple[Float64s, PullBack]:
            scaled = points / scales
            to_fixed, to_known = scaled_distances(scaled, fixed), scaled_distances(scaled, self.scaled)
            found = signal * (self.kernel.value(to_fixed) - self.kernel.value(to_known) @ shares.T)

            def back(weights_mz: Float64s) -> Float64s:
                direct = pull_back(signal * weights_mz * self.kernel.slope(to_fixed), scaled, fixed)
                through = pull_back(signal * (weights_mz @ shares) * self.kernel.slope(to_known), scaled, self.scaled)
                gradient: Float64s = (direct - through) / scales
                return gradient

            return found, back

        return at

    def _between(self, a_scaled: Float64s, b_scaled: Float64s) -> Float64s:
        """Prior covariance."""
        return self.hyperparameters.signal * self.kernel.value(scaled_distances(a_scaled, b_scaled))

    def _kernel_at(self, points: Float64s) -> Float64s:
        """Prior covariance with the points conditioned on, (m, n)."""
        return self._between(points / np.asarray(self.hyperparameters.scales), self.scaled)

    def _rest(self, explained: Float64s) -> Float64s:
        """What variance is left; not below 0, where rounding would take it."""
        rest: Float64s = np.maximum(self.hyperparameters.signal - (explained * explained).sum(axis=0), 0.0)
        return rest
