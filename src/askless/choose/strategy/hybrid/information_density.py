"""Information density: uncertainty times typicality."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.choose.array import Rows
from askless.choose.choice import Choice
from askless.choose.kernels.pairwise import mean_closeness
from askless.choose.kernels.top_k import top_k
from askless.choose.pick.sample import sample
from askless.choose.round import Round
from askless.choose.score.declare import scores
from askless.choose.strategy.doubt import doubt, score_of_doubt
from askless.choose.strategy.scored import Scored, doubts
from askless.choose.strategy.strategy import Strategy, strategies
from askless.core.task import SEQUENCES, Task

__all__ = ["InformationDensity"]


@dataclass(frozen=True, kw_only=True)
class InformationDensity(Strategy):
    """Uncertain items, weighted by how much of the pool is like them, so that outliers wait.

    The score is the uncertainty times the mean similarity, 1 / (1 + distance), to the candidates,
    raised to `power`. The similarity is a mean over `reference_rows` of them, drawn by keyed noise: with
    1,000 it is right to about two parts in a hundred, for all items alike; None takes all, at a cost
    that grows with the square of the pool.

    Parameters
    ----------
    power : float, default 1.0
        How much typicality counts; 0 leaves plain uncertainty.
    reference_rows : int or None, default 1,000
        How many candidates stand for all; None for all.
    uncertainty : str, default "entropy"
        Name of the score; with sentences the entropy of all taggings, `sequence_entropy`, stands for "entropy".

    Examples
    --------
    >>> import numpy as np
    >>> from askless.choose.select import select
    >>> proba = np.array([[0.5, 0.5], [0.5, 0.5], [0.9, 0.1], [0.9, 0.1]])
    >>> x = np.array([[9.0], [0.1], [0.0], [0.2]])
    >>> select("information_density", 1, proba=proba, embedding=x).tolist()
    [1]
    """

    power: float = 1.0
    reference_rows: int | None = 1_000
    uncertainty: str = "entropy"

    name = "information_density"
    summary = "asks about uncertain items that much of the pool is like"
    reference = (
        "B. Settles, M. Craven, “An analysis of active learning strategies for sequence labeling tasks”, EMNLP 2008, "
        "aclanthology.org/D08-1112"
    )
    when_not = (
        "When the pool has a large dull group: its items are all typical, and one like another comes next, since picks "
        "do not know of each other. `uherding` spreads them."
    )
    cost = "the similarities of every candidate to 1,000 of them, or to all, in blocks; 40 bytes of memory an item"

    @property
    def limits(self) -> Mapping[str, tuple[float, float]]:
        return {"power": (0.0, math.inf)}

    @property
    def tasks(self) -> tuple[Task, ...]:
        own = scores.get(self.uncertainty).tasks
        return (*own, *SEQUENCES) if self.uncertainty == "entropy" else own

    def of_task(self, task: Task) -> Strategy:
        """With the entropy of all taggings for sentences; see `Strategy.of_task`."""
        if task in SEQUENCES and self.uncertainty == "entropy":
            return replace(self, uncertainty="sequence_entropy")
        return self

    @property
    def needs(self) -> tuple[str, ...]:
        return (*score_of_doubt(self.uncertainty).needs, "embedding")

    @property
    def example(self) -> Mapping[str, Sequence[Any]]:
        return {"proba": [[0.5, 0.5], [0.5, 0.5], [0.9, 0.1]], "embedding": [[0.1], [9.0], [0.0]]}

    def choose(self, round: Round, k: int) -> Choice:
        """Choose `k`; see `Strategy.choose`."""
        of_task = self.of_task(round.task)
        return super().choose(round, k) if of_task is self else of_task.choose(round, k)

    def pick(self, round: Round, k: int) -> Choice:
        """Choose the `k` highest; see `Strategy.pick`."""
        rows = round.candidates
        scores = doubt(score_of_doubt(self.uncertainty), round, rows) * self._density(round, rows) ** self.power
        at = top_k(scores, lambda at: round.noise(rows[at]), k)
        return Choice.of(rows[at], why=self.reasons(round, rows[at]), scores=scores[at])

    def reasons(self, round: Round, rows: Rows) -> tuple[str, ...]:
        """What the model is in two minds about, or what the score tells; see `Strategy.reasons`."""
        score = score_of_doubt(self.uncertainty)
        if score.told:
            return tuple(f"{text}, and much of the pool is like it" for text in Scored(score).reasons(round, rows))
        return doubts(round, rows) if "proba" in self.needs else super().reasons(round, rows)

    def _density(self, round: Round, rows: Rows) -> npt.NDArray[np.float64]:
        """Mean similarity of each row to those that stand for all."""
        some = rows
        if self.reference_rows is not None and self.reference_rows < len(rows):
            some = sample(rows, round.noise(rows, "reference"), self.reference_rows)
        others = round.evidence.get("embedding", some)
        return mean_closeness(lambda at: round.evidence.get("embedding", rows[at]), len(rows), others)


strategies.register(InformationDensity.name, InformationDensity())
