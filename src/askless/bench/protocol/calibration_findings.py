"""The tables and gates of the calibration: coverage, sharpness, chances, looks, shifts, accuracy, stopping."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.bench.protocol.calibration_accuracy import blend_left_out, cells_of
from askless.bench.protocol.calibration_fit import FOLDS, LEAST_FAMILIES, SHIFTS, folds_of, width_at
from askless.bench.protocol.calibration_judged import Judged, judged, mean, pinball
from askless.bench.protocol.calibration_run import STRATEGIES
from askless.bench.protocol.calibration_stopping import stops
from askless.bench.protocol.calibration_truth import Rows, rows_of
from askless.bench.protocol.curve import Curve
from askless.bench.protocol.finding import Finding, Gate, Table
from askless.enough.forecast.calibration import expit

__all__ = ["findings"]

Float64s = npt.NDArray[np.float64]
LEAST_SETS, LEAST_TASKS, LEAST_SEEDS = 30, 100, 5
LARGE = 900
BINS = (0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0 + 1e-9)
LOOKS = (5, 10, 20, 50)
NAMED = {"0.01": "1 point", "0.03": "3 points", "gain": "a tenth of the gain"}


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
    found = {name: judged(rows, name) for name in NAMED}
    parts: list[tuple[list[Table], list[Gate]]] = [
        _honesty(found),
        _sharpness(found, rows),
        _chances(found),
        _looks(found["0.01"]),
        _shift(rows),
        _accuracy(rows.where(found["0.01"].main)),
        _stopping(curves, found["0.01"]),
        _censoring(found["0.01"]),
    ]
    gates = [gate for part in parts for gate in part[1]]
    seeds = len({curve.cell.seed for curve in curves})
    if len(np.unique(rows.source)) < LEAST_SETS or len(np.unique(rows.task)) < LEAST_TASKS or seeds < LEAST_SEEDS:
        gates = [Gate(gate.name, gate.asked, gate.measured, None) for gate in gates]
    return Finding((_ran(curves, rows), *(table for part in parts for table in part[0])), tuple(gates))


def _ran(curves: Sequence[Curve], rows: Rows) -> Table:
    """What was run."""
    counted = [len(np.unique(values)) for values in (rows.source, rows.family, rows.task)]
    told = [*counted, len({curve.cell.seed for curve in curves}), len(curves), len(rows)]
    head = ("sets", "families", "tasks", "seeds", "runs", "forecasts")
    sizes = np.percentile(rows.items, [0, 50, 100])
    note = f"Pools of {sizes[0]:,.0f} to {sizes[2]:,.0f} items, half of the forecasts at {sizes[1]:,.0f} or fewer."
    return Table("What was run", head, (tuple(f"{value:,}" for value in told),), note)


def _share(value: float) -> str:
    return f"{value:.2f}"


def _honesty(found: dict[str, Judged]) -> tuple[list[Table], list[Gate]]:
    one = found["0.01"]
    sets = one.of_sets("0.9")
    below = mean_of(value < 0.7 for value in sets.values())
    cells = sorted({*one.rows.cell[one.main].tolist()})
    by_cell = {cell: one.cover("0.9", one.main & (one.rows.cell == cell)) for cell in cells}
    worst = min(by_cell, key=lambda cell: by_cell[cell])
    rows = []
    for name, each in found.items():
        ends = (each.cover("0.5"), each.cover("0.8"), each.cover("0.9"))
        large = each.cover("0.9", each.main & (each.rows.items >= LARGE))
        rows.append((NAMED[name], *map(_share, ends), _share(large), f"{np.median(each.ratio('0.9')[each.main]):.1f}"))
    grid = tuple(
        (f"{k} labels a class", *(_share(by_cell.get(f"{at} {s}", np.nan)) for s in STRATEGIES))
        for at, k in enumerate(LOOKS)
    )
    low = sorted(sets, key=lambda name: sets[name])[:6]
    tables = [
        Table(
            "Share of ranges that held",
            ("tolerance", "50 %", "80 %", "90 %", f"90 %, {LARGE} items or more", "median high/low"),
            tuple(rows),
            "Data sets not seen, each with one vote. Lowest: " + ", ".join(f"{n} {sets[n]:.2f}" for n in low) + ".",
        ),
        Table("Share of 90 % ranges that held, 1 point", ("", *STRATEGIES), grid),
    ]
    cover = [one.cover(level) for level in ("0.5", "0.8", "0.9")]
    gates = [
        _between("90 % range holds", cover[2], 0.88, 0.95),
        _at_least(f"90 % range, worst cell ({worst})", by_cell[worst], 0.86),
        _at_most("sets whose 90 % range holds less than 7 times in 10", below, 0.12),
        _between("50 % range holds", cover[0], 0.47, 0.60),
        _between("80 % range holds", cover[1], 0.78, 0.86),
    ]
    return tables, gates


def _sharpness(found: dict[str, Judged], rows: Rows) -> tuple[list[Table], list[Gate]]:
    one, three, once = found["0.01"], found["0.03"], judged(rows, "0.01", once=True)
    at = one.main
    trivial = float(np.median((rows.items / rows.labels)[at]))
    ratios = [float(np.median(each.ratio("0.9")[at])) for each in (one, three, once)]
    loss, constant = pinball(rows, one.truth, one.said.u, at), pinball(rows, one.truth, _constant(rows, one.truth), at)
    narrow = at & (one.ratio("0.9") <= 3.0)
    large = narrow & (rows.items >= LARGE)
    table = Table(
        "How wide 90 % ranges are",
        ("", "median high/low", "of the pool over the labels"),
        tuple(
            (name, f"{value:.1f}", f"{value / trivial:.2f}")
            for name, value in zip(("1 point", "3 points", "1 point, a single run"), ratios, strict=True)
        ),
        f"The pool over the labels: {trivial:.1f}. Ranges within a factor of 3: {narrow.sum() / at.sum():.2f} of all.",
    )
    gates = [
        _at_most("1 point: high/low over that of the trivial range", ratios[0] / trivial, 0.50),
        _at_most("3 points: the same", ratios[1] / trivial, 0.43),
        _at_most("1 point, a single run: the same", ratios[2] / trivial, 0.68),
        _at_most("pinball loss over that of a constant share", loss / constant, 0.85),
        _at_least("ranges within a factor of 3 hold", one.cover("0.9", narrow), 0.85),
        _at_least(f"the same in pools of {LARGE} or more", one.cover("0.9", large), 0.85),
    ]
    return [table], gates


def _constant(rows: Rows, truth: Float64s) -> Float64s:
    """Quantiles of other families' shares, whatever the features."""
    fold, found = folds_of(rows.family), np.zeros((len(rows), 3))
    for one in np.unique(fold):
        others = (fold != one) & rows.planned
        order = np.argsort(truth[others])
        share = np.cumsum(rows.where(others).weight[order])
        at = np.searchsorted(share / share[-1], [0.05, 0.5, 0.95])
        found[fold == one] = truth[others][order][np.minimum(at, len(order) - 1)]
    return found


def _chances(found: dict[str, Judged]) -> tuple[list[Table], list[Gate]]:
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
            lines.append((f"{NAMED[name]}, at {k}L", _share(rate), f"{loss:.3f} ({constant:.3f})", *bins))
    one = found["0.01"]
    seen = one.rows.needed["0.01"] <= one.rows.labels
    ranked = _auc(one.said.chance[one.main, 0], seen[one.main])
    head = ("", "rate", "Brier (constant)", "< 0.1", "0.1-0.3", "0.3-0.5", "0.5-0.7", "0.7-0.9", ">= 0.9")
    gates = [
        _at_most("Brier score over a constant's, 1 and 3 points, the worst of six", max(ratios), 0.55),
        _at_most("chance said against seen, the worst bin with 5 % of the forecasts", max(gaps), 0.10),
        _at_least("AUC of the chance now, 1 point", ranked, 0.91),
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


def _looks(one: Judged) -> tuple[list[Table], list[Gate]]:
    hit, stop = one.hit("0.9"), one.truth <= one.automatic + 1e-9
    runs, code = np.unique(one.rows.run[one.main], return_inverse=True)
    together, kept, moves, source = [], [], [], []
    middle = one.rows.labels * np.exp(np.clip(one.said.u[:, 1], 0.0, 1.0) * one.span)
    at = np.flatnonzero(one.main)
    for run in range(len(runs)):
        own = at[code == run]
        if len(own) == len(LOOKS):
            own = own[np.argsort(one.rows.labels[own])]
            together.append(hit[own].all())
            kept.append(stop[own].all())
            source.append(one.rows.source[own[0]])
            moves += np.exp(np.abs(np.diff(np.log(np.maximum(middle[own], one.rows.labels[own[-1]]))))).tolist()
    if not source:
        return [], []
    names = np.array(source)
    gates = [
        _at_least("four looks of one run hold together at 90 %", mean(np.array(together), names), 0.83),
        _at_least("the same at the level for stopping by itself", mean(np.array(kept), names), 0.95),
        _at_most("the middle moves between looks, in 9 of 10 by a factor of", float(np.percentile(moves, 90)), 1.5),
    ]
    return [], gates


def _shift(rows: Rows) -> tuple[list[Table], list[Gate]]:
    """Coverage of kinds that were left out whole, widened by what the other kinds needed."""
    plain: dict[str, Judged] = {}
    needs: dict[tuple[str, Any], float] = {}
    where: dict[tuple[str, Any], npt.NDArray[np.bool_]] = {}
    for name, of in SHIFTS.items():
        group = of(rows)
        if len(np.unique(group)) < 2:
            continue
        plain[name] = judged(rows, "0.01", group=group)
        score = plain[name].said.score(plain[name].truth)
        for one in np.unique(group).tolist():
            at = plain[name].main & (group == one)
            if len(np.unique(rows.family[at])) >= LEAST_FAMILIES:
                where[name, one] = at
                needs[name, one] = width_at(0.9, score[at], rows.source[at], rows.family[at], sure=False)
    lines, covers = [], []
    if len(needs) < 2:
        return [], []
    for (name, one), at in where.items():
        width = max(value for key, value in needs.items() if key != (name, one))
        said, truth = plain[name].said, plain[name].truth
        held = (truth >= said.u[:, 0] - width - 1e-9) & (truth <= said.u[:, 2] + width + 1e-9)
        held |= (truth <= 1e-9) & (said.u[:, 0] - width <= 0) | (truth >= 1 - 1e-9) & (said.u[:, 2] + width >= 1)
        pair = plain[name].cover("0.9", at), mean(held[at], rows.source[at])
        covers.append(pair[1])
        label = f"{2 ** int(one):,} items or more" if name == "pool size" else str(one)
        lines.append((name, label, _share(pair[0]), _share(pair[1])))
    table = Table(
        "Kinds left out whole: share of 90 % ranges that held, 1 point",
        ("", "left out", "as if it were known", "widened"),
        tuple(lines),
    )
    return [table], [_at_least("90 % range of an unknown kind after widening, the worst", min(covers), 0.85)]


def _accuracy(rows: Rows) -> tuple[list[Table], list[Gate]]:
    """The blend against what else there is."""
    said, cells = blend_left_out(rows), cells_of(rows)
    score, truth = np.abs(said.middle - said.truth), rows.accuracy
    width = np.zeros(len(rows))
    for name in np.unique(rows.family):
        for cell in np.unique(cells[rows.family == name]):
            at = (cells == cell) & (rows.family != name)
            own = (cells == cell) & (rows.family == name)
            width[own] = 10.0 * width_at(0.9, score[at] / 10.0, rows.source[at], rows.family[at])
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
            cover, wide = mean(held[at], of), float(np.median((high - low)[at])) * 100
            told = [f"{b:+.1f} / {r:.1f}" for b, r in ((bias, size), *others)]
            lines.append((strategy, f"{k} a class", *told, f"{cover:.2f}, {wide:.0f}"))
            if strategy == "margin":
                gates.append(_at_most(f"accuracy now, margin, {k} a class: RMSE in points", size, most))
                gates.append(_at_most(f"the same: bias in points, either way ({bias:+.1f})", abs(bias), 2.5))
                gates.append(_between("the same: 90 % interval holds", cover, 0.87, 0.96))
                if k < LOOKS[-1]:
                    gates.append(
                        _at_most("the same: RMSE over that of random answers alone", size / others[0][1], 0.75)
                    )
    head = ("", "labels", "blend", "random answers", "out of fold, all", "mean confidence", "blend: holds, points wide")
    note = "Bias / root mean square error in points; sets with 700 test items or more."
    return [Table("How good the model is now", head, tuple(lines), note)], gates


def _bias_rmse(off: Float64s, source: npt.NDArray[Any]) -> tuple[float, float]:
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
            tail, ratio = 100 * float(np.percentile(found.short, 90)), float(np.median(found.ratio))
            once = mean(found.short_once <= 0.01 + 1e-9, found.source)
            told = [
                _share(found.within),
                _share(once),
                f"{100 * found.short.mean():.2f}",
                f"{tail:.2f}",
                f"{ratio:.2f}",
            ]
            lines.append((strategy, name, *told, f"{worst[0]} {100 * worst[1]:.1f}"))
            if chance == 0.5 and strategy != "random":
                gates.append(_at_least(f"stopping, {strategy}: within 1 point", found.within, 0.93))
                gates.append(_at_most(f"stopping, {strategy}: 90th percentile of the shortfall, points", tail, 1.0))
                gates.append(_at_most(f"stopping, {strategy}: labels over those needed, median", ratio, 2.3))
                gates.append(_at_most(f"stopping, {strategy}: worst set ({worst[0]}), points", 100 * worst[1], 5.0))
    head = ("", "rule", "within 1 point", "single run", "mean shortfall", "90th", "labels / needed", "worst set")
    return [Table("The default stopping rule", head, tuple(lines), "Shortfall in points.")], gates


def _censoring(one: Judged) -> tuple[list[Table], list[Gate]]:
    needed, top = one.rows.needed["0.01"], one.rows.labels * np.exp(one.high["0.9"] * one.span)
    late, soon = one.main & (needed > 0.8 * one.rows.items), one.main & (needed < 0.5 * one.rows.items)
    said = top >= 0.8 * one.rows.items - 1e-6
    return [], [
        _at_least("whole pool needed: range reaches it", mean(said[late], one.rows.source[late]), 0.80),
        _at_least("half is enough: range does not reach the whole", mean(~said[soon], one.rows.source[soon]), 0.50),
    ]


def mean_of(values: Any) -> float:
    """Mean of a few values."""
    told = list(values)
    return sum(told) / len(told)


def _gate(name: str, asked: str, value: float, passed: Callable[[float], bool]) -> Gate:
    return Gate(name, asked, f"{value:.2f}", None if np.isnan(value) else passed(value))


def _at_least(name: str, value: float, least: float) -> Gate:
    return _gate(name, f"at least {least:g}", value, lambda found: found >= least)


def _at_most(name: str, value: float, most: float) -> Gate:
    return _gate(name, f"at most {most:g}", value, lambda found: found <= most)


def _between(name: str, value: float, low: float, high: float) -> Gate:
    return _gate(name, f"{low:g} to {high:g}", value, lambda found: low <= found <= high)
