"""How ranges held and how wide they are, in all and where kinds were left out whole."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from askless.bench.protocol.finding import Gate, Table
from askless.bench.protocols.calibration.fit import LEAST_FAMILIES, LEAST_SETS, SHIFTS, folds_of, width_at
from askless.bench.protocols.calibration.gates import at_least, at_most, between, share
from askless.bench.protocols.calibration.judged import Judged, judged, mean, pinball, quantile
from askless.bench.protocols.calibration.raw import of_runs
from askless.bench.protocols.calibration.run import STRATEGIES
from askless.bench.protocols.calibration.truth import Rows
from askless.enough.forecast.shortest import MIDDLE

__all__ = ["LOOKS", "NAMED", "honesty", "kinds_left_out", "looks_together", "sharpness", "whole_pool"]

Float64s = npt.NDArray[np.float64]
LARGE = 900
LOOKS = (5, 10, 20, 50)
NAMED = {"0.01": "1 point", "0.03": "3 points", "gain": "a tenth of the gain"}


def honesty(found: dict[str, Judged]) -> tuple[list[Table], list[Gate]]:
    """Shares of ranges that held, by level, cell and set."""
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
        rows.append((NAMED[name], *map(share, ends), share(large), f"{_middle(each):.1f}"))
    worst_at, worst_by = worst.split(" ", 1)
    grid = tuple(
        (f"{k} labels a class", *(share(by_cell.get(f"{at} {s}", np.nan)) for s in STRATEGIES))
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
        between("90 % range holds", cover[2], 0.88, 0.95),
        at_least(
            f"90 % range, worst of labels and strategies ({LOOKS[int(worst_at)]} a class, {worst_by})",
            by_cell[worst],
            0.86,
        ),
        at_most("sets whose 90 % range holds less than 7 times in 10", below, 0.12),
        between("50 % range holds", cover[0], 0.47, 0.60),
        between("80 % range holds", cover[1], 0.78, 0.86),
    ]
    return tables, gates


def mean_of(values: Any) -> float:
    """Mean of a few values."""
    told = [float(value) for value in values]
    return sum(told) / len(told)


def sharpness(found: dict[str, Judged], rows: Rows) -> tuple[list[Table], list[Gate]]:
    """How wide the ranges are beside trivial ones."""
    one, three, once = found["0.01"], found["0.03"], judged(rows, "0.01", once=True)
    at = one.main
    of = rows.source[at]
    trivial = quantile((rows.items / rows.labels)[at], of, 0.5)
    ratios = [_middle(each) for each in (one, three, once)]
    loss, constant = (
        pinball(rows, one.truth, one.said.outer, at),
        pinball(rows, one.truth, _constant(rows, one.truth), at),
    )
    curve = of_runs(rows, 0.01)
    fitted = at & np.isfinite(curve[:, 0])
    raw = pinball(rows, one.truth, curve, fitted)
    narrow = at & (one.ratio("0.9") <= 3.0)
    large = narrow & (rows.items >= LARGE)
    table = Table(
        "How wide 90 % ranges are",
        ("", "median high/low", "of the pool over the labels"),
        tuple(
            (name, f"{value:.1f}", f"{value / trivial:.2f}")
            for name, value in zip(("1 point", "3 points", "1 point, a single run"), ratios, strict=True)
        ),
        f"The pool over the labels: {trivial:.1f}. Ranges within a factor of 3: {mean(narrow[at], of):.2f} of all.",
    )
    gates = [
        at_most(
            "1 point: high/low of the 90 % range over that of labels so far to whole pool", ratios[0] / trivial, 0.50
        ),
        at_most(
            "3 points: high/low of the 90 % range over that of labels so far to whole pool", ratios[1] / trivial, 0.43
        ),
        at_most(
            "1 point, a single run: high/low of the 90 % range over that of labels so far to whole pool",
            ratios[2] / trivial,
            0.68,
        ),
        at_most(
            "pinball loss of the 5, 50 and 95 % quantiles over that of a constant share of the pool",
            loss / constant,
            0.85,
        ),
        at_most(
            "pinball loss over that of a power law through the accuracies so far, from the third look",
            pinball(rows, one.truth, one.said.outer, fitted) / raw,
            0.55,
        ),
        at_least("ranges within a factor of 3 hold", one.cover("0.9", narrow), 0.85),
        at_least(f"ranges within a factor of 3 hold, pools of {LARGE} or more", one.cover("0.9", large), 0.85),
    ]
    return [table], gates


def _middle(one: Judged) -> float:
    """Median of the upper end over the lower one, each set with one vote."""
    return quantile(one.ratio("0.9")[one.main], one.rows.source[one.main], 0.5)


def _ninth(moves: list[float], runs: npt.NDArray[np.str_]) -> float:
    """What 9 in 10 moves stay below, each set with one vote; `runs` holds the set of each run."""
    return quantile(np.array(moves), np.repeat(runs, len(LOOKS) - 1), 0.9)


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


def looks_together(one: Judged) -> tuple[list[Table], list[Gate]]:
    """Whether forecasts of one run hold together, and stay where they were.

    A middle is never below the labels of its own look, as no forecast is; that those of the next look are more is a
    move.
    """
    hit, stop = one.hit("0.9"), one.truth <= one.automatic + 1e-9
    available = not np.isnan(one.automatic).any()
    runs, code = np.unique(one.rows.run[one.main], return_inverse=True)
    together, kept, source = [], [], []
    moves: list[float] = []
    middle = one.rows.labels * np.exp(np.clip(one.said.u[:, MIDDLE], 0.0, 1.0) * one.span)
    at = np.flatnonzero(one.main)
    for run in range(len(runs)):
        own = at[code == run]
        if len(own) == len(LOOKS):
            own = own[np.argsort(one.rows.labels[own])]
            together.append(hit[own].all())
            kept.append(stop[own].all())
            source.append(one.rows.source[own[0]])
            moves += np.exp(np.abs(np.diff(np.log(middle[own])))).tolist()
    if not source:
        return [], []
    names = np.array(source)
    stopped = mean(np.array(kept), names) if available else float("nan")  # open, as nothing is told at that level
    gates = [
        at_least("four looks of one run hold together at 90 %", mean(np.array(together), names), 0.83),
        at_least(
            "four looks of one run hold together at the level for stopping by itself",
            stopped,
            0.95,
            lacking=f"fewer than {LEAST_SETS} families when nested",
        ),
        at_most("the middle moves between looks, in 9 of 10 by a factor of", _ninth(moves, names), 1.5),
    ]
    return [], gates


def kinds_left_out(rows: Rows) -> tuple[list[Table], list[Gate]]:
    """Coverage of kinds that were left out whole, widened by what the other kinds needed."""
    plain: dict[str, Judged] = {}
    needs: dict[tuple[str, Any], float] = {}
    where: dict[tuple[str, Any], npt.NDArray[np.bool_]] = {}
    for name, of in SHIFTS.items():
        group = of(rows)
        if len(np.unique(group)) < 2:
            continue
        plain[name] = judged(rows, "0.01", group=group)
        score = plain[name].said.score(plain[name].truth, "0.9")
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
        held = plain[name].said.score(plain[name].truth, "0.9") <= width + 1e-9
        pair = plain[name].cover("0.9", at), mean(held[at], rows.source[at])
        covers.append(pair[1])
        label = f"{2 ** int(one):,} items or more" if name == "pool size" else str(one)
        lines.append((name, label, share(pair[0]), share(pair[1])))
    table = Table(
        "Kinds left out whole: share of 90 % ranges that held, 1 point",
        ("", "left out", "as if it were known", "widened"),
        tuple(lines),
        "Where a kind is unknown no range is shown, widened or not: the package says that it was not measured. This is "
        "what a range would be worth if it were.",
    )
    return [table], [
        at_least(
            "90 % range of an unknown kind after widening, worst kind (never shown: unknown kinds get no number)",
            min(covers),
            0.85,
        )
    ]


def whole_pool(one: Judged) -> tuple[list[Table], list[Gate]]:
    """Whether ranges reach the end of the pool where they should, and only there."""
    needed, top = one.rows.needed["0.01"], one.ends("0.9")[:, 1]
    late, soon = one.main & (needed > 0.8 * one.rows.items), one.main & (needed < 0.5 * one.rows.items)
    said = top >= np.round(0.8 * one.rows.items)
    return [], [
        at_least("whole pool needed: range reaches it", mean(said[late], one.rows.source[late]), 0.80),
        at_least("half is enough: range does not reach the whole", mean(~said[soon], one.rows.source[soon]), 0.50),
    ]
