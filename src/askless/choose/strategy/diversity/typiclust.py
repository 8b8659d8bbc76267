"""TypiClust: the most typical item of the largest cluster that has no label yet."""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.choose.array import Rows
from askless.choose.choice import Choice
from askless.choose.kernels.graph import typicality
from askless.choose.kernels.order import best_first
from askless.choose.kernels.rows import numpy_of
from askless.choose.pick.sample import sample
from askless.choose.round import Round
from askless.choose.strategy.clustered import Clustered, clustered
from askless.choose.strategy.contract import ANYTHING
from askless.choose.strategy.strategy import Strategy, strategies
from askless.core.task import Task

__all__ = ["TypiClust"]

_WITHIN = 4_000  # items of a cluster among which the most typical is looked for
_ITERATIONS = 5


@dataclass(frozen=True)
class TypiClust(Strategy):
    """Visit the groups of the pool, the largest unvisited one first, and ask about its most typical item.

    The pool, labelled items included, is put into as many clusters as there will be labels after
    this batch. Clusters without a label come first, the larger before the smaller, and those of
    fewer than five items last; of each the item is taken that has its neighbours nearest to it. Made
    for the first labels, when a model knows too little for its doubts to mean anything.

    Parameters
    ----------
    limit : int, default 500
        Most clusters.
    neighbours : int, default 20
        How many of its neighbours make an item typical.
    small : int, default 5
        Clusters of fewer items come last: they are outliers.

    Notes
    -----
    Clusters, order and typicality (equation 4) are those of the paper [1]_. It differs in three
    points. Pending items count as labelled. k-means is run on at most max(10,000, 40 clusters) items,
    five iterations, and the others are assigned; so the cost does not grow with the number of
    iterations to convergence. In clusters of more than 4,000 items, neighbours are looked for among
    4,000 of them, drawn by keyed noise.

    References
    ----------
    .. [1] G. Hacohen, A. Dekel, D. Weinshall, "Active learning on a budget: opposite strategies suit
       high and low budgets", ICML 2022, arXiv:2202.02794.

    Examples
    --------
    >>> from askless import select
    >>> pool = [[0.0], [0.1], [0.2], [0.3], [0.4], [9.0], [9.1], [9.2], [9.3], [9.4]]
    >>> select("typiclust", 1, embedding=pool, labelled=[0]).tolist()
    [7]
    """

    limit: int = 500
    neighbours: int = 20
    small: int = 5

    name = "typiclust"
    needs = ("embedding",)
    summary = "asks about the most typical item of the largest group that has no label yet"
    reference = (
        "G. Hacohen, A. Dekel, D. Weinshall, “Active learning on a budget: opposite strategies suit high and low "
        "budgets”, ICML 2022, arXiv:2202.02794"
    )
    when_not = (
        "Past the first labels (a few for each class), when what is typical is known and the border is not: use "
        "`auto` or `margin`. And when distance between the features does not mean likeness."
    )
    cost = (
        "one assignment pass over the features and the distances within the clusters that are visited; 0.5 s for "
        "100,000 items of 64 features, 200 labels and a batch of 100"
    )

    @property
    def example(self) -> Mapping[str, Sequence[Any]]:
        return {"embedding": [[0.0], [0.1], [-0.1], [2.0], [-2.0]]}

    @property
    def tasks(self) -> tuple[Task, ...]:
        return ANYTHING

    def pick(self, round: Round, k: int) -> Choice:
        """Choose `k`, cluster by cluster; see `Strategy.pick`."""
        groups = clustered(
            round,
            np.sort(round.pool),  # a whole pool in order is read without a copy
            min(len(round.taken) + k, self.limit),
            iterations=_ITERATIONS,
        )
        return self._visit(round, groups, k)

    def _visit(self, round: Round, groups: Clustered, k: int) -> Choice:
        """Take one row from the cluster that comes first, `k` times."""
        free = np.isin(groups.rows, round.candidates)
        n_clusters = len(groups.centres)
        sizes = np.bincount(groups.of, minlength=n_clusters)
        covered = np.bincount(groups.of[~free], minlength=n_clusters)
        chance = np.zeros(n_clusters)
        np.maximum.at(chance, groups.of, round.noise(groups.rows))
        by_cluster = np.argsort(groups.of, kind="stable")
        ends = np.cumsum(sizes)
        queue = [
            (bool(sizes[c] < self.small), int(covered[c]), -int(sizes[c]), -chance[c], c) for c in range(n_clusters)
        ]
        heapq.heapify(queue)
        visited: dict[int, _Group] = {}
        picks: list[tuple[int, float, str]] = []
        while len(picks) < k:
            small, n_covered, size, tie, c = heapq.heappop(queue)
            at = by_cluster[ends[c] - sizes[c] : ends[c]]
            if not free[at].any():
                continue
            if c not in visited or not free[visited[c].at].any():
                visited[c] = _Group.of(round, groups.rows, at, free, self.neighbours)
            best, score = visited[c].most_typical(round, groups.rows, free)
            free[best] = False
            picks.append((int(groups.rows[best]), score, _sentence(-size, n_covered)))
            heapq.heappush(queue, (small, n_covered + 1, size, tie, c))
        rows, scores, sentences = zip(*picks, strict=True)
        return Choice.of(rows, why=sentences, scores=np.array(scores))


@dataclass(frozen=True)
class _Group:
    """A cluster that is being visited, or those of its rows that are looked at."""

    at: Rows  # positions among all rows
    features: npt.NDArray[Any]
    rough: npt.NDArray[np.float64]  # typicality in the precision of the features
    exact: npt.NDArray[np.float64]  # in double precision, NaN where it was not needed
    neighbours: int

    @classmethod
    def of(cls, round: Round, rows: Rows, at: Rows, free: npt.NDArray[np.bool_], neighbours: int) -> _Group:
        """Measure a cluster; of a large one the rows drawn by keyed noise, those that may be asked first."""
        if len(at) > _WITHIN:
            noise = round.noise(rows[at], "within")
            drawn = sample(at, noise, _WITHIN)
            at = drawn if free[drawn].any() else sample(at, noise + free[at], _WITHIN)
        features = numpy_of(round.evidence.get("embedding", rows[at]))
        return cls(at, features, typicality(features, neighbours), np.full(len(at), np.nan), neighbours)

    def most_typical(self, round: Round, rows: Rows, free: npt.NDArray[np.bool_]) -> tuple[int, float]:
        """Position of the most typical row that may be asked, and how typical it is."""
        left = free[self.at]
        mean = 1.0 / np.maximum(self.rough, 1e-300)
        extent = float(np.sqrt(np.var(self.features, axis=0, dtype=np.float64).sum()))
        near = np.flatnonzero(left & (mean <= mean[left].min() * 1.001 + 2e-3 * extent))
        new = near[np.isnan(self.exact[near])]
        if len(new):
            self.exact[new] = typicality(self.features.astype(np.float64), self.neighbours, of=new)
        best = near[best_first(self.exact[near], round.noise(rows[self.at[near]]))[0]]
        return int(self.at[best]), float(self.exact[best])


def _sentence(size: int, n_covered: int) -> str:
    """Which group it stands for."""
    if size == 1:
        return "there is nothing like it in the pool"
    labelled = f"{n_covered} of them labelled or asked" if n_covered else "none of them labelled"
    return f"typical of a group of {size} items, {labelled}"


strategies.register(TypiClust.name, TypiClust())
