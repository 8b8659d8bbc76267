"""A bucket into which each item drips a part of a label."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from askless.core.limits import Limits
from askless.stream.budgets.budget import register_budget
from askless.stream.budgets.lending import Lending

__all__ = ["TokenBucket"]


@register_budget
@dataclass(kw_only=True)
class TokenBucket(Lending):
    """Each item earns its share of a label; a question spends one.

    What is earned is kept, so that over the whole stream neither more nor less is asked than the share,
    wherever the labels fall. The rate leans against what is left or owed.

    Parameters
    ----------
    share : float, default 0.1
        Labels for each item, in (0, 1].
    depth : float, default 10.0
        Labels that may be asked at once after a quiet time, >= 1; more than this are earned and asked later.
    horizon : float, default 20.0
        Labels over which an imbalance is put right, > 0.
    cap : float, default 0.2
        Most that `advance` lends, as a share of the labels earned so far, in [0, 1]; ten labels are always
        granted, unless it is 0.
    payback : float, default 0.5
        Part of what is earned that pays back a debt, in (0, 1].

    Notes
    -----
    A sampler may ask a little more than was earned, by a hundredth of it and at most 5 labels.

    Examples
    --------
    >>> budget = TokenBucket(share=0.5)
    >>> for asked in (False, False, True):
    ...     budget.seen(asked, time=0.0)
    >>> round(budget.room(), 2)
    1.51
    """

    name: ClassVar[str] = "token_bucket"
    limits: ClassVar[Mapping[str, Limits]] = {
        **Lending.limits,
        "share": Limits(1e-9, 1),
        "depth": Limits(1),
        "horizon": Limits(0, inner=True),
    }

    share: float = 0.1
    depth: float = 10.0
    horizon: float = 20.0
    credit: float = field(default=0.0, init=False)

    def room(self) -> float:
        """What is left, and what was lent and is not yet spent; the first item may be asked about."""
        return min(self.credit, self.depth) + self.lent + 1.0 + self._overdraft()

    def rate(self) -> float:
        """The share, more if labels are left, less if they are owed."""
        return self._leaning(self.share, self.credit, self.horizon)

    def unspent(self) -> float:
        """The share for each label that lies in the bucket beyond its depth."""
        return self._left(self.share, self.credit - self.depth)

    def terms(self) -> tuple[float, float, float]:
        """The three above; written out for the usual case, in which nothing is lent or owed."""
        share, credit, depth = self.share, self.credit, self.depth
        if self.lent or self.debt or share >= 1.0:
            return super().terms()
        rate = share * (1.0 + credit / self.horizon)
        room = (credit if credit < depth else depth) + 1.0 + self._overdraft()
        return 0.0 if rate < 0.0 else min(rate, 1.0), self._left(share, credit - depth) if credit > depth else 0.0, room

    def seen(self, asked: bool, time: float) -> None:
        """Earn a share, spend a label if one was asked."""
        self.credit += self.share - self._charged(self.share, asked)
