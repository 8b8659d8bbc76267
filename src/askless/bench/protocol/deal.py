"""A data set dealt out for one seed: pool, test, budget, and a curve of a strategy on them."""

from __future__ import annotations

from typing import Any

from askless.bench.game import Game
from askless.bench.metrics import Metric
from askless.bench.protocol.curve import Cell, Curve
from askless.bench.sets.division import divide
from askless.bench.sets.labelled import LabelledSet

__all__ = ["deal", "drawn"]


def deal(labelled: LabelledSet, cell: Cell, *, model: Any, metric: Metric, most: int, budget: int) -> Game:
    """Divide a data set as the seed of a cell says, and prepare the model on its pool.

    Parameters
    ----------
    labelled : LabelledSet
    cell : Cell
        Any of those that differ in their strategy only.
    model : Model or str
        Not prepared yet, or the name of a built-in one.
    metric : callable
        What is measured on the test.
    most : int
        Items of the pool at most.
    budget : int
        Labels in all, or half of the pool where that is fewer.

    Returns
    -------
    game : Game
        From no label at all.
    """
    made = divide(labelled, cell.seed, most=most)
    return Game.of(
        made.pool,
        made.codes,
        made.test,
        made.test_codes,
        classes=made.classes,
        budget=min(budget, len(made.codes) // 2),
        model=model,
        metric=metric,
        batch=cell.batch,
        seed=cell.seed,
    )


def drawn(game: Game, cell: Cell, *, timed: bool = False, **facts: Any) -> Curve:
    """The curve of the cell's strategy; `timed` adds the seconds that choosing and fitting took to its facts."""
    history = game.play(cell.strategy)
    if timed:
        facts["seconds_query"] = round(sum(history.seconds_query), 4)
        facts["seconds_fit"] = round(sum(history.seconds_fit), 4)
    return Curve(cell, tuple(history.labels), tuple(round(value, 6) for value in history.metric), facts)
