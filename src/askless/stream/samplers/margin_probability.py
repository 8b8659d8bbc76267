"""A coin whose weight is the margin: b / (b + |margin|)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from askless.core.limits import Limits
from askless.models.online.online import Float64s
from askless.stream.batch import Batch
from askless.stream.samplers.sampler import Sampler, register_sampler

__all__ = ["MarginProbability"]

SUREST = 1e-12
"""Smallest probability that is told from 0."""


@register_sampler
@dataclass(kw_only=True)
class MarginProbability(Sampler):
    """Ask with the probability b / (b + m), where m is the margin between the two best classes in logits.

    For linear models there is a bound on their mistakes with it, whatever the stream, as long as the budget has room
    for all that it asks; with `b` towards infinity it is asking about everything. By itself it follows no budget: how
    much it asks depends on `b` and on the model. A budget that is too small stops it again and again; then the
    bound does not hold.

    Parameters
    ----------
    b : float, default 1.0
        Margin at which one of two items is asked about, in nats, > 0.

    Notes
    -----
    The paper takes the margin of a perceptron with two classes, in its own units. Log-odds, the difference
    between the logits of the two most probable classes, are the same for a softmax model, and exist for others.

    References
    ----------
    .. [1] N. Cesa-Bianchi, C. Gentile, L. Zaniboni, "Worst-case analysis of selective sampling for linear
       classification", JMLR 7, 2006, https://jmlr.org/papers/v7/cesa-bianchi06b.html (figure 1).

    Examples
    --------
    >>> sampler = MarginProbability()
    >>> sampler.chance(0.0, rate=0.1), sampler.chance(-1.0, rate=0.1), sampler.chance(-3.0, rate=0.1)
    (1.0, 0.5, 0.25)
    """

    name: ClassVar[str] = "margin_probability"
    own_rate: ClassVar[bool] = True
    numbers: ClassVar[bool] = False
    limits: ClassVar[Mapping[str, Limits]] = {"b": Limits(0, inner=True)}

    b: float = 1.0

    def utilities(self, batch: Batch) -> Float64s:
        """Minus the margin in nats, in [-27.7, 0]; 0 with fewer than two classes."""
        if batch.proba.shape[1] < 2:
            return np.zeros(len(batch))
        logits = np.log(np.fmax(np.partition(batch.proba, -2, axis=1)[:, -2:], SUREST))  # NaN is as good as 0
        closeness: Float64s = logits[:, 0] - logits[:, 1]
        return closeness

    def chance(self, utility: float, rate: float) -> float:
        """b / (b + margin); 0 at a rate of 0."""
        return self.b / (self.b - utility) if rate > 0.0 else 0.0
