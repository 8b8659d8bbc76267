"""Cluster-Margin: uncertain items, drawn in turn from clusters, the smallest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from askless.choose.array import Floats, Rows
from askless.choose.choice import Choice
from askless.choose.pick.top_k import top_k
from askless.choose.round import Round
from askless.choose.score.declare import scores
from askless.choose.strategy.cluster_tree import cluster_tree
from askless.choose.strategy.scored import doubts, score_rows
from askless.choose.strategy.strategy import Strategy, strategies

__all__ = ["ClusterMargin"]


@dataclass(frozen=True)
class ClusterMargin(Strategy):
    """Take ten times as many uncertain items as are asked, and draw from their clusters in turn.

    The pool is clustered once. In each round the items with the smallest margin are shared out over
    the clusters, and these are visited round robin, the smallest first, each giving one of its items
    drawn at random; so large groups of like items do not fill the batch. Made for batches of
    thousands: a round costs hardly more than `margin`.

    Parameters
    ----------
    short : int, default 10
        Length of the shortlist, in items for each item asked.
    size : int, default 10
        Mean number of sampled items in a cluster.

    Notes
    -----
    Shortlist, order and draw are those of the paper [1]_, as is average linkage and clusters of ten
    on average. What is approximated: the tree is built on 2,000 items of the pool, drawn by keyed
    noise, and every other item belongs to the cluster of the nearest of them; so there are at most
    200 clusters, while the paper clusters the whole pool down to a distance. The stored probability
    of a pick is that of being in the batch, given the shortlist. Items of clusters whose turn does
    not come, and all beyond the shortlist, have none.

    References
    ----------
    .. [1] G. Citovsky, G. DeSalvo, C. Gentile, L. Karydas, A. Rajagopalan, A. Rostamizadeh,
       S. Kumar, "Batch active learning at scale", NeurIPS 2021, arXiv:2107.14263.

    Examples
    --------
    >>> from askless import select
    >>> embedding = [[9.0]] + [[i / 100] for i in range(20)]
    >>> proba = [[0.5, 0.5]] + [[0.6, 0.4]] * 20
    >>> select("cluster_margin", 1, proba=proba, embedding=embedding).tolist()
    [0]
    """

    short: int = 10
    size: int = 10

    name = "cluster_margin"
    needs = ("proba", "embedding")
    summary = "asks about uncertain items, drawn in turn from clusters of like items"
    reference = (
        "G. Citovsky, G. DeSalvo, C. Gentile, L. Karydas, A. Rajagopalan, A. Rostamizadeh, S. Kumar, “Batch active "
        "learning at scale”, NeurIPS 2021, arXiv:2107.14263"
    )
    when_not = (
        "In small batches, where the order of the clusters and not the margin decides who is asked: use `auto` or "
        "`badge`. And when a small cluster means an outlier: those come first."
    )
    cost = "a tree of 2,000 items once for a pool and one assignment pass; then one pass over the probabilities"

    @property
    def example(self) -> Mapping[str, Sequence[Any]]:
        return {
            "proba": [[0.5, 0.5]] + [[0.55, 0.45]] * 20,
            "embedding": [[9.0]] + [[0.0]] * 20,
        }

    @property
    def unbiased(self) -> bool:
        """The chance is that of the whole batch, given the shortlist; see `Strategy.unbiased`."""
        return True

    def reasons(self, round: Round, rows: Rows) -> tuple[str, ...]:
        """What the model is in two minds about; see `Strategy.reasons`."""
        return doubts(round, rows)

    def pick(self, round: Round, k: int) -> Choice:
        """Choose `k` from the shortlist, cluster by cluster; see `Strategy.pick`."""
        margins = score_rows(scores.get("margin"), round, round.candidates)
        rows, values = top_k(margins, round.noise, max(self.short, 1) * k)
        tree = cluster_tree(round, "average")
        of = tree.cut(-(-tree.n_leaves // max(self.size, 1)))[tree.leaf_of[rows]]
        at, chances = _in_turn(of, round.noise(rows, "within"), k)
        return Choice.of(rows[at], why=self.reasons(round, rows[at]), scores=values[at], probabilities=chances)


def _in_turn(of: Rows, noise: Floats, k: int) -> tuple[Rows, Floats]:
    """One position of each cluster, the smallest cluster first, again and again; and the chance of each.

    A position is taken in the turn that its noise gives it within its cluster, so sorting by turn,
    then by size of the cluster, is the round robin.
    """
    n_clusters = int(of.max()) + 1
    sizes = np.bincount(of, minlength=n_clusters)
    tie = np.zeros(n_clusters)
    np.maximum.at(tie, of, noise)
    order = np.lexsort((-noise, of))
    turn = np.empty(len(of), dtype=np.int64)
    turn[order] = np.arange(len(of)) - (np.cumsum(sizes) - sizes)[of[order]]
    picks = np.lexsort((-tie[of], sizes[of], turn))[:k]
    # Among clusters of one size chance decides whose turn comes, so they share what they give.
    alike = sizes[of]
    share = np.bincount(alike[picks], minlength=alike.max() + 1) / np.maximum(np.bincount(alike), 1)
    return picks, share[alike[picks]]


strategies.register(ClusterMargin.name, ClusterMargin())
