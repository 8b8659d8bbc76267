"""The table that forecasts are read from: straight lines through ten numbers, and widths measured on other data sets.

It comes with the package as ``table.json`` and is made by ``benchmarks/forecast_table.py`` from the
curves of ``askless bench calibration``. How many labels are enough is told on the scale
u = log(n / L) / log(N / L): 0 are the labels L so far, 1 is the whole pool N.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from itertools import pairwise
from math import exp, log
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.enough.forecast.calibration import expit
from askless.enough.forecast.features import FEATURES
from askless.enough.forecast.outcome import Outcome, coherent
from askless.enough.forecast.shortest import MIDDLE, shortest

__all__ = ["LEVELS", "STRATEGY_CLASSES", "Table", "cell_of", "read", "shipped_table", "widened"]

Float64s = npt.NDArray[np.float64]

LEVELS = ("0.5", "0.8", "0.9")
SHOWN = LEVELS[1:]
AUTOMATIC = "0.97"
STRATEGY_CLASSES = ("random", "margin", "auto")
"""Strategies that were measured; by these names."""
PER_CLASS = (7.5, 15.0, 35.0, 75.0)
"""Labels for each class at which a cell ends and the next begins."""
WRONG_MORE_THAN = 0.3


def cell_of(labels: int, classes: int, strategy: str) -> str:
    """Which widths a forecast takes: by labels for each class, and strategy.

    Examples
    --------
    >>> cell_of(100, 5, "auto"), cell_of(10, 2, "margin")
    ('2 auto', '0 margin')
    """
    return f"{sum(labels / classes >= end for end in PER_CLASS)} {strategy}"


@dataclass(frozen=True)
class Table:
    """Coefficients and widths.

    Parameters
    ----------
    data : mapping
        As ``table.json`` holds it: "range" (least and most of each feature), by tolerance under
        "tolerances" the lines of "chances" (now, twice, four times the labels) and "quantiles" (at
        `TAUS`) of eleven numbers each, an intercept first, and the "widths" by level and cell; what is
        known ("learners", "items", "strategies"); what doubling brings ("doubling"); how ranges held
        ("held", "wrong"); and the blend of the accuracy ("accuracy").
    """

    data: Mapping[str, Any]

    def unknown(self, learner: str, strategy: str, items: int, classes: int) -> str:
        """What about a pool was never measured, in words; "" if all was.

        Parameters
        ----------
        learner, strategy : str
            Names.
        items, classes : int
            Of the pool.
        """
        least, most = self.data["items"]
        if kind := self.unknown_kind(learner, strategy):
            return kind
        if not least <= items <= most:
            return f"pools of {items:,} items"
        return "" if classes <= self.data["classes"] else f"{classes} classes"

    def unknown_kind(self, learner: str, strategy: str) -> str:
        """Whether it is the model or the strategy that was never measured, in words; "" if both were."""
        if learner not in self.data["learners"]:
            return f"the model “{learner}”"
        return "" if strategy in self.data["strategies"] else f"the strategy “{strategy}”"

    def predict(
        self,
        tolerance: str,
        x: Float64s,
        *,
        labels: int,
        items: int,
        classes: int,
        strategy: str,
        unknown: str = "",
        accuracy: float = 0.8,
    ) -> Outcome:
        """Read a forecast.

        Parameters
        ----------
        tolerance : str
            "0.01", "0.03" or "gain".
        x : float64 array of shape (10,)
            The features, in the order of `FEATURES`.
        labels, items, classes : int
            L, N and C.
        strategy : str
        unknown : str
            From `unknown`; then the widest of the widths is taken.
        accuracy : float, default 0.8
            Handed on.

        Returns
        -------
        found : Outcome
        """
        part = self.data["tolerances"][tolerance]
        u = sorted(self.line(weights, x) for weights in part["quantiles"])
        chances = self.chances(tolerance, x, labels, items)
        kind = "unknown" if unknown else cell_of(labels, classes, strategy)
        ranges = {
            level: widened(_shortest(u, chances[0], level), part["widths"][level][kind], labels=labels, items=items)
            for level in SHOWN
        }
        found = read(chances, u[MIDDLE], ranges, labels=labels, items=items)
        doubling = self.data["doubling"].get(cell_of(labels, classes, strategy).split()[0])
        return replace(
            found,
            known=not unknown,
            unknown=unknown,
            doubling=None if doubling is None else (float(doubling[0]), float(doubling[1])),
            accuracy=accuracy,
            wrong=None if self.data.get("wrong") is None else (int(self.data["wrong"]), int(self.data["held"])),
        )

    def chances(self, tolerance: str, x: Float64s, labels: int, items: int) -> tuple[float, float, float]:
        """Chances that now, twice and four times the labels are enough; never falling."""
        lines = self.data["tolerances"][tolerance]["chances"]
        said = [1.0 if k * labels >= items else expit(self.line(w, x)) for k, w in zip((1, 2, 4), lines, strict=True)]
        first, second, third = np.maximum.accumulate(said).tolist()
        return first, second, third

    def automatic(self, x: Float64s, *, labels: int, items: int) -> int | None:
        """Labels that are enough for one point in 97 of 100 cases; None while there are too few sets to tell."""
        part = self.data["tolerances"]["0.01"]
        width = part["widths"][AUTOMATIC].get("all")
        if width is None:
            return None
        u = float(np.clip(self.line(part["quantiles"][-1], x) + width, 0.0, 1.0))
        return _whole(labels * (items / labels) ** u, labels, items)

    def line(self, weights: Any, x: Float64s) -> float:
        """A straight line over the features, each kept within what was seen."""
        low, high = np.asarray(self.data["range"], dtype=np.float64)
        return float(weights[0] + np.asarray(weights[1:]) @ np.clip(x, low, high))


def widened(ends: tuple[float, float], width: float, *, labels: float, items: float) -> tuple[float, float]:
    """Both ends of a range in labels, from those on the scale of the table and a width on it.

    Examples
    --------
    >>> [round(end) for end in widened((0.4, 0.6), 0.1, labels=10, items=100_000)]
    [158, 6310]
    """
    wide = [min(max(ends[0] - width, 0.0), 1.0), min(max(ends[1] + width, 0.0), 1.0)]
    if wide[0] > wide[1]:  # a negative width can turn a narrow range round
        wide = [sum(wide) / 2.0] * 2
    first, last = (labels * exp(end * log(items / labels)) for end in wide)
    return first, last


def read(
    chances: tuple[float, float, float],
    middle: float,
    ranges: Mapping[str, tuple[float, float]],
    *,
    labels: int,
    items: int,
) -> Outcome:
    """What is told of chances and quantiles: forecasts take this way where they are made and where they are judged.

    Parameters
    ----------
    chances : tuple of float
        That now, twice and four times the labels are enough.
    middle : float
        Middle of the labels that are enough, on the scale of the table.
    ranges : mapping of str to tuple of float
        Ends in labels for the levels "0.8" and "0.9".
    labels, items : int

    Returns
    -------
    found : Outcome
        Made `coherent`.
    """
    even = _by_when(0.5, chances, labels, items, labels * (items / labels) ** min(max(middle, 0.0), 1.0))
    high = ranges["0.8"][1]
    found = Outcome(
        chances=chances,
        even=_whole(even, labels, items),
        nine=_whole(_by_when(0.9, chances, labels, items, high), labels, items),
        likely=_pair(ranges["0.8"], labels, items),
        could_be=_pair(ranges["0.9"], labels, items),
    )
    return coherent(found, labels, items)


def _shortest(u: list[float], already: float, level: str) -> tuple[float, float]:
    low, high = shortest(np.array([u]), np.array([already]), float(level))[0].tolist()
    return low, high


def _by_when(wanted: float, chances: tuple[float, float, float], labels: int, items: int, beyond: float) -> float:
    """Labels by which a chance is reached: between those that chances are known at, or what the ranges say."""
    points = [(float(min(k * labels, items)), chance) for k, chance in zip((1, 2, 4), chances, strict=True)]
    if points[0][1] >= wanted:
        return float(labels)
    for (before, less), (after, more) in pairwise(points):
        if more >= wanted:
            share = (_odds(wanted) - _odds(less)) / (_odds(more) - _odds(less))
            return exp(log(before) + share * (log(after) - log(before)))
    return min(max(points[-1][0], beyond), float(items))


def _odds(chance: float) -> float:
    kept = min(max(chance, 1e-4), 1.0 - 1e-4)
    return log(kept / (1.0 - kept))


def _whole(number: float, labels: int, items: int) -> int:
    return int(min(max(round(number), labels), items))


def _pair(ends: tuple[float, float], labels: int, items: int) -> tuple[int, int]:
    return _whole(ends[0], labels, items), _whole(ends[1], labels, items)


@cache
def shipped_table() -> Table:
    """The table that comes with the package.

    Examples
    --------
    >>> sorted(shipped_table().data["tolerances"])
    ['0.01', '0.03', 'gain']
    """
    data = json.loads(files("askless.enough.forecast").joinpath("table.json").read_text(encoding="utf-8"))
    if len(data["range"][0]) != len(FEATURES):
        raise ValueError(f"The table has {len(data['range'][0])} features, not {len(FEATURES)}.")
    return Table(data)
