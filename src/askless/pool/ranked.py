"""A ranking made ahead, and the strategy that asks from it.

A background trainer cannot be called when a person waits for the next item. It ranks ahead instead;
`Ranked` hands out what of its ranking may still be asked.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.choose.choice import Choice
from askless.choose.round import Round
from askless.data.labels.space import Answer

__all__ = ["Predictions", "Ranked", "Ranking"]


@dataclass(frozen=True)
class Predictions:
    """What one version of the model says of every row.

    Parameters
    ----------
    names : tuple of str
        Label names at the time of training.
    labels : int16 array of shape (n_items,), or uint8 of shape (n_items, n_labels)
        Most probable label; for multi-label the labels at one half or above.
    confidence : float32 array of shape (n_items,)
        Probability of that label; for multi-label the mean over labels of the surer side.

    Examples
    --------
    >>> one = Predictions(("ham", "spam"), np.array([1], np.int16), np.array([0.9], np.float32))
    >>> one.answer(0)
    'spam'
    """

    names: tuple[str, ...]
    labels: npt.NDArray[Any]
    confidence: npt.NDArray[np.float32]

    @classmethod
    def of(cls, names: tuple[str, ...], proba: npt.NDArray[Any], multilabel: bool) -> Predictions:
        """Predictions from probabilities of shape (n_items, n_labels)."""
        if multilabel:
            surer = np.maximum(proba, 1 - proba).mean(axis=1)
            return cls(names, (proba >= 0.5).astype(np.uint8), surer.astype(np.float32))
        return cls(names, proba.argmax(axis=1).astype(np.int16), proba.max(axis=1).astype(np.float32))

    def answer(self, row: int) -> Answer:
        """Predicted answer of a row."""
        label = self.labels[row]
        if self.labels.ndim == 1:
            return self.names[int(label)]
        return tuple(name for name, on in zip(self.names, label, strict=True) if on)


@dataclass(frozen=True)
class Ranking:
    """Rows in the order in which to ask them, made ahead of need.

    Parameters
    ----------
    version : int
        Version of the model behind it, 0 if there was none.
    strategy : str
    choice : Choice
        The rows, best first.
    predictions : Predictions, optional
        None while there is no model.
    """

    version: int = 0
    strategy: str = ""
    choice: Choice = field(default_factory=Choice.empty)
    predictions: Predictions | None = None


class Ranked:
    """The strategy that asks from a ranking, and at random when the ranking is used up.

    Parameters
    ----------
    name : str
        The strategy that made the ranking, as it is logged.
    ranking : Ranking
    """

    needs: tuple[str, ...] = ()
    summary = "Asks in an order made ahead."

    def __init__(self, name: str, ranking: Ranking) -> None:
        self.name = name
        self.ranking = ranking

    def random_share(self, k: int) -> float:
        """No share of its own."""
        return 0.0

    def choose(self, round_: Round, k: int) -> Choice:
        """The first `k` rows of the ranking that are candidates."""
        choice = self.ranking.choice
        positions = np.flatnonzero(np.isin(choice.rows, round_.candidates, assume_unique=True))[:k]
        taken = choice.take(positions)
        if len(taken) == k:
            return taken
        rest = np.setdiff1d(round_.candidates, taken.rows, assume_unique=True)
        rest = rest[np.argsort(round_.noise(rest, "ranked"), kind="stable")][: k - len(taken)]
        chance = (k - len(taken)) / max(1, round_.candidates.size - len(taken))
        why = "drawn at random until the model has ranked the items"
        return Choice.joined(taken, Choice.of(rest, why=why, scores=0.0, probabilities=min(1.0, chance), random=True))
