"""Hierarchical sampling: draw where the labels within a cluster do not agree yet."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.choose.array import Rows
from askless.choose.choice import Choice
from askless.choose.kernels.order import best_first
from askless.choose.pick.proportional import proportional
from askless.choose.round import Round
from askless.choose.strategy.cluster_tree import ClusterTree, cluster_tree
from askless.choose.strategy.strategy import Strategy, strategies
from askless.core.noise import uniform
from askless.core.task import Task

__all__ = ["Hierarchical"]

Float64s = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Hierarchical(Strategy):
    """Cut a tree of clusters as finely as the labels call for, and draw from the clusters that are impure.

    Where the labels within a cluster disagree it is split, down the tree, as long as the parts are
    purer. A cluster then gets queries in proportion to its size and to how impure it may still be,
    and the items asked are drawn at random within it. Each cluster with labels that agree is as good
    as labelled, so groups that follow the classes need few queries; where the groups do not, it
    becomes a random draw.

    Parameters
    ----------
    beta : float, default 2
        A label may stand for a cluster if its possible error is less than `beta` times that of
        any other label.

    Notes
    -----
    Bounds, admissible labels, the pruning and the sampling rule (the second of the paper) are those of
    [1]_. What is approximated: the tree is Ward's on 2,000 items of the pool, drawn by keyed noise,
    and every other item belongs to the leaf nearest to it. What differs: nothing is remembered from
    round to round; the pruning is found anew from all labels, and a batch is drawn at once, each item
    with a chance in proportion to what its cluster is due. And since the labels may have been chosen
    in any way, a part without any label whose like a random sample would have hit (with 99 %) counts
    as wrong in every cluster that contains it.

    References
    ----------
    .. [1] S. Dasgupta, D. Hsu, "Hierarchical sampling for active learning", ICML 2008,
       doi:10.1145/1390156.1390183.

    Examples
    --------
    >>> from askless import select
    >>> pool = [[i / 100] for i in range(50)] + [[9 + i / 100] for i in range(50)]
    >>> chosen = select("hierarchical", 10, embedding=pool, labelled=list(range(0, 50, 2)), labels=[0] * 25)
    >>> int((chosen >= 50).sum())
    10
    """

    beta: float = 2.0

    name = "hierarchical"
    needs = ("embedding", "labels")
    summary = "draws from the clusters in which labels disagree or are missing"
    reference = (
        "S. Dasgupta, D. Hsu, “Hierarchical sampling for active learning”, ICML 2008, doi:10.1145/1390156.1390183"
    )
    when_not = (
        "When the classes cut across the clusters: then it does no better than `random`. And for many classes "
        "with few labels, when no cluster is known to be pure."
    )
    cost = "a tree of 2,000 items once for a pool and one assignment pass; then 4,000 nodes times the classes"

    @property
    def limits(self) -> Mapping[str, tuple[float, float]]:
        return {"beta": (0.0, math.inf)}

    @property
    def example(self) -> Mapping[str, Sequence[Any]]:
        return {"embedding": [[9.0]] + [[0.0]] * 41, "labels": [0] * 40}

    @property
    def declines(self) -> Mapping[str, str]:
        return {"worked_example": "it draws within clusters, so no item is sure to come first"}

    @property
    def tasks(self) -> tuple[Task, ...]:
        return ("classes",)

    @property
    def unbiased(self) -> bool:
        """The chance is that of the whole batch; see `Strategy.unbiased`."""
        return True

    def pick(self, round: Round, k: int) -> Choice:
        """Draw `k` from the clusters of the best pruning; see `Strategy.pick`."""
        tree = cluster_tree(round, "ward")
        nodes, sizes, labelled, impure = self._pruning(round, tree)
        of = tree.handed_down(nodes)[tree.leaf_of[round.candidates]]
        free = np.bincount(of, minlength=len(nodes))
        weights = (sizes * impure / np.maximum(free, 1))[of]
        start = float(uniform(round.seed, round.number, np.zeros(1, dtype=np.uint64), "hierarchical")[0])
        at, chances = proportional(weights, round.noise(round.candidates, "order"), start, k)
        order = best_first(impure[of[at]], round.noise(round.candidates[at]))
        at, chances = at[order], chances[order]
        sentences = [_sentence(int(sizes[c]), int(labelled[c]), float(impure[c])) for c in of[at]]
        return Choice.of(round.candidates[at], why=sentences, scores=impure[of[at]], probabilities=chances)

    def _pruning(self, round: Round, tree: ClusterTree) -> tuple[Rows, Float64s, Float64s, Float64s]:
        """Nodes of the best pruning: their sizes, their labels, and the most that a majority may err."""
        answers = np.asarray(round.labels, dtype=np.int64)
        counts = np.zeros((tree.n_leaves, max(len(round.label_names), int(answers.max(initial=0)) + 1)))
        np.add.at(counts, (tree.leaf_of[round.labelled], answers), 1.0)
        counts = tree.gathered(counts)
        sizes = tree.gathered(np.bincount(tree.leaf_of[round.pool], minlength=tree.n_leaves).astype(np.float64))
        labelled = counts.sum(axis=1)
        blind = _blind(tree, sizes, labelled)
        error, impure = (part * (1.0 - blind) + blind for part in self._errors(counts, labelled))
        split = np.zeros(tree.n_nodes, dtype=bool)
        for i, pair in enumerate(tree.children):
            node = tree.n_leaves + i
            parts = float((sizes[pair] * error[pair]).sum() / sizes[node])
            if parts < error[node] + (1e-9 if blind[node] > 0 else -1e-9):
                error[node], split[node] = parts, True
        open_, kept = [tree.n_nodes - 1], []
        while open_:
            node = open_.pop()
            if split[node]:
                open_.extend(tree.children[node - tree.n_leaves].tolist())
            else:
                kept.append(node)
        nodes = np.array(sorted(kept), dtype=np.int64)
        return nodes, sizes[nodes], labelled[nodes], impure[nodes]

    def _errors(self, counts: Float64s, labelled: Float64s) -> tuple[Float64s, Float64s]:
        """For each node: its error under the best admissible label, and the most its majority may err."""
        n = np.maximum(labelled, 1.0)[:, None]
        share = counts / n
        doubt = 1.0 / n + np.sqrt(share * (1.0 - share) / n)
        low = np.where(labelled[:, None] > 0, np.maximum(share - doubt, 0.0), 0.0)
        high = np.where(labelled[:, None] > 0, np.minimum(share + doubt, 1.0), 1.0)
        # The largest upper bound among the other labels: that of the first two, whichever is not the label itself.
        ranked = np.sort(high, axis=1)
        second = ranked[:, -2] if high.shape[1] > 1 else np.zeros(len(high))
        rival = np.where(high == ranked[:, -1:], second[:, None], ranked[:, -1:])
        admissible = (1.0 - low) < self.beta * (1.0 - rival)
        error = np.where(admissible, 1.0 - share, 1.0).min(axis=1)
        majority = share.argmax(axis=1)
        return error, 1.0 - low[np.arange(len(low)), majority]


def _blind(tree: ClusterTree, sizes: Float64s, labelled: Float64s) -> Float64s:
    """Share of each node that its labels do not speak for: parts that a random sample would have hit."""
    blind = np.zeros(tree.n_nodes)
    for i, pair in enumerate(tree.children):
        node = tree.n_leaves + i
        missed = (labelled[pair] == 0) & ((1.0 - sizes[pair] / sizes[node]) ** labelled[node] < 0.01)
        blind[node] = np.where(missed, sizes[pair], blind[pair]).sum() if labelled[node] else 0.0
    return blind / np.maximum(sizes, 1.0)


def _sentence(size: int, n_labelled: int, impure: float) -> str:
    """The cluster it was drawn from."""
    if n_labelled == 0:
        return f"drawn from a group of {size} items of which none is labelled"
    return f"drawn from a group of {size} items: by its {n_labelled} labels up to {impure:.0%} may be of other classes"


strategies.register(Hierarchical.name, Hierarchical())
