"""Quantile rule: when the search has come by itself to nearly all of a control sample."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from askless.enough.stopping.binomial import at_least
from askless.enough.stopping.context import Context
from askless.enough.stopping.look import Look
from askless.enough.stopping.rule import Rule, stopping_rules
from askless.enough.stopping.signal import Signal

__all__ = ["Quantile", "needed_of"]


def needed_of(relevant: int, *, recall: float = 0.95, confidence: float = 0.95) -> int | None:
    """How many relevant items of a control sample the search has to reach.

    Parameters
    ----------
    relevant : int
        Relevant items in a random sample of the pool that the search knew nothing of, >= 0.
    recall : float, default 0.95
        The target, in (0, 1).
    confidence : float, default 0.95
        In (0, 1).

    Returns
    -------
    needed : int or None
        The search may stop when it comes to the one of this rank; None if the sample is too small for
        the target: even all of it would not be enough.

    Notes
    -----
    The quantile binomial confidence bound of [1]_. Each relevant item of the sample lies within the first
    `recall` of all, in the order of the search, with probability `recall`; so that j of r do is a
    binomial tail.

    References
    ----------
    .. [1] D. D. Lewis, E. Yang, O. Frieder, "Certifying one-phase technology-assisted reviews", CIKM
       2021, arXiv:2108.12746.

    Examples
    --------
    >>> [needed_of(r) for r in (58, 59, 100, 200)]
    [None, 59, 99, 196]
    >>> needed_of(30, recall=0.8)
    28
    """
    fitting = [j for j in range(1, relevant + 1) if at_least(j, relevant, recall) <= 1 - confidence]
    return fitting[0] if fitting else None


@dataclass(frozen=True, kw_only=True)
class Quantile(Rule):
    """Reading may end when enough of the relevant items of a control sample were reached.

    Parameters
    ----------
    threshold : float, default 0.95
        Recall that is aimed at, in (0, 1).
    confidence : float, default 0.95
        How sure to be, in (0, 1).

    Examples
    --------
    >>> context = Context(pool=5000, names=("other", "relevant"), positive=1, control=(100, 99))
    >>> Quantile().signal([], context).sentence
    'The search has come to 99 of the 100 relevant items of the control sample; 99 are needed.'
    """

    threshold: float = 0.95
    confidence: float = 0.95

    name: ClassVar[str] = "quantile"
    summary: ClassVar[str] = "The search has come by itself to enough of a control sample."
    how: ClassVar[str] = (
        "A random sample of the pool is read beforehand and kept from the model. When the search has come to so many "
        "of its relevant items that fewer than the target would rarely bring as many, the target is reached."
    )
    when_not: ClassVar[str] = (
        "Where relevant items are rare: 95 % recall at 95 % confidence takes 59 relevant items in the sample alone."
    )
    reference: ClassVar[str] = (
        "Lewis, Yang and Frieder, “Certifying one-phase technology-assisted reviews”, CIKM 2021, arXiv:2108.12746"
    )
    needs: ClassVar[tuple[str, ...]] = ("positive", "control")
    larger: ClassVar[bool] = True

    @property
    def window(self) -> int:
        """No look is read."""
        return 0

    def measure(self, looks: Sequence[Look], context: Context) -> Signal:
        """See `Rule.measure`; the value is the share of the control sample that was reached."""
        if context.control is None:
            return self.says_nothing(
                "There is no control sample: a random sample that was read and kept from the model."
            )
        relevant, reached = context.control
        needed = needed_of(relevant, recall=self.threshold, confidence=self.confidence)
        if needed is None:
            return self.says_nothing(
                f"The control sample is too small: it has {relevant:,} relevant items, and "
                f"{100 * self.threshold:.0f} % recall takes more."
            )
        come = f"The search has come to {reached:,} of the {relevant:,} relevant items of the control sample"
        return Signal(
            self.name, reached / relevant, self.threshold, True, reached >= needed, f"{come}; {needed:,} are needed."
        )


stopping_rules.register(Quantile.name, Quantile())
