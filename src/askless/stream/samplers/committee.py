"""Query by committee: the items on which its members differ most."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np

from askless.choose.score.committee.mean_kl import mean_kl
from askless.choose.score.committee.vote_entropy import vote_entropy
from askless.errors import UsageError
from askless.models.online.online import Float64s
from askless.stream.batch import Batch
from askless.stream.samplers.balanced_quantile import BalancedQuantile
from askless.stream.samplers.quantile_filter import above
from askless.stream.samplers.sampler import register_sampler

__all__ = ["Committee"]

MEASURES = {"vote_entropy": vote_entropy, "mean_kl": mean_kl}


@register_sampler
@dataclass(kw_only=True)
class Committee(BalancedQuantile):
    """Ask about the items on which a committee differs most, by the filter of `quantile_filter`.

    It looks for what a label could settle: members that are unsure alike do not differ. Members that are
    nearly one, such as those of a stable model with many labels, differ by noise only.

    Parameters
    ----------
    measure : {"mean_kl", "vote_entropy"}, default "mean_kl"
        Divergence of the members from their mean, or entropy of their votes; both in nats.
    window : int, default 100
        Utilities that are remembered, >= 2.
    tolerance : float, default 50.0
        Labels in the balance that move the threshold by the whole range of the window, > 0.

    References
    ----------
    .. [1] H. S. Seung, M. Opper, H. Sompolinsky, "Query by committee", COLT 1992, doi:10.1145/130385.130417.
    .. [2] A. McCallum, K. Nigam, "Employing EM and pool-based active learning for text classification", ICML
       1998 (the divergence).

    Examples
    --------
    >>> draws = np.array([[[0.9, 0.1], [0.1, 0.9]], [[0.5, 0.5], [0.5, 0.5]]])
    >>> batch = Batch(0, [0, 1], np.zeros((2, 1)), np.zeros((2, 1)), np.zeros(2), draws=draws)
    >>> Committee().utilities(batch).round(3)
    array([0.368, 0.   ])
    """

    name: ClassVar[str] = "committee"
    needs: ClassVar[tuple[str, ...]] = ("draws",)

    measure: Literal["mean_kl", "vote_entropy"] = "mean_kl"

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.measure not in MEASURES:
            raise UsageError(
                f"The option `measure` of Committee is {self.measure!r}.", "Give “mean_kl” or “vote_entropy”."
            )

    def utilities(self, batch: Batch) -> Float64s:
        """How far the members differ, in nats; for numbers their deviation. 0 without two members and two classes."""
        draws = batch.draws
        if draws is None or not len(draws) or draws.shape[1] < 2:
            return np.zeros(len(batch))
        if batch.predicted is not None:
            return np.asarray(draws.std(axis=1).mean(axis=1))
        if draws.shape[2] < 2:
            return np.zeros(len(batch))
        return np.asarray(MEASURES[self.measure](draws), dtype=np.float64)

    def chance(self, utility: float, rate: float) -> float:
        """1 from the balanced quantile upwards, else 0."""
        return above(self, utility, rate)
