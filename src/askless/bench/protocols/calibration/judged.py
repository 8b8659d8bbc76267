"""How far forecasts hold on families of data sets that neither their lines nor their widths have seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.bench.protocols.calibration.fit import LeftOut, left_out, width_at, widths_of
from askless.bench.protocols.calibration.truth import Rows, weights
from askless.enough.forecast.table import AUTOMATIC, LEVELS, WRONG_MORE_THAN
from askless.enough.forecast.words import MAY_BE_ENOUGH

__all__ = ["Judged", "judged", "pinball", "ranges"]

Float64s = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
LEAST_PER_CLASS, MOST_PER_CLASS = 5, 50  # planned looks that are judged together


@dataclass(frozen=True)
class Judged:
    """Forecasts of one tolerance, and what came.

    Parameters
    ----------
    rows : Rows
    said : LeftOut
    truth : float64 array of shape (n,)
        On the scale of the table.
    low, high : dict of str to float64 array of shape (n,)
        Ranges by level, on that scale.
    automatic : float64 array of shape (n,)
        Upper end at the level for whoever stops by himself.
    """

    rows: Rows
    said: LeftOut
    truth: Float64s
    low: dict[str, Float64s]
    high: dict[str, Float64s]
    automatic: Float64s

    @property
    def main(self) -> Mask:
        """Planned looks at 5 to 50 labels a class."""
        return np.asarray(self.rows.planned & (self.rows.labels <= MOST_PER_CLASS * self.rows.classes))

    def hit(self, level: str) -> Mask:
        """Whether the range holds the truth."""
        return (self.truth >= self.low[level] - 1e-9) & (self.truth <= self.high[level] + 1e-9)

    def cover(self, level: str, mask: Mask | None = None) -> float:
        """Share of forecasts whose range holds, each set with one vote."""
        at = self.main if mask is None else mask
        return mean(self.hit(level)[at], self.rows.source[at])

    def of_sets(self, level: str) -> dict[str, float]:
        """The same for each set."""
        at = self.main
        source, hit = self.rows.source[at], self.hit(level)[at]
        return {str(name): float(hit[source == name].mean()) for name in np.unique(source)}

    def one_set_in(self) -> int:
        """Of how many sets one is wrong more than 3 times in 10 at 90 %."""
        found = list(self.of_sets("0.9").values())
        wrong = sum(share < 1.0 - WRONG_MORE_THAN for share in found)
        return round(len(found) / wrong) if wrong else len(found)

    def ratio(self, level: str) -> Float64s:
        """Upper end over lower end, in labels."""
        return np.asarray(np.exp((self.high[level] - self.low[level]) * self.span))

    @property
    def span(self) -> Float64s:
        """Log of the pool over the labels."""
        return np.asarray(np.log(self.rows.items / self.rows.labels))


def mean(values: npt.NDArray[Any], source: npt.NDArray[Any]) -> float:
    """Mean in which each set has one vote; NaN of nothing."""
    return float(np.average(values, weights=weights(source))) if len(values) else float("nan")


def pinball(rows: Rows, truth: Float64s, u: Float64s, mask: Mask) -> float:
    """Pinball loss of the 5, 50 and 95 % quantiles in log labels, each set with one vote."""
    span = np.log(rows.items / rows.labels)
    rest = (truth[:, None] - u) * span[:, None]
    tau = np.array([0.05, 0.5, 0.95])
    return mean(np.maximum(tau * rest, (tau - 1.0) * rest).mean(axis=1)[mask], rows.source[mask])


def ranges(rows: Rows, said: LeftOut, truth: Float64s) -> tuple[dict[str, Float64s], dict[str, Float64s], Float64s]:
    """Ranges of all levels, widened by what families other than the row's own needed."""
    score, over = said.score(truth), truth - said.u[:, 2]
    low = {level: np.zeros(len(rows)) for level in LEVELS}
    high = {level: np.ones(len(rows)) for level in LEVELS}
    automatic = np.ones(len(rows))
    for name in np.unique(rows.family):
        own = rows.family == name
        others = ~own & rows.planned
        widths = widths_of(rows, score, others)
        for level in LEVELS:
            width = np.array([widths[level].get(cell, 1.0) for cell in rows.cell[own]])
            low[level][own] = np.clip(said.u[own, 0] - width, 0.0, 1.0)
            high[level][own] = np.clip(said.u[own, 2] + width, 0.0, 1.0)
        last = width_at(float(AUTOMATIC), over[others], rows.source[others], rows.family[others])
        automatic[own] = np.clip(said.u[own, 2] + last, 0.0, 1.0)
    for level in LEVELS:
        turned = low[level] > high[level]
        middle = (low[level] + high[level]) / 2.0
        low[level], high[level] = np.where(turned, middle, low[level]), np.where(turned, middle, high[level])
    return *_coherent(rows, said, low, high), automatic


def _coherent(
    rows: Rows, said: LeftOut, low: dict[str, Float64s], high: dict[str, Float64s]
) -> tuple[dict[str, Float64s], dict[str, Float64s]]:
    """As `Table.predict` brings ranges and chances together."""
    span = np.log(rows.items / rows.labels)
    fourfold = np.clip(np.log(4.0) / np.maximum(span, 1e-9), 0.0, 1.0)
    even = np.where(said.chance[:, 2] < 0.5, np.maximum(fourfold, np.clip(said.u[:, 1], 0.0, 1.0)), 0.0)
    already = said.chance[:, 0] >= MAY_BE_ENOUGH
    low["0.8"] = np.where(already, 0.0, low["0.8"])
    high["0.8"] = np.maximum(high["0.8"], even)
    low["0.9"] = np.minimum(np.where(already, 0.0, low["0.9"]), low["0.8"])
    high["0.9"] = np.maximum(high["0.9"], high["0.8"])
    return low, high


def judged(rows: Rows, tolerance: str, *, once: bool = False, group: npt.NDArray[Any] | None = None) -> Judged:
    """Forecast every row by what was learnt from other families.

    Parameters
    ----------
    rows : Rows
    tolerance : str
    once : bool, default False
        Whether to judge by the single run rather than by the mean curve of its task.
    group : array, optional
        Kinds that are left out whole besides.

    Returns
    -------
    judged : Judged
    """
    said = left_out(rows, tolerance, group)
    truth = rows.u((rows.needed_once if once else rows.needed)[tolerance])
    return Judged(rows, said, truth, *ranges(rows, said, truth))
