"""One seed of a simulation: every strategy on the same split, with the same features."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from askless.bench.history import History
from askless.bench.metrics import Codes
from askless.bench.oracle.truth import Truth
from askless.bench.prepared import Prepared
from askless.bench.run import loop, usual
from askless.bench.study import Study
from askless.bench.subset import Subset
from askless.core.ids import Rows
from askless.core.noise import uniform
from askless.errors import NotReadyError
from askless.models.build import build
from askless.pool.learner import PoolLearner
from askless.pool.trainer import InlineTrainer

__all__ = ["SeedRun", "Seeds", "steps_of"]

MODEL_SEED = 0  # seeds of a simulation vary the split and the strategies, not the model's own folds

Step = Callable[[int, str], None]


@dataclass(frozen=True)
class SeedRun:
    """What came of one seed.

    Parameters
    ----------
    seed : int
    model : str
        Name of the model.
    curves : dict of History
        By strategy.
    full : float
        Metric of the same model trained on every label of the pool.
    full_labels : int
        Their number, exact copies counted once.
    """

    seed: int
    model: str
    curves: dict[str, History]
    full: float
    full_labels: int


class Seeds:
    """Runs the seeds of a study one at a time.

    Parameters
    ----------
    study : Study
        What it is about. If its test comes from another file the pool is the same for all seeds,
        and its features are made once.
    """

    def __init__(self, study: Study) -> None:
        self.study = study
        self._kept: Prepared | None = None
        self._full: tuple[float, int] | None = None

    def run(self, seed: int, step: Step | None = None) -> SeedRun:
        """Play every strategy.

        Parameters
        ----------
        seed : int
            Draws the split, the start and all that strategies draw.
        step : callable, optional
            Called with seed and strategy after each batch, and with "" when the features are made.

        Returns
        -------
        run : SeedRun
            The same whatever was run before.
        """
        study = self.study
        step = step or (lambda seed, strategy: None)
        pool_rows, test_rows = study.divided(seed)
        pool = Subset(study.items, pool_rows)
        answers = [study.answers[row] for row in pool_rows.tolist()]
        prepared = self._prepared(pool, test_rows)
        step(seed, "")
        game = _Game(study, seed, pool, answers, prepared, study.truth(test_rows))
        if self._full is None or study.test is None:
            self._full = game.full()
        curves = {name: game.play(name, step) for name in study.plan.strategies}
        return SeedRun(seed, prepared.name, curves, *self._full)

    def _prepared(self, pool: Subset, test_rows: Rows) -> Prepared:
        """The model with the features of pool and test."""
        if self._kept is not None and self.study.test is not None:
            return self._kept
        model = build(self.study.plan.model, pool, seed=MODEL_SEED, task=self.study.space.kind)
        n_test = len(test_rows) if self.study.test is None else len(self.study.test[0])
        self._kept = Prepared.of(model, pool, self.study.raw_test(test_rows), n_test)
        return self._kept


@dataclass(frozen=True)
class _Game:
    """One split, and what is played on it."""

    study: Study
    seed: int
    pool: Subset
    answers: list[object]
    prepared: Prepared
    truth: Codes

    def play(self, strategy: str, step: Step) -> History:
        """The curve of one strategy."""
        plan, model = self.study.plan, self.prepared.clone()
        trainer = InlineTrainer(model)
        learner = PoolLearner(self.pool, labels=self.study.space, strategy=strategy, seed=self.seed, trainer=trainer)
        ids = [self.pool.ids.id(row) for row in range(len(self.pool))]
        start = self._start()
        if len(start):
            learner.tell([ids[row] for row in start], [self.answers[row] for row in start])

        def train() -> None:
            self._fit(trainer)

        def measure() -> float:
            if self._fit(trainer):
                return self._score(model.predict_test())
            told = list(learner.labels.values())
            constant = self.study.space.encode([usual(told, self.study.space)])
            return self.study.metric(self.truth, np.repeat(constant, len(self.truth), axis=0))

        return loop(
            learner,
            Truth(dict(zip(ids, self.answers, strict=True))),
            self.study.budget - len(start),
            batch=plan.batch,
            train=train,
            measure=measure,
            progress=lambda asked: step(self.seed, strategy),
            before=len(start),
        )

    def full(self) -> tuple[float, int]:
        """The metric with every label of the pool, and their number."""
        copies = self.pool.duplicates()
        rows = np.flatnonzero(copies == np.arange(len(copies))).astype(np.int64)
        model = self.prepared.clone()
        space = self.study.space
        model.fit(rows, space.encode([self.answers[row] for row in rows.tolist()]), n_labels=len(space.names))
        return self._score(model.predict_test()), len(rows)

    def _start(self) -> list[int]:
        """Rows labelled before the first question, the same for every strategy."""
        copies = self.pool.duplicates()
        rows = np.flatnonzero(copies == np.arange(len(copies)))
        noise = uniform(self.seed, 0, self.pool.ids.keys()[rows], "start")
        chosen: list[int] = rows[np.argsort(noise, kind="stable")][: min(self.study.plan.start, len(rows))].tolist()
        return chosen

    @staticmethod
    def _fit(trainer: InlineTrainer) -> bool:
        """Bring the model up to date; whether it can predict."""
        try:
            trainer.ready_model()
        except NotReadyError:
            return False
        return True

    def _score(self, proba: Any) -> float:
        """The metric of the most probable classes, of the labels at one half or above, or of the numbers."""
        if self.study.space.kind == "real":
            return self.study.metric(self.truth, proba)
        several = self.study.space.kind == "multilabel"
        predicted = (proba >= 0.5).astype(np.uint8) if several else proba.argmax(axis=1).astype(np.int64)
        return self.study.metric(self.truth, predicted)


def steps_of(study: Study) -> int:
    """How often `Seeds.run` calls its `step` for one seed, if nothing ends early."""
    asked = study.budget - min(study.plan.start, study.budget)
    return 1 + len(study.plan.strategies) * -(-asked // study.plan.batch)
