"""What budgets share: labels of later items that are lent when a stream has changed, and are paid back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from askless.core.limits import Limits
from askless.stream.budgets.budget import Budget

__all__ = ["Lending"]

SMALLEST = 10.0
"""Labels that can be lent however young the stream is."""

OVERDRAFT = 5.0
"""Labels below balance down to which a sampler may still ask, ..."""

OVERDRAFT_SHARE = 0.01
"""... and their largest share of what has been earned. Whoever keeps the rate is now above balance and now below,
by chance; held at balance, it would be silent half of the time."""


@dataclass(kw_only=True)
class Lending(Budget):
    """Base of budgets that lend.

    A label that is lent costs nothing when it is spent; it becomes a debt, and of what later items earn a part
    is kept back until the debt is paid. So a burst makes a stream poorer for a while, but never silent.

    Parameters
    ----------
    cap : float, default 0.2
        Most that is lent or owed at a time, as a share of the labels earned so far, in [0, 1]; ten labels are
        always granted, unless it is 0.
    payback : float, default 0.5
        Part of what is earned that pays back a debt, in (0, 1].
    """

    limits: ClassVar[Mapping[str, Limits]] = {"cap": Limits(0, 1), "payback": Limits(1e-6, 1)}

    cap: float = 0.2
    payback: float = 0.5
    earned: float = field(default=0.0, init=False)
    lent: float = field(default=0.0, init=False)
    debt: float = field(default=0.0, init=False)

    def advance(self, labels: float) -> float:
        """Lend labels of later items, as many of these as the cap allows."""
        most = max(self.cap * self.earned, SMALLEST) if self.cap else 0.0
        granted = max(min(labels, most - self.lent - self.debt), 0.0)
        self.lent += granted
        return granted

    def _overdraft(self) -> float:
        """Labels that a sampler may ask beyond what is left."""
        overdraft = OVERDRAFT_SHARE * self.earned
        return overdraft if overdraft < OVERDRAFT else OVERDRAFT

    def _charged(self, earned: float, asked: bool) -> float:
        """Labels that an item takes from the account: asked, not lent, or paid back."""
        self.earned += earned
        charged = 1.0 if asked else 0.0
        if asked and self.lent:
            taken = min(self.lent, 1.0)
            self.lent -= taken
            self.debt += taken
            charged -= taken
        if self.debt:
            paid = min(self.debt, self.payback * earned)
            self.debt -= paid
            charged += paid
        return charged

    def _leaning(self, share: float, ahead: float, horizon: float) -> float:
        """A share of the items, more if labels are left or lent, less if they are owed."""
        own = share * (1.0 - self.payback) if self.debt else share
        return min(max(own * (1.0 + ahead / horizon) + share * self.lent / horizon, 0.0), 1.0)

    @staticmethod
    def _left(share: float, labels: float) -> float:
        """A share for each label that a sampler has left; 1 where there is a label for each item."""
        return 1.0 if share >= 1.0 else min(max(share * labels, 0.0), 1.0)
