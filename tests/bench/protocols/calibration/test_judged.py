"""What is judged is what ships, by votes of sets, on families that were not seen."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from tests.bench.protocols.calibration.test_calibration import synthetic

from askless.bench.protocols.calibration.chances import _auc, _bins, _told
from askless.bench.protocols.calibration.fit import LEAST_SETS, LeftOut, Lines, bounds, folds_of
from askless.bench.protocols.calibration.flags import flagged
from askless.bench.protocols.calibration.gates import at_least, at_most, between
from askless.bench.protocols.calibration.judged import Judged, judged, judged_together, mean, quantile
from askless.bench.protocols.calibration.ranges import looks_together
from askless.bench.protocols.calibration.raw import of_runs, power_law
from askless.bench.protocols.calibration.stopping import stops
from askless.bench.protocols.calibration.truth import Rows, rows_of
from askless.enough.forecast.outcome import EVEN, coherent
from askless.enough.forecast.shortest import MIDDLE, TAUS
from askless.enough.forecast.table import Table, cell_of, read, widened


@pytest.fixture(scope="module")
def rows() -> Rows:
    return rows_of(synthetic(1))


@pytest.fixture(scope="module")
def one(rows: Rows) -> Judged:
    return judged(rows, "0.01")


def test_ranges_of_a_family_do_not_depend_on_its_own_truth(rows: Rows, one: Judged) -> None:
    own = folds_of(rows.family) == 0
    needed = np.where(own, rows.items, rows.needed["0.01"])
    other = judged(replace(rows, needed={**rows.needed, "0.01": needed}), "0.01")
    for level in ("0.5", "0.8", "0.9"):  # whole labels; lines are told to a hundred-thousandth
        np.testing.assert_allclose(one.ends(level)[own], other.ends(level)[own], atol=1.0)
    assert not np.allclose(one.ends("0.9")[~own], other.ends("0.9")[~own], atol=1.0)


def test_a_judged_forecast_is_what_a_table_says() -> None:
    lines = np.random.default_rng(0).normal(0.0, 0.3, (3 + len(TAUS), 11))
    x = np.random.default_rng(1).uniform(0.0, 1.0, (40, 10))
    width = {"0.5": 0.02, "0.8": 0.1, "0.9": 0.2}
    cells = {level: {cell_of(20, 2, "auto"): value} for level, value in width.items()}
    part = {"chances": lines[:3], "quantiles": lines[3:], "widths": cells}
    table = Table({"range": [[0.0] * 10, [1.0] * 10], "tolerances": {"0.01": part}, "doubling": {}})
    labels, items = np.full(40, 20.0), np.full(40, 700.0)
    made = Lines(lines[:3], lines[3:])
    said = LeftOut.empty(40)
    said.put(np.ones(40, dtype=bool), made, x, SimpleNamespace(labels=labels, items=items))  # type: ignore[arg-type]
    ends = {level: said.ends(level).tolist() for level in width}
    for at in range(40):
        ranges = {level: widened(ends[level][at], one, labels=20, items=700) for level, one in width.items()}
        found = read(tuple(said.chance[at]), said.u[at, MIDDLE], ranges, labels=20, items=700)
        shipped = table.predict("0.01", x[at], labels=20, items=700, classes=2, strategy="auto")
        assert (found.likely, found.could_be, found.even, found.nine) == (
            shipped.likely, shipped.could_be, shipped.even, shipped.nine,
        )  # fmt: skip
        assert found.chances == pytest.approx(shipped.chances)


def test_ranges_are_brought_together_with_chances_and_tolerances(rows: Rows) -> None:
    found = judged_together(rows)
    surely = found["0.01"].chance[:, 0] >= EVEN
    assert surely.any()
    for each in found.values():
        sure = each.chance[:, 0] >= EVEN
        for level in ("0.8", "0.9"):
            assert (each.ends(level)[sure, 0] == rows.labels[sure]).all()
        assert all(
            coherent(told, int(n), int(items)) == told
            for told, n, items in zip(each.told, rows.labels, rows.items, strict=True)
        )
    assert (found["0.03"].chance >= found["0.01"].chance - 1e-12).all()
    assert (found["0.03"].ends("0.9")[:, 1] <= found["0.01"].ends("0.9")[:, 1]).all()


def test_the_level_for_stopping_stays_open_while_it_is_not_told(one: Judged) -> None:
    assert len(np.unique(one.rows.family)) < LEAST_SETS
    assert np.isnan(one.automatic).all()
    gates = looks_together(one)[1]
    told = [(gate.passed, gate.measured) for gate in gates if "stopping" in gate.name]
    assert told in ([(None, "not told: fewer than 33 families when nested")], [])


def test_a_middle_that_only_follows_the_labels_has_moved() -> None:
    gates = {gate.name: gate for gate in looks_together(_sure([20.0, 40.0, 80.0, 200.0]))[1]}
    moved = next(gate for name, gate in gates.items() if "middle moves" in name)
    assert (moved.measured, moved.passed) == ("2.50", False)


def _sure(labels: list[float]) -> Judged:
    """One run whose forecasts always say that the labels so far are enough."""
    n = len(labels)
    plain: dict[str, Any] = {
        "labels": np.array(labels),
        "items": np.full(n, 4000.0),
        "classes": np.full(n, labels[-1] / 50),
        "planned": np.ones(n, bool),
        "source": np.array(["wine"] * n),
        "run": np.array(["run"] * n),
        "family": np.array(["wine"] * n),
    }
    rows = Rows(**{**dict.fromkeys(Rows.__dataclass_fields__), **plain})  # type: ignore[arg-type]
    said = LeftOut(np.full((n, 3), 0.9), np.tile(np.linspace(-0.3, 0.3, len(TAUS)), (n, 1)))
    ranges = [{level: (k, 1.5 * k) for level in ("0.8", "0.9")} for k in labels]
    told = [read((0.9, 0.9, 0.9), 0.0, at, labels=int(k), items=4000) for k, at in zip(labels, ranges, strict=True)]
    return Judged(rows, said, np.zeros(n), told, np.zeros((n, 2)), np.full(n, np.nan))


def test_every_number_gives_each_set_one_vote() -> None:
    source = np.array(["loud"] * 8 + ["low"] * 2)
    assert quantile(np.array([0.0] * 8 + [5.0] * 2), source, 0.9) == 5.0
    assert quantile(np.array([0.0] * 8 + [5.0] * 2), source, 0.5) == 0.0
    assert np.isnan(quantile(np.array([]), np.array([]), 0.5))
    said, seen = np.full(10, 0.2), np.array([False] * 8 + [True] * 2)
    assert _bins(said, seen, source)[0][1] == "0.20->0.50"
    assert _bins(said, seen, source)[1] == pytest.approx(0.3)
    ranked = np.array([0.1] * 4 + [0.9] * 4 + [0.5, 0.6])
    seen = np.array([False, False, True, True] * 2 + [False, True])
    alone = _auc(ranked[:8], seen[:8], source[:8])
    assert alone == pytest.approx(0.5)
    assert _auc(ranked, seen, source) == pytest.approx(0.5 * 0.5 * (0.5 + 1.0 + 0.5 + 0.5))


def test_bins_with_fewer_votes_than_a_twentieth_are_not_held_against_it() -> None:
    source = np.arange(100).astype(str)
    for wrong, gap in ((4, 0.0), (5, 0.95)):
        said = np.array([0.95] * wrong + [0.0] * (100 - wrong))
        assert _bins(said, np.zeros(100, bool), source)[1] == pytest.approx(gap)


def test_chances_are_scored_against_what_came(one: Judged) -> None:
    found = _told(one, "0.01", 1, 2, one.main)
    said, source = one.chance[one.main, 1], one.rows.source[one.main]
    seen = (one.rows.needed["0.01"] <= 2 * one.rows.labels)[one.main]
    rate = mean(seen, source)
    assert found.ratio == pytest.approx(mean((said - seen) ** 2, source) / (rate * (1 - rate)))
    assert found.ratio not in (0.1, 1.0)


def test_a_range_holds_what_is_in_it_to_a_label(one: Judged) -> None:
    ends = one.ends("0.9")
    for end, step in ((0, -1.0), (1, 1.0)):
        for off, hit in ((0.0, True), (step, False)):
            needed = np.maximum(ends[:, end] + off, 1.0)
            moved = replace(one, truth=np.log(needed / one.rows.labels) / one.span)
            assert (moved.hit("0.9") == hit).all()


@pytest.mark.parametrize("asked", [0.05, 0.55, 0.86, 1.5, 12.0])
def test_gates_are_missed_just_short_of_them(asked: float) -> None:
    assert at_least("", asked, asked).passed
    assert not at_least("", asked - 1e-6, asked).passed
    assert at_most("", asked, asked).passed
    assert not at_most("", asked + 1e-6, asked).passed
    assert between("", asked, asked, 20.0).passed
    assert not between("", asked - 1e-6, asked, 20.0).passed
    assert not between("", asked + 1e-6, 0.0, asked).passed
    assert at_least("", float("nan"), asked).passed is None


def test_a_power_law_is_read_off_its_own_points() -> None:
    at = np.array([10.0, 20.0, 50.0, 100.0, 200.0])
    found = power_law(1e5 * at, 0.9 - 2.0 / at, 1e9, 0.004)  # so many labels leave no noise
    assert found[1] == pytest.approx(1e5 * 2.0 / 0.0042, rel=0.1)
    assert found[0] <= found[1] <= found[2]
    falling = power_law(at[:3], np.array([0.9, 0.8, 0.7]), 1000.0, 0.01)
    assert falling == pytest.approx([50.0, 50.0, 50.0])


def test_a_power_law_begins_with_the_third_look(rows: Rows) -> None:
    found = of_runs(rows, 0.01)
    _, code = np.unique(rows.run, return_inverse=True)
    for run in range(3):
        own = np.flatnonzero(code == run)[np.argsort(rows.labels[code == run])]
        assert np.isnan(found[own[:2]]).all()
        assert np.isfinite(found[own[2:]]).all()


def test_widened_is_within_the_pool_and_bounds_hold() -> None:
    assert widened((0.2, 0.9), 0.5, labels=10, items=1000) == pytest.approx((10.0, 1000.0))
    assert bounds(np.arange(101.0)[:, None]).ravel().tolist() == [1.0, 99.0]


def test_a_run_stops_only_where_the_chance_is_even(one: Judged) -> None:
    curves = synthetic(1)
    free, agreed = (stops(curves, one, "auto", chance=chance) for chance in (0.0, 0.5))
    assert (agreed.ratio >= free.ratio - 1e-12).all()
    never = replace(one, told=[replace(told, chances=(0.49, 0.6, 0.7)) for told in one.told])
    whole = np.array([curve.labels[-1] for curve in curves if curve.cell.strategy == "auto"])
    late = stops(curves, never, "auto", chance=0.5)
    assert (late.short <= 1e-12).all()
    assert len(late.ratio) == len(whole)
    assert (late.ratio > free.ratio + 1e-12).sum() > len(whole) / 2


def test_every_kind_left_out_is_flagged(rows: Rows, monkeypatch: pytest.MonkeyPatch) -> None:
    (gate,) = flagged(rows)
    assert gate.passed
    monkeypatch.setattr(Table, "unknown_kind", lambda *_: "")
    assert flagged(rows)[0].passed is False
