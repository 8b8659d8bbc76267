"""The accuracy of the moment, from the same measurements as the forecast."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from askless.enough.estimate import Estimate
from askless.enough.forecast.accuracy import blended, inputs
from askless.enough.forecast.features import Forecastable, Measured, measure
from askless.enough.forecast.table import Table, shipped_table

__all__ = ["accuracy_of", "estimate_now"]

Rows = npt.NDArray[np.int64]


def accuracy_of(
    found: Measured,
    drawn: npt.NDArray[np.bool_],
    *,
    classes: int,
    chosen: bool,
    table: Table | None = None,
) -> Estimate:
    """Blend what was measured.

    Parameters
    ----------
    found : Measured
    drawn : bool array of shape (L,)
        Which labelled rows were drawn at random.
    classes : int
        Declared.
    chosen : bool
        Whether the strategy asks for uncertain items.
    table : Table, optional
        That of the package if not given.

    Returns
    -------
    estimate : Estimate
        With a 90 % interval.
    """
    part = (shipped_table() if table is None else table).data["accuracy"]
    fair = found.right[drawn & ~np.isnan(found.right)]
    z = inputs(
        found.x,
        adjusted=found.adjusted,
        out_of_fold=float(np.nanmean(found.right)),
        confidence=found.confidence,
        most=found.most,
        n_random=len(fair),
        n_right=int(fair.sum()),
    )
    return blended(part, z, labels=len(found.right), classes=classes, chosen=chosen)


def estimate_now(
    model: Forecastable,
    rows: Rows,
    y: npt.NDArray[np.int64],
    random_rows: Any,
    *,
    pool: Rows,
    keys: npt.NDArray[np.uint64],
    n_labels: int,
    strategy: str,
    seed: int = 0,
    learner: str = "",
    table: Table | None = None,
) -> Estimate | None:
    """Estimate the accuracy of a model where that was measured.

    Parameters
    ----------
    model : Model
        Fitted to all of `rows`.
    rows, y, pool, keys, n_labels, seed
        As in `measure`.
    random_rows : int sequence
        Those of `rows` that were drawn at random.
    strategy, learner : str
        Names; that of the model if no `learner` is given.
    table : Table, optional

    Returns
    -------
    estimate : Estimate or None
        None where the kind of model, strategy or pool was never measured, there are fewer than five labels for
        each class, or a class has none.

    Notes
    -----
    Six fits and seven passes over at most 20,000 rows.
    """
    table = shipped_table() if table is None else table
    name = learner or str(getattr(model, "name", ""))
    if table.unknown(name, strategy, len(pool), n_labels) or len(np.unique(y)) < n_labels or len(y) < 5 * n_labels:
        return None
    chosen = strategy != "random"
    found = measure(model, rows, y, pool=pool, keys=keys, n_labels=n_labels, chosen=chosen, seed=seed)
    if np.isnan(found.right).all():
        return None
    return accuracy_of(found, np.isin(rows, random_rows), classes=n_labels, chosen=chosen, table=table)
