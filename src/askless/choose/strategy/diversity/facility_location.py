"""Facility location: the rows of which every row of the pool has a similar one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from askless.choose.choice import Choice
from askless.choose.objective.similarity import Cosine
from askless.choose.round import Round
from askless.choose.strategy.contract import ANYTHING
from askless.choose.strategy.evaluation import Evaluation
from askless.choose.strategy.herd import covering
from askless.choose.strategy.strategy import Strategy, strategies
from askless.core.task import Task

__all__ = ["FacilityLocation"]


@dataclass(frozen=True, kw_only=True)
class FacilityLocation(Strategy):
    """Give every item a representative: each pick adds most to the similarity of items to their nearest.

    Similarity is the cosine of the angle between features, and 0 where that is negative: the
    direction counts and not the length, as suits texts and the features of networks. Labelled and
    pending rows represent already. The sum runs over `evaluation` rows that stand for the pool: in a
    pool no larger than that, over all.

    Parameters
    ----------
    evaluation : int, default 2,000
        How many rows stand for the pool.

    Examples
    --------
    >>> import numpy as np
    >>> from askless.choose.select import select
    >>> x = np.array([[1.0, 0.0], [1.0, 0.2], [1.0, -0.2], [-5.0, 0.0]])
    >>> select("facility_location", 2, embedding=x).tolist()
    [0, 3]
    """

    evaluation: int = 2_000

    name = "facility_location"
    needs = ("embedding",)
    summary = "asks about items that represent what no labelled one represents"
    reference = (
        "K. Wei, R. Iyer, J. Bilmes, “Submodularity in data subset selection and active learning”, ICML 2015, "
        "proceedings.mlr.press/v37/wei15"
    )
    when_not = (
        "When the length of the features matters, as in most tables (use `max_herding`), or when a class is rare: "
        "what is common comes first."
    )
    cost = (
        "the similarities of every candidate to 2,000 rows once, then lazy greedy; past 100,000 candidates "
        "20,000 of them, drawn by keyed noise"
    )

    @property
    def example(self) -> Mapping[str, Sequence[Any]]:
        return {"embedding": [[1.0, 0.0], [1.0, 0.4], [1.0, -0.4], [-1.0, 0.0]]}

    @property
    def tasks(self) -> tuple[Task, ...]:
        return ANYTHING

    def pick(self, round: Round, k: int) -> Choice:
        """Choose `k` greedily; see `Strategy.pick`."""
        return covering(round, k, Cosine(), Evaluation.of(round, self.evaluation))


strategies.register(FacilityLocation.name, FacilityLocation())
