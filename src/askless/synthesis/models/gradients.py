"""What some models over points can do besides: derivatives of covariances, and answers that are believed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol, Self, runtime_checkable

from askless.synthesis.domain.space import Points
from askless.synthesis.models.model import Float64s

__all__ = ["Autograd", "Believing", "CovarianceAt", "Joint", "PullBack", "Uncertain"]

PullBack = Callable[[Float64s], Float64s]
"""Derivatives of a number by covariances, (m, z), in; those by the points, (m, d), out."""

CovarianceAt = Callable[[Points], tuple[Float64s, PullBack]]
"""Points of shape (m, d) in; their covariances with fixed points, (m, z), and how to derive these."""


@runtime_checkable
class Believing(Protocol):
    """A model that can reckon with questions whose answers are still to come."""

    def believing(self, points: Points) -> Self:
        """The model after answers at these points that are as it expects: it knows more, and predicts the same."""
        ...


@runtime_checkable
class Joint(Protocol):
    """A model of numbers that says how much the values at two points have in common."""

    @property
    def noise(self) -> float:
        """Variance of the noise in an answer."""
        ...

    def covariance(self, a: Points, b: Points) -> Float64s:
        """Covariance of the values, without noise, of shape (len(a), len(b))."""
        ...

    def covariance_with(self, reference: Points) -> CovarianceAt:
        """The same with fixed points, and its derivatives."""
        ...


@runtime_checkable
class Uncertain(Protocol):
    """A model that does not take its own settings for certain."""

    def variants(self) -> Sequence[Self]:
        """The model under other settings that the answers allow, as many as are worth asking; at least one."""
        ...


@runtime_checkable
class Autograd(Protocol):
    """A model whose evidence PyTorch can derive."""

    def derives(self, kind: str) -> bool:
        """Whether it can derive evidence of a kind as it is fitted now."""
        ...

    def derived(self, kind: str, points: Points, score: Callable[[Any], Any]) -> tuple[Float64s, Float64s]:
        """A score of evidence of a kind, (m,), and its gradient by the points, (m, d)."""
        ...
