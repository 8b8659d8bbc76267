"""A threshold on certainty that never moves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from askless.core.limits import Limits
from askless.models.online.online import Float64s
from askless.stream.batch import Batch
from askless.stream.samplers.sampler import Sampler, register_sampler

__all__ = ["FixedUncertainty"]


@register_sampler
@dataclass(kw_only=True)
class FixedUncertainty(Sampler):
    """Ask wherever the model is less certain than a threshold.

    The simplest rule there is. A model that grows sure is never asked again, right or wrong, and one that stays
    unsure asks about everything: it is here to be compared with.

    Parameters
    ----------
    threshold : float, default 0.9
        Probability of the most probable class below which to ask, in (0, 1].

    References
    ----------
    .. [1] I. Žliobaitė, A. Bifet, B. Pfahringer, G. Holmes, "Active learning with drifting streaming data",
       IEEE TNNLS 25, 2014, doi:10.1109/TNNLS.2012.2236570 (section III-B).

    Examples
    --------
    >>> sampler = FixedUncertainty()
    >>> sampler.chance(-0.6, rate=0.1), sampler.chance(-0.95, rate=0.1)
    (1.0, 0.0)
    """

    name: ClassVar[str] = "fixed_uncertainty"
    own_rate: ClassVar[bool] = True
    numbers: ClassVar[bool] = False
    limits: ClassVar[Mapping[str, Limits]] = {"threshold": Limits(1e-9, 1)}

    threshold: float = 0.9

    def utilities(self, batch: Batch) -> Float64s:
        """Minus the probability of the most probable class, in [-1, 0]."""
        return -batch.sure

    def chance(self, utility: float, rate: float) -> float:
        """1 below the threshold, else 0; 0 at a rate of 0."""
        return 1.0 if -utility < self.threshold and rate > 0.0 else 0.0
