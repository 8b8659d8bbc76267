"""Greedy coverage over rows of a round, and how it is told to people."""

from __future__ import annotations

import numpy as np

from askless.choose import why
from askless.choose.array import Rows
from askless.choose.choice import Choice
from askless.choose.kernels.pairwise import nearest
from askless.choose.kernels.rows import numpy_of
from askless.choose.objective.coverage import Coverage
from askless.choose.pick.greedy import Picked, greedy
from askless.choose.round import Round
from askless.choose.strategy.evaluation import LABELLED, few

__all__ = ["herd", "told"]


def herd(round: Round, state: Coverage, rows: Rows, k: int) -> Picked[Coverage]:
    """Take `k` times the row that adds most coverage.

    Parameters
    ----------
    round : Round
        Gives features and keyed noise.
    state : Coverage
        What is covered before.
    rows : int64 array of shape (n_rows,)
        Rows to pick from.
    k : int
        How many.

    Returns
    -------
    picked : Picked
        Memory: at most 512 rows against the evaluation rows at a time.
    """
    return greedy(
        state,
        rows,
        features=lambda some: numpy_of(round.evidence.get("embedding", some)),
        noise=round.noise,
        k=k,
        block=min(512, round.evidence.chunk_rows),
    )


def told(round: Round, picked: Picked[Coverage]) -> Choice:
    """The choice of rows picked for coverage; each says whether anything like it is labelled.

    Parameters
    ----------
    round : Round
        Says what is labelled.
    picked : Picked
        What greedy coverage picked.

    Returns
    -------
    choice : Choice
        The same rows, scored by their gains.
    """
    features = numpy_of(round.evidence.get("embedding", picked.rows))
    labelled = numpy_of(round.evidence.get("embedding", few(round, round.labelled, LABELLED)))
    centre = picked.state.centre
    similar = np.exp(-nearest(features - centre, labelled - centre) / picked.state.scale**2)
    sentences = [
        why.NOTHING_LEFT if idle else why.covers(value) for idle, value in zip(picked.idle, similar, strict=True)
    ]
    return Choice.of(picked.rows, why=sentences, scores=picked.gains, probabilities=picked.probabilities)
