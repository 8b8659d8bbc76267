"""GSy: greedy sampling in what is predicted, for regression."""

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
from askless.choose.kernels.stale import StaleDistances
from askless.choose.round import Round
from askless.choose.strategy.answers import numbers_of_taken
from askless.choose.strategy.rest import with_rest
from askless.choose.strategy.spread import central
from askless.choose.strategy.strategy import Strategy, strategies
from askless.core.task import Task

__all__ = ["GSy"]


@dataclass(frozen=True)
class GSy(Strategy):
    """Spread the measurements over the range of numbers, as far as the model can tell.

    Each pick is the item whose predicted number is farthest from all numbers that are known; for a
    pick of the same batch, and for what is asked and not answered yet, the predicted number stands
    in. Small and large values come to be measured as well as the usual ones.

    Examples
    --------
    >>> from askless.choose.select import select
    >>> mean = np.array([1.0, 4.0, 9.0, 2.0])
    >>> select("gsy", 2, mean=mean, labelled=[0], labels=[1.5], task="real").tolist()
    [2, 1]
    """

    name = "gsy"
    needs = ("mean", "labelled", "labels", "pending")
    summary = "asks about the item whose predicted number is farthest from all known numbers"
    reference = (
        "D. Wu, C.-T. Lin, J. Huang, “Active learning for regression using greedy sampling”, Information Sciences, "
        "2019, doi:10.1016/j.ins.2018.09.060"
    )
    when_not = (
        "While the model predicts poorly: it looks at nothing else, and runs after its own extremes. `igs` looks at "
        "the features too, and `gsx` at them alone."
    )
    cost = "the distance of every predicted number to all known ones, in a few passes; about 40 bytes of memory an item"

    @property
    def example(self) -> Mapping[str, Sequence[Any]]:
        return {"mean": [9.0, 5.0, 2.0, 1.0], "labels": [1.2]}

    @property
    def tasks(self) -> tuple[Task, ...]:
        return ("real",)

    def reasons(self, round: Round, rows: Rows) -> tuple[str, ...]:
        """With the prediction; see `Strategy.reasons`."""
        mean = numpy_of(round.evidence.get("mean", rows))
        return tuple(f"about {value:.4g} is predicted, far from every number known so far" for value in mean.tolist())

    def pick(self, round: Round, k: int) -> Choice:
        """Choose `k` one after another; see `Strategy.pick`."""
        rows = round.candidates
        mean = numpy_of(round.evidence.get("mean", rows)).astype(np.float64)[:, None]
        distances = StaleDistances([lambda at: mean[at]], len(rows))
        distances.add(distances.points_of(numbers_of_taken(round)[:, None]))
        first = central(round, distances)
        at, squared = farthest_first(distances, lambda at: round.noise(rows[at]), k - len(first), but=first)
        begin = Choice.of(rows[first], why="the most usual number, to begin with")
        far = Choice.of(rows[at], why=self.reasons(round, rows[at]), scores=np.sqrt(squared))
        return with_rest(round, Choice.joined(begin, far), k, why.NOTHING_LEFT)


strategies.register(GSy.name, GSy())
