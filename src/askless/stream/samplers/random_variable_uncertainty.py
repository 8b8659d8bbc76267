"""A moving threshold on certainty, shaken for each item."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from askless.models.online.online import Float64s
from askless.stream.batch import Batch
from askless.stream.samplers.moving_threshold import RandomisedThreshold
from askless.stream.samplers.sampler import register_sampler

__all__ = ["RandomVariableUncertainty"]


@register_sampler
@dataclass(kw_only=True)
class RandomVariableUncertainty(RandomisedThreshold):
    """Ask where the model is less certain than a moving threshold times a normal number.

    Unlike `variable_uncertainty` it now and then asks about items of which the model is sure, and can notice
    that they have changed. The larger the deviation, the nearer it is to `random`.

    Parameters
    ----------
    step : float, default 0.01
        Share by which the threshold moves, in (0, 1).
    deviation : float, default 1.0
        Of the normal number, > 0.

    Notes
    -----
    The number is not drawn: with a threshold t and a certainty c the chance is the probability that t times a
    normal number of mean 1 exceeds c, so that it is known.

    References
    ----------
    .. [1] I. Žliobaitė, A. Bifet, B. Pfahringer, G. Holmes, "Active learning with drifting streaming data",
       IEEE TNNLS 25, 2014, doi:10.1109/TNNLS.2012.2236570 (algorithm 3).

    Examples
    --------
    >>> sampler = RandomVariableUncertainty()
    >>> sampler.chance(-1.0, rate=0.1), round(sampler.chance(-0.5, rate=0.1), 3)
    (0.5, 0.691)
    """

    name: ClassVar[str] = "random_variable_uncertainty"

    def utilities(self, batch: Batch) -> Float64s:
        """Minus the probability of the most probable class, in [-1, 0]."""
        return -batch.sure
