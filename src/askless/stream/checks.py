"""How good the model of a stream was: its word on items drawn at random, each given before the answer was known."""

from __future__ import annotations

import json
from typing import Any

from askless.data.labels.real import Real
from askless.data.labels.space import LabelSpace
from askless.stream.pending import Asked

__all__ = ["Checks", "score_of"]

KEPT = 400
"""Scores that are held, the latest: twice as many as an estimate rests on, for when some are taken back."""


def score_of(asked: Asked, answer: str | None, space: LabelSpace) -> float | None:
    """How well the answer to a random question had been predicted.

    Parameters
    ----------
    asked : Asked
        What was asked, and what the model said of it then.
    answer : str or None
        The answer that stands, as JSON; "" if the item is skipped, None if it waits.
    space : LabelSpace

    Returns
    -------
    score : float or None
        1 if it is as predicted, else 0; of numbers the squared error. None if it does not count: not drawn at random,
        not answered, or there was no model yet.
    """
    if not asked.random or not answer or not len(asked.said):
        return None
    told: Any = json.loads(answer)
    if isinstance(space, Real):
        return float((asked.said[0] - told) ** 2)
    return float(space.names[int(asked.said.argmax())] == told)


class Checks:
    """The scores of the latest random questions, while answers come, are corrected and are taken back.

    Examples
    --------
    >>> import numpy as np
    >>> from askless.data.labels.classes import Classes
    >>> checks, space = Checks(), Classes(("no", "yes"))
    >>> asked = Asked(7, "text", np.zeros(0), np.array([0.3, 0.7]), 0.1, True, 0.5)
    >>> checks.take(asked, '"yes"', space)
    >>> checks.latest
    [(7, 1.0)]
    >>> checks.take(asked, None, space)
    >>> checks.latest
    []
    """

    def __init__(self) -> None:
        self._scores: dict[int, float] = {}

    @property
    def latest(self) -> list[tuple[int, float]]:
        """Places in the stream, in order, with their scores."""
        return sorted(self._scores.items())

    def __len__(self) -> int:
        return len(self._scores)

    def clear(self) -> None:
        """Forget all."""
        self._scores.clear()

    def take(self, asked: Asked, answer: str | None, space: LabelSpace) -> None:
        """The answer to an item is this from now on; arguments as in `score_of`."""
        score = score_of(asked, answer, space)
        if score is None:
            self._scores.pop(asked.number, None)
            return
        self._scores[asked.number] = score
        if len(self._scores) > KEPT:
            del self._scores[min(self._scores)]
