"""A round of synthesis: everything that a generator may look at when it makes its questions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

import numpy as np

from askless.synthesis.domain.space import Allowed, Points, Space
from askless.synthesis.models.model import PointModel

__all__ = ["Goal", "Proposal", "Round"]

Goal: TypeAlias = Literal["learn", "minimum", "maximum"]
"""What numbers are looked at for."""


@dataclass(frozen=True)
class Round:
    """What is known when questions are made.

    Parameters
    ----------
    domain : Space
    task : {"classes", "real"}
        What an answer is.
    label_names : tuple of str
        The declared labels; empty for numbers.
    points : float64 array of shape (n, width)
        Answered items, in the order in which they were asked.
    answers : array of shape (n,)
        int64 positions in `label_names`, or float64.
    pending : float64 array of shape (m, width)
        Asked, and not answered yet.
    unanswerable : float64 array of shape (u, width)
        Of which people said that they cannot tell.
    real : float64 array of shape (r, width)
        Rows that exist: the pool, answered or not. Empty if there is none.
    real_answers : array of shape (r,)
        Their answers where they are known: -1 (classes) or NaN (numbers) where not.
    model : PointModel or None
        Trained on `points`; None while it cannot be (fewer than two classes, no two different numbers).
    seed, number : int
        Randomness is keyed by both; `number` counts questions so far.
    plausible : callable
        Points to (n,) bool: what the guard would let pass, judged one by one. Cheap enough for thousands of points.
    goal : {"learn", "minimum", "maximum"}
        What the numbers are looked at for; "learn" is all of the domain.
    """

    domain: Space
    task: Literal["classes", "real"]
    label_names: tuple[str, ...]
    points: Points
    answers: Any
    pending: Points
    unanswerable: Points
    real: Points
    real_answers: Any
    model: PointModel | None
    seed: int
    number: int
    plausible: Callable[[Points], Allowed] = field(default=lambda points: np.ones(len(points), dtype=np.bool_))
    goal: Goal = "learn"

    @property
    def taken(self) -> Points:
        """Everything that was asked about: it need not be asked again."""
        return np.concatenate([self.points, self.pending, self.unanswerable])

    def rng(self, *key: int) -> np.random.Generator:
        """Chance that depends on seed, number and key alone."""
        return np.random.default_rng([self.seed, self.number, *key])


@dataclass(frozen=True)
class Proposal:
    """Questions that a generator would ask.

    Parameters
    ----------
    points : float64 array of shape (k, width)
        In the domain; the most useful first.
    scores : float64 array of shape (k,)
        Larger = asked sooner; what the number means is the generator's.
    why : tuple of str
        One line for people on each.
    """

    points: Points
    scores: np.ndarray[Any, np.dtype[np.float64]]
    why: tuple[str, ...]
