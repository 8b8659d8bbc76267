"""Trains the blend that tells how good a model is now, and judges it on families that were left out.

It is fitted to shares [1]_: log odds fitted by least squares care most about accuracies near 100 %, where they are
steep, and are biased upwards.

References
----------
.. [1] L. E. Papke, J. M. Wooldridge, "Econometric methods for fractional response variables", Journal of Applied
   Econometrics 1996.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.bench.protocols.calibration.fit import bounds, folds_of, logistic, width_at
from askless.bench.protocols.calibration.truth import Rows
from askless.enough.forecast.accuracy import cell_of_accuracy, inputs
from askless.enough.forecast.calibration import expit, logit

__all__ = [
    "Blend",
    "blend_left_out",
    "blend_trained",
    "blends_nested",
    "cells_of",
    "inputs_of",
    "width_needed",
    "widths_nested",
]

Float64s = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
LEVEL = 0.9


@dataclass(frozen=True)
class Blend:
    """What blends that had not seen a row's family say of it.

    Parameters
    ----------
    middle : float64 array of shape (n,)
        Log odds of the accuracy.
    truth : float64 array of shape (n,)
        Log odds of the one measured on the test.
    """

    middle: Float64s
    truth: Float64s

    @property
    def value(self) -> Float64s:
        """The estimates."""
        return np.asarray(expit(self.middle))


def inputs_of(rows: Rows) -> Float64s:
    """What is blended, of shape (n, 11)."""
    names = ("n_random", "n_right", "out_of_fold", "adjusted", "confidence", "shift", "most")
    told: list[dict[str, Any]] = [dict(zip(names, now, strict=True)) for now in rows.now.tolist()]
    return np.array(
        [
            inputs(x, **{name: value for name, value in now.items() if name != "shift"})
            for x, now in zip(rows.x, told, strict=True)
        ]
    )


def cells_of(rows: Rows) -> npt.NDArray[np.str_]:
    """Cell of each row."""
    told = zip(rows.labels, rows.classes, rows.strategy != "random", strict=True)
    return np.array([cell_of_accuracy(int(n), int(c), chosen=bool(chosen)) for n, c, chosen in told])


def _truth(rows: Rows) -> Float64s:
    """Log odds of the measured accuracy, shrunken by half an item so that they are finite."""
    return np.asarray(logit((rows.accuracy * rows.test + 0.5) / (rows.test + 1.0)))


def blend_left_out(rows: Rows) -> Blend:
    """Estimate the accuracy of each fold of families by a blend of the others."""
    z, truth, fold = inputs_of(rows), _truth(rows), folds_of(rows.family)
    middle = np.zeros(len(rows))
    for one in np.unique(fold):
        _predict(rows, z, fold == one, fold != one, middle)
    return Blend(middle, truth)


def blends_nested(rows: Rows) -> dict[int, Float64s]:
    """For each fold of families what blends that saw neither it nor theirs say of the others; NaN in its own rows."""
    z, fold = inputs_of(rows), folds_of(rows.family)
    names = np.unique(fold).tolist()
    found = {one: np.full(len(rows), np.nan) for one in names}
    for one, other in combinations(names, 2):
        seen = (fold != one) & (fold != other)
        _predict(rows, z, fold == other, seen, found[one])
        _predict(rows, z, fold == one, seen, found[other])
    return found


def _predict(rows: Rows, z: Float64s, wanted: Mask, seen: Mask, middle: Float64s) -> None:
    """Set the log odds of the wanted rows by lines fitted to those seen."""
    for kind in (True, False):
        alike = (rows.strategy != "random") == kind
        held, others = alike & wanted, alike & seen
        if held.any() and others.any():
            low, high = bounds(z[others])
            line = logistic(np.clip(z[others], low, high), rows.accuracy[others], rows.weight[others])
            middle[held] = line[0] + np.clip(z[held], low, high) @ line[1:]


def widths_nested(rows: Rows, said: Blend) -> Float64s:
    """Width of each row, in log odds: what the cell needed on other folds of families, of blends that saw neither."""
    fold, cells, width = folds_of(rows.family), cells_of(rows), np.zeros(len(rows))
    for one, middle in blends_nested(rows).items():
        score = np.abs(middle - said.truth)
        for cell in np.unique(cells[fold == one]):
            at = (cells == cell) & np.isfinite(score)
            width[(cells == cell) & (fold == one)] = width_needed(score[at], rows.source[at], rows.family[at])
    return width


def blend_trained(rows: Rows) -> dict[str, Any]:
    """The blend as the table holds it under "accuracy"."""
    z, cells = inputs_of(rows), cells_of(rows)
    low, high = bounds(z)
    chosen = rows.strategy != "random"
    lines = {
        kind: logistic(np.clip(z[at], low, high), rows.accuracy[at], rows.weight[at])
        for kind, at in (("chosen", chosen), ("random", ~chosen))
    }
    said = blend_left_out(rows)
    score = np.abs(said.middle - said.truth)
    widths = {}
    for cell in np.unique(cells):
        at = cells == cell
        widths[str(cell)] = width_needed(score[at], rows.source[at], rows.family[at])
    return {**lines, "range": np.stack([low, high]), "widths": widths}


def width_needed(score: Float64s, source: npt.NDArray[Any], family: npt.NDArray[Any]) -> float:
    """Width in log odds; scores are brought into [0, 1] for it, so that 1 is as good as no limit."""
    most = 10.0
    return most * width_at(LEVEL, score / most, source, family)
