"""MaxHerding: the rows that together look most like the pool."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from askless.choose.choice import Choice
from askless.choose.round import Round
from askless.choose.strategy.contract import ANYTHING
from askless.choose.strategy.evaluation import Evaluation, cover, few
from askless.choose.strategy.herd import herd, told
from askless.choose.strategy.strategy import Strategy, strategies
from askless.core.task import Task

__all__ = ["MaxHerding"]


@dataclass(frozen=True)
class MaxHerding(Strategy):
    """Cover the pool: each pick is the row that has most of what nothing labelled is like.

    Coverage is the mean, over 1,000 rows that stand for the pool, of the similarity to the most
    similar row that is labelled, pending or picked before; similarity falls off over the typical
    distance within the pool. It looks at the items alone and never at the model, so it works before
    there is any label, and finds groups that a model would pass over.
    """

    name = "max_herding"
    needs = ("embedding",)
    summary = "asks about items unlike any labelled one, the most typical first"
    reference = (
        "W. Bae, J. Noh, D. J. Sutherland, “Generalized coverage for more robust low-budget active learning”, "
        "ECCV 2024, arXiv:2407.12212"
    )
    when_not = (
        "When a class is rare: typical rows come first, and the rare class may not come at all. "
        "And past the first labels, when the model knows better where it is unsure: use `auto`."
    )
    cost = (
        "1,000 kernel values for each candidate once, then lazy greedy; past 50,000 candidates "
        "20,000 of them, drawn by keyed noise"
    )

    @property
    def example(self) -> Mapping[str, Sequence[Any]]:
        return {"embedding": [[0.0], [0.2], [-0.2], [5.0], [-5.0]]}

    @property
    def tasks(self) -> tuple[Task, ...]:
        return ANYTHING

    def pick(self, round: Round, k: int) -> Choice:
        """Choose `k` greedily; see `Strategy.pick`."""
        state = cover(round, Evaluation.of(round), local=False)
        return told(round, herd(round, state, few(round, round.candidates), k))


strategies.register(MaxHerding.name, MaxHerding())
