"""Importance-weighted active learning (IWAL): ask where hypotheses differ in their loss, and weight the answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from askless.core.limits import Limits
from askless.models.online.online import Float64s
from askless.stream.batch import Batch
from askless.stream.samplers.sampler import Sampler, register_sampler

__all__ = ["Iwal"]


@register_sampler
@dataclass(kw_only=True)
class Iwal(Sampler):
    """Ask with a probability that grows with the widest gap between the losses of any two hypotheses.

    Answers are learnt with the weight 1 / probability. As long as the budget has room for all that it asks, what is
    learnt is unbiased, as if every item had been answered; the price is noise: a label that was unlikely to be bought
    counts much. By itself it follows no budget. One that is too small stops it again and again, and of what comes then
    nothing is asked and nothing learnt, which no weight makes up for: choose one above the share that it asks, at least
    `least`, if you want what it promises.

    Parameters
    ----------
    least : float, default 0.1
        Smallest probability, in (0, 1]; no weight is larger than its inverse.

    Notes
    -----
    The hypotheses are the `draws` of the batch, for instance a committee of bootstraps, as in the experiments
    of the paper. The loss of a hypothesis is 1 - the probability that it gives to the label, in [0, 1]. As long
    as there is no committee, all items are asked about.

    References
    ----------
    .. [1] A. Beygelzimer, S. Dasgupta, J. Langford, "Importance weighted active learning", ICML 2009,
       doi:10.1145/1553374.1553381 (algorithm 2 and section 7.2).

    Examples
    --------
    >>> sampler = Iwal()
    >>> sampler.chance(0.0, rate=0.1), round(sampler.chance(0.5, rate=0.1), 3)
    (0.1, 0.55)
    """

    name: ClassVar[str] = "iwal"
    needs: ClassVar[tuple[str, ...]] = ("draws",)
    weighted: ClassVar[bool] = True
    own_rate: ClassVar[bool] = True
    numbers: ClassVar[bool] = False
    limits: ClassVar[Mapping[str, Limits]] = {"least": Limits(1e-9, 1)}

    least: float = 0.1

    def utilities(self, batch: Batch) -> Float64s:
        """Largest difference in loss of two hypotheses on any label, in [0, 1]."""
        if batch.draws is None or not batch.draws.size:
            return np.ones(len(batch))
        apart: Float64s = np.ptp(batch.draws, axis=1).max(axis=1)
        return np.clip(np.nan_to_num(apart, nan=1.0), 0.0, 1.0)

    def chance(self, utility: float, rate: float) -> float:
        """From `least` where all hypotheses lose alike to 1; 0 at a rate of 0."""
        return self.least + (1.0 - self.least) * utility if rate > 0.0 else 0.0
