"""ProbCover: the rows whose neighbourhoods hold most of the pool."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from askless.choose.choice import Choice
from askless.choose.objective.similarity import Ball
from askless.choose.round import Round
from askless.choose.strategy.contract import ANYTHING
from askless.choose.strategy.evaluation import Evaluation
from askless.choose.strategy.herd import covering
from askless.choose.strategy.strategy import Strategy, strategies
from askless.core.task import Task

__all__ = ["ProbCover"]


@dataclass(frozen=True, kw_only=True)
class ProbCover(Strategy):
    """Cover the pool with balls: each pick has most rows within a radius that no ball holds yet.

    Rows within the radius of a labelled, pending or picked row count as covered. Good for the very
    first labels, when each shall stand for as many items as possible. Rows are counted among
    `evaluation` rows that stand for the pool: in a pool no larger than that, exactly.

    Parameters
    ----------
    radius : float, optional
        In the unit of the features. The typical distance within the pool, if not given: the median
        distance to the fiftieth part of it that is nearest. (The paper clusters the pool, and takes
        the largest radius at which 95 % of the balls lie within a cluster.)
    evaluation : int, default 2,000
        How many rows stand for the pool.

    Examples
    --------
    >>> import numpy as np
    >>> from askless.choose.select import select
    >>> x = np.array([[0.0], [1.0], [2.0], [8.0], [9.0], [20.0]])
    >>> select("prob_cover", 3, embedding=x, radius=1.0).tolist()[0]
    1
    """

    radius: float | None = None
    evaluation: int = 2_000

    name = "prob_cover"
    needs = ("embedding",)
    summary = "asks about the item with the most unlabelled neighbours within a radius"
    reference = (
        "O. Yehuda, A. Dekel, G. Hacohen, D. Weinshall, “Active learning through a covering lens”, NeurIPS 2022, "
        "arXiv:2205.11320"
    )
    when_not = (
        "When no radius suits the whole pool: too small, and every item is as good as another; too large, and one item "
        "covers all. `max_herding` has no such edge. And past the first labels: use `auto`."
    )
    cost = (
        "the distances from every candidate to 2,000 rows once, then lazy greedy; past 100,000 candidates "
        "20,000 of them, drawn by keyed noise"
    )

    @property
    def example(self) -> Mapping[str, Sequence[Any]]:
        return {"embedding": [[0.0], [0.3], [-0.3], [0.6], [-0.6], [0.95], [-0.95], [20.0], [-20.0]]}

    @property
    def tasks(self) -> tuple[Task, ...]:
        return ANYTHING

    def pick(self, round: Round, k: int) -> Choice:
        """Choose `k` greedily; see `Strategy.pick`."""
        evaluation = Evaluation.of(round, self.evaluation)
        radius = evaluation.spread if self.radius is None else self.radius
        return covering(round, k, Ball(radius), evaluation)


strategies.register(ProbCover.name, ProbCover())
