"""No more than so many questions among so many items."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from askless.core.limits import Limits
from askless.errors import UsageError
from askless.stream.budgets.budget import register_budget
from askless.stream.budgets.lending import Lending

__all__ = ["FixedWindow"]

IDLE = 1.5
"""Labels that are left to the sampler's choice."""


@register_budget
@dataclass(kw_only=True)
class FixedWindow(Lending):
    """Of the last `window` items, whichever they are, at most a share is asked about.

    The strictest budget: people who answer are never sent more than so much work in a stretch of the stream.
    Labels that are not asked while an item is in the window are lost, so that a little less than the share
    is spent, by about a label a window: choose one that holds a hundred labels or more.

    Parameters
    ----------
    share : float, default 0.1
        Of the items, in (0, 1]; ``share * window`` has to be 1 or more.
    window : int, default 1000
        Items, >= 1.
    horizon : float, default 2.0
        Labels over which what is left is asked, > 0; a short one spends more of the budget, a long one spends
        it more freely.
    cap : float, default 0.2
        Most that `advance` lends, as a share of the labels earned so far, in [0, 1]; ten labels are always
        granted, unless it is 0. A burst is the one time when a window holds more.
    payback : float, default 0.5
        Part of what is earned that pays back a debt, in (0, 1].

    Notes
    -----
    Before a whole window has come, the share is that of the items so far, so that a stream does not begin with a
    burst. O(1) an item; the state is a number for each item of the window.

    Examples
    --------
    >>> budget = FixedWindow(share=0.5, window=4)
    >>> for asked in (True, False, True, False):
    ...     budget.seen(asked, time=0.0)
    >>> round(budget.room(), 3)  # the first question leaves the window with the next item
    1.0
    """

    name: ClassVar[str] = "fixed_window"
    limits: ClassVar[Mapping[str, Limits]] = {
        **Lending.limits,
        "share": Limits(1e-9, 1),
        "window": Limits(1),
        "horizon": Limits(0, inner=True),
    }

    share: float = 0.1
    window: int = 1000
    horizon: float = 2.0
    ring: list[float] = field(default_factory=list, init=False)
    at: int = field(default=0, init=False)
    inside: float = field(default=0.0, init=False)
    soon: float = field(default=0.0, init=False)

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.share * self.window < 1.0:
            raise UsageError(
                f"A share of {self.share!r} of a window of {self.window!r} items is less than one label.",
                "Give a larger window.",
            )

    def room(self) -> float:
        """What the window leaves for the next item, and what was lent and is not yet spent."""
        n = min(len(self.ring) + 1, self.window)
        allowed = max(self.share * n, 1.0)
        leaving = self.ring[self.at] if len(self.ring) == self.window else 0.0
        return allowed - self.inside + leaving + self.lent + 1e-9  # sums of parts are not exact

    def rate(self) -> float:
        """What is left, and what becomes free within the horizon, spread over it."""
        ahead = self._ahead()
        free = (
            self.room() - self.lent + self.soon if len(self.ring) == self.window else self.room() + self.share * ahead
        )
        return min(max(free / (ahead + 1.0) + self.share * self.lent / self.horizon, 0.0), 1.0)

    def unspent(self) -> float:
        """Twice the share for each label beyond those that may lie idle: what lies there is lost soon."""
        return self._left(self.share, 2.0 * (self.room() - self.lent - IDLE))

    def seen(self, asked: bool, time: float) -> None:
        """Put the item into the window, and the oldest one out of it."""
        charged = self._charged(self.share, asked)
        self.inside += charged
        if len(self.ring) < self.window:
            self.ring.append(charged)
            if len(self.ring) == self.window:
                self._turn()
            return
        self.inside -= self.ring[self.at]
        self.ring[self.at] = charged
        self.at += 1
        if self.at == self.window:
            self._turn()
            return
        self.soon += self.ring[(self.at + self._ahead()) % self.window] - self.ring[self.at]

    def _ahead(self) -> int:
        """Items after the next one within the horizon."""
        return max(min(int(self.horizon / self.share), self.window) - 1, 0)

    def _turn(self) -> None:
        """Begin at the first place again, with sums that are exact."""
        self.at = 0
        self.inside = sum(self.ring)
        self.soon = sum(self.ring[1 : 1 + self._ahead()])
