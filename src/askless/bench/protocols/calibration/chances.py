"""Chances said, and how often it was so."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.bench.protocol.finding import Gate, Table
from askless.bench.protocols.calibration.gates import at_least, at_most, share
from askless.bench.protocols.calibration.judged import Judged, mean
from askless.bench.protocols.calibration.ranges import NAMED
from askless.bench.protocols.calibration.truth import weights

__all__ = ["chances_said"]

Float64s = npt.NDArray[np.float64]
LEAST_BIN = 0.05
TIMES = {1: "the", 2: "twice the", 4: "four times the"}
BINS = (0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0 + 1e-9)


def chances_said(found: dict[str, Judged]) -> tuple[list[Table], list[Gate]]:
    """Calibration and Brier score of every chance, beside those of a constant.

    Where k times the labels are the whole pool the chance is 1 and right; the last column leaves these out.
    """
    lines, ratios, gaps = [], [], []
    for name in ("0.01", "0.03", "gain"):
        for at, k in enumerate((1, 2, 4)):
            one = found[name]
            every, some = _told(one, name, at, k, one.main), _told(one, name, at, k, one.main & _fewer(one, k))
            gaps += [every.gap, some.gap]
            if name != "gain":
                ratios.append(every.ratio)
            score = f"{every.loss:.3f} ({every.constant:.3f})"
            lines.append(
                (f"{NAMED[name]}, {TIMES[k]} labels so far", share(every.rate), score, *every.bins, f"{some.ratio:.2f}")
            )
    one = found["0.01"]
    seen = one.rows.needed["0.01"] <= one.rows.labels
    ranked = _auc(one.chance[one.main, 0], seen[one.main], one.rows.source[one.main])
    head = (
        "",
        "share enough",
        "Brier (constant)",
        "< 0.1",
        "0.1-0.3",
        "0.3-0.5",
        "0.5-0.7",
        "0.7-0.9",
        ">= 0.9",
        "larger pools",
    )
    note = (
        "Share enough: forecasts after which so many labels were enough. Brier score, and that of saying this share "
        "each time. Then by the chance said: mean chance said -> share seen; data sets not seen. Last column: Brier "
        "score over a constant's where the pool is larger than that many labels."
    )
    gates = [
        at_most("Brier score over a constant's, 1 and 3 points, the worst of six", max(ratios), 0.55),
        at_most("chance said against seen, all tolerances, the worst bin with 5 % of the forecasts", max(gaps), 0.10),
        at_least("AUC of the chance now, 1 point", ranked, 0.91),
    ]
    return [Table("Chances said, and how often it was so", head, tuple(lines), note)], gates


@dataclass(frozen=True)
class _Told:
    """A chance beside what came: share of those that were there, scores, and bins."""

    rate: float
    loss: float
    constant: float
    bins: tuple[str, ...]
    gap: float

    @property
    def ratio(self) -> float:
        """Of the two scores."""
        return self.loss / self.constant if self.constant else float("nan")


def _fewer(one: Judged, k: int) -> npt.NDArray[np.bool_]:
    """Whether so many times the labels are fewer than the pool."""
    return np.asarray(k * one.rows.labels < one.rows.items)


def _told(one: Judged, name: str, at: int, k: int, mask: npt.NDArray[np.bool_]) -> _Told:
    """The chance of being there at k times the labels, over some forecasts."""
    said, seen = one.chance[mask, at], one.rows.needed[name][mask] <= k * one.rows.labels[mask]
    source = one.rows.source[mask]
    rate = mean(seen, source)
    bins, gap = _bins(said, seen, source)
    return _Told(rate, mean((said - seen) ** 2, source), rate * (1.0 - rate), tuple(bins), gap)


def _bins(said: Float64s, seen: npt.NDArray[np.bool_], source: npt.NDArray[Any]) -> tuple[list[str], float]:
    """Each bin in words, and the largest gap of those with a twentieth of the votes."""
    words, worst, vote = [], 0.0, weights(source)
    for low, high in pairwise(BINS):
        at = (said >= low) & (said < high)
        if not at.any():
            words.append("")
            continue
        pair = float(np.average(said[at], weights=vote[at])), float(np.average(seen[at], weights=vote[at]))
        words.append(f"{pair[0]:.2f}->{pair[1]:.2f}")
        if vote[at].sum() >= LEAST_BIN * vote.sum():
            worst = max(worst, abs(pair[0] - pair[1]))
    return words, worst


def _auc(said: Float64s, seen: npt.NDArray[np.bool_], source: npt.NDArray[Any]) -> float:
    """Chance that one that was so got the higher number, each set with one vote; NaN where all or none was."""
    vote = weights(source)
    _, place = np.unique(said, return_inverse=True)
    so, not_so = (np.bincount(place, vote * at, minlength=place.max() + 1) for at in (seen, ~seen))
    both = so.sum() * not_so.sum()
    return float(so @ (np.cumsum(not_so) - not_so / 2.0) / both) if both else float("nan")
