"""The strategy that a score becomes: score every candidate, ask the highest."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np

from askless.choose import why
from askless.choose.all_but import AllBut
from askless.choose.array import Floats, Rows
from askless.choose.choice import Choice
from askless.choose.evidence.kind import kinds
from askless.choose.kernels.rows import numpy_of
from askless.choose.pick.top_k import top_k
from askless.choose.round import Round
from askless.choose.score.declare import Score
from askless.choose.score.labels import mean_over_labels
from askless.choose.strategy.contract import Strategy, paragraph
from askless.core.chunks import spans
from askless.core.task import Task
from askless.errors import EvidenceError

__all__ = ["Scored", "doubts", "score_rows"]

_BY_LABEL = (("proba",), ("draws",))  # needs of scores that serve multi-label as the mean over labels


@dataclass(frozen=True)
class Scored(Strategy):
    """Ask about the candidates with the highest score.

    Multi-label items are scored by the mean over labels of the score of "has it" against "has it
    not". While evidence is missing (no trained model yet) rows are drawn uniformly, and say so.

    Parameters
    ----------
    score : Score
        What is declared about the score.
    options : mapping of str to object
        Options of the score that are not its defaults.
    """

    score: Score
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.score.name

    @property
    def needs(self) -> tuple[str, ...]:
        return self.score.needs

    @property
    def summary(self) -> str:
        return self.score.summary

    @property
    def reference(self) -> str:
        return self.score.reference

    @property
    def when_not(self) -> str:
        return self.score.when_not

    @property
    def cost(self) -> str:
        return "one pass over the evidence, one chunk of it in memory"

    @property
    def how(self) -> str:
        return paragraph(inspect.getdoc(self.score.function) or "", 1)

    @property
    def example(self) -> Mapping[str, Sequence[Any]]:
        return self.score.example

    @property
    def declines(self) -> Mapping[str, str]:
        return self.score.declines

    @property
    def tasks(self) -> tuple[Task, ...]:
        return self.score.tasks

    @property
    def least(self) -> float | None:
        return self.score.least

    @property
    def merges(self) -> bool:
        return True

    def memory(self, *, n: int, d: int, C: int, K: int, k: int) -> float:
        """A chunk of the evidence a few times over, and the rows; see `Strategy.memory`."""
        return float((32 << 20) + 8 * n + 256 * k)

    def item_scores(self, round: Round, rows: Rows) -> Iterator[tuple[Rows, Floats]] | None:
        """The scores; see `Strategy.item_scores`."""
        return score_rows(self.score, round, rows, **self.options)

    def pick(self, round: Round, k: int) -> Choice:
        """Choose the `k` highest; see `Strategy.pick`."""
        rows, values = top_k(_scores(self.score, round, round.free, self.options), round.noise, k)
        return Choice.of(rows, why=self.reasons(round, rows), scores=values)

    def reasons(self, round: Round, rows: Rows) -> tuple[str, ...]:
        """What the score tells, what the model is in two minds about, or just what the score asks about."""
        if self.score.told:
            scored = score_rows(self.score, round, rows, **self.options)
            return tuple(self.score.told.format(float(value)) for _, values in scored for value in values)
        if "proba" not in self.needs:
            return super().reasons(round, rows)
        return doubts(round, rows)


def doubts(round: Round, rows: Rows) -> tuple[str, ...]:
    """What the model is in two minds about, a sentence for each row.

    Parameters
    ----------
    round : Round
        Offers `proba`.
    rows : int64 array of shape (n_rows,)
        Rows of the pool.

    Returns
    -------
    sentences : tuple of str
    """
    proba = numpy_of(round.evidence.get("proba", rows))
    return why.uncertain(round.label_names, proba, multilabel=round.multilabel)


def score_rows(score: Score, round: Round, rows: Rows, **options: Any) -> Iterator[tuple[Rows, Floats]]:
    """Score rows chunk by chunk.

    Parameters
    ----------
    score : Score
        Takes evidence that can be had for any rows alone.
    round : Round
        Where the evidence comes from.
    rows : int64 array of shape (n_rows,)
        Rows of the pool.
    **options
        Options of the score.

    Yields
    ------
    rows, values : arrays
        Rows of one chunk and their scores, float64.

    Raises
    ------
    EvidenceError
        If the score needs more than evidence by item, or returns something that is not one finite
        number for each.
    """
    for some, values in _scores(score, round, rows, options):
        assert not isinstance(some, slice)
        yield some, values.astype(np.float64, copy=False)


def _scores(
    score: Score, round: Round, rows: Rows | AllBut, options: Mapping[str, Any]
) -> Iterator[tuple[Rows | slice, Floats]]:
    """The same in the precision of the evidence; rows that are not written down come as slices."""
    for need in score.needs:
        if kinds.get(need).scope != "item":
            raise EvidenceError(
                f"The score `{score.name}` needs `{need}`, which is not evidence of single items.",
                "Write it as a strategy with a `choose` of its own.",
            )
    function = _function(score, round, options)
    for some, but in _cut(rows, round.evidence.scan_rows(score.needs)):
        values = function(some)
        _check(score, values, some.stop - some.start if isinstance(some, slice) else len(some))
        if len(but):
            left = np.delete(np.arange(some.start, some.stop), but)
            yield left, values[left - some.start]
        else:
            yield some, values


def _function(score: Score, round: Round, options: Mapping[str, Any]) -> Callable[[Rows | slice], Floats]:
    """Scores of some rows, evidence and all."""
    function = partial(score.function, **options)
    if round.multilabel and score.needs in _BY_LABEL and "classes" in score.tasks:
        function = partial(mean_over_labels, function)

    def values(some: Rows | slice) -> Floats:
        return numpy_of(function(*(round.evidence.get(need, some) for need in score.needs)))

    def quick(some: Rows | slice) -> Floats:
        columns = round.evidence.columns("proba", some) if isinstance(some, slice) else None
        return values(some) if columns is None else score.columns(columns, **options)  # type: ignore[misc]

    return quick if score.columns is not None and not round.multilabel else values


def _cut(rows: Rows | AllBut, size: int) -> Iterator[tuple[Any, Rows]]:
    """Rows of one chunk, as an array or a slice, and the positions in it that do not count."""
    if isinstance(rows, AllBut):
        yield from rows.spans(size)
    else:
        yield from ((rows[span], rows[:0]) for span in spans(len(rows), size))


def _check(score: Score, values: Floats, n: int) -> None:
    """Refuse what is not one finite number for each item."""
    with np.errstate(over="ignore", invalid="ignore"):  # large scores are looked at once more
        if values.shape == (n,) and (math.isfinite(np.dot(values, values)) or np.isfinite(values).all()):
            return
    raise EvidenceError(
        f"The score `{score.name}` returned {_seen(values)} for {n} items.",
        "Return one finite number for each item.",
    )


def _seen(values: Floats) -> str:
    """What was returned, for an error."""
    return f"shape {values.shape}" if np.isfinite(values).all() else "values that are not finite"
