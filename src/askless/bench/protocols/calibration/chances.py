"""Chances said, and how often it was so."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.bench.protocol.finding import Gate, Table
from askless.bench.protocols.calibration.gates import at_least, at_most, share
from askless.bench.protocols.calibration.judged import Judged, mean
from askless.bench.protocols.calibration.ranges import NAMED

__all__ = ["chances_said"]

Float64s = npt.NDArray[np.float64]
BINS = (0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0 + 1e-9)


def chances_said(found: dict[str, Judged]) -> tuple[list[Table], list[Gate]]:
    """Calibration and Brier score of every chance, beside those of a constant."""
    lines, ratios, gaps = [], [], []
    for name in ("0.01", "0.03", "gain"):
        one = found[name]
        for at, k in enumerate((1, 2, 4)):
            open_ = one.main & (k * one.rows.labels < one.rows.items)
            said, seen = one.said.chance[open_, at], one.rows.needed[name][open_] <= k * one.rows.labels[open_]
            source = one.rows.source[open_]
            rate = mean(seen, source)
            loss, constant = mean((said - seen) ** 2, source), rate * (1.0 - rate)
            bins, gap = _bins(said, seen, source)
            if name != "gain":
                ratios.append(loss / constant)
                gaps.append(gap)
            lines.append((f"{NAMED[name]}, at {k}L", share(rate), f"{loss:.3f} ({constant:.3f})", *bins))
    one = found["0.01"]
    seen = one.rows.needed["0.01"] <= one.rows.labels
    ranked = _auc(one.said.chance[one.main, 0], seen[one.main])
    head = ("", "rate", "Brier (constant)", "< 0.1", "0.1-0.3", "0.3-0.5", "0.5-0.7", "0.7-0.9", ">= 0.9")
    gates = [
        at_most("Brier score over a constant's, 1 and 3 points, the worst of six", max(ratios), 0.55),
        at_most("chance said against seen, the worst bin with 5 % of the forecasts", max(gaps), 0.10),
        at_least("AUC of the chance now, 1 point", ranked, 0.91),
    ]
    return [Table("Chances said, and how often it was so", head, tuple(lines), "Said -> seen; sets not seen.")], gates


def _bins(said: Float64s, seen: npt.NDArray[np.bool_], source: npt.NDArray[Any]) -> tuple[list[str], float]:
    """Each bin in words, and the largest gap of those with a twentieth of the forecasts."""
    words, worst = [], 0.0
    for low, high in pairwise(BINS):
        at = (said >= low) & (said < high)
        if not at.any():
            words.append("")
            continue
        pair = float(said[at].mean()), float(seen[at].mean())
        words.append(f"{pair[0]:.2f}->{pair[1]:.2f}")
        if at.mean() >= 0.05:
            worst = max(worst, abs(pair[0] - pair[1]))
    return words, worst


def _auc(said: Float64s, seen: npt.NDArray[np.bool_]) -> float:
    """Chance that one that was so got the higher number."""
    from scipy.stats import rankdata

    ranks, n = rankdata(said), int(seen.sum())
    return float((ranks[seen].sum() - n * (n + 1) / 2) / max(n * (len(seen) - n), 1))
