"""k-center: the rows that leave no row far from all that is labelled (core-set)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from askless.choose.choice import Choice
from askless.choose.round import Round
from askless.choose.strategy.contract import ANYTHING
from askless.choose.strategy.spread import spread
from askless.choose.strategy.strategy import Strategy, strategies
from askless.core.task import Task

__all__ = ["KCenter"]


@dataclass(frozen=True)
class KCenter(Strategy):
    """Leave nothing far away: each pick is the row farthest from all labelled, pending and picked ones.

    The largest distance from any row to the nearest labelled one shrinks as fast as can be had, but
    for a factor of two. It looks at the features alone. With nothing labelled it begins with the
    row nearest to the centre of the pool.

    Examples
    --------
    >>> import numpy as np
    >>> from askless.choose.select import select
    >>> select("k_center", 2, embedding=np.array([[0.0], [1.0], [5.0], [9.0]]), labelled=[0]).tolist()
    [3, 2]
    """

    name = "k_center"
    needs = ("embedding",)
    summary = "asks about the item farthest from everything labelled"
    reference = (
        "O. Sener, S. Savarese, “Active learning for convolutional neural networks: a core-set approach”, ICLR 2018, "
        "arXiv:1708.00489; T. F. Gonzalez, “Clustering to minimize the maximum intercluster distance”, 1985"
    )
    when_not = (
        "When the pool holds outliers or rubbish: these are the farthest, and are asked first. "
        "And when distance between the features means little: `max_herding` asks typical items."
    )
    cost = (
        "the distances from every item to the labelled ones and to the batch, by matrix products in a few passes; "
        "about 40 bytes of memory an item"
    )

    @property
    def example(self) -> Mapping[str, Sequence[Any]]:
        return {"embedding": [[9.0], [5.0], [1.0], [0.0]], "labels": [0]}

    @property
    def tasks(self) -> tuple[Task, ...]:
        return ANYTHING

    def pick(self, round: Round, k: int) -> Choice:
        """Choose `k` one after another; see `Strategy.pick`."""
        return spread(round, k)


strategies.register(KCenter.name, KCenter())
