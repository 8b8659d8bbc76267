"""How far forecasts hold on families of data sets that neither their lines nor their widths have seen.

What is judged is what ships: chances, quantiles and widths become numbers of labels by `askless.enough.forecast.table`,
and tolerances are brought together as they are for users. Lines for a family are fitted without its fold of families;
widths for it are what other folds needed, by lines that had seen neither. Only where kinds are left out
whole the widths are not nested: lines that were scored for them may have seen the family.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.bench.protocols.calibration.fit import (
    LEAST_SETS,
    LeftOut,
    folds_of,
    left_out,
    nested,
    width_at,
    widths_of,
)
from askless.bench.protocols.calibration.truth import Rows, weights
from askless.enough.forecast.calibration import expit
from askless.enough.forecast.features import FEATURES
from askless.enough.forecast.forecast import TOLERANCES
from askless.enough.forecast.outcome import Outcome, agreed, order
from askless.enough.forecast.shortest import MIDDLE
from askless.enough.forecast.table import AUTOMATIC, LEVELS, WRONG_MORE_THAN, read, widened

__all__ = ["Judged", "judged", "judged_together", "mean", "pinball", "quantile"]

Float64s = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
LEAST_PER_CLASS, MOST_PER_CLASS = 5, 50  # planned looks that are judged together
MOST = 6  # place of the share of the most frequent answer in `Rows.now`


@dataclass(frozen=True)
class Judged:
    """Forecasts of one tolerance, and what came.

    Parameters
    ----------
    rows : Rows
    said : LeftOut
    truth : float64 array of shape (n,)
        On the scale of the table.
    told : sequence of Outcome
        What would be shown.
    half : float64 array of shape (n, 2)
        Ends of the 50 % range, which is not shown, in labels.
    automatic : float64 array of shape (n,)
        Upper end at the level for whoever stops by himself, on the scale of the table; NaN while there are too few
        families for one.
    """

    rows: Rows
    said: LeftOut
    truth: Float64s
    told: Sequence[Outcome]
    half: Float64s
    automatic: Float64s

    @property
    def main(self) -> Mask:
        """Planned looks at 5 to 50 labels a class."""
        return np.asarray(self.rows.planned & (self.rows.labels <= MOST_PER_CLASS * self.rows.classes))

    def ends(self, level: str) -> Float64s:
        """Ends of the ranges, of shape (n, 2), in whole labels."""
        if level == "0.5":
            return self.half
        shown = [one.likely if level == "0.8" else one.could_be for one in self.told]
        return np.array(shown, dtype=np.float64)

    @property
    def chance(self) -> Float64s:
        """Chances that would be shown, of shape (n, 3)."""
        return np.array([one.chances for one in self.told])

    def hit(self, level: str) -> Mask:
        """Whether the range holds the truth, both in whole labels."""
        ends, needed = self.ends(level), np.round(self.rows.labels * np.exp(self.truth * self.span))
        return np.asarray((needed >= ends[:, 0]) & (needed <= ends[:, 1]))

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
        ends = self.ends(level)
        return np.asarray(ends[:, 1] / ends[:, 0])

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


def quantile(values: npt.NDArray[Any], source: npt.NDArray[Any], share: float) -> float:
    """Quantile in which each set has one vote; NaN of nothing.

    Examples
    --------
    >>> quantile(np.array([1.0, 2.0, 3.0, 9.0]), np.array(["a", "a", "a", "b"]), 0.9)
    9.0
    """
    if not len(values):
        return float("nan")
    ranked = np.argsort(values, kind="stable")
    below = np.cumsum(weights(source)[ranked])
    return float(values[ranked][int(np.searchsorted(below, share * below[-1] - 1e-12))])


def _widths(rows: Rows, said: LeftOut, truth: Float64s, known: dict[int, LeftOut]) -> tuple[Any, Float64s]:
    """Widths of each row by level, and the upper end at the level for stopping by oneself."""
    fold = folds_of(rows.family)
    found = {level: np.ones(len(rows)) for level in LEVELS}
    automatic = np.full(len(rows), np.nan)
    for one, nested_in in known.items():
        # The rest of a fold is told by lines that did not see the fold, other folds by lines that saw neither.
        told = nested_in.filled(said, fold == one)
        for family in np.unique(rows.family[fold == one]):
            own = rows.family == family
            others = rows.planned & ~own & told.known
            widths = widths_of(rows, told, truth, others)
            for level in LEVELS:
                found[level][own] = [widths[level].get(cell, 1.0) for cell in rows.cell[own].tolist()]
            if len(np.unique(rows.family[others])) >= LEAST_SETS:  # below, it would be the whole pool, always right
                over = (truth - told.u[:, -1])[others]
                last = width_at(float(AUTOMATIC), over, rows.source[others], rows.family[others])
                automatic[own] = np.clip(said.u[own, -1] + last, 0.0, 1.0)
    return found, automatic


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
    fold = folds_of(rows.family)
    known = nested(rows, tolerance) if group is None else dict.fromkeys(np.unique(fold).tolist(), said)
    widths, automatic = _widths(rows, said, truth, known)
    ends = {level: said.ends(level).tolist() for level in LEVELS}
    told, half = [], []
    pools = zip(rows.labels.astype(int).tolist(), rows.items.astype(int).tolist(), strict=True)
    for at, (labels, items) in enumerate(pools):
        ranges = {
            level: widened(ends[level][at], float(widths[level][at]), labels=labels, items=items) for level in LEVELS
        }
        told.append(read(tuple(said.chance[at].tolist()), said.u[at, MIDDLE], ranges, labels=labels, items=items))
        half.append([round(end) for end in ranges["0.5"]])
    return Judged(rows, said, truth, told, np.array(half, dtype=np.float64), automatic)


def judged_together(rows: Rows) -> dict[str, Judged]:
    """Forecast every row for all tolerances, brought together as they are for users.

    Parameters
    ----------
    rows : Rows

    Returns
    -------
    judged : dict of str to Judged
        By tolerance.
    """
    found = {name: judged(rows, name) for name in TOLERANCES}
    told: dict[str, list[Outcome]] = {name: [] for name in TOLERANCES}
    accuracy = expit(rows.x[:, FEATURES.index("out_of_fold")])
    for at in range(len(rows)):
        pairs = order(float(accuracy[at]), float(rows.now[at, MOST]))
        about = {"labels": int(rows.labels[at]), "items": int(rows.items[at])}
        for name, one in agreed({name: one.told[at] for name, one in found.items()}, pairs, **about).items():
            told[name].append(one)
    return {name: replace(one, told=told[name]) for name, one in found.items()}
