"""iGS: improved greedy sampling, for regression: far in the features and in what is predicted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from askless.choose import why
from askless.choose.array import Rows
from askless.choose.choice import Choice
from askless.choose.kernels.farthest import farthest_first
from askless.choose.kernels.rows import numpy_of
from askless.choose.kernels.stale_products import StaleProducts
from askless.choose.round import Round
from askless.choose.strategy.answers import numbers_of_taken
from askless.choose.strategy.rest import with_rest
from askless.choose.strategy.spread import CENTRAL, central
from askless.choose.strategy.strategy import Strategy, strategies
from askless.core.task import Task

__all__ = ["IGS"]


@dataclass(frozen=True)
class IGS(Strategy):
    """Spread the measurements over the features and over the numbers at once.

    For each item and each measured one, the distance of their features is multiplied by the
    difference of the predicted number to the measured one; the least product over the measured ones
    is what the item is worth, and each pick is the item worth most. So it does not measure where
    the features are like those of a measured item, nor where the number would be the same. For
    picks of the same batch and items not answered yet the predicted number stands in.

    Examples
    --------
    >>> from askless.choose.select import select
    >>> x = np.array([[0.0], [1.0], [5.0], [9.0]])
    >>> mean = np.array([2.0, 6.0, 8.0, 2.1])
    >>> select("igs", 2, embedding=x, mean=mean, labelled=[0], labels=[2.0], task="real").tolist()
    [2, 1]
    """

    name = "igs"
    needs = ("embedding", "mean", "labelled", "labels", "pending")
    summary = "asks about items far from all measured ones in the features and in the predicted number"
    reference = (
        "D. Wu, C.-T. Lin, J. Huang, “Active learning for regression using greedy sampling”, Information Sciences, "
        "2019, doi:10.1016/j.ins.2018.09.060"
    )
    when_not = (
        "When the pool holds outliers, which are asked first. When labels are noisy: it takes the noise of a "
        "measured number for a difference."
    )
    cost = (
        "the distances from every item to the labelled ones and to the batch, by matrix products in a few passes; "
        "about 50 bytes of memory an item"
    )

    @property
    def example(self) -> Mapping[str, Sequence[Any]]:
        return {
            "embedding": [[5.0], [9.0], [1.0], [0.0]],
            "mean": [8.0, 2.1, 4.0, 2.0],
            "labels": [2.0],
        }

    @property
    def tasks(self) -> tuple[Task, ...]:
        return ("real",)

    def reasons(self, round: Round, rows: Rows) -> tuple[str, ...]:
        """With the prediction; see `Strategy.reasons`."""
        mean = numpy_of(round.evidence.get("mean", rows))
        return tuple(
            f"unlike anything measured, and about {value:.4g} would be a new number" for value in mean.tolist()
        )

    def pick(self, round: Round, k: int) -> Choice:
        """Choose `k` one after another; see `Strategy.pick`."""
        rows, evidence = round.candidates, round.evidence
        mean = numpy_of(evidence.get("mean", rows)).astype(np.float64)
        products = StaleProducts(lambda at: evidence.get("embedding", rows[at]), mean)
        products.add(products.points_of(evidence.get("embedding", round.taken), numbers_of_taken(round)))
        first = central(round, products)
        at, squared = farthest_first(products, lambda at: round.noise(rows[at]), k - len(first), but=first)
        begin = Choice.of(rows[first], why=CENTRAL)
        far = Choice.of(rows[at], why=self.reasons(round, rows[at]), scores=np.sqrt(squared))
        return with_rest(round, Choice.joined(begin, far), k, why.NOTHING_LEFT)


strategies.register(IGS.name, IGS())
