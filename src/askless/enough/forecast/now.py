"""The accuracy of the moment, from the same measurements as the forecast."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from askless.enough.estimate import Estimate
from askless.enough.forecast.accuracy import blended, inputs
from askless.enough.forecast.features import Measured
from askless.enough.forecast.missing import missing_for_estimate
from askless.enough.forecast.table import Table, shipped_table

__all__ = ["accuracy_of", "estimate_now"]


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
    measured: Callable[[], Measured],
    y: npt.NDArray[np.int64],
    drawn: npt.NDArray[np.bool_],
    *,
    names: Sequence[str],
    items: int,
    learner: str,
    strategy: str,
    table: Table | None = None,
) -> Estimate | None:
    """Estimate the accuracy of a model from all answers, where that was measured.

    Parameters
    ----------
    measured : callable
        Gives what `measure` finds; called only if there can be an estimate.
    y : int64 array of shape (L,)
        Codes of the answers.
    drawn : bool array of shape (L,)
        Which of them were drawn at random.
    names : sequence of str
        Declared labels.
    items : int
        In the pool, without copies.
    learner, strategy : str
        Names.
    table : Table, optional
        That of the package if not given.

    Returns
    -------
    estimate : Estimate or None
        With `ready=False`, and what is missing, before there can be one; None where the kind of model or the
        strategy was never measured.

    Notes
    -----
    Six fits and seven passes over at most 20,000 rows, those of `measure`. Pools may be larger than those that were
    measured, as forecasts may not: nothing that is blended grows with the pool, and blends learnt from pools below
    900 items held 87 times in 100 on larger ones.
    """
    table = shipped_table() if table is None else table
    if table.unknown_kind(learner, strategy) or items < table.data["items"][0] or len(names) > table.data["classes"]:
        return None
    chosen = strategy != "random"
    lacks = missing_for_estimate(y, int(drawn.sum()), names, chosen=chosen)
    if lacks is not None:
        n, needed, why = lacks
        sentence = f"Too early to say how good the model is: {why}."
        return Estimate(None, None, None, n, False, sentence, needed, basis="answers")
    return accuracy_of(measured(), drawn, classes=len(names), chosen=chosen, table=table)
