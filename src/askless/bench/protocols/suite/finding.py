"""The tables of the suite: every set by name, means over groups, ranks, safety, labels to 98 %."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from askless.bench.bootstrap import over_drawn_sets, over_sets
from askless.bench.protocol.curve import Curve
from askless.bench.protocol.finding import Finding, Table
from askless.bench.protocol.paired import Floats, paired, places
from askless.bench.protocols.suite.figures import Place, Safety, labels_ratio, ranks, reaches, safety
from askless.bench.protocols.suite.gates import SMALL, gates
from askless.bench.protocols.suite.sets import COMPARED, HALVES, SETS, TRAPS, half
from askless.bench.report.words import percent, points, probability
from askless.bench.statistics import Interval, mean_interval

__all__ = ["found"]

ORDER = ("auto", "margin", "power(margin)", "badge", "typiclust", "max_herding", "uherding")
Played = Mapping[str, Mapping[str, Sequence[Curve]]]


def found(curves: Sequence[Curve]) -> Finding:
    """All that the curves say; also of a part of them."""
    by_place = places(curves)
    differences = {name: paired(curves, name, "random") for name in ORDER}
    tables = []
    for place, sets in by_place.items():
        here = {name: of[place] for name, of in differences.items() if place in of}
        if here:
            tables += [_by_set(place, sets, here), _by_group(place, here), *_ranked(place, sets)]
            tables += _labels(place, sets)
    return Finding((*tables, *_safe(safety(curves))), tuple(gates(curves)))


def title(place: Place) -> str:
    """Model and batch size in words."""
    one = "one question at a time" if place[1] == 1 else f"batches of {place[1]}"
    return f"{place[0]} model, {one}"


def _by_set(place: Place, sets: Played, differences: Mapping[str, Mapping[str, Floats]]) -> Table:
    """Each set: the mean area of random, and differences to it."""
    rows = []
    for name in [name for name in SETS if name in sets]:
        random = [curve.area for curve in sets[name].get("random", ())]
        columns = [of.get(name) for of in differences.values()]
        cells = [_plus_minus(column) for column in columns]
        counts = sorted({len(random), *(len(column) for column in columns if column is not None)})
        seeds = " to ".join(map(str, dict.fromkeys((counts[0], counts[-1]))))
        rows.append((name, half(name)[:3], seeds, percent(float(np.mean(random or [np.nan]))), *cells))
    return Table(
        f"Against random: {title(place)}",
        ("data set", "half", "seeds", "random", *differences),
        tuple(rows),
        "Mean of the metric over the curve in per cent, and differences to random in points, paired by seed, with half "
        f"of their 95 % t interval. {_counted(differences)}Balanced accuracy where a class is rare, else accuracy.",
    )


def _counted(differences: Mapping[str, Mapping[str, Floats]]) -> str:
    """A sentence on the seeds of each strategy, where they differ."""
    of = {name: max(map(len, sets.values()), default=0) for name, sets in differences.items()}
    if len({*of.values()}) < 2:
        return ""
    by = {n: [name for name in of if of[name] == n] for n in sorted({*of.values()}, reverse=True)}
    return "Seeds: " + "; ".join(f"{n} of {', '.join(names)}" for n, names in by.items()) + ". "


def _plus_minus(column: Floats | None) -> str:
    """A mean in points with the half width of its interval."""
    if column is None:
        return "–"
    return _with_half(mean_interval(column))


def _with_half(found: Interval) -> str:
    return points(found.mean) + ("" if np.isnan(found.low) else f" ± {100 * (found.high - found.mean):.1f}")


def _anew(differences: Mapping[str, Floats]) -> str:
    """Where the mean would lie if the sets were drawn again."""
    found = over_drawn_sets(differences)
    return "–" if np.isnan(found.low) else f"{points(found.low)} to {points(found.high)}"


def groups(place: Place, names: Iterable[str]) -> dict[str, list[str]]:
    """Sets by the group that a mean is taken over."""
    names = list(names)
    real = [name for name in names if name not in TRAPS]
    compared = [name for name in COMPARED.get(place[0], ()) if name in names]
    of: dict[str, list[str]] = {
        "compared before": compared,
        "compared before, reporting half": [name for name in compared if half(name) == HALVES[1]],
        "all real": real,
        "traps": [name for name in names if name in TRAPS],
        **{f"{part} half": [name for name in names if half(name) == part] for part in HALVES},
        "reporting half, not compared before": [
            name for name in names if half(name) == HALVES[1] and name not in compared
        ],
    }
    return {group: members for group, members in of.items() if members}


def _by_group(place: Place, differences: Mapping[str, Mapping[str, Floats]]) -> Table:
    """Means over groups of sets."""
    everywhere = [name for name in SETS if all(name in of for of in differences.values())]
    rows = []
    for group, members in groups(place, everywhere).items():
        columns = {strategy: {name: of[name] for name in members} for strategy, of in differences.items()}
        spans = [_with_half(over_sets(column).seeds) for column in columns.values()]
        rows.append((group, str(len(members)), *spans, *([_anew(columns["auto"])] if "auto" in columns else [])))
    return Table(
        f"Means over sets: {title(place)}",
        ("group", "sets", *differences, *(["auto, other sets"] if "auto" in differences else [])),
        tuple(rows),
        "Differences to random in points; every set counts the same. After ± half of the 95 % t interval over seeds, "
        "on these very sets; the last column is the 95 % interval of auto on other sets of the kind, by the "
        "bootstrap (sets, and seeds within them, drawn with replacement). Sets compared before are those on which the "
        "design of auto and its constants were picked, in either half, without what no line can learn: new to it are "
        "the other sets of the reporting half. What was tried since was tried on the development half alone, and "
        "changed nothing.",
    )


def _ranked(place: Place, sets: Played) -> list[Table]:
    """Mean ranks, on the sets compared before and on all."""
    chosen = {"compared before": COMPARED.get(place[0], ()), "all": [name for name in SETS if name in sets]}
    found = {group: ranks(sets, names) for group, names in chosen.items()}
    if not found["all"]:
        return []
    strategies = sorted(found["all"], key=lambda name: found["all"][name])
    rows = [(name, *(f"{of[name]:.1f}" if name in of else "–" for of in found.values())) for name in strategies]
    head = ("strategy", *(f"mean rank, {group}" for group in found))
    return [Table(f"Ranks: {title(place)}", head, tuple(rows), "1 is best of all that were played.")]


def _labels(place: Place, sets: Played) -> list[Table]:
    """Labels to 98 % of the metric with all labels."""
    rows, small = [], []
    for name in [name for name in SETS if name in sets]:
        medians = labels_ratio(sets[name])
        if medians is not None:
            ratio = medians[0] / medians[1]
            share = percent(reaches(sets[name])), percent(reaches(sets[name], "random"))
            rows.append((name, f"{medians[0]:.0f}", f"{medians[1]:.0f}", f"{ratio:.2f}", *share))
            small += [ratio] if name in SMALL else []
    if small:
        rows.append((f"median of {len(small)} small tables", "", "", f"{np.median(small):.2f}", "", ""))
    head = ("data set", "auto", "random", "auto / random", "auto gets there", "random gets there")
    note = (
        "Median over seeds of the labels to 98 % of the metric with every label of the pool; a curve that does not "
        "get there within the budget counts as one batch more than it. Shares in per cent."
    )
    return [Table(f"Labels to 98 %: {title(place)}", head, tuple(rows), note)] if rows else []


def _safe(found: Sequence[Safety]) -> list[Table]:
    """auto against random on every set: test, correction, non-inferiority."""
    rows = [
        (
            each.set,
            each.place[0],
            str(each.place[1]),
            str(each.test.n),
            points(each.test.mean),
            f"{points(each.test.low)} to {points(each.test.high)}",
            probability(each.corrected),
            "below 0.5" if each.holds(0.005) else "below 1.0" if each.holds(0.01) else "not shown",
        )
        for each in found
        if each.test.n > 1
    ]
    head = ("data set", "model", "batch", "seeds", "auto − random", "95 % interval", "p (Holm)", "loss at most")
    note = (
        "Points, t interval over seeds. The last column is the smaller of the two losses that the lower end of "
        "the interval excludes."
    )
    return [Table("Safety", head, tuple(rows), note)] if rows else []
