"""What curves of the re-benchmark say: a table beside the published means, and numbers asked for."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from askless.bench.bootstrap import over_sets
from askless.bench.protocol.curve import Curve
from askless.bench.protocol.finding import Finding, Gate, Table
from askless.bench.protocols.rebench.labels import labels_table
from askless.bench.protocols.rebench.play import STRATEGIES
from askless.bench.protocols.rebench.published import LARGE, SETS, published_margin, published_means
from askless.bench.statistics import Interval, mean_interval

__all__ = ["finding"]

Differences = dict[str, "list[float]"]

_CLOSE, _SHARE = 0.01, 0.9
_LEAST = {**dict.fromkeys(SETS, 20), **dict.fromkeys(LARGE, 10), "haberman": 100}
"""Seeds below which nothing is said about a set."""
_TIE, _TIE_LOW = -0.05, -0.15
"""Points, as all differences are told."""
_AREA = 0.875
_BELOW_RANDOM = -0.3
_CROWDED = "banana"


def finding(curves: Sequence[Curve]) -> Finding:
    """Tables and gates.

    Parameters
    ----------
    curves : sequence of Curve
        As `Rebench.draw` makes them, in any order.

    Returns
    -------
    finding : Finding
    """
    drawn = [curve for curve in curves if "aubc" in curve.facts]
    if not drawn:
        return Finding()
    gates = [_reproduced(drawn), _beside_margin(drawn), _area(drawn), _worst(drawn), *_crowded(drawn)]
    return Finding((_means(drawn), _against(drawn), *labels_table(drawn)), tuple(gates))


def _area_of(curve: Curve) -> float:
    return float(curve.facts["aubc"])


def _by_set(curves: Sequence[Curve], strategy: str) -> dict[str, list[float]]:
    """Areas of a strategy, sets in the order of the paper."""
    found: dict[str, list[float]] = {}
    for name in (*SETS, *LARGE):
        values = [_area_of(curve) for curve in curves if curve.cell.set == name and curve.cell.strategy == strategy]
        if values:
            found[name] = values
    return found


def _apart(
    curves: Sequence[Curve], strategy: str, other: str, value: Callable[[Curve], float] = _area_of
) -> Differences:
    """Differences paired by seed, sets in the order of the paper."""
    values = {(curve.cell.set, curve.cell.seed, curve.cell.strategy): value(curve) for curve in curves}
    found: Differences = {}
    for name in (*SETS, *LARGE):
        seeds = sorted(seed for of, seed, by in values if of == name and by == strategy)
        pairs = [(values[name, seed, strategy], values.get((name, seed, other), math.nan)) for seed in seeds]
        differences = [mine - its for mine, its in pairs if math.isfinite(mine - its)]
        if differences:
            found[name] = differences
    return found


def _enough(counts: Mapping[str, int], names: Sequence[str], *, least: int | None = None) -> bool:
    """Whether all these sets have the seeds that a verdict takes."""
    return all(counts.get(name, 0) >= (least or _LEAST[name]) for name in names)


def _lacking(counts: Mapping[str, int], least: Mapping[str, int]) -> str:
    """The seeds that a verdict waits for, in words; "" if they are there."""
    short = {name: n for name, n in least.items() if counts.get(name, 0) < n}
    parts = [f"{n} of {', '.join(name for name in short if short[name] == n)}" for n in sorted({*short.values()})]
    return f"; seeds wanted: {'; '.join(parts)}" if parts else ""


def _counts(differences: Mapping[str, Sequence[float]]) -> dict[str, int]:
    return {name: len(values) for name, values in differences.items()}


def _means(curves: Sequence[Curve]) -> Table:
    """Means beside the published ones."""
    ours = {strategy: _by_set(curves, strategy) for strategy in STRATEGIES}
    sets = [name for name in (*SETS, *LARGE) if any(name in areas for areas in ours.values())]
    published = published_means()

    def row(name: str, columns: list[float], seeds: str) -> tuple[str, ...]:
        return (name, *("" if math.isnan(value) else f"{value:.4f}" for value in columns), seeds)

    rows, kept = [], []
    for name in sets:
        measured = [float(np.mean(ours[strategy].get(name, [math.nan]))) for strategy in STRATEGIES]
        columns = [*measured, *(published[name][key] for key in ("random", "margin", "qbc", "core_set"))]
        counts = sorted({len(ours[strategy][name]) for strategy in STRATEGIES if name in ours[strategy]})
        rows.append(row(name, columns, " to ".join(map(str, dict.fromkeys((counts[0], counts[-1]))))))
        kept.append(columns)
    rows.append(row(f"mean of {len(kept)}", np.mean(kept, axis=0).tolist(), ""))
    return Table(
        "Area under the curve, beside the published one",
        ("set", *STRATEGIES, *(f"{name}, published" for name in ("random", "margin", "QBC", "core-set")), "seeds"),
        tuple(rows),
        "Test accuracy, trapezoids over the number of queries. Published: mean of 100 seeds, 10 on the last four "
        "sets (Lu, Li and Lin 2023, arXiv:2306.08954). Seeds here are the first of the same.",
    )


def _against(curves: Sequence[Curve]) -> Table:
    """Differences in points, paired by seed."""
    pairs = (("auto", "random"), ("auto", "margin"), ("margin", "random"))
    columns = [_apart(curves, *pair) for pair in pairs]
    sets = [name for name in (*SETS, *LARGE) if any(name in column for column in columns)]
    rows = [(name, *(_points(column.get(name)) for column in columns)) for name in sets]
    return Table(
        "Differences in points, paired by seed",
        ("set", *(f"{one} − {other}" for one, other in pairs)),
        tuple(rows),
        "A point is 0.01 of area; ± half the 95 % t interval over seeds, whose number stands in brackets.",
    )


def _points(differences: Sequence[float] | None) -> str:
    if not differences:
        return ""
    found = mean_interval(differences)
    half = "" if found.n == 1 else f" ± {100 * (found.high - found.mean):.2f}"
    return f"{_signed(found.mean)}{half} ({found.n})"


def _signed(difference: float) -> str:
    """A difference of areas or accuracies in points, finer than elsewhere since the asked ones are small."""
    return f"{100 * difference:+.2f}".replace("-", "−")


def _reproduced(curves: Sequence[Curve]) -> Gate:
    """Margin against the published number of each seed."""
    published = published_margin()
    held = [
        curve
        for curve in curves
        if curve.cell.strategy == "margin" and curve.cell.set in SETS
        if curve.cell.seed < len(published[curve.cell.set])
    ]
    apart = [100 * abs(_area_of(curve) - published[curve.cell.set][curve.cell.seed]) for curve in held]
    close = sum(difference <= _CLOSE for difference in apart)
    counts = Counter(curve.cell.set for curve in held)
    # A seed comes out as published or it does not, whatever the others do: two of each set tell.
    passed = close >= _SHARE * len(apart) if _enough(counts, SETS, least=2) else None
    return Gate(
        "margin as published, sets up to 1,600 rows",
        f"within {_CLOSE:g} points on {100 * _SHARE:.0f} % of seeds",
        f"{close} of {len(apart)} curves, the farthest {max(apart):.3f} points off" if apart else "not run",
        passed,
    )


def _beside_margin(curves: Sequence[Curve]) -> Gate:
    """Auto minus margin, each small set counting the same."""
    apart = {name: values for name, values in _apart(curves, "auto", "margin").items() if name in SETS}
    asked = f"at least −{-_TIE:g} points, lower 95 % bound −{-_TIE_LOW:g}"
    name = "auto − margin, sets up to 1,600 rows"
    if not apart:
        return Gate(name, asked, "not run", None)
    found = over_sets(apart)
    passed = 100 * found.mean >= _TIE and 100 * found.seeds.low >= _TIE_LOW
    lacking = _lacking(_counts(apart), dict.fromkeys(SETS, 20))
    measured = f"{_told(found.mean, found.seeds)}, {_run(apart)}{lacking}"
    return Gate(name, asked, measured, None if lacking else passed)


def _run(apart: Mapping[str, Sequence[float]]) -> str:
    """Sets and seeds, in words."""
    fewest, most = min(map(len, apart.values())), max(map(len, apart.values()))
    seeds = _seeds(most) if fewest == most else f"{fewest} to {most} seeds"
    return f"{len(apart)} set{'s' * (len(apart) > 1)}, {seeds}"


def _seeds(n: int) -> str:
    return f"{n} seed{'s' * (n > 1)}"


def _told(mean: float, found: Interval) -> str:
    """A difference in points, with its interval if there is more than one seed."""
    ends = "" if math.isnan(found.low) else f" ({_signed(found.low)} to {_signed(found.high)})"
    return f"{_signed(mean)} points{ends}"


def _area(curves: Sequence[Curve]) -> Gate:
    """The mean of auto over all 17 sets."""
    areas = _by_set(curves, "auto")
    mean = float(np.mean([np.mean(values) for values in areas.values()])) if areas else math.nan
    lacking = _lacking(_counts(areas), {**dict.fromkeys(SETS, 20), **dict.fromkeys(LARGE, 10)})
    enough = not lacking
    measured = f"{mean:.4f}, {_run(areas)}{lacking}" if areas else "not run"
    return Gate(
        "area of auto, mean of all 17 sets", f"at least {_AREA:.4f}", measured, mean >= _AREA if enough else None
    )


def _worst(curves: Sequence[Curve]) -> Gate:
    """The set on which auto is farthest below random."""
    apart = _apart(curves, "auto", "random")
    name, asked = "auto − random, worst of all 17 sets", f"at least −{-_BELOW_RANDOM:g} points"
    if not apart:
        return Gate(name, asked, "not run", None)
    means = {name: float(np.mean(values)) for name, values in apart.items()}
    worst = min(means, key=means.__getitem__)
    sure = {name for name in apart if _enough(_counts(apart), (name,))}
    failed = any(100 * means[name] < _BELOW_RANDOM for name in sure)
    passed = False if failed else True if sure >= {*SETS, *LARGE} else None
    found = mean_interval(apart[worst])
    measured = f"{worst} {_told(found.mean, found)}, {_seeds(found.n)}; sets run: {len(apart)}"
    if passed is None:
        measured += _lacking(_counts(apart), _LEAST)
    return Gate(name, asked, measured, passed)


def _crowded(curves: Sequence[Curve]) -> Iterator[Gate]:
    """Auto against random on the set that margin loses, early and over all."""
    some = [curve for curve in curves if curve.cell.set == _CROWDED]
    values: list[tuple[str, Callable[[Curve], float]]] = [
        ("accuracy after 150 queries", lambda curve: float(curve.facts["at"].get("150", math.nan))),
        ("accuracy after 300 queries", lambda curve: float(curve.facts["at"].get("300", math.nan))),
        ("area", _area_of),
    ]
    for what, value in values:
        apart = _apart(some, "auto", "random", value).get(_CROWDED)
        name, asked = f"auto − random on {_CROWDED}, {what}", "at least 0 points"
        if not apart:
            yield Gate(name, asked, "not run", None)
            continue
        found = mean_interval(apart)
        lacking = _lacking({_CROWDED: found.n}, {_CROWDED: _LEAST[_CROWDED]})
        measured = f"{_told(found.mean, found)}, {_seeds(found.n)}{lacking}"
        yield Gate(name, asked, measured, None if lacking else found.mean >= 0)
