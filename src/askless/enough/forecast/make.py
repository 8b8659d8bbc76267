"""Makes the forecasts of one moment: from features that are measured once, the table is read for each tolerance."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy.typing as npt

from askless.core.task import Task
from askless.enough.apart import AS_IF
from askless.enough.forecast.calibration import expit
from askless.enough.forecast.features import FEATURES, Measured
from askless.enough.forecast.forecast import TOLERANCES, Forecasts
from askless.enough.forecast.missing import Standing, for_good, missing
from askless.enough.forecast.outcome import Counted, agreed, order
from askless.enough.forecast.table import Table, shipped_table
from askless.enough.forecast.words import early, unmeasured, worded

__all__ = ["forecast"]


def forecast(
    measured: Callable[[], Measured] | None,
    y: npt.NDArray[Any],
    *,
    items: int,
    names: tuple[str, ...] | list[str],
    task: Task = "classes",
    strategy: str = "auto",
    asked: int = 0,
    n_random: int = 0,
    contradicted: int = 0,
    changed: int = 0,
    learner: str = "",
    counted: Counted | None = None,
    table: Table | None = None,
) -> Forecasts:
    """Forecast how many labels are enough.

    Parameters
    ----------
    measured : callable or None
        Gives what `measure` finds; called at most once, and only if there can be a forecast. None if there cannot be
        a model yet.
    y : array of shape (L,)
        Codes of the answers of labelled items, without copies.
    items : int
        In the pool, without copies and without those kept apart, the labelled ones among them.
    names : sequence of str
        Declared labels.
    task : {"classes", "multilabel", "real"}, default "classes"
    strategy : str, default "auto"
    asked, n_random : int, default 0
        Answers since the strategy began to choose, and those of them that were drawn at random, see `Standing`.
    contradicted, changed : int, default 0
        Labelled items on which people still disagree, or whose only annotator changed the answer, see `Standing`.
    learner : str
        Name of the model's kind.
    counted : Counted, optional
        What people see counted, if that is not what the model learns from.
    table : Table, optional
        That of the package if not given.

    Returns
    -------
    forecasts : Forecasts
        For each tolerance; they say what is missing where there can be none.

    Notes
    -----
    Costs what `measure` costs: six fits and seven passes over at most 20,000 rows of the pool.
    """
    standing = Standing(
        items=items,
        names=names,
        y=y,
        task=task,
        strategy=strategy,
        asked=asked,
        n_random=n_random,
        contradicted=contradicted,
        changed=changed,
        labelled=None if counted is None else counted.labelled,
    )
    table = shipped_table() if table is None else table
    # Without a model, what it will be is not known: one that was measured is no reason to say never.
    unknown = table.unknown(learner or table.data["learners"][0], strategy, items, len(names))
    lacks, lasting = missing(standing), bool(for_good(standing))
    if lacks and unknown and not lasting:
        lacks, lasting = unmeasured(unknown, AS_IF, counted), True
    if lacks or measured is None:
        said = lacks or "There is no model yet. Label on until two labels have an answer."
        none = {name: early(tol, len(y), items, said, counted, for_good=lasting) for name, tol in TOLERANCES.items()}
        return Forecasts(none)
    about = {"labels": len(y), "items": items}
    found = measured()
    accuracy = float(expit(found.x[FEATURES.index("out_of_fold")]))
    read = {
        name: table.predict(
            name, found.x, **about, classes=len(names), strategy=strategy, unknown=unknown, accuracy=accuracy
        )
        for name in TOLERANCES
    }
    read = agreed(read, order(accuracy, found.most), **about)
    by = {name: worded(value, len(y), items, read[name], counted) for name, value in TOLERANCES.items()}
    return Forecasts(by, None if unknown else table.automatic(found.x, **about))
