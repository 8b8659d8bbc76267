"""How much an answer would narrow down the boundary of a linear model: what `halfspace` and `glm` look for.

An answer at features x, of which the model is sure by t = w · x / sd, takes κ(t) S x xᵀ S / V from the covariance S of
the weights on average, with V the variance of w · x, its noise with it, and κ(t) = φ(t)² / Φ(t) Φ(−t), which is largest
on the boundary. With a matrix A that says which weights matter, the gain is κ(t) xᵀ S A S x / V.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from askless.synthesis.domain.space import Points
from askless.synthesis.models.features import Features
from askless.synthesis.models.gaussian_sites import GaussianSites, normal_cdf, normal_pdf
from askless.synthesis.models.model import Float64s
from askless.synthesis.optimise.objective import Objective

__all__ = ["Weights", "boundary_gain", "steep"]

FAR = 6.0
"""Standard deviations from the boundary beyond which all is as far."""


@dataclass
class Weights:
    """What is believed of the weights of one label, with what the answers to open questions will tell.

    Parameters
    ----------
    mean : float64 array of shape (d,)
    covariance : float64 array of shape (d, d)
        Its own: `expect` writes to it.
    noise : float
    """

    mean: Float64s
    covariance: Float64s
    noise: float

    @classmethod
    def of(cls, sites: GaussianSites) -> Weights:
        """Those of a fitted model."""
        return cls(sites.mean, sites.covariance.copy(), sites.noise)

    def expect(self, rows: Float64s) -> None:
        """Reckon with answers at rows of features (n, d): the mean stays, the covariance falls as on average."""
        for x in rows:
            sx = self.covariance @ x
            variance = float(x @ sx) + self.noise
            if variance > self.noise:
                t = np.array([float(x @ self.mean) / np.sqrt(variance)])
                self.covariance -= np.outer(sx, sx * (float(steep(t)[0]) / variance))


def steep(t: Float64s) -> Float64s:
    """κ(t): how much an answer tells at t standard deviations from the boundary; 0.64 on it.

    Examples
    --------
    >>> steep(np.array([0.0, 2.0])).round(2).tolist()
    [0.64, 0.13]
    """
    t = np.clip(np.abs(t), 0.0, FAR)
    tail = normal_cdf(-t)
    return np.asarray(normal_pdf(t) ** 2 / (tail * (1.0 - tail)))


def _slope(t: Float64s) -> Float64s:
    """Derivative of log κ(t)."""
    size = np.clip(np.abs(t), 0.0, FAR)
    tail, density = normal_cdf(-size), normal_pdf(size)
    return np.asarray(
        np.where(np.abs(t) < FAR, np.sign(t) * (density / tail - density / (1.0 - tail) - 2.0 * size), 0.0)
    )


def boundary_gain(features: Features, weights: list[Weights], matters: list[Float64s]) -> Objective:
    """The gain of an answer by the point that is asked about.

    Parameters
    ----------
    features : Features
    weights : list of Weights
        Of each label; gains are added.
    matters : list of float64 arrays of shape (d, d)
        A of each label.

    Returns
    -------
    objective : Objective
        With its gradient.
    """
    told = [one.covariance @ a @ one.covariance for one, a in zip(weights, matters, strict=True)]

    def both(points: Points) -> tuple[Float64s, Float64s]:
        x = features.of(points)
        total, direction = np.zeros(len(points)), np.zeros_like(x)
        for one, b in zip(weights, told, strict=True):
            sx, bx = x @ one.covariance, x @ b
            variance = np.maximum(np.einsum("nd,nd->n", sx, x), 0.0) + one.noise
            gained = np.maximum(np.einsum("nd,nd->n", bx, x), 1e-300)
            sd = np.sqrt(variance)
            t = x @ one.mean / sd
            value, slope = steep(t) * gained / variance, _slope(t)
            total += value
            by_mean = (value * slope / sd)[:, None] * one.mean
            by_spread = (value * (2.0 + slope * t) / variance)[:, None] * sx
            direction += (2.0 * value / gained)[:, None] * bx - by_spread + by_mean
        return total, features.gradient(points, direction)

    return Objective(lambda points: both(points)[0], both)
