"""The tables and gates of the calibration: coverage, sharpness, chances, looks, shifts, accuracy, stopping."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from askless.bench.protocol.curve import Curve
from askless.bench.protocol.finding import Finding, Gate, Table
from askless.bench.protocols.calibration.accuracy import blend_left_out, widths_nested
from askless.bench.protocols.calibration.chances import chances_said
from askless.bench.protocols.calibration.fit import FOLDS
from askless.bench.protocols.calibration.flags import flagged
from askless.bench.protocols.calibration.gates import at_least, at_most, between, share, signed
from askless.bench.protocols.calibration.judged import Judged, judged_together, mean, quantile
from askless.bench.protocols.calibration.ranges import (
    LOOKS,
    honesty,
    kinds_left_out,
    looks_together,
    sharpness,
    whole_pool,
)
from askless.bench.protocols.calibration.run import STRATEGIES
from askless.bench.protocols.calibration.stopping import stops
from askless.bench.protocols.calibration.truth import Rows, rows_of
from askless.enough.forecast.calibration import expit

__all__ = ["findings"]

Float64s = npt.NDArray[np.float64]
LEAST_SETS, LEAST_TASKS, LEAST_SEEDS = 30, 100, 5


def findings(curves: Sequence[Curve], *, least_seeds: int = 1) -> Finding:
    """What the curves say of the forecast.

    Parameters
    ----------
    curves : sequence of Curve
        Of the protocol `calibration`.
    least_seeds : int, default 1
        Curves with fewer seeds are left out.

    Returns
    -------
    finding : Finding
        Everything is forecast by tables that had not seen the family of the set. Gates stay open while
        there are fewer than 30 sets, 100 tasks or 5 seeds.
    """
    if not curves:
        return Finding()
    rows = rows_of(curves, least_seeds=least_seeds)
    if len(np.unique(rows.family)) < FOLDS:
        return Finding((_ran(curves, rows),))
    found = judged_together(rows)
    parts: list[tuple[list[Table], list[Gate]]] = [
        honesty(found),
        sharpness(found, rows),
        chances_said(found),
        looks_together(found["0.01"]),
        kinds_left_out(rows),
        ([], flagged(rows)),
        _accuracy(rows.where(found["0.01"].main)),
        _stopping(curves, found["0.01"]),
        whole_pool(found["0.01"]),
    ]
    gates = [gate for part in parts for gate in part[1]]
    lacking = _lacking(curves, rows)
    if lacking:
        gates = [Gate(gate.name, gate.asked, f"{gate.measured}; wanted: {lacking}", None) for gate in gates]
    return Finding((_ran(curves, rows), *(table for part in parts for table in part[0])), tuple(gates))


def _lacking(curves: Sequence[Curve], rows: Rows) -> str:
    """What gates wait for, in words; "" if it is there."""
    seeds = len({curve.cell.seed for curve in curves})
    counts = [len(np.unique(rows.source)), len(np.unique(rows.task)), seeds]
    least = {"sets": LEAST_SETS, "tasks": LEAST_TASKS, "seeds": LEAST_SEEDS}
    return ", ".join(
        f"{most} {what}" for count, (what, most) in zip(counts, least.items(), strict=True) if count < most
    )


def _ran(curves: Sequence[Curve], rows: Rows) -> Table:
    """What was run."""
    counted = [len(np.unique(values)) for values in (rows.source, rows.family, rows.task)]
    told = [*counted, len({curve.cell.seed for curve in curves}), len(curves), len(rows)]
    head = ("sets", "families", "tasks", "seeds", "runs", "forecasts")
    sizes = np.percentile(rows.items, [0, 50, 100])
    note = f"Pools of {sizes[0]:,.0f} to {sizes[2]:,.0f} items, half of the forecasts at {sizes[1]:,.0f} or fewer."
    return Table("What was run", head, (tuple(f"{value:,}" for value in told),), note)


def _accuracy(rows: Rows) -> tuple[list[Table], list[Gate]]:
    """The blend against what else there is."""
    said, truth = blend_left_out(rows), rows.accuracy
    width = widths_nested(rows, said)
    low, high = expit(said.middle - width), expit(said.middle + width)
    held = (rows.accuracy >= low - 1e-9) & (rows.accuracy <= high + 1e-9)
    random_only = np.where(rows.now[:, 0] > 0, rows.now[:, 1] / np.maximum(rows.now[:, 0], 1.0), np.nan)
    big = rows.test >= 700
    lines, gates = [], []
    for strategy in STRATEGIES:
        for k, most in zip(LOOKS[1:], (12.0, 11.0, 10.5), strict=True):
            at = big & (rows.strategy == strategy) & (rows.labels == k * rows.classes)
            if not at.any():
                continue
            of = rows.source[at]
            bias, size = _bias_rmse(said.value[at] - truth[at], of)
            others = [_bias_rmse(value[at] - truth[at], of) for value in (random_only, rows.now[:, 2], rows.now[:, 4])]
            cover, wide = mean(held[at], of), 100 * quantile((high - low)[at], of, 0.5)
            told = [f"{signed(b)} / {r:.1f}" for b, r in ((bias, size), *others)]
            lines.append((strategy, f"{k} a class", *told, f"{cover:.2f}, {wide:.0f}"))
            if strategy == "margin":
                name = f"accuracy now, margin, {k} a class"
                gates.append(at_most(f"{name}: root mean square error in points", size, most))
                gates.append(at_most(f"{name}: bias in points, either way ({signed(bias)})", abs(bias), 2.5))
                gates.append(between(f"{name}: 90 % interval holds", cover, 0.87, 0.96))
                if k < LOOKS[-1]:
                    over = size / others[0][1]
                    gates.append(at_most(f"{name}: root mean square error over that of random answers", over, 0.75))
    head = ("", "labels", "blend", "random answers", "out of fold, all", "mean confidence", "blend: holds, points wide")
    note = "Bias / root mean square error in points; sets with 700 test items or more."
    return [Table("How good the model is now", head, tuple(lines), note)], gates


def _bias_rmse(off: Float64s, source: npt.NDArray[np.str_]) -> tuple[float, float]:
    known = ~np.isnan(off)
    return 100 * mean(off[known], source[known]), 100 * float(np.sqrt(mean(off[known] ** 2, source[known])))


def _stopping(curves: Sequence[Curve], one: Judged) -> tuple[list[Table], list[Gate]]:
    lines, gates = [], []
    for strategy in STRATEGIES:
        for chance, name in (
            (0.0, "stable predictions"),
            (0.5, "and chance >= 1 in 2"),
            (0.9, "and chance >= 9 in 10"),
        ):
            found = stops(curves, one, strategy, chance=chance)
            worst = found.worst_set
            tail, ratio = 100 * quantile(found.short, found.source, 0.9), quantile(found.ratio, found.source, 0.5)
            once = mean(found.short_once <= 0.01 + 1e-9, found.source)
            told = [
                share(found.within),
                share(found.ended),
                share(found.within_ended),
                share(once),
                f"{100 * mean(found.short, found.source):.2f}",
                f"{tail:.2f}",
                f"{ratio:.2f}",
            ]
            lines.append((strategy, name, *told, f"{worst[0]} {100 * worst[1]:.1f}"))
            if chance == 0.5 and strategy != "random":
                gates.append(at_least(f"stopping, {strategy}: within 1 point", found.within, 0.93))
                gates.append(at_most(f"stopping, {strategy}: 90th percentile of the shortfall, points", tail, 1.0))
                gates.append(at_most(f"stopping, {strategy}: labels over those needed, median", ratio, 2.3))
                gates.append(at_most(f"stopping, {strategy}: worst set ({worst[0]}), points", 100 * worst[1], 5.0))
    head = (
        "",
        "rule",
        "within 1 point",
        "ended before the pool",
        "of these, within 1 point",
        "single run",
        "mean shortfall",
        "90th",
        "labels / needed",
        "worst set",
    )
    note = (
        "Shortfall in points. A run that the rule never ended has all labels and misses nothing. Models were compared "
        "from batch to batch, of 5 to 20 labels and 7 % at least; in use they are compared at every 7 %."
    )
    return [Table("The default stopping rule", head, tuple(lines), note)], gates
