"""Cells, curves and findings of the suite, on small sets that need no folder."""

from collections import Counter
from typing import Any

import numpy as np
import pytest

from askless.bench.protocol.curve import Cell, Curve
from askless.bench.protocol.protocol import Options, protocols
from askless.bench.protocols.suite.figures import Safety
from askless.bench.protocols.suite.finding import found
from askless.bench.protocols.suite.protocol import SAFETY_SEEDS, SEEDS, STRATEGIES, Suite
from askless.bench.protocols.suite.sets import COMPARED, HALVES, SETS, TEXTS, half, read, sets_of
from askless.bench.sets.family import family
from askless.bench.statistics import paired_difference


def test_it_is_found_by_its_name() -> None:
    assert isinstance(protocols.get("suite"), Suite)


def test_all_strategies_are_played_in_tens_and_a_few_in_other_batches() -> None:
    cells = Suite().cells(Options())
    assert len(cells) == len(set(cells))
    assert [cell.seed for cell in cells] == sorted(cell.seed for cell in cells)
    wine = Counter((cell.model, cell.batch) for cell in cells if (cell.set, cell.seed) == ("wine", 0))
    assert wine == {("linear", 10): 8, ("forest", 10): 8, ("linear", 50): 3, ("forest", 50): 3, ("linear", 1): 3}
    assert {cell.model for cell in cells if cell.set in TEXTS} == {"text"}


def test_safety_needs_more_seeds_of_two_strategies() -> None:
    cells = Suite().cells(Options(all=True, sets=("wine",), models=("linear",), batches=(10,)))
    seeds = Counter(cell.strategy for cell in cells)
    assert seeds == {name: SAFETY_SEEDS if name in ("auto", "random") else SEEDS for name in STRATEGIES}


def test_halves_are_nearly_even_and_keep_families_together() -> None:
    for model in COMPARED:
        assert set(COMPARED[model]) <= set(sets_of(model))
        counts = Counter(half(name) for name in sets_of(model))
        assert set(counts) == set(HALVES)
        assert min(counts.values()) >= 0.4 * len(sets_of(model))
    halves = {(family(name), half(name)) for name in SETS}
    assert len(halves) == len({of for of, _ in halves})
    assert half("imb_spambase") == half("spambase")
    assert half("breast683") == half("wdbc") == half("breast")
    assert half("xor") == half("checkerboard2x2")
    assert half("useless_clusters") == half("useless")


def test_a_group_is_drawn_with_its_facts() -> None:
    options = Options(sets=("xor",), models=("linear",), strategies=("auto", "random"), seeds=1, batches=(50,))
    curves = list(Suite().draw(Suite().cells(options), options))
    assert [curve.cell.strategy for curve in curves] == ["auto", "random"]
    assert all(curve.labels == (50, 100, 150, 200) for curve in curves)
    assert all({"full", "full_labels", "seconds_query", "seconds_fit"} <= curve.facts.keys() for curve in curves)
    again = Options(sets=("xor",), models=("linear",), strategies=("random",), seeds=1, batches=(50,))
    (alone,) = Suite().draw(Suite().cells(again), again)
    assert alone.metric == curves[1].metric


def test_forest_learns_what_a_line_cannot() -> None:
    options = Options(sets=("xor",), models=("forest",), strategies=("random",), seeds=1, batches=(50,))
    (curve,) = Suite().draw(Suite().cells(options), options)
    assert curve.metric[-1] > 0.8


@pytest.fixture
def curves() -> list[Curve]:
    """All of the linear model, auto two points above all others and random one below."""
    rng = np.random.default_rng(0)
    better = {"auto": 0.02, "random": -0.01}
    return [
        Curve(Cell(name, "linear", 10, strategy, seed), (10, 20), (base, base + 0.1), {"full": 0.73})
        for name in sets_of("linear")
        for seed in range(30)
        for strategy in STRATEGIES
        for base in [0.7 + better.get(strategy, 0.0) + 0.001 * rng.normal()]
    ]


def test_what_is_better_everywhere_passes(curves: list[Curve]) -> None:
    finding = found(curves)
    signs = {gate.name: gate.sign for gate in finding.gates}
    assert signs["auto over random, linear model, batches of 10"] == "reached"
    assert signs["mean rank of auto, linear model"] == "reached"
    assert signs["auto below random in batches of 10"] == "open", "other models were not run"
    assert signs["auto over random, text model, batches of 10"] == "open"
    assert signs["auto − random in batches of 50, worst set"] == "open"
    assert not finding.failed
    ranks = next(table for table in finding.tables if table.title.startswith("Ranks"))
    assert ranks.rows[0] == ("auto", "1.0", "1.0")


def test_labels_to_the_mark_are_told_of_every_batch_size() -> None:
    def needs(strategy: str, batch: int) -> int:
        return batch * {"auto": 2, "random": 4}[strategy]

    curves = [
        Curve(
            Cell(name, "linear", batch, strategy, 0),
            tuple(range(batch, 5 * batch, batch)),
            tuple(float(n >= needs(strategy, batch)) for n in range(batch, 5 * batch, batch)),
            {"full": 1.0},
        )
        for name in ("iris", "spambase", "wine")
        for batch in (1, 10)
        for strategy in ("auto", "random")
    ]
    tables = {table.title: table.rows for table in found(curves).tables if table.title.startswith("Labels")}
    assert list(tables) == [f"Labels to 98 %: linear model, {of}" for of in ("one question at a time", "batches of 10")]
    for batch, rows in zip((1, 10), tables.values(), strict=True):
        assert rows[0] == ("iris", str(2 * batch), str(4 * batch), "0.50", "100.0", "100.0")
        assert rows[-1] == ("median of 2 small tables", "", "", "0.50", "", "")


def test_the_reporting_half_of_the_sets_compared_before_stands_apart(curves: list[Curve]) -> None:
    table = next(table for table in found(curves).tables if table.title.startswith("Means"))
    counts = {row[0]: row[1] for row in table.rows}
    assert counts["compared before"] == "13"
    assert counts["compared before, reporting half"] == "7"
    assert int(counts["reporting half, not compared before"]) == int(counts["reporting half"]) - 7


def test_one_set_below_random_is_named(curves: list[Curve]) -> None:
    def spoilt(curve: Curve) -> Curve:
        if (curve.cell.set, curve.cell.strategy) != ("glass", "auto"):
            return curve
        return Curve(curve.cell, curve.labels, tuple(value - 0.06 for value in curve.metric), curve.facts)

    finding = found([spoilt(curve) for curve in curves])
    missed = {gate.name: gate.measured for gate in finding.gates if gate.passed is False}
    assert "glass (linear)" in missed["auto below random in batches of 10"]
    assert "glass (linear)" in missed["mean of auto − random below −1.0 points"]


def test_a_part_of_the_sets_is_open_except_for_certain_misses(curves: list[Curve]) -> None:
    part = [curve for curve in curves if curve.cell.set in ("german", "haberman")]
    assert {gate.passed for gate in found(part).gates} == {None}
    worse = [
        Curve(curve.cell, curve.labels, tuple(value - 0.06 * (curve.cell.strategy == "auto") for value in curve.metric))
        for curve in part
    ]
    assert {gate.name for gate in found(worse).gates if gate.passed is False} == {
        "auto below random in batches of 10",
        "mean of auto − random below −1.0 points",
    }


def test_a_few_curves_are_open_and_still_make_tables(curves: list[Curve]) -> None:
    few = [curve for curve in curves if curve.cell.set in ("wine", "glass") and curve.cell.seed == 0]
    finding = found(few)
    assert finding.tables
    assert {gate.passed for gate in finding.gates} == {None}
    assert found([]).tables == ()


def test_every_set_can_be_read(shared_data: Any) -> None:
    for name in ("imb_spambase", "lal_checkerboard2x2", "trec", "honeypot"):
        assert read(name, shared_data).name == name


def test_seeds_are_told_for_all_columns_and_intervals_are_the_same_everywhere(curves: list[Curve]) -> None:
    from askless.bench.protocol.curves import Header
    from askless.bench.report.protocol import protocol_report

    kept = [curve for curve in curves if curve.cell.strategy in ("auto", "random") or curve.cell.seed < 10]
    kept = [curve for curve in kept if curve.cell.set in ("iris", "wine")]
    finding = found(kept)
    table = next(table for table in finding.tables if table.title.startswith("Against random"))
    assert {row[2] for row in table.rows} == {"10 to 30"}
    assert "Seeds: 30 of auto; 10 of margin, power(margin)" in table.note
    few = [curve for curve in kept if curve.cell.seed < 12 and curve.cell.strategy in ("auto", "random")]
    safety = next(table for table in found(few).tables if table.title == "Safety")
    page = protocol_report(Suite(), found(few), few, Header.now("suite"))
    for row in safety.rows:
        assert f"{row[0]}, auto against random: {row[4]} ({row[5]}), 12 seeds" in page
    means = next(table for table in finding.tables if table.title.startswith("Means"))
    assert means.head[-1] == "auto, other sets"
    assert all(" to " in row[-1] for row in means.rows if row[1] != "1")


def test_the_loss_that_is_excluded_is_that_of_the_two_sided_interval() -> None:
    spread = 0.01 / 1.87 * 29**0.5  # the one-sided 95 % bound lies above a point of loss, the two-sided one below
    differences = np.array([spread, -spread] * 15)
    test = paired_difference(differences, np.zeros(30))
    assert test.low < -0.01
    assert not Safety(("linear", 10), "wine", differences, test, 1.0).holds(0.01)
    assert Safety(("linear", 10), "wine", differences, test, 1.0).holds(-test.low + 1e-9)
