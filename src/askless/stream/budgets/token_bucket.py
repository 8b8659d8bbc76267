"""A bucket into which each item drips a part of a label."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from askless.stream.budgets.budget import Budget, register_budget

__all__ = ["TokenBucket"]


@register_budget
@dataclass(kw_only=True)
class TokenBucket(Budget):
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
        Most that `advance` lends, as a share of the labels earned so far, but never less than `depth`.

    Examples
    --------
    >>> budget = TokenBucket(share=0.5)
    >>> for asked in (False, False, True):
    ...     budget.seen(asked, time=0.0)
    >>> budget.room()
    1.5
    """

    name: ClassVar[str] = "token_bucket"

    share: float = 0.1
    depth: float = 10.0
    horizon: float = 20.0
    cap: float = 0.2
    credit: float = field(default=0.0, init=False)
    earned: float = field(default=0.0, init=False)
    lent: float = field(default=0.0, init=False)

    def room(self) -> float:
        """What is left, and what was lent and is not yet spent; the first item may be asked about."""
        return min(self.credit, self.depth) + self.lent + 1.0

    def rate(self) -> float:
        """The share, more if labels are left, less if they are owed."""
        return min(max(self.share * (1.0 + (self.credit + self.lent) / self.horizon), 0.0), 1.0)

    def unspent(self) -> float:
        """The share for each label that lies in the bucket beyond its depth."""
        return min(max(self.share * (self.credit - self.depth), 0.0), 1.0)

    def seen(self, asked: bool, time: float) -> None:
        """Earn a share, spend a label if one was asked."""
        self.credit += self.share - asked
        self.earned += self.share
        if asked and self.lent:
            self.lent = max(self.lent - 1.0, 0.0)

    def advance(self, labels: float) -> float:
        """Lend labels; what is owed shows as negative credit once they are spent."""
        owed = self.lent + max(-self.credit, 0.0)
        granted = max(min(labels, max(self.cap * self.earned, self.depth) - owed), 0.0)
        self.lent += granted
        return granted
