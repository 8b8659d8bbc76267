"""Rows of a round in clusters, and one row to ask from each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from askless.choose import why
from askless.choose.array import Floats, Rows
from askless.choose.choice import Choice
from askless.choose.kernels.clustering import assign, k_means, nearest_of_each
from askless.choose.kernels.order import best_first
from askless.choose.kernels.rows import numpy_of
from askless.choose.kernels.top_k import top_k
from askless.choose.round import Round
from askless.choose.strategy.rest import with_rest

__all__ = ["Clustered", "clustered", "one_of_each"]

_SAMPLE = 10_000  # rows among which centres are sought, at least
_EACH = 40  # and for each centre


@dataclass(frozen=True)
class Clustered:
    """Rows and their clusters.

    Parameters
    ----------
    rows : int64 array of shape (n_rows,)
        Rows of the pool.
    of : int64 array of shape (n_rows,)
        Cluster of each.
    distances : float64 array of shape (n_rows,)
        Squared distance to its centre.
    slack : float
        By how much the distances may be wrong.
    centres : float64 array of shape (n_clusters, n_features)
        Some clusters may have no row.
    """

    rows: Rows
    of: Rows
    distances: npt.NDArray[np.float64]
    slack: float
    centres: npt.NDArray[np.float64]


def clustered(round: Round, rows: Rows, k: int, *, weights: Floats | None = None, iterations: int = 10) -> Clustered:
    """Cluster rows by k-means.

    Parameters
    ----------
    round : Round
        Gives features and keyed noise.
    rows : int64 array of shape (n_rows,)
        Rows of the pool, at least one.
    k : int
        How many clusters, at least 1.
    weights : array of shape (n_rows,), optional
        How much each row counts, not negative and not all 0; 1 if not given.
    iterations : int, default 10
        Most of Lloyd's iterations.

    Returns
    -------
    clustered : Clustered
        Centres are sought among at most max(10,000, 40 k) rows, drawn by keyed noise from those that
        weigh anything; all rows are then assigned in one pass. Memory 24 n_rows bytes, a chunk of
        the features, and 16 bytes for each feature of the sample.
    """
    noise = round.noise(rows, "cluster")
    heavy = np.arange(len(rows)) if weights is None else np.flatnonzero(weights > 0)
    drawn = heavy[top_k(noise[heavy], lambda at: noise[heavy[at]], max(_SAMPLE, _EACH * k))]
    sample = rows[drawn]  # in the order of the noise, whatever that of the pool
    centres = k_means(
        numpy_of(round.evidence.get("embedding", sample)),
        k,
        lambda t, m: round.noise(sample[:m], f"seed {t}"),
        weights=None if weights is None else weights[drawn],
        iterations=iterations,
    )
    of = np.empty(len(rows), dtype=np.int64)
    distances = np.empty(len(rows))
    slack = 0.0
    for span, features in round.evidence.chunks("embedding", rows):
        of[span], distances[span], wrong = assign(features, centres)
        slack = max(slack, wrong)
    return Clustered(rows, of, distances, slack, centres)


def one_of_each(
    round: Round,
    rows: Rows,
    k: int,
    sentence: str,
    *,
    weights: Floats | None = None,
    rest: str = why.NOTHING_LEFT,
) -> Choice:
    """Cluster rows and take the one nearest to each centre, the heaviest cluster first.

    Parameters
    ----------
    round : Round
        Gives features and keyed noise.
    rows : int64 array of shape (n_rows,)
        Candidates; fewer than `k` are all taken.
    k : int
        How many clusters and rows.
    sentence : str
        What to tell people, with ``{size}`` for the number of rows in the cluster.
    weights : array of shape (n_rows,), optional
        How much each row counts, not negative; 1 if not given.
    rest : str
        What to tell people of rows that fill up the choice.

    Returns
    -------
    choice : Choice
        `k` rows, scored by the weight of their cluster. Where the rows do not make `k` clusters,
        because they are alike or weigh nothing, candidates drawn by keyed noise fill it up.
    """
    k = min(k, len(round.candidates))
    if k <= 0:
        return Choice.empty()
    if len(rows) == 0 or (weights is not None and not (weights > 0).any()):
        return with_rest(round, Choice.empty(), k, rest)
    groups = clustered(round, rows, k, weights=weights)
    clusters, at = nearest_of_each(
        groups.of,
        groups.distances,
        groups.slack,
        groups.centres,
        lambda some: round.evidence.get("embedding", rows[some]),
        lambda some: round.noise(rows[some]),
    )
    mass = np.bincount(groups.of, weights=weights, minlength=len(groups.centres))[clusters].astype(np.float64)
    size = np.bincount(groups.of)[clusters]
    order = best_first(mass, round.noise(rows[at]))
    sentences = [sentence.format(size=n) for n in size[order]]
    chosen = Choice.of(rows[at[order]], why=sentences, scores=mass[order])
    return with_rest(round, chosen, k, rest)
