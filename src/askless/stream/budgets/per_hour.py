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
"""Labels that may be asked at once, or half of those that are kept if that is less; those beyond are asked at random,
one after the other."""

TURNED = 3
"""Items in a row that lie far behind the clock until it is put back: a single wild time is waited out."""


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
    A clock that runs backwards stands still until it has caught up. One that jumps ahead earns no more than `carry`
    holds. One that stays behind by more than `carry` for three items is put back, and gives as much up again, so that
    a wrong time costs little and earns nothing. A time that is no number is passed over.

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
    behind: int = field(default=0, init=False)
    count: int = field(default=0, init=False)

    def room(self) -> float:
        """What is left, and what was lent and is not yet spent; the first item may be asked about."""
        return min(self.credit, self._depth()) + self.lent + 1.0 + self._overdraft()

    def rate(self) -> float:
        """What an item earns of late, more if labels are left, less if they are owed."""
        return self._leaning(max(self.share, 0.0), self.credit, min(self.horizon, self._most()))

    def unspent(self) -> float:
        """The share for each label that lies beyond those that may be asked at once; more where few are kept."""
        depth = self._depth()
        return min(max(self.share * (self.credit - depth) * DEPTH / depth, 0.0), 1.0)

    def seen(self, asked: bool, time: float) -> None:
        """Earn what the time since the last item brings, spend a label if one was asked."""
        brought = self._passed(time) * self.labels
        self.count = min(self.count + 1, self.window)
        self.share += (min(max(brought, -1.0), 1.0) - self.share) / self.count
        most = self._most()
        earned = max(min(brought, most - self.credit), 0.0)
        self.credit += earned - self._charged(earned, asked)
        if brought < 0.0:
            self.credit = max(self.credit + brought, min(self.credit, -2.0 * most))
            self.earned = max(self.earned + brought, 0.0)

    def _passed(self, time: float) -> float:
        """Hours since the last item, at most `carry`; minus `carry` when the clock is put back."""
        if not isfinite(time):
            return 0.0
        hours = 0.0 if self.clock is None else (time - self.clock) / HOUR
        self.behind = self.behind + 1 if hours < -self.carry else 0
        if self.clock is None or hours > 0.0 or self.behind == TURNED:
            self.clock = time
            return min(max(hours, -self.carry), self.carry)
        return 0.0

    def _most(self) -> float:
        """Labels that are kept."""
        return max(self.carry * self.labels, 1.0)

    def _depth(self) -> float:
        """Labels that may be asked at once."""
        return min(DEPTH, 0.5 * self._most())
