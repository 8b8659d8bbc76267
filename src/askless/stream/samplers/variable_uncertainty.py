"""A threshold on certainty that follows the stream."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from askless.models.online.online import Float64s
from askless.stream.batch import Batch
from askless.stream.samplers.moving_threshold import MovingThreshold
from askless.stream.samplers.sampler import register_sampler

__all__ = ["VariableUncertainty"]


@register_sampler
@dataclass(kw_only=True)
class VariableUncertainty(MovingThreshold):
    """Ask where the model is less certain than a threshold, which falls with each question and rises without.

    So it always asks about what is uncertain by today's measure, whether the model is good or bad. It
    never looks at items of which the model is sure, and misses drift there: `split` mends that.

    Parameters
    ----------
    step : float, default 0.01
        Share by which the threshold moves, in (0, 1).

    References
    ----------
    .. [1] I. Žliobaitė, A. Bifet, B. Pfahringer, G. Holmes, "Active learning with drifting streaming data",
       IEEE TNNLS 25, 2014, doi:10.1109/TNNLS.2012.2236570 (algorithm 2).

    Examples
    --------
    >>> sampler = VariableUncertainty()
    >>> sampler.chance(-0.6, rate=0.1), sampler.chance(-1.0, rate=0.1)
    (1.0, 0.0)
    """

    name: ClassVar[str] = "variable_uncertainty"

    def utilities(self, batch: Batch) -> Float64s:
        """Minus the probability of the most probable class, in [-1, 0]."""
        return -batch.sure
