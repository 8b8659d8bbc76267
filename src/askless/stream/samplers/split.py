"""A part of the questions at random, the rest where the model is uncertain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from askless.models.online.online import Float64s
from askless.stream.batch import Batch
from askless.stream.samplers.moving_threshold import MovingThreshold
from askless.stream.samplers.sampler import register_sampler

__all__ = ["Split"]


@register_sampler
@dataclass(kw_only=True)
class Split(MovingThreshold):
    """Ask as `variable_uncertainty` does, but draw a fifth of the questions from the whole stream.

    The random part finds changes where the model is sure, and its errors are fair at each moment: an answer of it
    is wrong as often as any item is that comes then. So a detector of drift can be fed from it.

    Parameters
    ----------
    step : float, default 0.01
        Share by which the threshold moves, in (0, 1).

    Notes
    -----
    In the paper a fifth of the stream goes to a random strategy of the same budget; here a fifth of the budget
    does, which comes to the same.

    References
    ----------
    .. [1] I. Žliobaitė, A. Bifet, B. Pfahringer, G. Holmes, "Active learning with drifting streaming data",
       IEEE TNNLS 25, 2014, doi:10.1109/TNNLS.2012.2236570 (algorithm 4).

    Examples
    --------
    >>> sampler = Split()
    >>> sampler.chance(-0.6, rate=0.1)
    1.0
    >>> sampler.seen(-0.6, asked=True)
    >>> sampler.threshold
    0.99
    """

    name: ClassVar[str] = "split"
    share: ClassVar[float] = 0.2

    def utilities(self, batch: Batch) -> Float64s:
        """Minus the probability of the most probable class, in [-1, 0]."""
        return -batch.sure
