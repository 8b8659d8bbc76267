"""So many labels an hour, however many items come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import ClassVar

from askless.core.limits import Limits
from askless.stream.budgets.budget import register_budget
from askless.stream.budgets.lending import Lending

__all__ = ["PerHour"]

HOUR = 3600.0

DEPTH = 10.0
"""Labels that may be asked at once; those beyond are asked at random, one after the other."""


@register_budget
@dataclass(kw_only=True)
class PerHour(Lending):
    """What a person can answer in an hour, by the clock of the items.

    Time earns labels, and a question spends one. In a quiet stream a larger share of the items is asked about
    than in a busy one. What is not asked within `carry` hours is lost: people do not work twice as fast after a
    night without items.

    Parameters
    ----------
    labels : float, default 60.0
        An hour, > 0.
    carry : float, default 1.0
        Hours whose labels are kept, > 0.
    window : int, default 200
        Items over which the share that an item earns is estimated, >= 1.
    horizon : float, default 20.0
        Labels over which an imbalance is put right, > 0.
    cap : float, default 0.2
        Most that `advance` lends, as a share of the labels earned so far, in [0, 1]; ten labels are always
        granted, unless it is 0.
    payback : float, default 0.5
        Part of what is earned that pays back a debt, in (0, 1].

    Notes
    -----
    A clock that runs backwards stands still until it has caught up, and so does one that tells no number.

    Examples
    --------
    >>> budget = PerHour(labels=60)
    >>> for seconds in (0.0, 30.0, 90.0, 20.0):
    ...     budget.seen(False, time=seconds)
    >>> budget.credit
    1.5
    """

    name: ClassVar[str] = "per_hour"
    limits: ClassVar[Mapping[str, Limits]] = {
        **Lending.limits,
        "labels": Limits(0, inner=True),
        "carry": Limits(0, inner=True),
        "window": Limits(1),
        "horizon": Limits(0, inner=True),
    }

    labels: float = 60.0
    carry: float = 1.0
    window: int = 200
    horizon: float = 20.0
    credit: float = field(default=0.0, init=False)
    share: float = field(default=0.0, init=False)
    clock: float | None = field(default=None, init=False)
    count: int = field(default=0, init=False)

    def room(self) -> float:
        """What is left, and what was lent and is not yet spent; the first item may be asked about."""
        return min(self.credit, DEPTH) + self.lent + 1.0 + self._overdraft()

    def rate(self) -> float:
        """What an item earns of late, more if labels are left, less if they are owed."""
        return self._leaning(self.share, self.credit, self.horizon)

    def unspent(self) -> float:
        """The share for each label that lies beyond those that may be asked at once."""
        return min(max(self.share * (self.credit - DEPTH), 0.0), 1.0)

    def seen(self, asked: bool, time: float) -> None:
        """Earn what the time since the last item brings, spend a label if one was asked."""
        earned = 0.0
        if isfinite(time):
            if self.clock is not None and time > self.clock:
                most = max(self.carry * self.labels, 1.0)
                earned = max(min((time - self.clock) / HOUR * self.labels, most - self.credit), 0.0)
            self.clock = time if self.clock is None else max(time, self.clock)
        self.credit += earned - self._charged(earned, asked)
        self.count = min(self.count + 1, self.window)
        self.share += (min(earned, 1.0) - self.share) / self.count
