"""Rows far apart: farthest-first over the candidates of a round, and what is left to chance."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from askless.choose import why
from askless.choose.choice import Choice
from askless.choose.kernels.farthest import farthest_first, most_central
from askless.choose.kernels.stale import StaleDistances
from askless.choose.pick.sample import sample
from askless.choose.round import Round

__all__ = ["CENTRAL", "FAR", "central", "completed", "spread", "to_taken"]

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


def central(round: Round, distances: StaleDistances) -> Choice:
    """The candidate nearest to the mean of all, where nothing is taken; else none.

    Parameters
    ----------
    round : Round
        Says what is taken.
    distances : StaleDistances
        Of the candidates. The row is added to its centres.

    Returns
    -------
    choice : Choice
        One row, or none.
    """
    if len(round.taken):
        return Choice.empty()
    at = np.array([most_central(distances, lambda at: round.noise(round.candidates[at]))])
    distances.add(distances.points(at))
    return Choice.of(round.candidates[at], why=CENTRAL)


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
    at, squared = farthest_first(distances, lambda at: round.noise(round.candidates[at]), k - len(first))
    far = Choice.of(round.candidates[at], why=FAR, scores=np.sqrt(squared))
    return completed(round, k, [first, far])


def completed(round: Round, k: int, parts: Sequence[Choice]) -> Choice:
    """Choices one after another, and rows drawn by keyed noise where they are fewer than `k`.

    Parameters
    ----------
    round : Round
        The candidates.
    k : int
        How many there shall be.
    parts : sequence of Choice
        What was chosen for a reason.

    Returns
    -------
    choice : Choice
        Rows that were left to chance say so and have the chance of that draw; they are no sample of
        all candidates and not marked as random.
    """
    chosen = Choice.joined(*parts)
    if len(chosen) >= min(k, len(round.candidates)):
        return chosen
    left = round.without(chosen.rows).candidates
    rows = sample(left, round.noise(left), k - len(chosen))
    return Choice.joined(chosen, Choice.of(rows, why=why.NOTHING_LEFT, probabilities=len(rows) / len(left)))
