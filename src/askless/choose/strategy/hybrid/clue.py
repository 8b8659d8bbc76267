"""CLUE: the middles of clusters in which uncertain items weigh more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from askless.choose.choice import Choice
from askless.choose.round import Round
from askless.choose.score.declare import scores
from askless.choose.strategy.clustered import one_of_each
from askless.choose.strategy.scored import score_rows
from askless.choose.strategy.strategy import Strategy, strategies

__all__ = ["Clue"]


@dataclass(frozen=True)
class Clue(Strategy):
    """Cluster the candidates with their entropy as weight and ask about the middle of each cluster.

    As many clusters are made as items are asked. An item pulls the centres towards it as strongly as
    the model is unsure of it, so the clusters divide the uncertain part of the pool; of each the item
    nearest to the centre is taken, the cluster with most uncertainty first. Made for a model that
    moves to a new domain, where whole regions are uncertain.

    Notes
    -----
    Weights and clusters are those of the paper [1]_. It differs in two points: the paper may sharpen
    the probabilities by a temperature, which is left to the model here; and the centres come from at
    most max(10,000, 40 k) candidates of positive weight, drawn by keyed noise. For several labels
    the weight is the mean over labels of the entropy of "has it" against "has it not".

    References
    ----------
    .. [1] V. Prabhu, A. Chandrasekaran, K. Saenko, J. Hoffman, "Active domain adaptation via
       clustering uncertainty-weighted embeddings", ICCV 2021, arXiv:2010.08666.

    Examples
    --------
    >>> from askless import select
    >>> proba = [[0.5, 0.5], [0.5, 0.5], [1.0, 0.0], [1.0, 0.0]]
    >>> select("clue", 1, proba=proba, embedding=[[0.0], [3.0], [1.4], [40.0]]).tolist()
    [2]
    """

    name = "clue"
    needs = ("proba", "embedding")
    summary = "asks about the middles of clusters in which uncertain items weigh more"
    reference = (
        "V. Prabhu, A. Chandrasekaran, K. Saenko, J. Hoffman, “Active domain adaptation via clustering "
        "uncertainty-weighted embeddings”, ICCV 2021, arXiv:2010.08666"
    )
    when_not = (
        "When few items are uncertain: the item nearest to a centre may itself be one that the model knows. "
        "`cluster_margin` asks only about uncertain ones. And when few are asked at a time, for it does not look at "
        "what is labelled or waits for an answer: with one item it is always the middle of all."
    )
    cost = "one pass over the probabilities, k-means on at most max(10,000, 40 k) items, one pass over the features"

    @property
    def example(self) -> Mapping[str, Sequence[Any]]:
        return {"proba": [[0.5, 0.5], [0.6, 0.4], [0.4, 0.6], [1.0, 0.0]], "embedding": [[0.0], [1.0], [-1.0], [9.0]]}

    def pick(self, round: Round, k: int) -> Choice:
        """Choose one of each of `k` clusters; see `Strategy.pick`."""
        entropy = score_rows(scores.get("entropy"), round, round.candidates)
        weights = np.concatenate([values for _, values in entropy])
        sentence = "in the middle of {size} items that the model is unsure about"
        return one_of_each(round, round.candidates, k, sentence, weights=np.maximum(weights, 0.0))


strategies.register(Clue.name, Clue())
