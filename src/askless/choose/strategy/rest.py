"""What fills a batch when a strategy has nothing more to say."""

from __future__ import annotations

from askless.choose.choice import Choice
from askless.choose.pick.sample import sample
from askless.choose.round import Round

__all__ = ["with_rest"]


def with_rest(round: Round, choice: Choice, k: int, sentence: str) -> Choice:
    """A choice filled up to `k` rows by keyed noise.

    Parameters
    ----------
    round : Round
        The candidates.
    choice : Choice
        What was chosen before; it keeps its place.
    k : int
        Rows in all; more than there are candidates gives all.
    sentence : str
        What to tell people of the rows that are added.

    Returns
    -------
    choice : Choice
        The rows that were added have score 0 and the chance of a draw from what was left. They are
        no fair sample of the candidates, so they are not marked as random.
    """
    if len(choice) >= min(k, len(round.candidates)):
        return choice
    left = round.without(choice.rows).candidates
    rows = sample(left, round.noise(left, "rest"), k - len(choice))
    return Choice.joined(choice, Choice.of(rows, why=sentence, probabilities=len(rows) / len(left)))
