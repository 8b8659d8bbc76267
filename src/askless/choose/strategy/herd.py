"""Greedy coverage over rows of a round, and how it is told to people."""

from __future__ import annotations

from askless.choose import why
from askless.choose.array import Rows
from askless.choose.choice import Choice
from askless.choose.kernels.rows import numpy_of
from askless.choose.objective.coverage import Coverage
from askless.choose.objective.similarity import Similarity
from askless.choose.pick.greedy import Picked, greedy
from askless.choose.round import Round
from askless.choose.strategy.evaluation import LABELLED, Evaluation, cover, few

__all__ = ["CANDIDATES", "covering", "herd", "told"]

CANDIDATES = 100_000  # up to which all are looked at, by strategies that are asked for by name


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


def covering(round: Round, k: int, kernel: Similarity, evaluation: Evaluation) -> Choice:
    """Cover the evaluation rows, under some kernel, beyond what is labelled and pending.

    Parameters
    ----------
    round : Round
        Gives features and keyed noise.
    k : int
        How many.
    kernel : Similarity
        How alike two rows are.
    evaluation : Evaluation
        What is to be covered.

    Returns
    -------
    choice : Choice
        Scored by gains, in evaluation rows.
    """
    state = cover(round, evaluation, kernel=kernel)
    return told(round, herd(round, state, few(round, round.candidates, CANDIDATES), k))


def told(round: Round, picked: Picked[Coverage], lead: str = "") -> Choice:
    """The choice of rows picked for coverage; each says whether anything like it is labelled.

    Parameters
    ----------
    round : Round
        Says what is labelled.
    picked : Picked
        What greedy coverage picked.
    lead : str, default ""
        What the sentences begin with.

    Returns
    -------
    choice : Choice
        The same rows, scored by their gains.
    """
    features = numpy_of(round.evidence.get("embedding", picked.rows))
    labelled = numpy_of(round.evidence.get("embedding", few(round, round.labelled, LABELLED)))
    similar = picked.state.likest(features, labelled)
    sentences = [
        why.NOTHING_LEFT if idle else lead + why.covers(value) for idle, value in zip(picked.idle, similar, strict=True)
    ]
    return Choice.of(picked.rows, why=sentences, scores=picked.gains, probabilities=picked.probabilities)
