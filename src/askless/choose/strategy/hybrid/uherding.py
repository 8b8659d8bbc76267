"""UHerding: cover what the model is unsure of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from askless.choose import why
from askless.choose.array import Mask, Rows
from askless.choose.choice import Choice
from askless.choose.kernels.rows import numpy_of
from askless.choose.round import Round
from askless.choose.strategy.evaluation import Evaluation, cover, few
from askless.choose.strategy.herd import CANDIDATES, herd
from askless.choose.strategy.scored import doubts
from askless.choose.strategy.strategy import Strategy, strategies
from askless.choose.strategy.tempered import margins, temperature

__all__ = ["UHerding"]


@dataclass(frozen=True, kw_only=True)
class UHerding(Strategy):
    """Cover the uncertain part of the pool: `max_herding`, with every row counted by how unsure the model is of it.

    With few labels the model is unsure of everything, and the picks cover the pool; as it learns,
    they move to where it is still in doubt. What counts as alike shrinks with the distance between
    labelled neighbours, so that dense regions can be asked about more closely.

    Parameters
    ----------
    temperature : float, optional
        Above 1 makes the probabilities less sure. If not given, what fits the labelled rows best, at
        least 1: the models that come with askless are calibrated on left-out labels already. (The
        paper trains a second model to find it.)
    evaluation : int, default 2,000
        How many rows stand for the pool.

    Examples
    --------
    >>> import numpy as np
    >>> from askless.choose.select import select
    >>> proba = np.array([[0.9, 0.1], [0.5, 0.5], [0.5, 0.5], [0.6, 0.4]])
    >>> select("uherding", 1, proba=proba, embedding=np.array([[0.0], [3.0], [3.1], [9.0]])).tolist()
    [2]
    """

    temperature: float | None = None
    evaluation: int = 2_000

    name = "uherding"
    summary = "asks about items that stand for much of what the model is unsure of"
    reference = (
        "W. Bae, G. L. Oliveira, D. J. Sutherland, “Uncertainty herding: one active learning method for all label "
        "budgets”, ICLR 2025, arXiv:2412.20644"
    )
    when_not = (
        "When a class is rare and unlike the rest: what is common and unsure comes first. `auto` builds on the same "
        "idea and adds a random share."
    )
    cost = (
        "the similarities of every candidate to 2,000 rows once, then lazy greedy; past 100,000 candidates "
        "20,000 of them, drawn by keyed noise"
    )

    @property
    def needs(self) -> tuple[str, ...]:
        labels = ("labelled", "labels") if self.temperature is None else ()
        return ("proba", "embedding", *labels)

    @property
    def example(self) -> Mapping[str, Sequence[Any]]:
        return {
            "proba": [[0.5, 0.5], [0.6, 0.4], [0.4, 0.6], [1.0, 0.0], [1.0, 0.0], [0.0, 1.0]],
            "embedding": [[3.0], [3.2], [2.8], [0.1], [0.0], [6.0]],
            "labels": [0, 1],
        }

    def pick(self, round: Round, k: int) -> Choice:
        """Choose `k` greedily; see `Strategy.pick`."""
        evaluation = Evaluation.of(round, self.evaluation)
        proba = numpy_of(round.evidence.get("proba", evaluation.rows))
        heat = temperature(round) if self.temperature is None else self.temperature
        weights = margins(proba, heat, multilabel=round.multilabel)
        state = cover(round, evaluation, local=True).weighted(weights)
        picked = herd(round, state, few(round, round.candidates, CANDIDATES), k)
        return Choice.of(
            picked.rows,
            why=self._why(round, picked.rows, picked.idle),
            scores=picked.gains,
            probabilities=picked.probabilities,
        )

    def _why(self, round: Round, rows: Rows, idle: Mask) -> tuple[str, ...]:
        """What the model is in two minds about, or that chance decided."""
        return tuple(np.where(idle, why.NOTHING_LEFT, doubts(round, rows)).tolist())


strategies.register(UHerding.name, UHerding())
