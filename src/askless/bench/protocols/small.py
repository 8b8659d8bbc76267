"""Protocol `small`: auto, margin and random on tables that come with scikit-learn, and on traps; minutes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from askless.bench.bootstrap import over_sets
from askless.bench.inference import holm
from askless.bench.protocol.curve import Cell, Curve
from askless.bench.protocol.finding import Finding, Gate, Table
from askless.bench.protocol.paired import Floats, paired
from askless.bench.protocol.protocol import Options, Protocol, only, protocols
from askless.bench.statistics import Paired, paired_difference

__all__ = ["Small"]

TABLES = ("breast_cancer", "digits", "iris", "wine")
TRAPS = ("duplicates", "honeypot", "near_separable", "useless", "xor")
MODELS = {"linear": 20, "forest": 10}
"""With the number of seeds of each; a forest takes twenty times as long."""
STRATEGIES = ("auto", "margin", "random")
BATCH = 10
BUDGET = 100
MOST = 1_000
"""Items in a pool."""
LEVEL = 0.05
"""Of the family of all tests that auto is below random somewhere."""


class Small(Protocol):
    """Whether auto loses to random; quick enough to run at every change."""

    name = "small"
    summary = "auto, margin and random on four known tables and five traps; runs with the tests."
    takes = "about 2 minutes on two cores"

    def cells(self, options: Options) -> list[Cell]:
        """Every model, set and strategy, seed by seed."""
        sets = only("data set", (*TABLES, *TRAPS), options.sets)
        models = only("model", tuple(MODELS), options.models)
        strategies = only("strategy", STRATEGIES, options.strategies)
        only("batch size", (str(BATCH),), None if options.batches is None else tuple(map(str, options.batches)))
        return [
            Cell(name, model, BATCH, strategy, seed)
            for seed in range(options.seeds or max(MODELS.values()))
            for name in sets
            for model in models
            for strategy in strategies
            if seed < (options.seeds or MODELS[model])
        ]

    def draw(self, cells: Sequence[Cell], options: Options) -> Iterator[Curve]:
        """Play every strategy on one split."""
        from askless.bench.protocol.deal import deal, drawn
        from askless.bench.sets.division import metric_of

        first = cells[0]
        labelled = _read(first.set)
        game = deal(labelled, first, model=_model(first.model), metric=metric_of(labelled), most=MOST, budget=BUDGET)
        for cell in cells:
            yield drawn(game, cell)

    def finding(self, curves: Sequence[Curve], options: Options) -> Finding:
        """auto against the others on each set, and whether it is below random anywhere."""
        against = {other: paired(curves, "auto", other) for other in ("random", "margin")}
        found = against["random"]
        tests = {
            (where, name): paired_difference(column, np.zeros(len(column)))
            for where, sets in found.items()
            for name, column in sets.items()
        }
        corrected = dict(zip(tests, holm([test.p for test in tests.values()]).tolist(), strict=True))
        tables = [
            _table(where, sets, tests, corrected, against["margin"].get(where, {})) for where, sets in found.items()
        ]
        gates = [_mean_gate(where, sets) for where, sets in found.items()]
        return Finding(tuple(tables), (*gates, *([_worst_gate(tests, corrected)] if tests else [])))


def _read(name: str) -> Any:
    """A table of scikit-learn's, or a trap."""
    from askless.bench.sets.generated import generated
    from askless.bench.sets.labelled import LabelledSet

    if name in TRAPS:
        return generated(name)
    from sklearn import datasets

    loaded = getattr(datasets, f"load_{name}")()
    classes = tuple(str(label) for label in loaded.target_names)
    return LabelledSet(name, "table", loaded.data, loaded.target.astype(np.int64), classes)


def _model(name: str) -> Any:
    """The linear model that users get, or a forest."""
    if name == "linear":
        return name
    from askless.bench.protocols.suite.forest import Forest
    from askless.models.array import ArrayFeatures
    from askless.models.feature_model import FeatureModel

    return FeatureModel(name, ArrayFeatures(), Forest())


def _table(
    where: tuple[str, int],
    sets: Mapping[str, Floats],
    tests: Mapping[Any, Paired],
    corrected: Mapping[Any, float],
    to_margin: Mapping[str, Floats],
) -> Table:
    """auto against random and margin, a row a set."""
    from askless.bench.report.words import points, probability

    rows = []
    for name in sorted(sets):
        test = tests[where, name]
        span = "–" if np.isnan(test.low) else f"{points(test.low)} to {points(test.high)}"
        margin = points(float(to_margin[name].mean())) if name in to_margin else "–"
        rows.append((name, points(test.mean), span, probability(corrected[where, name]), margin, str(test.n)))
    return Table(
        f"auto with the {where[0]} model",
        ("data set", "to random", "95 % interval", "p (Holm)", "to margin", "seeds"),
        tuple(rows),
        "Points of the mean over the curve, paired by seed; t interval; p of the paired t test, corrected over all "
        "rows of all tables.",
    )


def _mean_gate(where: tuple[str, int], sets: Mapping[str, Floats]) -> Gate:
    """auto should not be below random in the mean over sets; open on a part of them, or of the seeds."""
    from askless.bench.report.words import points

    found = over_sets(sets)
    seeds = min(map(len, sets.values()))
    spread = "" if np.isnan(found.seeds.low) else f" ({points(found.seeds.low)} to {points(found.seeds.high)})"
    ran = f"{found.n_sets} set{'' if found.n_sets == 1 else 's'}, {seeds} seed{'' if seeds == 1 else 's'}"
    measured = f"{points(found.mean)}{spread} over {ran}"
    whole = set(sets) >= {*TABLES, *TRAPS}
    passed: bool | None = found.mean >= 0
    if not whole or seeds < MODELS[where[0]]:
        passed = False if whole and found.seeds.high < 0 else None
    return Gate(f"auto over random, {where[0]} model", "at least 0 points", measured, passed)


def _worst_gate(tests: Mapping[Any, Paired], corrected: Mapping[Any, float]) -> Gate:
    """auto should be significantly below random nowhere; open on a part of the sets or seeds."""
    played = {(where[0], name): test.n for (where, name), test in tests.items()}
    family = {(model, name): MODELS[model] for model, _ in played for name in (*TABLES, *TRAPS)}
    whole = played.keys() >= family.keys()
    below = [
        f"{name} ({where[0]})"
        for (where, name), test in tests.items()
        if test.mean < 0 and (corrected[where, name] if whole else test.p * len(family)) <= LEVEL
    ]
    enough = whole and all(played[cell] >= seeds for cell, seeds in family.items())
    told = all(test.n > 1 for test in tests.values())
    return Gate(
        "auto below random, any set",
        f"on none (p ≤ {LEVEL} after Holm)",
        ", ".join(below) if below else f"on none of {len(tests)}" if told else "one seed tells nothing",
        False if below else True if enough else None,
    )


protocols.register(Small.name, Small())
