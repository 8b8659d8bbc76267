"""What a linear model sees of a point: its coordinates about the middle of the domain, or waves over them."""

from __future__ import annotations

from abc import ABC, abstractmethod

import numpy as np

from askless.synthesis.domain.space import Points
from askless.synthesis.models.model import Float64s

__all__ = ["Features", "Fourier", "Homogeneous", "Linear"]

MIDDLE = 0.5
"""Of the unit coordinates: a halfspace without an intercept has its boundary through it."""


class Features(ABC):
    """A map of points to vectors, with its derivative."""

    width: int

    @abstractmethod
    def of(self, points: Points) -> Float64s:
        """Features of points, (n, self.width)."""
        ...

    @abstractmethod
    def gradient(self, points: Points, direction: Float64s) -> Float64s:
        """Derivative of ``features · direction`` by the point; directions (n, self.width) or (self.width,)."""
        ...


class Homogeneous(Features):
    """Coordinates about the middle, of length 1: the answer of a halfspace does not depend on the length."""

    def __init__(self, width: int) -> None:
        self.width = width

    def of(self, points: Points) -> Float64s:
        about = points - MIDDLE
        length = np.sqrt(np.einsum("nd,nd->n", about, about))[:, None]
        return np.asarray(about / np.where(length > 0.0, length, 1.0))

    def gradient(self, points: Points, direction: Float64s) -> Float64s:
        about = points - MIDDLE
        length = np.maximum(np.sqrt(np.einsum("nd,nd->n", about, about))[:, None], 1e-12)
        unit = about / length
        direction = np.broadcast_to(direction, points.shape)
        return np.asarray((direction - unit * np.einsum("nd,nd->n", unit, direction)[:, None]) / length)


class Linear(Features):
    """Coordinates about the middle, from −1 to 1, and a constant for the intercept."""

    def __init__(self, width: int) -> None:
        self.width = width + 1

    def of(self, points: Points) -> Float64s:
        return np.column_stack([2.0 * (points - MIDDLE), np.ones(len(points))])

    def gradient(self, points: Points, direction: Float64s) -> Float64s:
        return 2.0 * np.broadcast_to(direction, (len(points), self.width))[:, :-1]


class Fourier(Features):
    """Random Fourier features: a linear model of them is a model with a Gaussian kernel.

    References
    ----------
    .. [1] Rahimi and Recht, "Random features for large-scale kernel machines", NeurIPS 2007.
    """

    def __init__(self, width: int, count: int, scale: float, seed: int) -> None:
        rng = np.random.default_rng([seed, 0x46])
        half = max(1, count // 2)
        self.frequencies = rng.normal(size=(width, half)) / scale
        self.width = 2 * half + 1
        self._norm = 1.0 / np.sqrt(half)

    def of(self, points: Points) -> Float64s:
        angle = (points - MIDDLE) @ self.frequencies
        waves = [np.cos(angle) * self._norm, np.sin(angle) * self._norm, np.ones((len(points), 1))]
        return np.concatenate(waves, axis=1)

    def gradient(self, points: Points, direction: Float64s) -> Float64s:
        angle = (points - MIDDLE) @ self.frequencies
        direction = np.broadcast_to(direction, (len(points), self.width))
        half = self.frequencies.shape[1]
        by_angle = np.cos(angle) * direction[:, half : 2 * half] - np.sin(angle) * direction[:, :half]
        return np.asarray(self._norm * by_angle @ self.frequencies.T)
