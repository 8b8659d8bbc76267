"""Ours, and the default: a random part, and a soft threshold at a balanced quantile."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp
from typing import ClassVar

from askless.core.limits import Limits
from askless.models.online.online import Float64s
from askless.stream.batch import Batch
from askless.stream.samplers.balanced_quantile import BalancedQuantile
from askless.stream.samplers.sampler import register_sampler

__all__ = ["SplitQuantile"]

STEEPEST = 30.0
"""Logit beyond which a chance is 0 or 1 for all that counts, and `exp` is safe."""

RAREST = 1e-9
"""Rate below which no window holds a quantile."""


@register_sampler
@dataclass(kw_only=True)
class SplitQuantile(BalancedQuantile):
    """Ask with a probability that rises smoothly where a utility comes among the upper `rate` of the last ones.

    A fifth of the questions is drawn at random: it shows drift where the model is sure, and says without bias
    how good the model is. The rest goes to what the model is least sure of *by today's measure*: the threshold
    is a quantile, so it follows a model that grows surer, and it is a slope and no step, so that every item has
    a known chance strictly between 0 and 1. It works wherever a model can say how unsure it is, for
    classes and for numbers.

    Parameters
    ----------
    window : int, default 256
        Utilities that are remembered, >= 2.
    tolerance : float, default 25.0
        Labels in the balance that move the threshold by one spread, > 0.
    softness : float, default 0.25
        Width of the slope in spreads, > 0.

    Notes
    -----
    The chance is ``sigmoid((utility - q) / tau)``, with q the quantile at 1 - rate less the balance, and tau a
    part of the spread of the window around q: from the quantile at 1 - 2 rate to that at 1 - rate / 2. A spread
    of this kind scales with the utilities and with the rate, so that no option has to. Where both quantiles
    are the same number, the spread is the range; where the whole window is, the chance is the rate.

    About a microsecond an item, O(log window).

    References
    ----------
    .. [1] D. Kottke, G. Krempl, M. Spiliopoulou, "Probabilistic active learning in datastreams", Advances in
       Intelligent Data Analysis XIV, 2015, doi:10.1007/978-3-319-24465-5_13 (the balanced quantile).
    .. [2] I. Žliobaitė, A. Bifet, B. Pfahringer, G. Holmes, "Active learning with drifting streaming data",
       IEEE TNNLS 25, 2014, doi:10.1109/TNNLS.2012.2236570 (the random part).

    Examples
    --------
    >>> sampler = SplitQuantile()
    >>> for utility in range(10):
    ...     sampler.seen(float(utility), asked=False)
    >>> [round(sampler.chance(utility, rate=0.2), 3) for utility in (6.0, 8.0, 10.0)]
    [0.065, 0.5, 0.935]
    """

    name: ClassVar[str] = "split_quantile"
    needs: ClassVar[tuple[str, ...]] = ("proba", "uncertainty")
    share: ClassVar[float] = 0.2
    limits: ClassVar[Mapping[str, Limits]] = {**BalancedQuantile.limits, "softness": Limits(0, inner=True)}

    window: int = 256
    tolerance: float = 25.0
    softness: float = 0.25

    def utilities(self, batch: Batch) -> Float64s:
        """How unsure the model is."""
        return batch.uncertainty

    def chance(self, utility: float, rate: float) -> float:
        """A sigmoid around the balanced quantile; the rate as long as there is nothing to compare with."""
        ordered = self.ordered
        n = len(ordered)
        if not n or not RAREST < rate < 1.0:
            return min(max(rate, 0.0), 1.0)
        spread = ordered[int(n * (1.0 - 0.5 * rate))] - ordered[int(n * (1.0 - 2.0 * rate)) if rate < 0.5 else 0]
        if not spread:
            spread = ordered[-1] - ordered[0]
        above = utility - ordered[int(n * (1.0 - rate))]
        if spread:
            logit = (above / spread + self.owed / self.tolerance) / self.softness
            chance = 1.0 / (1.0 + exp(-logit)) if -STEEPEST < logit < STEEPEST else float(logit > 0.0)
        else:
            chance = float(above > 0.0) if above else rate
        self.due = rate - chance
        return chance
