"""Rows far apart: farthest-first over the candidates of a round, and what is left to chance."""

from __future__ import annotations

import numpy as np

from askless.choose import why
from askless.choose.array import Rows
from askless.choose.choice import Choice
from askless.choose.kernels.farthest import farthest_first, most_central
from askless.choose.kernels.stale import StaleDistances
from askless.choose.round import Round
from askless.choose.strategy.rest import with_rest

__all__ = ["CENTRAL", "FAR", "central", "spread", "to_taken"]

CENTRAL = "the most typical item, to begin with"
FAR = "the least like anything labelled or asked so far"


def to_taken(round: Round) -> StaleDistances:
    """Distances of the candidates to all that is labelled or pending.

    Parameters
    ----------
    round : Round
        Gives features, and says what is taken.

    Returns
    -------
    distances : StaleDistances
        Positions are those in ``round.candidates``.
    """

    distances = StaleDistances(
        [lambda at: round.evidence.get("embedding", round.candidates[at])], len(round.candidates)
    )
    distances.add(distances.points_of(round.evidence.get("embedding", round.taken)))
    return distances


def central(round: Round, distances: StaleDistances) -> Rows:
    """The candidate nearest to the mean of all, where nothing is taken; else none.

    Parameters
    ----------
    round : Round
        Says what is taken.
    distances : StaleDistances
        Of the candidates. The row is added to its centres.

    Returns
    -------
    positions : int64 array of shape (1,) or (0,)
        Within the candidates.
    """
    if len(round.taken):
        return np.empty(0, dtype=np.int64)
    at = np.array([most_central(distances, lambda at: round.noise(round.candidates[at]))])
    distances.add(distances.points(at))
    return at


def spread(round: Round, k: int) -> Choice:
    """Take `k` times the candidate farthest from all that is labelled, pending or picked before.

    Parameters
    ----------
    round : Round
        At least one candidate; offers `embedding`.
    k : int
        How many, at least one.

    Returns
    -------
    choice : Choice
        Scored by the distance at the moment of the pick.
    """
    distances = to_taken(round)
    first = central(round, distances)
    at, squared = farthest_first(distances, lambda at: round.noise(round.candidates[at]), k - len(first), but=first)
    begin = Choice.of(round.candidates[first], why=CENTRAL)
    far = Choice.of(round.candidates[at], why=FAR, scores=np.sqrt(squared))
    return with_rest(round, Choice.joined(begin, far), k, why.NOTHING_LEFT)
