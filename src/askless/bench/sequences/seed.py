"""One seed of a simulation on sentences, and all of them, one after another or in several processes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.bench.processes import in_processes
from askless.bench.sequences.curve import Curve
from askless.bench.sequences.game import Game
from askless.bench.sequences.sentences import SentenceSubset
from askless.bench.sequences.study import Study
from askless.models.build import build
from askless.models.sequence.targets import span_codes

__all__ = ["Seeds", "SentenceRun", "Step", "play"]

Step = Callable[[int, str, float], None]
"""Called with the seed, the strategy and the share of the budget that is used up."""


@dataclass(frozen=True)
class SentenceRun:
    """What came of one seed.

    Parameters
    ----------
    seed : int
    model : str
        Name of the model.
    curves : dict of Curve
        By strategy.
    full : float
        Metric of the same model with every answer of the pool.
    full_types : list of [str, int, int, int]
        Right, said and true in the test by that model, for each tag or type.
    tokens, sentences : int
        Of the pool, exact copies counted once.
    """

    seed: int
    model: str
    curves: dict[str, Curve]
    full: float
    full_types: list[list[str | int]]
    tokens: int
    sentences: int

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> SentenceRun:
        """Inverse of `dataclasses.asdict`."""
        return cls(**{**data, "curves": {name: Curve(**curve) for name, curve in data["curves"].items()}})


class Seeds:
    """Runs the seeds of a study one at a time.

    Parameters
    ----------
    study : Study
    cache : Path, optional
        Where features are kept between seeds.
    """

    def __init__(self, study: Study, cache: Path | None = None) -> None:
        self.study, self.cache = study, cache

    def game(self, seed: int) -> Game:
        """The game of a seed, its model prepared on the pool."""
        study, plan = self.study, self.study.plan
        rows, test_rows = study.divided(seed)
        pool = study.items if study.test is not None else SentenceSubset(study.items, rows)
        test, test_answers = study.test or (
            SentenceSubset(study.items, test_rows),
            [study.answers[row] for row in test_rows.tolist()],
        )
        y = study.space.encode([study.answers[row] for row in rows.tolist()])
        model = build(plan.model, pool, seed=seed, task=study.space.kind)
        model.prepare(pool, cache=self.cache)
        lengths = np.asarray(pool.lengths(), dtype=np.int64)
        game = Game(
            pool=pool,
            y=y,
            codes=_codes(pool, y, lengths, spans=study.space.kind == "spans"),
            model=model,
            names=study.space.names,
            task=study.space.kind,
            test=test,
            truth=study.space.encode(test_answers),
            metric=plan.metric_name,
            budget=float(plan.budget or 0),
            unit=plan.unit if plan.budget else "tokens",
            batch=plan.batch,
            start=plan.start,
            seed=seed,
            dev=None if study.dev is None else (study.dev[0], study.space.encode(study.dev[1])),
        )
        if plan.budget:
            return game
        return replace(game, budget=float(lengths[game.different].sum()) / 2)

    def run(self, seed: int, step: Step | None = None) -> SentenceRun:
        """Play every strategy.

        Parameters
        ----------
        seed : int
            Draws the split, the start, the order in which the model learns, and all that strategies draw.
        step : callable, optional

        Returns
        -------
        run : SentenceRun
            The same whatever was run before.
        """
        game = self.game(seed)
        full, full_types = game.full()
        curves = {
            name: game.play(name, partial(step, seed, name) if step else None) for name in self.study.plan.strategies
        }
        tokens = int(game.lengths[game.different].sum())
        return SentenceRun(seed, game.model.name, curves, full, full_types, tokens, len(game.different))


def play(study: Study, cache: Path, *, processes: int = 1, step: Step | None = None) -> Iterator[SentenceRun]:
    """Run all seeds of a study; see `askless.bench.parallel.play`."""
    numbers = range(study.plan.seeds)
    count = min(processes, len(numbers))
    if count <= 1:
        runner = Seeds(study, cache)
        for seed in numbers:
            yield runner.run(seed, step)
        return
    opening = {"work": "sentences", "plan": asdict(study.plan), "cache": str(cache)}
    for _, message in in_processes(opening, numbers, count):
        kind = message.pop("kind")
        if kind != "step":
            yield SentenceRun.from_json(message)
        elif step:
            step(message["seed"], message["strategy"], message["share"])


def _codes(
    pool: Any, y: npt.NDArray[np.object_], lengths: npt.NDArray[np.int64], *, spans: bool
) -> list[npt.NDArray[np.int64]]:
    """Answers token by token, as the model counts them."""
    if not spans:
        return [np.asarray(one, dtype=np.int64) for one in y]
    flat = span_codes(y, (pool.offsets(row) for row in range(len(y))))
    return list(np.split(flat, np.cumsum(lengths)[:-1]))
