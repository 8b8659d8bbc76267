"""Fewer candidates, for strategies that take time over each."""

from __future__ import annotations

import numpy as np

from askless.choose.array import Rows
from askless.choose.pick.sample import sample
from askless.choose.pick.top_k import top_k
from askless.choose.round import Round
from askless.choose.score.declare import scores
from askless.choose.strategy.scored import score_rows

__all__ = ["shortlist"]


def shortlist(round: Round, n: int | None) -> Rows:
    """At most `n` candidates: half of them the most uncertain by margin, half drawn uniformly.

    A heuristic: the best candidate may be left out. It costs one pass over the probabilities.

    Parameters
    ----------
    round : Round
        Gives candidates, probabilities and keyed noise.
    n : int or None
        How many; all if None.

    Returns
    -------
    rows : int64 array of shape (min(n, n_candidates),)
        Candidates of the round.
    """
    rows = round.candidates
    if n is None or len(rows) <= n:
        return rows
    torn = top_k(score_rows(scores.get("margin"), round, rows), round.noise, n // 2)[0]
    rest = np.setdiff1d(rows, torn, assume_unique=True)
    return np.concatenate([torn, sample(rest, round.noise(rest, "shortlist"), n - len(torn))])
