"""A ranking made ahead, and the strategy that asks from it.

A background trainer cannot be called when a person waits for the next item. It ranks ahead instead;
`Ranked` hands out what of its ranking may still be asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from askless.choose.choice import Choice
from askless.choose.round import Round
from askless.choose.strategy.draw import draw
from askless.choose.strategy.strategy import Strategy
from askless.core.digits import as_sure
from askless.core.task import Task
from askless.data.labels.real import Real
from askless.data.labels.space import Answer
from askless.pool.sentences import SentencePredictions

__all__ = ["AnyPredictions", "Predictions", "Ranked", "Ranking", "predictions_of"]

NOT_RANKED = "drawn at random until the model has ranked the items"


@dataclass(frozen=True)
class Predictions:
    """What one version of the model says of every row.

    Parameters
    ----------
    names : tuple of str
        Label names at the time of training.
    labels : int16 or float64 array of shape (n_items,), or uint8 of shape (n_items, n_labels)
        Most probable label, or the number; for multi-label the labels at one half or above.
    confidence : float32 array of shape (n_items,), optional
        Probability of that label; for multi-label the mean over labels of the surer side. None for numbers. NaN in
        this one or the next: of this row nothing was said.
    std : float32 array of shape (n_items,), optional
        For numbers how far from it the answer may lie, a standard deviation; None for labels.

    Examples
    --------
    >>> one = Predictions(("ham", "spam"), np.array([1], np.int16), np.array([0.9], np.float32))
    >>> one.answer(0)
    'spam'
    """

    names: tuple[str, ...]
    labels: npt.NDArray[Any]
    confidence: npt.NDArray[np.float32] | None = None
    std: npt.NDArray[np.float32] | None = None

    @classmethod
    def of(cls, names: tuple[str, ...], proba: npt.NDArray[Any], multilabel: bool) -> Predictions:
        """Predictions from probabilities of shape (n_items, n_labels)."""
        if multilabel:
            surer = np.maximum(proba, 1 - proba).mean(axis=1)
            return cls(names, (proba >= 0.5).astype(np.uint8), surer.astype(np.float32))
        return cls(names, proba.argmax(axis=1).astype(np.int16), proba.max(axis=1).astype(np.float32))

    @classmethod
    def of_numbers(cls, space: Real, mean: npt.NDArray[Any], std: npt.NDArray[Any]) -> Predictions:
        """Predictions of numbers; one beyond the bounds is taken to them."""
        return cls((), space.within(mean), std=std.astype(np.float32))

    @property
    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """The arrays that there are, by name: with the names of the labels they make it whole again."""
        found = {"labels": self.labels, "confidence": self.confidence, "std": self.std}
        return {name: array for name, array in found.items() if array is not None}

    @property
    def doubt(self) -> npt.NDArray[np.float32]:
        """How unsure each row is, larger is less sure; to be compared with each other only. 0 if nothing tells."""
        if self.confidence is not None:
            return -self.confidence
        return np.zeros(len(self.labels), np.float32) if self.std is None else self.std

    def confidence_of(self, row: int) -> float | None:
        """How sure the model is of one row; None for numbers."""
        return None if self.confidence is None else float(self.confidence[row])

    def having(self, name: str) -> npt.NDArray[np.bool_]:
        """Of which rows a label is said, shape (n_items,)."""
        column = self.names.index(name)
        found: npt.NDArray[np.bool_] = (
            np.asarray(self.labels) == column if self.labels.ndim == 1 else np.asarray(self.labels[:, column]) == 1
        )
        return found

    def silent(self, row: int) -> bool:
        """Whether nothing was said of a row."""
        sure = self.confidence if self.confidence is not None else self.std
        return sure is not None and bool(np.isnan(sure[row]))

    def answer(self, row: int) -> Answer:
        """Predicted answer of a row; a number without the digits of which the model is not sure."""
        label = self.labels[row]
        if self.labels.dtype.kind == "f":
            return as_sure(float(label), 0.0 if self.std is None else float(self.std[row]))
        if self.labels.ndim == 1:
            return self.names[int(label)]
        return tuple(name for name, on in zip(self.names, label, strict=True) if on)


AnyPredictions: TypeAlias = Predictions | SentencePredictions
"""What a model says of every item, whatever an answer is."""


def predictions_of(names: Sequence[str], arrays: Mapping[str, npt.NDArray[Any]]) -> AnyPredictions:
    """Predictions that were taken apart into `arrays`, whole again.

    Examples
    --------
    >>> predictions_of(["a", "b"], {"starts": np.array([0, 1]), "sure": np.ones(1), "codes": np.array([1])}).answer(0)
    ('b',)
    """
    return SentencePredictions(tuple(names), **arrays) if "starts" in arrays else Predictions(tuple(names), **arrays)


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
    predictions : Predictions or SentencePredictions, optional
        None while there is no model.
    seq : int, default 0
        Number of the last event of the log that it knows of.
    """

    version: int = 0
    strategy: str = ""
    choice: Choice = field(default_factory=Choice.empty)
    predictions: AnyPredictions | None = None
    seq: int = 0


class Ranked(Strategy):
    """The strategy that asks from a ranking, and at random when the ranking is used up.

    Parameters
    ----------
    strategy : Strategy
        The one that made the ranking; the random share is its, and the log names it.
    ranking : Ranking
    task : {"classes", "multilabel", "real", "tags", "spans"}, default "classes"
        What an answer is.
    """

    needs: tuple[str, ...] = ()
    example: Mapping[str, Sequence[Any]] = MappingProxyType({})
    summary = "Asks in an order made ahead."
    reference = ""
    when_not = ""
    cost = "One search in the candidates for each row of the ranking."

    def __init__(self, strategy: Strategy, ranking: Ranking, task: Task = "classes") -> None:
        self.strategy = strategy
        self.ranking = ranking
        self.task = task

    @property
    def name(self) -> str:
        """Name of the strategy that made the ranking."""
        return self.strategy.name

    def random_share(self, k: int) -> float:
        """Share that the strategy wants by itself."""
        return self.strategy.of_task(self.task).random_share(k)

    def choose(self, round: Round, k: int) -> Choice:
        """The first `k` rows of the ranking that are candidates, then random ones."""
        ahead, candidates = self.ranking.choice, round.candidates
        if not candidates.size:
            return Choice.empty()
        places = np.minimum(np.searchsorted(candidates, ahead.rows), candidates.size - 1)
        taken = ahead.take(np.flatnonzero(candidates[places] == ahead.rows)[:k])
        rest = round.without(taken.rows)
        return Choice.joined(taken, draw(rest, min(k - len(taken), len(rest.candidates)), NOT_RANKED, stream="ranked"))
