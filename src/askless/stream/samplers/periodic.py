"""Every so many items one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np

from askless.models.online.online import Float64s
from askless.stream.batch import Batch
from askless.stream.samplers.sampler import Sampler, register_sampler

__all__ = ["Periodic"]


@register_sampler
@dataclass(kw_only=True)
class Periodic(Sampler):
    """Ask at even distances: at a rate of 0.1 about every tenth item.

    As good as `random` on a stream without rhythm, with labels spread more evenly. Where the stream has one (a
    day, a shift, a sensor that is read in turn), it may see one phase only; and as nothing is drawn, its
    answers prove nothing about the other items.

    Examples
    --------
    >>> sampler, asked = Periodic(), []
    >>> for _ in range(6):
    ...     asked.append(sampler.chance(0.0, rate=0.5))
    ...     sampler.seen(0.0, asked=bool(asked[-1]))
    >>> asked
    [0.0, 1.0, 0.0, 1.0, 0.0, 1.0]
    """

    name: ClassVar[str] = "periodic"
    needs: ClassVar[tuple[str, ...]] = ()

    phase: float = field(default=0.0, init=False)
    due: float = field(default=0.0, init=False)

    def utilities(self, batch: Batch) -> Float64s:
        """0 for all."""
        return np.zeros(len(batch))

    def chance(self, utility: float, rate: float) -> float:
        """1 when the rates since the last question come to a whole one, else 0."""
        asks = self.phase + rate >= 1.0 - 1e-9  # ten times 0.1 is a little less than 1
        self.due = rate - asks
        return float(asks)

    def seen(self, utility: float, asked: bool) -> None:
        """Go on."""
        self.phase, self.due = self.phase + self.due, 0.0
