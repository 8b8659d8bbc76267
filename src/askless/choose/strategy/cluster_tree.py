"""A tree of clusters over a pool: built once on a sample of it, the other rows put under their nearest leaf."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from askless.choose.array import Rows
from askless.choose.kernels.clustering import assign
from askless.choose.kernels.rows import numpy_of
from askless.choose.pick.sample import sample
from askless.choose.round import Round
from askless.core.noise import uniform

__all__ = ["ClusterTree", "cluster_tree"]

Linkage = Literal["ward", "average"]


@dataclass(frozen=True)
class ClusterTree:
    """A binary tree whose leaves are rows of a sample.

    Parameters
    ----------
    children : int64 array of shape (n_leaves - 1, 2)
        The two nodes that make up each inner node, in the order in which they were joined: node
        ``n_leaves + i`` is made up of ``children[i]``, and the last one is the root.
    leaf_of : int64 array of shape (n_items,)
        Leaf of every row of the pool; -1 for rows that are not in it.
    """

    children: Rows
    leaf_of: Rows

    @property
    def n_leaves(self) -> int:
        """Number of leaves."""
        return len(self.children) + 1

    @property
    def n_nodes(self) -> int:
        """Number of leaves and inner nodes."""
        return 2 * len(self.children) + 1

    def gathered(self, of_leaves: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Sums over the leaves below each node, shape (n_nodes, ...)."""
        sums = np.concatenate([of_leaves, np.zeros((len(self.children), *of_leaves.shape[1:]))])
        for i, (one, other) in enumerate(self.children):
            sums[self.n_leaves + i] = sums[one] + sums[other]
        return sums

    def handed_down(self, roots: Rows) -> Rows:
        """For each leaf, which of these nodes it lies under: a position, or -1; shape (n_leaves,)."""
        under = np.full(self.n_nodes, -1)
        under[roots] = np.arange(len(roots))
        for i in range(len(self.children) - 1, -1, -1):
            node = self.n_leaves + i
            if under[node] >= 0:
                under[self.children[i]] = under[node]
        return under[: self.n_leaves].astype(np.int64)

    def cut(self, n_clusters: int) -> Rows:
        """Clusters of the leaves when the last joins are undone: a number for each leaf."""
        n_joins = max(self.n_leaves - n_clusters, 0)
        n_made = self.n_leaves + n_joins
        inside = self.children[:n_joins].ravel()
        roots = np.setdiff1d(np.arange(n_made), inside)
        return self.handed_down(roots)


def cluster_tree(round: Round, linkage: Linkage, *, size: int = 2_000) -> ClusterTree:
    """The tree of a round's pool, built once for each pool.

    Parameters
    ----------
    round : Round
        Gives features and keyed noise.
    linkage : {"ward", "average"}
        What is joined next: the pair that adds least to the sum of squares, or whose rows are at the
        smallest mean distance.
    size : int, default 2,000
        Most leaves. Of a larger pool they are drawn by the seed, the same in every round.

    Returns
    -------
    tree : ClusterTree
        Time O(size² * (n_features + log size)) for the tree and O(n_pool * size * n_features) for
        the rows that are not in the sample; memory 8 size² bytes while it is built, 8 n_items to keep.
    """
    pool = np.sort(round.pool)
    leaves = sample(pool, uniform(round.seed, 0, round.keys[pool], "tree"), size)
    key = (linkage, hashlib.blake2b(pool.tobytes()).digest(), leaves.tobytes())
    return round.evidence.once(f"tree {linkage}", key, lambda: _built(round, pool, leaves, linkage))


def _built(round: Round, pool: Rows, leaves: Rows, linkage: Linkage) -> ClusterTree:
    """Join the leaves, and find the leaf of every row."""
    features = numpy_of(round.evidence.get("embedding", leaves)).astype(np.float64)
    leaf_of = np.full(len(round.keys), -1)
    for span, values in round.evidence.chunks("embedding", pool):
        leaf_of[pool[span]], _, _ = assign(values, features)
    return ClusterTree(_joins(features - features.mean(axis=0), linkage), leaf_of.astype(np.int64))


def _joins(features: npt.NDArray[np.float64], linkage: Linkage) -> Rows:
    """Which nodes are joined, one pair after another."""
    if len(features) < 2:
        return np.empty((0, 2), dtype=np.int64)
    from scipy.cluster.hierarchy import linkage as joined

    return np.asarray(joined(features, linkage)[:, :2], dtype=np.int64)
