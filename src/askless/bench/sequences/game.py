"""One pool of sentences, and strategies that are played on it.

Every strategy begins with the same random sentences. Batches are counted in tokens, 40 % of those read so far unless a
number of sentences is given, so that all strategies read the same amounts: a batch of ten long sentences is no match
for one of ten short ones.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from time import process_time
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.bench.sequences.curve import Curve
from askless.bench.sequences.partial import known_part, widened
from askless.bench.sequences.scoring import measured, type_counts
from askless.choose.choice import Choice
from askless.choose.evidence.engine import Evidence
from askless.choose.round import Round
from askless.choose.strategy.random_share import RandomShare
from askless.choose.strategy.strategy import Strategy, strategies
from askless.core.ids import Rows
from askless.core.noise import uniform
from askless.core.ragged import ragged
from askless.core.task import Task
from askless.enough.effort import Effort, tokens_read
from askless.errors import NotReadyError

__all__ = ["GROWTH", "START", "Game"]

Ints = npt.NDArray[np.int64]

START = 50
"""Random sentences to begin with."""
GROWTH = 0.4
"""Tokens of a batch, for each that was read before."""
_ROOM = 1.25  # how many more sentences are asked for than a batch of tokens should take


@dataclass(frozen=True, kw_only=True)
class Game:
    """Sentences to ask about, their answers, a model, and what it is measured on.

    Parameters
    ----------
    pool : items
        Sentences.
    y : object array of shape (n,)
        Their true answers, complete, encoded.
    codes : list of int64 arrays of shape (n_tokens,)
        The same as the model counts them, token by token.
    model : SequenceModel
        Prepared; every strategy plays with a clone.
    names : tuple of str
        Tags, or types of spans.
    task : {"tags", "spans"}
    test : items
    truth : object array of shape (n_test,)
        Encoded.
    metric : {"accuracy", "f1"}
    budget : float
        Where a curve ends, in `unit`.
    unit : {"tokens", "sentences", "decisions", "corrections", "seconds"}, default "tokens"
    batch : int, optional
        Sentences asked for at a time; 40 % of the tokens read so far if not given.
    start : int, default 50
        Random sentences to begin with.
    seed : int, default 0
    dev : (items, object array), optional
        Sentences by which the bias of O is chosen after each fit, and their answers.
    effort : Effort, optional
        What answers cost.
    """

    pool: Any
    y: npt.NDArray[np.object_]
    codes: list[Ints]
    model: Any
    names: tuple[str, ...]
    task: Task
    test: Any
    truth: npt.NDArray[np.object_]
    metric: str
    budget: float
    unit: str = "tokens"
    batch: int | None = None
    start: int = START
    seed: int = 0
    dev: tuple[Any, npt.NDArray[np.object_]] | None = None
    effort: Effort = field(default_factory=Effort)

    def play(
        self,
        strategy: str | Strategy,
        progress: Callable[[float], None] | None = None,
        enough: float | None = None,
    ) -> Curve:
        """Draw the curve of one strategy.

        Parameters
        ----------
        strategy : str or Strategy
        progress : callable, optional
            Called after each fit with the share of the budget that is used up.
        enough : float, optional
            The metric at which the curve ends; it goes on to the end of the budget if not given.

        Returns
        -------
        curve : Curve
            The same whatever was played before, but for the seconds of the processor.
        """
        named = strategies.get(strategy) if isinstance(strategy, str) else strategy
        play = _Play(self, RandomShare(named.of_task(self.task)))
        play.begin()
        while True:
            play.fit()
            if progress:
                progress(min(play.spent / max(self.budget, 1e-9), 1.0))
            if enough is not None and play.curve.metric[-1] >= enough:
                break
            if play.spent >= self.budget or not play.ask():
                break
        play.end()
        return play.curve

    def full(self) -> tuple[float, list[list[str | int]]]:
        """The metric with every answer of the pool, exact copies counted once; and counts for each tag or type."""
        model = self.model.clone()
        model.fit(self.different, self.y[self.different], n_labels=len(self.names))
        counts = self.judged(model)
        return measured(self.metric, counts, spans=self.spans), self.named(counts)

    def judged(self, model: Any) -> Ints:
        """Counts for each tag or type in the test; the bias is chosen first."""
        if self.dev is not None:
            model.tune(*self.dev)
        return type_counts(model.predict_new(self.test), list(self.truth), len(self.names), spans=self.spans)

    def named(self, counts: Ints) -> list[list[str | int]]:
        """Counts with the names of tags or types."""
        return [[name, *row] for name, row in zip(self.names, counts.tolist(), strict=True)]

    @cached_property
    def nothing(self) -> Ints:
        """Counts where nothing is said."""
        told = np.concatenate([np.zeros(0, np.int64), *(one[:, 2] if self.spans else one for one in self.truth)])
        counts = np.zeros((len(self.names), 3), dtype=np.int64)
        counts[:, 2] = np.bincount(told, minlength=len(self.names))
        return counts

    @property
    def spans(self) -> bool:
        """Whether answers are spans."""
        return self.task == "spans"

    @cached_property
    def lengths(self) -> Ints:
        """Tokens of each sentence."""
        return np.asarray(self.pool.lengths(), dtype=np.int64)

    @cached_property
    def different(self) -> Rows:
        """Rows that are not a copy of one before."""
        copies = self.pool.duplicates()
        return np.flatnonzero(copies == np.arange(len(copies))).astype(np.int64)

    @cached_property
    def keys(self) -> Any:
        """Noise keys of the sentences."""
        return self.pool.ids.keys()


class _Play:
    """A game under way."""

    def __init__(self, game: Game, strategy: Strategy) -> None:
        self.game, self.strategy = game, strategy
        self.model = game.model.clone()
        self.curve = Curve()
        self.rows: list[int] = []  # answered, in order; each once
        self.known: dict[int, npt.NDArray[np.bool_]] = {}
        self.free = np.zeros(len(game.lengths), dtype=np.bool_)
        self.free[game.different] = True
        self.tokens = self.questions = self.corrections = self.number = 0
        self.seconds = self.seconds_query = 0.0
        self.ready = False
        self.counts = game.nothing
        self.evidence = Evidence(
            self.model,
            len(game.lengths),
            n_labels=max(len(game.names), 1),
            given={"cost": game.effort.seconds(game.lengths)},
        )

    @property
    def spent(self) -> float:
        """How much of the budget is used up."""
        decisions = self.questions + self.corrections
        return float(
            {
                "tokens": self.tokens,
                "sentences": self.questions,
                "decisions": decisions,
                "corrections": self.corrections,
                "seconds": self.seconds,
            }[self.game.unit]
        )

    def begin(self) -> None:
        """Answer the random sentences of the beginning."""
        game = self.game
        noise = uniform(game.seed, 0, game.keys[game.different], "start")
        rows = game.different[np.argsort(noise, kind="stable")][: game.start]
        self.take(Choice.of(rows, why="", random=True), None)

    def fit(self) -> None:
        """Learn from all answers so far, and add a point to the curve."""
        game, began = self.game, process_time()
        rows = np.array(self.rows, dtype=np.int64)
        try:
            self.model.fit(rows, self.answers(rows), n_labels=len(game.names))
            self.ready = True
        except NotReadyError:
            self.ready = False
        took = process_time() - began
        if self.ready:
            self.counts = game.judged(self.model)
        else:
            self.counts = game.nothing
        self.number += 1
        self.evidence = self.evidence.renewed(self.model, model_version=self.number)
        curve = self.curve
        curve.tokens.append(self.tokens)
        curve.sentences.append(self.questions)
        curve.decisions.append(self.questions + self.corrections)
        curve.corrections.append(self.corrections)
        curve.seconds.append(round(self.seconds, 3))
        curve.metric.append(measured(game.metric, self.counts, spans=game.spans))
        curve.seconds_query.append(round(self.seconds_query, 4))
        curve.seconds_fit.append(round(took, 4))

    def end(self) -> None:
        """Keep the counts of the last model."""
        self.curve.types = self.game.named(self.counts)

    def ask(self) -> int:
        """Ask about a batch; how many questions were answered."""
        game = self.game
        before, began = self.questions, process_time()
        goal = None if game.batch else max(self.tokens, 1) * GROWTH
        if goal is not None and game.unit == "tokens":
            goal = min(goal, game.budget - self.tokens)
        most = game.batch or 0
        if game.unit == "sentences":
            most = min(most, int(game.budget) - self.questions)
        asked: list[Choice] = []
        pending, read, mean = np.zeros(0, dtype=np.int64), 0, float(game.lengths[game.different].mean())
        rows = np.array(self.rows, dtype=np.int64)
        answers = self.answers(rows)
        while True:
            candidates = np.flatnonzero(self.free)
            candidates = candidates[~np.isin(candidates, pending)]
            left = most - len(pending) if goal is None else int(np.ceil((goal - read) / mean * _ROOM))
            if left <= 0 or not len(candidates):
                break
            moment = Round(
                seed=game.seed,
                number=self.number,
                keys=game.keys,
                candidates=candidates,
                evidence=self.evidence,
                labelled=rows,
                labels=answers,
                pending=pending,
                label_names=game.names,
                task=game.task,
                asked=self.questions + len(pending),
                model_ready=self.ready,
            )
            choice = self.strategy.choose(moment, min(left, len(candidates)))
            if not len(choice):
                break
            if goal is not None:
                costs = np.array([self._read(*one) for one in zip(choice.rows, choice.windows.tolist(), strict=True)])
                n = int(np.searchsorted(np.cumsum(costs), goal - read)) + 1
                choice = choice.take(np.arange(min(n, len(choice))))
                read += int(costs[: len(choice)].sum())
                mean = max(read / (len(pending) + len(choice)), 1.0)
            asked.append(choice)
            pending = np.concatenate([pending, choice.rows])
            if goal is not None and read >= goal:
                break
        if asked:
            batch = Choice.joined(*asked)
            self.seconds_query = process_time() - began
            self.take(batch, self.model.predicted(batch.rows) if self.ready else None)
        return self.questions - before

    def take(self, choice: Choice, said: Any) -> None:
        """Answer questions, and count what that costs; what is asked when the budget is used up is not answered."""
        game = self.game
        for at, (row, window) in enumerate(zip(choice.rows.tolist(), choice.windows.tolist(), strict=True)):
            if self.rows and self.spent >= game.budget:
                break
            true = game.codes[row]
            known = self.known.get(row)
            fresh = np.zeros(len(true), dtype=np.bool_)
            fresh[slice(*window) if window[1] else slice(None)] = True
            fresh = widened(true, fresh) if game.spans else fresh
            if known is None:
                self.rows.append(row)
            elif not window[1]:
                fresh &= ~known
            guess = said.of(at) if said is not None else np.full(len(true), 0 if game.spans else -1)
            wrong = int((guess[fresh] != true[fresh]).sum())
            read = self._read(row, window)
            self.known[row] = fresh if known is None else known | fresh
            self.free[row] = not self.known[row].all()
            self.tokens += read
            self.questions += 1
            self.corrections += wrong
            self.seconds += float(game.effort.seconds(read, wrong))

    def answers(self, rows: Rows) -> npt.NDArray[np.object_]:
        """What is known of some sentences, encoded."""
        game = self.game
        return ragged(
            [
                known_part(game.y[row], self.known[row], game.pool.offsets(row) if game.spans else None)
                if not self.known[row].all()
                else game.y[row]
                for row in rows.tolist()
            ]
        )

    def _read(self, row: int, window: list[int]) -> int:
        """Tokens that a question makes a person read."""
        return tokens_read(int(self.game.lengths[row]), window if window[1] else None)
