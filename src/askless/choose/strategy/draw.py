"""Uniform draws, and what a strategy does when its evidence is not there."""

from __future__ import annotations

import math

from askless.choose import why
from askless.choose.choice import Choice
from askless.choose.pick.sample import sample
from askless.choose.round import Round

__all__ = ["draw", "in_turn", "slots"]


def draw(round: Round, k: int, sentence: str = why.RANDOM, *, stream: str = "random") -> Choice:
    """Draw `k` candidates uniformly; every set of k is equally likely.

    Parameters
    ----------
    round : Round
        The candidates.
    k : int
        How many.
    sentence : str
        What to tell people.
    stream : str, default "random"
        Name of the noise; two draws of one round take two names.

    Returns
    -------
    choice : Choice
        With probabilities k / n_candidates and the flag `random`.
    """
    n = len(round.candidates)
    if not k or not n:  # noise over a large pool is not free
        return Choice.empty()
    rows = sample(round.candidates, round.noise(round.candidates, stream), k)
    return Choice.of(rows, why=sentence, random=True, probabilities=len(rows) / n)


def in_turn(share: float, asked: int, k: int) -> int:
    """How many of the next `k` slots a share takes, so that over many rounds it takes just its share.

    Parameters
    ----------
    share : float
        In [0, 1].
    asked : int
        Slots filled before.
    k : int
        Slots to fill now.

    Returns
    -------
    count : int
        Within one of ``share * k``.

    Examples
    --------
    >>> [in_turn(1 / 3, asked, 1) for asked in range(6)]
    [0, 0, 1, 0, 0, 1]
    """
    return len(slots(share, asked, k))


def slots(share: float, asked: int, k: int) -> list[int]:
    """Which of the next `k` slots a share takes: those at which its running total reaches a whole number.

    Parameters
    ----------
    share : float
        In [0, 1].
    asked : int
        Slots filled before.
    k : int
        Slots to fill now.

    Returns
    -------
    positions : list of int
        In [0, k), rising.

    Examples
    --------
    >>> slots(0.1, 5, 10), slots(0.5, 0, 6)
    ([4], [1, 3, 5])
    """

    def total(n: int) -> int:
        return math.floor(share * n + 1e-9)  # 3 * (1 / 3) must reach 1

    return [i for i in range(k) if total(asked + i + 1) > total(asked + i)]
