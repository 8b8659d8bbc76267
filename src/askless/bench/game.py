"""One split of labelled items, and strategies that are played on it.

Curves of simulations and of benchmarks are drawn in this way: a strategy asks through `PoolLearner`, as
everybody's does, so that what users get is what is measured. Screening and the calibration of forecasts have
loops of their own; a test holds what the calibration picks against a learner.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from askless.bench.history import History
from askless.bench.metrics import Codes, Metric
from askless.bench.oracle.truth import Truth
from askless.bench.prepared import Prepared
from askless.bench.run import loop, usual
from askless.choose.strategy.strategy import Strategy
from askless.core.ids import Rows
from askless.core.noise import uniform
from askless.data.items.items import Items
from askless.data.items.of import items_of
from askless.data.labels.classes import Classes
from askless.data.labels.space import Answer, LabelSpace
from askless.errors import NotReadyError
from askless.models.build import build
from askless.pool.learner import PoolLearner
from askless.pool.trainer import InlineTrainer

__all__ = ["MODEL_SEED", "Game"]

MODEL_SEED = 0  # seeds of a simulation vary the split and the strategies, not the model's own folds


@dataclass(frozen=True, kw_only=True)
class Game:
    """Items to ask about, their answers, a model, and what it is measured on.

    Parameters
    ----------
    pool : Items
        What may be asked.
    answers : sequence of answers
        The true answer of each of them.
    prepared : Prepared
        The model with the features of pool and test; every strategy plays with a clone of it.
    space : label space
    truth : array of shape (n_test,) or (n_test, n_labels)
        True answers of the test items, encoded.
    metric : callable
        Of truth and predictions.
    budget : int
        Labels in all, those of the start included.
    batch : int, default 10
        Labels asked for at a time.
    start : int, default 0
        Labels drawn at random before, the same for all strategies.
    seed : int, default 0
        Draws the start and all that strategies draw.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> x = rng.normal(size=(120, 2))
    >>> y = (x[:, 0] > 0).astype(np.int64)
    >>> game = Game.of(x[:60], y[:60], x[60:], y[60:], classes=("left", "right"), budget=20)
    >>> game.play("margin").labels, game.full()[1]
    ([10, 20], 60)
    """

    pool: Items
    answers: Sequence[Answer]
    prepared: Prepared
    space: LabelSpace
    truth: Codes
    metric: Metric
    budget: int
    batch: int = 10
    start: int = 0
    seed: int = 0

    @classmethod
    def of(
        cls,
        pool: Any,
        codes: Codes,
        test: Any,
        test_codes: Codes,
        *,
        classes: Sequence[str],
        budget: int,
        model: Any = None,
        metric: Metric | None = None,
        batch: int = 10,
        start: int = 0,
        seed: int = 0,
    ) -> Game:
        """A game about classes in memory.

        Parameters
        ----------
        pool, test : array of shape (n, n_features), or list of str
            Items.
        codes, test_codes : int64 arrays of shape (n,)
            Their classes, as positions in `classes`.
        classes : sequence of str
            Names, all declared before the first question.
        model : str, model or estimator, optional
            As in `PoolLearner`; it is prepared here.
        metric : callable, optional
            Accuracy if not given.
        budget, batch, start, seed : int
            See `Game`.
        """
        from askless.bench.metrics import accuracy

        items, space = items_of(pool), Classes(classes)
        prepared = Prepared.of(build(model, items, seed=MODEL_SEED), items, test, len(test_codes))
        return cls(
            pool=items,
            answers=[space.names[code] for code in codes.tolist()],
            prepared=prepared,
            space=space,
            truth=test_codes,
            metric=metric or accuracy,
            budget=budget,
            batch=batch,
            start=start,
            seed=seed,
        )

    def play(
        self,
        strategy: str | Strategy,
        progress: Callable[[int], None] | None = None,
        watch: Callable[[PoolLearner], None] | None = None,
    ) -> History:
        """Draw the curve of one strategy.

        Parameters
        ----------
        strategy : str or Strategy
        progress : callable, optional
            Called after each batch with the number of items asked about.
        watch : callable, optional
            Called with the learner at each point of the curve, after it was measured.

        Returns
        -------
        history : History
            The same whatever was played before.

        Notes
        -----
        While there is no model, the metric is that of the answer given most often so far.
        """
        model = self.prepared.clone()
        trainer = InlineTrainer(model)
        learner = PoolLearner(self.pool, labels=self.space, strategy=strategy, seed=self.seed, trainer=trainer)
        if begin := self._begin():
            learner.tell([self._ids[row] for row in begin], [self.answers[row] for row in begin])

        def measure() -> float:
            value = self._score(model.predict_test()) if _fitted(trainer) else self._constant(learner)
            if watch:
                watch(learner)
            return value

        return loop(
            learner,
            self._truth,
            self.budget - len(begin),
            batch=self.batch,
            train=lambda: _fitted(trainer),
            measure=measure,
            progress=progress,
            before=len(begin),
        )

    def full(self) -> tuple[float, int]:
        """The metric with every label of the pool, and their number, exact copies counted once."""
        rows, model = self._different, self.prepared.clone()
        y = self.space.encode([self.answers[row] for row in rows.tolist()])
        model.fit(rows, y, n_labels=len(self.space.names))
        return self._score(model.predict_test()), len(rows)

    @cached_property
    def _ids(self) -> list[Any]:
        """Id of each row."""
        return self.pool.ids.take(range(len(self.pool)))

    @cached_property
    def _truth(self) -> Truth:
        """Who answers."""
        return Truth(dict(zip(self._ids, self.answers, strict=True)))

    @cached_property
    def _different(self) -> Rows:
        """Rows that are not a copy of one before."""
        copies = self.pool.duplicates()
        return np.flatnonzero(copies == np.arange(len(copies))).astype(np.int64)

    def _begin(self) -> list[int]:
        """Rows labelled before the first question."""
        if not self.start:
            return []
        noise = uniform(self.seed, 0, self.pool.ids.keys()[self._different], "start")
        first: list[int] = self._different[np.argsort(noise, kind="stable")][: self.start].tolist()
        return first

    def _constant(self, learner: PoolLearner) -> float:
        """The metric of the answer given most often so far."""
        told = list(learner.labels.values())
        constant = self.space.encode([usual(told, self.space)])
        return self.metric(self.truth, np.repeat(constant, len(self.truth), axis=0))

    def _score(self, proba: Any) -> float:
        """The metric of the most probable classes, of the labels at one half or above, or of the numbers."""
        if self.space.kind == "real":
            return self.metric(self.truth, proba)
        several = self.space.kind == "multilabel"
        predicted = (proba >= 0.5).astype(np.uint8) if several else proba.argmax(axis=1).astype(np.int64)
        return self.metric(self.truth, predicted)


def _fitted(trainer: InlineTrainer) -> bool:
    """Bring the model up to date; whether it can predict."""
    try:
        trainer.ready_model()
    except NotReadyError:
        return False
    return True
