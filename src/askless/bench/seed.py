"""One seed of a simulation: every strategy on the same split, with the same features."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from askless.bench.game import MODEL_SEED, Game
from askless.bench.history import History
from askless.bench.prepared import Prepared
from askless.bench.study import Study
from askless.bench.subset import Subset
from askless.core.ids import Rows
from askless.models.build import build

__all__ = ["SeedRun", "Seeds", "steps_of"]

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
        game = Game(
            pool=pool,
            answers=answers,
            prepared=prepared,
            space=study.space,
            truth=study.truth(test_rows),
            metric=study.metric,
            budget=study.budget,
            batch=study.plan.batch,
            start=study.plan.start,
            seed=seed,
        )
        if self._full is None or study.test is None:
            self._full = game.full()
        curves = {name: game.play(name, partial(_tell, step, seed, name)) for name in study.plan.strategies}
        return SeedRun(seed, prepared.name, curves, *self._full)

    def _prepared(self, pool: Subset, test_rows: Rows) -> Prepared:
        """The model with the features of pool and test."""
        if self._kept is not None and self.study.test is not None:
            return self._kept
        model = build(self.study.plan.model, pool, seed=MODEL_SEED, task=self.study.space.kind)
        n_test = len(test_rows) if self.study.test is None else len(self.study.test[0])
        self._kept = Prepared.of(model, pool, self.study.raw_test(test_rows), n_test)
        return self._kept


def _tell(step: Step, seed: int, strategy: str, asked: int) -> None:
    """Say that a batch of a strategy is done."""
    step(seed, strategy)


def steps_of(study: Study) -> int:
    """How often `Seeds.run` calls its `step` for one seed, if nothing ends early."""
    asked = study.budget - min(study.plan.start, study.budget)
    return 1 + len(study.plan.strategies) * -(-asked // study.plan.batch)
