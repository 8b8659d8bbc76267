"""An exponentially decayed estimate of what is spent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from askless.core.limits import Limits
from askless.stream.budgets.budget import register_budget
from askless.stream.budgets.lending import Lending

__all__ = ["Exponential"]

STEADY = 10.0
"""Labels up to which the long run corrects the estimate."""


@register_budget
@dataclass(kw_only=True)
class Exponential(Lending):
    """Keep the share of questions among about the last `window` items, older ones counting less and less.

    The estimate needs one number instead of a window. Labels that a quiet time has left are forgotten with it,
    unlike in a `token_bucket`.

    Parameters
    ----------
    share : float, default 0.1
        Of the items, in (0, 1].
    window : int, default 1000
        Items over which the estimate forgets, >= 2.
    horizon : float, default 10.0
        Labels over which an imbalance is put right, > 0.
    cap : float, default 0.2
        Most that `advance` lends, as a share of the labels earned so far, in [0, 1]; ten labels are always
        granted, unless it is 0.
    payback : float, default 0.5
        Part of what is earned that pays back a debt, in (0, 1].

    Notes
    -----
    The paper's estimate u becomes u (w - 1) / w, plus 1 for a question, and questions are allowed while u / w is
    below the share. Here its excess over ``share * w`` is kept, so that a stream begins in balance and not
    with a right to a window's labels at once. A sampler that asks whenever it may would exceed the share by half a
    label a window in the paper, and one that keeps the rate fall short of it; so what has been spent too
    much or too little in all, up to ten labels, shifts the bound.

    References
    ----------
    .. [1] I. Žliobaitė, A. Bifet, B. Pfahringer, G. Holmes, "Active learning with drifting streaming data",
       IEEE TNNLS 25, 2014, doi:10.1109/TNNLS.2012.2236570 (section III-D).

    Examples
    --------
    >>> budget = Exponential(share=0.5, window=10)
    >>> budget.seen(True, time=0.0)
    >>> budget.excess, budget.room() < 1.0
    (0.5, True)
    """

    name: ClassVar[str] = "exponential"
    limits: ClassVar[Mapping[str, Limits]] = {
        **Lending.limits,
        "share": Limits(1e-9, 1),
        "window": Limits(2),
        "horizon": Limits(0, inner=True),
    }

    share: float = 0.1
    window: int = 1000
    horizon: float = 10.0
    excess: float = field(default=0.0, init=False)
    credit: float = field(default=0.0, init=False)

    def room(self) -> float:
        """What is left by the estimate, and what was lent and is not yet spent."""
        return self._ahead() + self.lent + 1.0 + self._overdraft()

    def rate(self) -> float:
        """The share, more if labels are left, less if they are owed."""
        return self._leaning(self.share, self._ahead(), self.horizon)

    def unspent(self) -> float:
        """The share for each label that is left beyond ten."""
        return self._left(self.share, self._ahead() - STEADY)

    def seen(self, asked: bool, time: float) -> None:
        """Forget a little, and count."""
        spent = self._charged(self.share, asked) - self.share
        self.excess += spent - self.excess / self.window
        self.credit -= spent

    def _ahead(self) -> float:
        """Labels left by the estimate, shifted by what the long run has left."""
        return min(max(self.credit, -STEADY), STEADY) - self.excess
