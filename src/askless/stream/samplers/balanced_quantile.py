"""What samplers share that ask about the upper part of the utilities of late: a sorted window, and a balance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from askless.core.limits import Limits
from askless.stream.samplers.sampler import Sampler
from askless.stream.samplers.sorted_window import slide

__all__ = ["BalancedQuantile"]

FEWEST = 16
"""Items in the window from which on the older half of a young stream is forgotten."""

WINDUP = 4.0
"""Tolerances up to which a balance is carried on; what could not be asked in a long time is not asked at once."""


@dataclass(kw_only=True)
class BalancedQuantile(Sampler):
    """Base of samplers with a threshold at a quantile of a sliding window, shifted to keep their rate.

    Utilities drift, and the share above a quantile of the past is not the share above it now. So the
    difference between the rates that were wanted and the chances that were given is summed up, and the
    threshold gives way to it: over a long time the mean chance is the mean rate, whatever the stream does.

    While a stream is young its window is the later half of what has come: a model that has just begun to
    learn changes its mind too fast for older utilities to tell anything.

    Parameters
    ----------
    window : int
        Utilities that are remembered, >= 2.
    tolerance : float
        Labels in the balance that move the threshold by one spread of utilities, > 0.
    """

    limits: ClassVar[Mapping[str, Limits]] = {"window": Limits(2), "tolerance": Limits(0, inner=True)}

    window: int = 100
    tolerance: float = 50.0
    ordered: list[float] = field(default_factory=list, init=False)
    arrived: list[float] = field(default_factory=list, init=False)
    count: int = field(default=0, init=False)
    owed: float = field(default=0.0, init=False)
    due: float = field(default=0.0, init=False)

    def seen(self, utility: float, asked: bool) -> None:
        """Remember the utility, and what `chance` left undone. A question that others ask costs nothing here."""
        self.count += 1
        if self.due:
            most = WINDUP * self.tolerance
            owed = self.owed + self.due
            self.owed = most if owed > most else -most if owed < -most else owed
            self.due = 0.0
        if utility - utility != 0.0:  # neither NaN nor infinity: a broken model is not to spoil the window
            return
        size = self.window
        if self.count < 2 * size:
            size = min(max(self.count // 2, FEWEST), size)
        slide(self.ordered, self.arrived, utility, size)
