"""The protocol behind the forecast: its tasks, its runs, and the table that comes of them."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from askless.bench.protocol.curve import Cell, Curve
from askless.bench.protocol.protocol import Options
from askless.bench.protocols.calibration.accuracy import blend_left_out
from askless.bench.protocols.calibration.findings import findings
from askless.bench.protocols.calibration.fit import folds_of, width_at
from askless.bench.protocols.calibration.judged import judged
from askless.bench.protocols.calibration.learner import learner
from askless.bench.protocols.calibration.protocol import Calibration
from askless.bench.protocols.calibration.run import AT, steps
from askless.bench.protocols.calibration.table import doubling, table_of
from askless.bench.protocols.calibration.tasks import LARGE, TASKS, divided, family_of, task_named
from askless.bench.protocols.calibration.truth import enough_at, never_falling, rows_of
from askless.enough.forecast.table import STRATEGY_CLASSES, Table
from askless.errors import UnknownNameError, UsageError
from askless.models.linear import Linear

CELLS = Calibration().cells(Options())


def test_there_are_a_hundred_tasks_from_thirty_sets_in_pools_of_all_sizes() -> None:
    assert len({(cell.set, cell.model) for cell in CELLS}) >= 100
    assert len({task_named(cell.set).source for cell in CELLS}) >= 30
    seeds = {task.name: {cell.seed for cell in CELLS if cell.set == task.name} for task in TASKS}
    assert all(seeds[task.name] == set(range(task.seeds)) for task in TASKS)
    assert {len(found) for found in seeds.values()} == {5, 15}
    assert {cell.strategy for cell in CELLS} == set(STRATEGY_CLASSES)
    assert len({task.name for task in (*TASKS, *LARGE)}) == len(TASKS) + len(LARGE)


@pytest.mark.parametrize("named", [{"sets": ("iriss",)}, {"models": ("forest",)}, {"strategies": ("badge",)}])
def test_what_is_not_of_the_protocol_is_refused(named: dict[str, tuple[str, ...]]) -> None:
    with pytest.raises(UnknownNameError):
        Calibration().cells(Options(**named))


def test_batches_are_those_of_the_pools_and_nothing_is_never_drawn() -> None:
    assert {cell.batch for cell in Calibration().cells(Options(batches=(10,)))} == {10}
    for named in ({"batches": (7,)}, {"sets": ("iris",), "models": ("gradients",)}):
        with pytest.raises(UsageError):
            Calibration().cells(Options(**named))
    assert {cell.set for cell in Calibration().cells(Options(sets=("mnist",)))} == {
        task.name for task in TASKS if task.source == "mnist"
    }


def test_cells_that_share_features_stand_together_and_earlier_seeds_come_first() -> None:
    groups = [(cell.seed, cell.set, cell.model) for cell in CELLS]
    assert [cell.seed for cell in CELLS] == sorted(cell.seed for cell in CELLS)
    assert all(len({*groups[at : at + 3]}) == 1 for at in range(0, len(groups), 3))


def test_versions_of_one_source_are_one_family() -> None:
    def family(name: str) -> str:
        return family_of(Cell(name, "linear", 20, "auto", 0))

    assert family("breast683@2000") == family("wdbc@2000") == "breast"
    assert family("mnist[3,5]@500") == family("mnist@2000")


def test_steps_grow_by_seven_percent_and_hit_every_look() -> None:
    found = steps(2000, 3)
    assert found[0] == 9
    assert found[-1] == 2000
    assert {3 * k for k in AT} <= set(found)
    later = [b / a for a, b in pairwise(found) if a > 700]
    assert all(ratio >= 1.07 for ratio in later[:-1])


def test_pool_and_test_share_no_item_not_even_a_copy(shared_data: Path) -> None:
    found, pool, test = divided(task_named("sms_spam@400"), shared_data, 3)
    assert len(pool) == 400
    assert not {*found.take(pool)} & {*found.take(test)}
    again = divided(task_named("sms_spam@400"), shared_data, 3)[1]
    np.testing.assert_array_equal(pool, again)


def test_turned_texts_are_classified_as_their_words_are(shared_data: Path) -> None:
    from askless.bench.protocols.calibration.learner import _words

    found, pool, test = divided(task_named("trec[1,2]@600"), shared_data, 0)
    words, others, _ = _words(tuple(found.take(pool)), tuple(found.take(test)))
    turned, rows, y = learner("tfidf", found, pool, test, 0), np.arange(80), found.codes[pool][:80]
    plain = Linear(10.0, factor=1.0).fit(words[rows], y, 0).proba(others)
    np.testing.assert_allclose(
        Linear(10.0, factor=1.0).fit(turned.pool[rows], y, 0).proba(turned.test), plain, atol=1e-4
    )


@pytest.mark.parametrize("strategy", STRATEGY_CLASSES)
def test_a_run_goes_to_the_whole_pool_and_looks_where_planned(strategy: str, shared_data: Path) -> None:
    protocol = Calibration()
    options = Options(data=shared_data, seeds=1, sets=("iris",), models=("linear",), strategies=(strategy,))
    (curve,) = protocol.draw(protocol.cells(options), options)
    items = curve.facts["items"]
    assert curve.labels == tuple(steps(items, 3))
    assert {len(values) for values in curve.facts["signals"].values()} == {len(curve.labels)}
    assert curve.facts["full"] == curve.metric[-1]
    looks = [look["labels"] for look in curve.facts["looks"]]
    assert looks == sorted(set(looks))
    assert all(15 <= labels < items for labels in looks)
    assert json.loads(json.dumps(curve.to_json())) == curve.to_json()
    (again,) = protocol.draw(protocol.cells(options), options)
    assert again == curve


def test_a_task_is_drawn_whatever_else_is(shared_data: Path) -> None:
    protocol = Calibration()
    options = Options(data=shared_data, seeds=1, sets=("iris",), models=("fourier",))
    cells = protocol.cells(options)
    assert [*protocol.draw(cells[1:2], options)] == [*protocol.draw(cells, options)][1:2]


def test_the_nearest_curve_that_never_falls() -> None:
    assert never_falling(np.array([0.5, 0.4, 0.9, 0.8, 0.7])).round(3).tolist() == [0.45, 0.45, 0.8, 0.8, 0.8]
    labels, curve = np.array([10.0, 20.0, 40.0]), np.array([0.5, 0.8, 0.8])
    assert enough_at(labels, curve, 0.4) == 10.0
    assert enough_at(labels, curve, 0.8) == pytest.approx(20.0)
    assert enough_at(labels, curve, 0.65) == pytest.approx(10 * 2**0.5)


def synthetic(n_seeds: int = 2, n_sets: int = 26) -> list[Curve]:
    """Runs of every shipped table whose shape follows from how steady they seem."""
    names = [task for task in TASKS if task.kind == "table" and task.classes is None][:n_sets]
    curves = []
    for number, task in enumerate(names):
        for strategy in STRATEGY_CLASSES:
            for seed in range(n_seeds):
                curves.append(_made(Cell(task.name, "linear", 20, strategy, seed), number))
    return curves


def _made(cell: Cell, number: int) -> Curve:
    noise = np.random.default_rng([number, cell.seed, len(cell.strategy)])
    items, needed = 200 + 100 * (number % 9), 15.0 * 2 ** (number % 5)
    labels = np.array(steps(items, 2))
    metric = 0.9 - 0.3 * np.exp(-labels / needed * 3.0) + noise.normal(0, 0.001, len(labels))
    looks = []
    for at in [k * 2 for k in AT if 2 * k < items]:
        moved = np.log(0.3 * np.exp(-at / needed) + 1 / items) + noise.normal(0, 0.1)
        x = [
            np.log(at),
            np.log(items / at),
            np.log(2),
            1.0,
            float(cell.strategy != "random"),
            moved,
            moved,
            1.5,
            1.0,
            0.5,
        ]
        looks.append({"labels": at, "stable": at > 2 * needed, "x": [float(v) for v in x], **_now(at, metric, labels)})
    facts = {
        "items": items,
        "classes": 2,
        "test": 800,
        "majority": 0.5,
        "full": float(metric[-1]),
        "signals": {},
        "looks": looks,
    }
    return Curve(cell, tuple(labels.tolist()), tuple(metric.tolist()), facts)


def _now(at: int, metric: Any, labels: Any) -> dict[str, Any]:
    true = float(np.interp(at, labels, metric))
    told = {"accuracy": true, "random": [at // 10, int(at // 10 * true)], "out_of_fold": true - 0.05}
    return {**told, "adjusted": true, "confidence": true + 0.03, "shift": 0.0, "most": 0.5}


@pytest.fixture(scope="module")
def curves() -> list[Curve]:
    return synthetic()


def test_folds_never_divide_a_family() -> None:
    family = np.array([f"f{at % 17}" for at in range(200)])
    fold = folds_of(family, 5)
    assert all(len({*fold[family == name].tolist()}) == 1 for name in {*family.tolist()})
    assert {*fold.tolist()} == set(range(5))


def test_a_set_is_forecast_by_tables_that_do_not_know_it(curves: list[Curve]) -> None:
    rows = rows_of(curves)
    spoilt = [_spoilt(curve) if curve.cell.set == "wine@2000" else curve for curve in curves]
    own = rows.source == "wine"
    plain, other = judged(rows, "0.01").said, judged(rows_of(spoilt), "0.01").said
    np.testing.assert_allclose(plain.u[own], other.u[own])
    assert not np.allclose(plain.u[~own], other.u[~own])


def _spoilt(curve: Curve) -> Curve:
    """The same looks, and another truth."""
    return Curve(
        curve.cell, curve.labels, tuple(0.4 + 0.5 * (n == curve.labels[-1]) for n in curve.labels), curve.facts
    )


def test_widths_hold_for_the_share_that_they_promise() -> None:
    score = np.linspace(0.0, 1.0, 101)
    family = np.arange(101).astype(str)
    assert width_at(0.9, score, family, family) == pytest.approx(0.91, abs=0.011)
    assert width_at(0.97, score[:5], family[:5], family[:5]) == 1.0  # too few families
    one_loud = np.concatenate([np.zeros(10), np.ones(1000)])
    source = np.concatenate([family[:10], np.full(1000, "loud")])
    assert width_at(0.5, one_loud, source, source) == 0.0  # a set has one vote however many rows it has


def test_runs_that_follow_their_features_are_forecast_honestly_and_sharply(curves: list[Curve]) -> None:
    found = judged(rows_of(curves), "0.01")
    assert found.cover("0.9") >= 0.85
    trivial = found.rows.items / found.rows.labels
    assert np.median(found.ratio("0.9")[found.main]) < 0.75 * np.median(trivial[found.main])


def test_the_table_is_small_the_same_each_time_and_can_be_read() -> None:
    curves = synthetic(1, 14)
    data = table_of(curves)
    text = json.dumps(data, separators=(",", ":"))
    assert len(text) <= 10_000
    assert text == json.dumps(table_of(list(reversed(curves))), separators=(",", ":"))
    table = Table(json.loads(text))
    x = np.array(curves[0].facts["looks"][0]["x"])
    found = table.predict("0.01", x, labels=10, items=200, classes=2, strategy="auto")
    assert 10 <= found.likely[0] <= found.likely[1] <= 200


def test_doubling_brings_what_the_curves_show(curves: list[Curve]) -> None:
    assert all(0.0 <= low <= high < 0.3 for low, high in doubling(curves).values())


def test_the_blend_is_nearer_than_out_of_fold_accuracy(curves: list[Curve]) -> None:
    rows = rows_of(curves)
    assert np.abs(blend_left_out(rows).value - rows.accuracy).mean() < 0.05


def test_gates_stay_open_while_too_little_was_run(curves: list[Curve]) -> None:
    finding = findings(curves)
    assert finding.gates
    assert {gate.passed for gate in finding.gates} == {None}
    assert not finding.failed
    assert findings([]).tables == ()
    assert len(findings(curves[:12]).tables) == 1
