"""How unsure the model is of single rows, by a score of one's choice, counted from nothing."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from askless.choose.array import Rows
from askless.choose.round import Round
from askless.choose.score.declare import Score, scores
from askless.choose.strategy.scored import score_rows
from askless.errors import UsageError

__all__ = ["doubt", "score_of_doubt"]


def score_of_doubt(name: str) -> Score:
    """A score that says how much there is to learn from an item.

    Parameters
    ----------
    name : str
        A registered score of single items that never falls below a value it declares.

    Returns
    -------
    score : Score

    Raises
    ------
    UsageError
        If the score declares no least value, so that nothing could be multiplied by it.

    Examples
    --------
    >>> score_of_doubt("entropy").least
    0.0
    """
    score = scores.get(name)
    if score.least is None:
        raise UsageError(
            f"The score `{score.name}` may be of any size, so it is no measure of doubt.",
            "Take `least_confidence`, `margin` or `entropy`.",
        )
    return score


def doubt(score: Score, round: Round, rows: Rows) -> npt.NDArray[np.float64]:
    """The score of some rows above its least value.

    Parameters
    ----------
    score : Score
        See `score_of_doubt`.
    round : Round
        Where the evidence comes from.
    rows : int64 array of shape (n_rows,)
        Rows of the pool.

    Returns
    -------
    doubt : float64 array of shape (n_rows,)
        Not negative.
    """
    assert score.least is not None
    parts = [values for _, values in score_rows(score, round, rows)]
    return np.maximum(np.concatenate([np.empty(0), *parts]) - score.least, 0.0)
