"""GSx: greedy sampling in feature space, for regression."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from askless.choose.choice import Choice
from askless.choose.round import Round
from askless.choose.strategy.spread import spread
from askless.choose.strategy.strategy import Strategy, strategies
from askless.core.task import Task

__all__ = ["GSx"]


@dataclass(frozen=True)
class GSx(Strategy):
    """Spread the measurements: each pick is the item farthest from all that are measured or picked.

    It begins with the item nearest to the centre of the pool. A smooth function is known everywhere
    once no item is far from a measured one. The picks are those of `k_center`, under the name by
    which regression knows them; features should be on one scale, as those of the built-in models are.

    Examples
    --------
    >>> import numpy as np
    >>> from askless.choose.select import select
    >>> select("gsx", 3, embedding=np.array([[0.0], [1.0], [5.0], [9.0]]), task="real").tolist()
    [2, 0, 3]
    """

    name = "gsx"
    needs = ("embedding",)
    summary = "asks about the item farthest in its features from everything measured"
    reference = (
        "D. Wu, C.-T. Lin, J. Huang, “Active learning for regression using greedy sampling”, Information Sciences, "
        "2019, doi:10.1016/j.ins.2018.09.060"
    )
    when_not = (
        "When the pool holds outliers, which are asked first, or when the function changes much more in some places "
        "than in others: `igs` looks at the predictions too."
    )
    cost = (
        "the distances from every item to the labelled ones and to the batch, by matrix products in a few passes; "
        "about 40 bytes of memory an item"
    )

    @property
    def example(self) -> Mapping[str, Sequence[Any]]:
        return {"embedding": [[9.0], [5.0], [1.0], [0.0]], "labels": [0.5]}

    @property
    def tasks(self) -> tuple[Task, ...]:
        return ("real",)

    def pick(self, round: Round, k: int) -> Choice:
        """Choose `k` one after another; see `Strategy.pick`."""
        return spread(round, k)


strategies.register(GSx.name, GSx())
