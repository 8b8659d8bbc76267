"""Ours, and the default: a random part, and a soft threshold at a balanced quantile."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from math import exp, log
from typing import ClassVar

from askless.core.limits import Limits
from askless.models.online.online import Float64s
from askless.stream.batch import Batch
from askless.stream.samplers.balanced_quantile import BalancedQuantile
from askless.stream.samplers.sampler import register_sampler
from askless.stream.samplers.trust import Trusting

__all__ = ["SplitQuantile"]

STEEPEST = 30.0
"""Logit beyond which a chance is 0 or 1 for all that counts, and `exp` is safe."""

LEAST = 1e-9
"""Rate or share below which a window tells nothing."""

TINY = 1e-300
"""Spread of a window of equal utilities."""


@register_sampler
@dataclass(kw_only=True)
class SplitQuantile(BalancedQuantile, Trusting):
    """Ask with a probability that rises smoothly where a utility comes among the upper `rate` of the last ones.

    A fifth of the questions is drawn at random: it shows drift where the model is sure, and says fairly how good the
    model is at that moment. Where those drawn at random show that the model is wrong where it is sure, all are
    drawn at random until it is not; as many more of them come from bad times, their mean over a stretch with such a
    time is worse than the model was. The rest goes to what the model is least sure of *by today's measure*: the
    threshold is a quantile, so it follows a model that grows surer, and it is a slope and no step, so that an item
    near it is neither sure to be asked about nor sure to be let go. It works wherever a model can say how unsure it
    is, for classes and for numbers.

    Parameters
    ----------
    window : int, default 256
        Utilities that are remembered, >= 2.
    tolerance : float, default 10.0
        Labels in the balance that move the threshold by one spread, > 0.
    memory, slack : float
        When the choice is trusted, see `Trusting`.
    softness : float, default 0.1
        Width of the slope in spreads, > 0.

    Notes
    -----
    The chance is ``sigmoid((utility - q) / tau)``, with q the quantile at 1 - rate less the balance, and tau a
    part of the spread of the window around q: from the quantile at 1 - 2 rate to that at 1 - rate / 2. A spread
    of this kind scales with the utilities and with the rate, so that no option has to. Where both quantiles
    are the same number, the spread is the range. Utilities that equal q are asked about as often as the rate
    wants if all larger ones are.

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
    >>> [round(sampler.chance(utility, rate=0.2), 3) for utility in (7.0, 7.9, 8.1, 9.0)]
    [0.034, 0.417, 0.583, 0.966]
    """

    name: ClassVar[str] = "split_quantile"
    needs: ClassVar[tuple[str, ...]] = ("proba", "uncertainty")
    share: ClassVar[float] = 0.2
    limits: ClassVar[Mapping[str, Limits]] = {
        **BalancedQuantile.limits,
        **Trusting.limits,
        "softness": Limits(0, inner=True),
    }

    window: int = 256
    tolerance: float = 10.0
    softness: float = 0.1

    def utilities(self, batch: Batch) -> Float64s:
        """How unsure the model is."""
        return batch.uncertainty

    def chance(self, utility: float, rate: float) -> float:
        """A sigmoid around the balanced quantile; the rate as long as there is nothing to compare with."""
        ordered = self.ordered
        n = len(ordered)
        if not n or not LEAST < rate < 1.0:
            return min(max(rate, 0.0), 1.0)
        threshold = ordered[int(n * (1.0 - rate))]
        if utility == threshold:
            logit = self._among_equals(utility, rate)
        else:
            spread = ordered[int(n * (1.0 - 0.5 * rate))] - ordered[int(n * (1.0 - 2.0 * rate)) if rate < 0.5 else 0]
            logit = (utility - threshold) / (spread or ordered[-1] - ordered[0] or TINY) / self.softness
        logit += self.owed / (self.tolerance * self.softness)
        chance = 1.0 / (1.0 + exp(-logit)) if -STEEPEST < logit < STEEPEST else float(logit > 0.0)
        self.due = rate - chance
        return chance

    def _among_equals(self, utility: float, rate: float) -> float:
        """Logit of the chance that brings the rate about if all that is larger is asked about."""
        n = len(self.ordered)
        after = bisect_right(self.ordered, utility)
        fair = (after - n * (1.0 - rate)) / (after - bisect_left(self.ordered, utility))
        return log(fair / (1.0 - fair)) if LEAST < fair < 1.0 - LEAST else STEEPEST * (1.0 if fair > 0.5 else -1.0)
