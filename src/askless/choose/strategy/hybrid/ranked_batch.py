"""Ranked batch: uncertain rows that are unlike one another and unlike what is labelled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from askless.choose import why
from askless.choose.array import Floats, Rows
from askless.choose.choice import Choice
from askless.choose.kernels.farthest import farthest_first
from askless.choose.round import Round
from askless.choose.strategy.doubt import doubt, score_of_doubt
from askless.choose.strategy.rest import with_rest
from askless.choose.strategy.scored import doubts
from askless.choose.strategy.spread import CENTRAL, central, to_taken
from askless.choose.strategy.strategy import Strategy, strategies

__all__ = ["RankedBatch"]


@dataclass(frozen=True, kw_only=True)
class RankedBatch(Strategy):
    """Unlike what is labelled while little is labelled, uncertain later: a weighted sum of the two.

    The score is a * (1 - s) + (1 - a) * u: s is the similarity to the most similar row that is
    labelled, pending or picked before, 1 / (1 + distance); u is the uncertainty; and the weight a is
    the share of the pool that is not labelled. So in a large pool with few labels it spreads the
    batch almost like `k_center`, with uncertainty to decide between rows that are equally far.

    Parameters
    ----------
    uncertainty : str, default "least_confidence"
        Name of the score.

    Examples
    --------
    >>> import numpy as np
    >>> from askless.choose.select import select
    >>> proba = np.array([[0.9, 0.1], [0.9, 0.1], [0.5, 0.5], [0.9, 0.1]])
    >>> x = np.array([[0.0], [0.1], [2.0], [2.0]])
    >>> select("ranked_batch", 2, proba=proba, embedding=x, labelled=[0]).tolist()
    [2, 1]
    """

    uncertainty: str = "least_confidence"

    name = "ranked_batch"
    summary = "asks about items unlike the labelled ones, the more uncertain the more is labelled"
    reference = (
        "T. N. C. Cardoso, R. M. Silva, S. Canuto, M. M. Moro, M. A. Gonçalves, “Ranked batch-mode active learning”, "
        "Information Sciences, 2017, doi:10.1016/j.ins.2016.10.037"
    )
    when_not = (
        "In large pools, where its weight on uncertainty stays near 0 for thousands of labels and outliers come first: "
        "use `badge` or `auto`."
    )
    cost = (
        "one pass over the probabilities, and the distances from every item to the labelled ones and to the batch, "
        "by matrix products in a few passes; about 60 bytes of memory an item"
    )

    @property
    def needs(self) -> tuple[str, ...]:
        return (*score_of_doubt(self.uncertainty).needs, "embedding")

    @property
    def example(self) -> Mapping[str, Sequence[Any]]:
        return {
            "proba": [[0.5, 0.5], [0.9, 0.1], [0.5, 0.5], [1.0, 0.0]],
            "embedding": [[2.0], [2.0], [0.1], [0.0]],
            "labels": [0],
        }

    def reasons(self, round: Round, rows: Rows) -> tuple[str, ...]:
        """What the model is in two minds about, if that is what counts; see `Strategy.reasons`."""
        return doubts(round, rows) if "proba" in self.needs else super().reasons(round, rows)

    def pick(self, round: Round, k: int) -> Choice:
        """Choose `k` one after another; see `Strategy.pick`."""
        unsure = doubt(score_of_doubt(self.uncertainty), round, round.candidates)
        distances = to_taken(round)
        first = central(round, distances)
        n_free, n_taken = len(round.candidates), len(round.taken)

        def score(squared: Floats, at: Rows | slice, step: int) -> Floats:
            weight = (n_free - step - len(first)) / (n_free + n_taken)
            like = 1.0 / (1.0 + np.sqrt(np.maximum(squared, 0.0, dtype=np.float64)))
            return weight * (1.0 - like) + (1.0 - weight) * unsure[at]

        at, scores = farthest_first(
            distances, lambda at: round.noise(round.candidates[at]), k - len(first), value=score, but=first
        )
        begin, rows = Choice.of(round.candidates[first], why=CENTRAL), round.candidates[at]
        ranked = Choice.of(rows, why=self.reasons(round, rows), scores=scores)
        return with_rest(round, Choice.joined(begin, ranked), k, why.NOTHING_LEFT)


strategies.register(RankedBatch.name, RankedBatch())
