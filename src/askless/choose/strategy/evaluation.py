"""What a coverage strategy measures with: evaluation rows that stand for the pool, and length scales.

Everything is bounded, so that a pool of a million costs about what a pool of fifty thousand does:
at most 1,000 evaluation rows, 20,000 labelled rows looked at, and 20,000 candidates where a
strategy would look at all of more than 50,000. What is left out is drawn by keyed noise.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from askless.choose.array import Floats, Rows
from askless.choose.kernels.pairwise import kth_nearest, nearest
from askless.choose.kernels.rows import numpy_of
from askless.choose.objective.coverage import Coverage, init
from askless.choose.objective.similarity import Gaussian, Similarity
from askless.choose.pick.sample import sample
from askless.choose.round import Round
from askless.core.noise import uniform

__all__ = ["LABELLED", "WHOLE", "Evaluation", "cover", "few"]

WHOLE = 50_000  # candidates up to which all are looked at
_SOME = 20_000  # of more than that
_EVALUATION = 1_000
LABELLED = 20_000  # labelled rows up to which all are looked at
_NEIGHBOURS = 1_000  # labelled rows whose nearest labelled neighbour is looked for


@dataclass(frozen=True)
class Evaluation:
    """Evaluation rows of a pool.

    Parameters
    ----------
    rows : int64 array of shape (n_evaluation,)
        Drawn uniformly from the pool by the seed, the same in every round.
    points : array of shape (n_evaluation, n_features)
        Their features.
    spread : float
        Median distance to the max(5, n_evaluation / 50)-th nearest of them, in the unit of the
        features.
    """

    rows: Rows
    points: Floats
    spread: float

    @classmethod
    def of(cls, round: Round, size: int | None = None) -> Evaluation:
        """At most `size` evaluation rows of a round's pool (1,000 if not given), measured once for each pool."""
        pool = round.pool
        rows = sample(pool, uniform(round.seed, 0, round.keys[pool], "evaluation"), size or _EVALUATION)
        return round.evidence.once("evaluation", rows.tobytes(), lambda: cls._measured(round, rows))

    @classmethod
    def _measured(cls, round: Round, rows: Rows) -> Evaluation:
        points = numpy_of(round.evidence.get("embedding", rows)).astype(np.float64)
        neighbour = max(5, len(rows) // 50)
        spread = np.median(np.sqrt(kth_nearest(points - points.mean(axis=0), neighbour)))
        return cls(rows, points, float(spread))


def cover(round: Round, evaluation: Evaluation, *, local: bool = False, kernel: Similarity | None = None) -> Coverage:
    """Coverage by what is labelled and pending.

    Parameters
    ----------
    round : Round
        Says what is labelled and pending.
    evaluation : Evaluation
        What is to be covered.
    local : bool, default False
        Whether the length scale shrinks with the distance between labelled neighbours.
    kernel : Similarity, optional
        How alike two rows are; the Gaussian of this length scale if not given.

    Returns
    -------
    state : Coverage
        With weights 1. The length scale is at least 1e-6 of the pool's spread, and 1 in a pool
        without any.
    """
    if kernel is None:
        scale = min(evaluation.spread, _labelled_distance(round)) if local else evaluation.spread
        kernel = Gaussian(max(scale, 1e-6 * evaluation.spread or 1.0))
    state = init(evaluation.points, kernel=kernel)
    taken = few(round, round.taken, LABELLED)
    return state.after(numpy_of(round.evidence.get("embedding", taken))) if len(taken) else state


def few(round: Round, rows: Rows, limit: int = WHOLE) -> Rows:
    """All rows, or some of them if there are too many.

    Parameters
    ----------
    round : Round
        Gives the keyed noise that decides.
    rows : int64 array of shape (n_rows,)
        Rows of the pool.
    limit : int, default 50,000
        Up to this many, all are returned; of more, the smaller of this and 20,000.

    Returns
    -------
    rows : int64 array
        Some of `rows`.
    """
    if len(rows) <= limit:
        return rows
    return sample(rows, round.noise(rows, "few"), min(limit, _SOME))


def _labelled_distance(round: Round) -> float:
    """Median distance from a labelled row to the nearest other one; infinite below two of them."""
    labelled = few(round, round.labelled, LABELLED)
    if len(labelled) < 2:
        return np.inf
    features = numpy_of(round.evidence.get("embedding", labelled)).astype(np.float64)
    features = features - features.mean(axis=0)
    drawn = np.argsort(-round.noise(labelled, "neighbours"), kind="stable")[:_NEIGHBOURS]
    return float(np.median(np.sqrt(nearest(features[drawn], features, but=drawn))))
