"""What samplers share whose threshold on certainty moves with each decision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import erfc, sqrt
from typing import ClassVar

from askless.core.limits import Limits
from askless.stream.samplers.sampler import Sampler

__all__ = ["MovingThreshold", "RandomisedThreshold"]

LEAST = 1e-9
"""Where the threshold stops to fall: from 0 it could never rise again."""


@dataclass(kw_only=True)
class MovingThreshold(Sampler):
    """Base of samplers with a threshold that falls with each question and rises with each item let go.

    Both by the same share, so the threshold seeks the point below which half of the items lie, and the
    budget has to hold it back. An item moves it only if the sampler was called for it, as in the paper,
    where the budget is looked at first. Utilities are minus the certainty, in [-1, 0]; lower ones are never
    asked about, and move nothing.

    Parameters
    ----------
    step : float, default 0.01
        Share by which the threshold moves, in (0, 1).
    """

    own_rate: ClassVar[bool] = True
    numbers: ClassVar[bool] = False
    limits: ClassVar[Mapping[str, Limits]] = {"step": Limits(0, 1, inner=True)}

    step: float = 0.01
    threshold: float = field(default=1.0, init=False)
    said: float | None = field(default=None, init=False)

    def chance(self, utility: float, rate: float) -> float:
        """1 below the threshold, else 0; 0 at a rate of 0."""
        if rate <= 0.0 or not utility >= -1.0:  # NaN is no certainty
            return 0.0
        self.said = self._below(-utility)
        return self.said

    def seen(self, utility: float, asked: bool) -> None:
        """Move the threshold, within (0, 1]; not for a question that was not this sampler's."""
        said, self.said = self.said, None
        if said is None or (asked and said == 0.0):
            return
        moved = self.threshold * (1.0 - self.step if asked else 1.0 + self.step)
        self.threshold = min(max(moved, LEAST), 1.0)

    def _below(self, certainty: float) -> float:
        """Probability that the threshold exceeds a certainty."""
        return 1.0 if certainty < self.threshold else 0.0


@dataclass(kw_only=True)
class RandomisedThreshold(MovingThreshold):
    """Base of samplers whose moving threshold is multiplied by a normal number for each item.

    The number itself is not drawn: the chance is the probability that it would exceed the certainty.

    Parameters
    ----------
    step : float, default 0.01
        Share by which the threshold moves, in (0, 1).
    deviation : float, default 1.0
        Of the normal number, whose mean is 1; > 0.
    """

    limits: ClassVar[Mapping[str, Limits]] = {**MovingThreshold.limits, "deviation": Limits(0, inner=True)}

    deviation: float = 1.0

    def _below(self, certainty: float) -> float:
        """Upper tail of the normal distribution."""
        return 0.5 * erfc((certainty / self.threshold - 1.0) / (self.deviation * sqrt(2.0)))
