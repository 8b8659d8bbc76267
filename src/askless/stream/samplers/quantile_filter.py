"""Balanced incremental quantile filter (BIQF): the upper part of what came of late."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from askless.models.online.online import Float64s
from askless.stream.batch import Batch
from askless.stream.samplers.balanced_quantile import BalancedQuantile
from askless.stream.samplers.sampler import register_sampler

__all__ = ["QuantileFilter", "above"]


@register_sampler
@dataclass(kw_only=True)
class QuantileFilter(BalancedQuantile):
    """Ask about an item if its utility is among the upper `rate` of the last ones.

    It needs no idea of how large utilities are, so that any of them will do, and it spends its labels evenly. Of
    what lies below the threshold nothing is ever seen, except by the random share.

    Parameters
    ----------
    window : int, default 100
        Utilities that are remembered, >= 2.
    tolerance : float, default 50.0
        Labels in the balance that move the threshold by the whole range of the window, > 0.

    Notes
    -----
    The paper counts the labels that were bought; here the balance is that of `BalancedQuantile`, so that
    questions that were drawn at random do not move the threshold. O(log window) an item.

    References
    ----------
    .. [1] D. Kottke, G. Krempl, M. Spiliopoulou, "Probabilistic active learning in datastreams", Advances in
       Intelligent Data Analysis XIV, 2015, doi:10.1007/978-3-319-24465-5_13 (section 3.2).

    Examples
    --------
    >>> sampler = QuantileFilter()
    >>> for utility in range(10):
    ...     sampler.seen(float(utility), asked=False)
    >>> sampler.chance(7.5, rate=0.2), sampler.chance(8.0, rate=0.2)
    (0.0, 1.0)
    """

    name: ClassVar[str] = "quantile_filter"
    needs: ClassVar[tuple[str, ...]] = ("proba", "uncertainty")

    def utilities(self, batch: Batch) -> Float64s:
        """How unsure the model is."""
        return batch.uncertainty

    def chance(self, utility: float, rate: float) -> float:
        """1 from the balanced quantile upwards, else 0."""
        return above(self, utility, rate)


def above(sampler: BalancedQuantile, utility: float, rate: float) -> float:
    """1 if a utility reaches the balanced quantile at 1 - rate of a sampler's window, else 0.

    Where all utilities are the same, the balance alone decides.
    """
    ordered = sampler.ordered
    if rate <= 0.0:
        return 0.0
    n = len(ordered)
    threshold, spread = utility, 0.0
    if n:
        threshold = ordered[min(int(n * (1.0 - rate)), n - 1)]
        spread = ordered[-1] - ordered[0]
    beyond = utility - threshold + spread * sampler.owed / sampler.tolerance
    asks = beyond > 0.0 or (beyond == 0.0 and sampler.owed >= 0.0)
    sampler.due = rate - asks
    return float(asks)
