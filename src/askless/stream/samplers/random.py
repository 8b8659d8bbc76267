"""Every item with the same probability: the yardstick of all samplers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from askless.models.online.online import Float64s
from askless.stream.batch import Batch
from askless.stream.samplers.sampler import Sampler, register_sampler

__all__ = ["Random"]


@register_sampler
@dataclass(kw_only=True)
class Random(Sampler):
    """Ask about each item with the probability that the budget allows.

    All answers are a fair sample of what comes at the time, so that each tells how good the model is then.

    Examples
    --------
    >>> Random().chance(0.0, rate=0.1)
    0.1
    """

    name: ClassVar[str] = "random"
    needs: ClassVar[tuple[str, ...]] = ()
    share: ClassVar[float] = 1.0

    def utilities(self, batch: Batch) -> Float64s:
        """0 for all."""
        return np.zeros(len(batch))

    def chance(self, utility: float, rate: float) -> float:
        """The rate."""
        return rate
