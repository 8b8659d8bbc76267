"""Makes the forecasts of one moment: measures the ten features once, and reads the table for each tolerance."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.core.task import Task
from askless.enough.forecast.calibration import expit
from askless.enough.forecast.features import Forecastable, Measured, measure
from askless.enough.forecast.forecast import TOLERANCES, Forecasts
from askless.enough.forecast.missing import Standing, missing
from askless.enough.forecast.outcome import Counted, agreed, order
from askless.enough.forecast.table import Table, shipped_table
from askless.enough.forecast.words import early, worded

__all__ = ["forecast"]

Rows = npt.NDArray[np.int64]


def forecast(
    model: Forecastable | None,
    rows: Rows,
    y: npt.NDArray[Any],
    *,
    pool: Rows,
    keys: npt.NDArray[np.uint64],
    names: tuple[str, ...] | list[str],
    task: Task = "classes",
    strategy: str = "auto",
    n_random: int = 0,
    contradicted: int = 0,
    changed: int = 0,
    learner: str = "",
    seed: int = 0,
    counted: Counted | None = None,
    table: Table | None = None,
    measured: Callable[[], Measured] | None = None,
) -> Forecasts:
    """Forecast how many labels are enough.

    Parameters
    ----------
    model : Model, or None
        Fitted to all of `rows`; it stays as it is. None if there cannot be a model yet.
    rows : int64 array of shape (L,)
        Labelled rows in the order of asking, without copies.
    y : array of shape (L,)
        Codes of their classes.
    pool : int64 array of shape (N,)
        All rows without copies and without those kept apart, the labelled ones among them.
    keys : uint64 array of shape (N,)
        Noise keys of `pool`.
    names : sequence of str
        Declared labels.
    task : {"classes", "multilabel", "real"}, default "classes"
    strategy : str, default "auto"
    n_random : int, default 0
        Labelled items that were drawn at random.
    contradicted, changed : int, default 0
        Labelled items on which people still disagree, or whose only annotator changed the answer, see `Standing`.
    learner : str, optional
        Name of the model's kind; the model's own name if not given.
    seed : int, default 0
    counted : Counted, optional
        What people see counted, if that is not what the model learns from.
    table : Table, optional
        That of the package if not given.
    measured : callable, optional
        Gives what `measure` would find, for who needs that for something else, too. Called at most once.

    Returns
    -------
    forecasts : Forecasts
        For each tolerance; they say what is missing where there can be none.

    Notes
    -----
    Six fits and seven passes over at most 20,000 rows of the pool. The order of `pool` changes nothing.
    """
    standing = Standing(
        items=len(pool),
        names=names,
        y=y,
        task=task,
        strategy=strategy,
        n_random=n_random,
        contradicted=contradicted,
        changed=changed,
        labelled=None if counted is None else counted.labelled,
    )
    lacks = missing(standing)
    if lacks or model is None:
        said = lacks or "There is no model yet. Label on until two labels have an answer."
        return Forecasts(
            {name: early(value, len(rows), len(pool), said, counted) for name, value in TOLERANCES.items()}
        )
    table = shipped_table() if table is None else table
    about = {"labels": len(rows), "items": len(pool)}
    unknown = table.unknown(learner or str(getattr(model, "name", "")), strategy, len(pool), len(names))
    if measured is None:
        chosen = strategy != "random"
        found = measure(model, rows, y, pool=pool, keys=keys, n_labels=len(names), chosen=chosen, seed=seed)
    else:
        found = measured()
    accuracy = float(expit(found.x[7]))
    read = {
        name: table.predict(
            name, found.x, **about, classes=len(names), strategy=strategy, unknown=unknown, accuracy=accuracy
        )
        for name in TOLERANCES
    }
    read = agreed(read, order(accuracy, found.most), **about)
    by = {name: worded(value, len(rows), len(pool), read[name], counted) for name, value in TOLERANCES.items()}
    return Forecasts(by, None if unknown else table.automatic(found.x, **about))
