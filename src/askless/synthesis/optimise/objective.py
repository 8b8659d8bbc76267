"""What is searched for: a number for each point, and its gradient where there is one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from askless.synthesis.domain.space import Points
from askless.synthesis.models.model import Float64s

__all__ = ["Objective", "repelled"]

WithGradient = Callable[[Points], tuple[Float64s, Float64s]]


@dataclass(frozen=True)
class Objective:
    """A function of points; larger is better.

    Parameters
    ----------
    value : callable
        Points of shape (m, width) in, numbers of shape (m,) out.
    with_gradient : callable, optional
        The same numbers and their gradient, (m, width); None if there is no gradient.
    """

    value: Callable[[Points], Float64s]
    with_gradient: WithGradient | None = None


def repelled(objective: Objective, others: Points, reach: float, least: float) -> Objective:
    """An objective that falls off near some points, for models that cannot reckon with open questions.

    Parameters
    ----------
    objective : Objective
    others : float64 array of shape (p, width)
        Points to keep away from.
    reach : float
        Distance at which the objective is back to about 0.4 of its height.
    least : float
        The number of a point that teaches nothing: to this it falls.

    Returns
    -------
    objective : Objective
        `least` + (objective - least) times the product of 1 - exp(-(distance / reach)² / 2) over the nearest point.

    Examples
    --------
    >>> flat = Objective(lambda points: np.ones(len(points)))
    >>> repelled(flat, np.array([[0.5]]), 0.1, 0.0).value(np.array([[0.5], [0.6], [1.0]])).round(2).tolist()
    [0.0, 0.39, 1.0]
    """
    if not len(others):
        return objective
    with_gradient = objective.with_gradient

    def share(points: Points) -> tuple[Float64s, Float64s]:
        """How much of the height is left, and the gradient of that."""
        apart = points[:, None, :] - others
        squares = (apart * apart).sum(axis=2)
        nearest = squares.argmin(axis=1)
        rows = np.arange(len(points))
        lost = np.exp(-0.5 * squares[rows, nearest] / reach**2)
        return 1.0 - lost, lost[:, None] * apart[rows, nearest] / reach**2

    def value(points: Points) -> Float64s:
        found: Float64s = least + (objective.value(points) - least) * share(points)[0]
        return found

    def both(points: Points) -> tuple[Float64s, Float64s]:
        assert with_gradient is not None
        (found, gradient), (left, of_left) = with_gradient(points), share(points)
        return least + (found - least) * left, gradient * left[:, None] + (found - least)[:, None] * of_left

    return Objective(value, None if with_gradient is None else both)
