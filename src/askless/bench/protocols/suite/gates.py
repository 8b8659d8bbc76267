"""Numbers that the suite is to reach, held against what was measured."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from askless.bench.bootstrap import over_sets
from askless.bench.protocol.curve import Curve
from askless.bench.protocol.finding import Gate
from askless.bench.protocol.paired import Floats, paired, places
from askless.bench.protocols.suite.figures import Safety, labels_ratio, ranks, safety
from askless.bench.protocols.suite.sets import COMPARED, SETS, TABLES, half, sets_of
from askless.bench.report.words import points

__all__ = ["gates"]

OVER = {"linear": (2.5, 1.0), "forest": (1.8, 1.5), "text": (8.0, 1.5)}
"""Points over random and over margin in batches of 10."""
LEVEL = 0.05
RIVALS = ("random", "margin", "power(margin)", "badge", "typiclust", "max_herding", "uherding")
REPORTING = tuple(name for name in SETS if half(name) == "reporting")
ENOUGH, SAFE = 10, 30
"""Seeds from which a mean counts, and safety."""
SMALL = ("appendicitis", "australian", "breast", "breast683", "diabetes", "ex8b", "gcloudb", "german", "glass",
         "haberman", "ionosphere", "iris", "seeds", "sonar", "splice", "thyroid", "wdbc", "wine")  # fmt: skip
"""Tables of up to 1,000 rows."""


def gates(curves: Sequence[Curve]) -> Iterator[Gate]:
    """Every number that is asked for; open where too little was run."""
    over = {other: paired(curves, "auto", other) for other in ("random", "margin")}
    for model, asked in OVER.items():
        for (other, differences), least in zip(over.items(), asked, strict=True):
            yield _mean(model, other, differences.get((model, 10), {}), least)
    by_place = places(curves)
    for model in OVER:
        if (model, 10) in by_place:
            yield _rank(model, by_place[model, 10])
    for name, which in (("", SETS), (", reporting half", REPORTING)):
        found = safety(curves, among=which)
        yield _not_below(name, [each for each in found if each.place[1] == 50], which)
        yield from _safe(name, [each for each in found if each.place[1] == 10], which)
    yield _labels(by_place.get(("linear", 10), {}))


def _mean(model: str, other: str, found: Mapping[str, Floats], least: float) -> Gate:
    """The mean over the sets compared before."""
    wanted = COMPARED[model]
    columns = {name: found[name] for name in wanted if name in found}
    name, asked = f"auto over {other}, {model} model, batches of 10", f"at least +{least} points"
    if not columns:
        return Gate(name, asked, "not run", None)
    mean = over_sets(columns)
    seeds = min(map(len, columns.values()))
    spread = "" if np.isnan(mean.seeds.low) else f" ± {100 * (mean.seeds.high - mean.mean):.1f}"
    told = f"{points(mean.mean)}{spread} over {len(columns)} of {len(wanted)} sets, {seeds} seeds"
    enough = len(columns) == len(wanted) and seeds >= ENOUGH
    told += _wanted(len(columns) < len(wanted) and len(wanted), seeds < ENOUGH and ENOUGH)
    return Gate(name, asked, told, 100 * mean.mean >= least if enough else None)


def _rank(model: str, sets: Mapping[str, Mapping[str, Sequence[Curve]]]) -> Gate:
    """Best or tied best mean rank."""
    found = ranks(sets, COMPARED[model])
    name, asked = f"mean rank of auto, {model} model", "within 0.5 of the best of eight"
    if not found:
        return Gate(name, asked, "not run", None)
    best = min(found, key=lambda strategy: found[strategy])
    seeds = min(len(sets[of].get(rival, ())) for of in COMPARED[model] if of in sets for rival in ("auto", *RIVALS))
    told = f"{found['auto']:.1f}, best {best} {found[best]:.1f}; {seeds} seeds" if "auto" in found else "not run"
    rivals, whole = {"auto", *RIVALS} <= found.keys(), set(COMPARED[model]) <= sets.keys()
    told += _wanted(not whole and len(COMPARED[model]), seeds < ENOUGH and ENOUGH, not rivals and 1 + len(RIVALS))
    enough = rivals and seeds >= ENOUGH and whole
    return Gate(name, asked, told, found["auto"] <= found[best] + 0.5 if enough else None)


def _not_below(suffix: str, found: Sequence[Safety], which: Sequence[str]) -> Gate:
    """No mean below random in batches of 50, however uncertain; those that are significant are marked."""
    name, asked = f"auto − random in batches of 50, worst set{suffix}", "mean at least 0 points on every set"
    if not found:
        return Gate(name, asked, "not run", None)
    below = sorted((each for each in found if each.test.mean < 0), key=lambda each: each.test.mean)
    worse = set(map(_named, _significant(found, which)))
    told = ", ".join(f"{_named(each)}{' (significant)' if _named(each) in worse else ''}" for each in below)
    counts = f"below on {len(below)} of {len(found)} sets, significantly (Holm) on {len(worse)}; {_fewest(found)} seeds"
    certain = bool(worse) or any(each.test.n >= ENOUGH for each in below)
    lacking = _lacking(found, which, ENOUGH)
    measured = counts + (f": {told}" if told else "") + ("" if certain else lacking)
    return Gate(name, asked, measured, False if certain else _if(not lacking, not below))


def _safe(suffix: str, found: Sequence[Safety], which: Sequence[str]) -> Iterator[Gate]:
    """Safety in batches of 10."""
    lacking = _lacking(found, which, SAFE)
    enough = not lacking
    below = _significant(found, which)
    told = ", ".join(map(_named, below)) or f"on none of {len(found)}; {_fewest(found)} seeds{lacking}"
    yield Gate(
        f"auto below random in batches of 10{suffix}",
        "significantly (Holm) on no set",
        told if found else "not run",
        False if below else _if(enough, True),
    )
    low = sorted((each for each in found if each.test.mean < -0.01), key=lambda each: each.test.mean)
    certain = any(each.test.n >= SAFE for each in low)
    yield Gate(
        f"mean of auto − random below −1.0 points{suffix}",
        "on no set",
        (", ".join(map(_named, low)) or f"on none of {len(found)}") + ("" if certain else lacking)
        if found
        else "not run",
        False if certain else _if(enough, not low),
    )
    for margin, share in ((0.01, 0.85), (0.005, 0.70)):
        held = float(np.mean([each.holds(margin) for each in found])) if found else np.nan
        yield Gate(
            f"loss to random excluded beyond {100 * margin:.1f} points{suffix}",
            f"on at least {100 * share:.0f} % of sets",
            f"on {100 * held:.0f} % of {len(found)}{lacking}" if found else "not run",
            _if(enough, held >= share),
        )


def _significant(found: Sequence[Safety], which: Sequence[str]) -> list[Safety]:
    """Those below random after Holm; on a part of the sets only those that the others cannot change."""
    whole = _whole(found, which)
    family = {model: sum(name in which for name in sets_of(model)) for model in OVER}
    return [each for each in found if each.below and (whole or each.test.p * family[each.place[0]] <= LEVEL)]


def _whole(found: Sequence[Safety], which: Sequence[str]) -> bool:
    """Whether every set of these was played with every model."""
    wanted = {(model, name) for model in OVER for name in sets_of(model) if name in which}
    return {(each.place[0], each.set) for each in found} >= wanted


def _lacking(found: Sequence[Safety], which: Sequence[str], seeds: int) -> str:
    """What a gate on all sets with all models waits for; "" if it is there."""
    every = sum(name in which for model in OVER for name in sets_of(model))
    return _wanted(not _whole(found, which) and every, _fewest(found) < seeds and seeds)


def _wanted(sets: int, seeds: int, strategies: int = 0) -> str:
    """What was run too little, each with how much is wanted; 0 where there is enough."""
    parts = [f"{n} {what}" for n, what in ((sets, "sets"), (seeds, "seeds"), (strategies, "strategies")) if n]
    return f"; wanted: {' and '.join(parts)}" if parts else ""


def _fewest(found: Sequence[Safety]) -> int:
    """Seeds of the set that has fewest."""
    return min((each.test.n for each in found), default=0)


def _named(each: Safety) -> str:
    """Set, model and mean difference."""
    return f"{each.set} ({each.place[0]}) {points(each.test.mean)}"


def _if(enough: bool, passed: bool) -> bool | None:
    """Open while too little was run."""
    return passed if enough else None


def _labels(sets: Mapping[str, Mapping[str, Sequence[Curve]]]) -> Gate:
    """Median over the small tables of the ratio of labels to 98 %."""
    assert set(SMALL) <= set(TABLES)
    pairs = [medians for name in SMALL if name in sets and (medians := labels_ratio(sets[name])) is not None]
    name, asked = "labels to 98 % of full data, small tables, linear model", "median at most 0.5 of random's"
    if not pairs:
        return Gate(name, asked, "not run", None)
    ratio = float(np.median([auto / random for auto, random in pairs]))
    seeds = min(len(played) for of in SMALL if of in sets for played in sets[of].values())
    told = f"{ratio:.2f} over {len(pairs)} of {len(SMALL)} tables, {seeds} seeds"
    told += _wanted(len(pairs) < len(SMALL) and len(SMALL), seeds < ENOUGH and ENOUGH)
    return Gate(name, asked, told, _if(len(pairs) == len(SMALL) and seeds >= ENOUGH, ratio <= 0.5))
