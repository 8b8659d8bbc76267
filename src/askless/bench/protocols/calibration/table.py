"""From curves to the table that ships: everything that forecasts read, in at most ten kilobytes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from askless.bench.protocol.curve import Curve
from askless.bench.protocols.calibration.accuracy import blend_trained
from askless.bench.protocols.calibration.fit import rounded, trained
from askless.bench.protocols.calibration.judged import judged_together
from askless.bench.protocols.calibration.truth import never_falling, rows_of
from askless.enough.forecast.table import PER_CLASS

__all__ = ["LEARNERS", "doubling", "table_of"]

LEARNERS = {
    "linear": ("linear",),
    "fourier": ("linear",),
    "directions": ("linear", "pixels_linear"),
    "tfidf": ("tfidf_linear",),
    "gradients": ("gradients_linear",),
    "linear_or_boosted": ("linear_or_boosted",),
}
"""Names that models of the package have, by the learners of the protocol that stand for them."""
USUAL = (10.0, 90.0)  # percentiles of what doubling brings


def table_of(curves: Sequence[Curve], *, least_seeds: int = 1) -> dict[str, Any]:
    """The whole table.

    Parameters
    ----------
    curves : sequence of Curve
        Of the protocol `calibration`.
    least_seeds : int, default 1
        Curves with fewer seeds than this are left out.

    Returns
    -------
    data : dict
        As JSON can carry it; the same curves give the same.
    """
    rows = rows_of(curves, least_seeds=least_seeds)
    known = {name for learner in np.unique(rows.learner).tolist() for name in LEARNERS[learner]}
    found = judged_together(rows)["0.01"]
    return rounded(  # type: ignore[no-any-return]
        {
            "format": 1,
            "learners": sorted(known),
            **trained(rows),
            "doubling": doubling(sorted(curves, key=lambda one: one.cell)),
            "accuracy": blend_trained(rows),
            "held": round(10 * found.cover("0.9")),
            "wrong": found.one_set_in(),
        }
    )


def doubling(curves: Sequence[Curve]) -> dict[str, list[float]]:
    """What twice the labels usually bring, by labels for each class: the middle 80 % of runs."""
    gains: dict[str, list[float]] = {}
    for curve in curves:
        at, metric = np.log(curve.labels), never_falling(np.array(curve.metric))
        for look in curve.facts["looks"]:
            if 2 * look["labels"] <= curve.facts["items"]:
                before, after = np.interp(np.log([look["labels"], 2 * look["labels"]]), at, metric)
                cell = str(sum(look["labels"] / curve.facts["classes"] >= end for end in PER_CLASS))
                gains.setdefault(cell, []).append(float(after - before))
    return {cell: np.percentile(values, USUAL).tolist() for cell, values in sorted(gains.items())}
