"""Per cost: what a label teaches, divided by what it costs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np

from askless.choose.array import Floats, Rows
from askless.choose.choice import Choice
from askless.choose.kernels.order import best_first, rounded
from askless.choose.kernels.rows import numpy_of
from askless.choose.pick.top_k import top_k
from askless.choose.round import Round
from askless.choose.strategy.strategy import Strategy, strategies
from askless.choose.strategy.wrapping import Wrapper, at_least

__all__ = ["PerCost"]

Chunks = Iterator[tuple[Rows, Floats]]


@dataclass(frozen=True, kw_only=True)
class PerCost(Wrapper):
    """Ask first what teaches most for its price.

    The score, counted from the score that says “nothing to learn”, is divided by the evidence
    `cost`: the seconds or the money that a label of the item takes. For a score that has no such
    number the share of candidates with a lower score is divided instead. A strategy whose picks
    depend on one another has no scores: of it a longer batch is taken, and from that the rows with
    most benefit for their cost, where the benefit falls evenly from the first row to the last.

    Parameters
    ----------
    strategy : Strategy, optional
        What says how much each row teaches; margin if not given.
    longer : int, default 5
        Length of the batch that is picked from, in rows for each row asked, where there are no scores.
    """

    strategy: Strategy | None = None
    longer: int = 5

    called: ClassVar[str] = "per_cost"
    own_needs: ClassVar[tuple[str, ...]] = ("cost",)
    summary = "divides the score by what the label costs: most learnt for the money"
    reference = (
        "B. Settles, M. Craven, L. Friedland, “Active learning with real annotation costs”, NIPS workshop on "
        "cost-sensitive learning 2008; greedy benefit for cost: J. Leskovec et al., “Cost-effective outbreak "
        "detection in networks”, KDD 2007, doi:10.1145/1281192.1281239"
    )
    when_not = "When all labels cost about the same, or the costs are guesses: it then chases cheap and easy items."
    own_cost: ClassVar[str] = "one division for each candidate"
    own_example: ClassVar = {"proba": [[0.6, 0.4], [0.5, 0.5], [0.9, 0.1]], "cost": [1.0, 5.0, 1.0]}

    def __post_init__(self) -> None:
        at_least("longer", self.longer, 1)

    @property
    def example(self) -> Mapping[str, Sequence[Any]]:
        inner = self.inner.example
        n = len(next(iter(inner.values()), ()))
        return self.own_example if self.strategy is None else {**inner, "cost": [1.0] * n}

    @property
    def declines(self) -> Mapping[str, str]:
        # One that looks at costs where they are given may decline this; here they are a need.
        return {check: reason for check, reason in self.inner.declines.items() if check != "needs_are_declared"}

    @property
    def least(self) -> float | None:
        return 0.0 if self.merges else None

    @property
    def merges(self) -> bool:
        return self.inner.merges and self.inner.least is not None

    def item_scores(self, round: Round, rows: Rows) -> Chunks | None:
        """Scores for their cost; see `Strategy.item_scores`."""
        chunks = self.inner.item_scores(round, rows)
        if chunks is None or self.inner.least is None:
            return None
        least = self.inner.least
        return ((some, np.maximum(values - least, 0.0) / self.costs(round, some)) for some, values in chunks)

    def reasons(self, round: Round, rows: Rows) -> tuple[str, ...]:
        """Those of the inner strategy, with the cost; see `Strategy.reasons`."""
        return self.priced(self.inner.reasons(round, rows), self.costs(round, rows))

    def costs(self, round: Round, rows: Rows) -> Floats:
        """What labels of these rows cost, in double precision."""
        return numpy_of(round.evidence.get("cost", rows)).astype(np.float64)

    def priced(self, sentences: Sequence[str], costs: Floats) -> tuple[str, ...]:
        """The sentences with the costs."""
        return tuple(f"{sentence}, at a cost of {cost:.3g}" for sentence, cost in zip(sentences, costs, strict=True))

    def within(self, round: Round, k: int) -> Choice:
        """Take the rows with most benefit for their cost; see `Wrapper.within`."""
        chunks = self.item_scores(round, round.candidates) or self._shares(round)
        if chunks is not None:
            rows, values = top_k(chunks, round.noise, k)
            return Choice.of(rows, why=self.reasons(round, rows), scores=values)
        batch = self.inner.choose(round, min(self.longer * k, len(round.candidates)))
        if batch.random.any():
            return self.inner.choose(round, k)
        costs = self.costs(round, batch.rows)
        worth = np.arange(len(batch), 0, -1) / len(batch) / costs
        order = best_first(worth, round.noise(batch.rows))[:k]
        best = batch.take(order)
        why = self.priced(best.why, costs[order])
        return replace(best, why=why, scores=worth[order])

    def _shares(self, round: Round) -> Chunks | None:
        """Shares of candidates with a lower score, for their cost; equal scores share their places."""
        chunks = self.inner.item_scores(round, round.candidates)
        if chunks is None:
            return None
        parts = list(chunks)
        rows = np.concatenate([some for some, _ in parts])
        _, place, count = np.unique(
            -rounded(np.concatenate([values for _, values in parts])), return_inverse=True, return_counts=True
        )
        above = np.cumsum(count) - count
        share = 1.0 - (above + (count - 1) / 2) / len(rows)
        return iter([(rows, share[place] / self.costs(round, rows))])


strategies.register(PerCost.called, PerCost())
