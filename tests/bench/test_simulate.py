"""Simulations of a hundred points."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from askless.bench.metrics import accuracy
from askless.bench.outcome import Outcome
from askless.bench.parallel import play
from askless.bench.plan import Plan
from askless.bench.seed import SeedRun, Seeds, steps_of
from askless.bench.simulate import simulate
from askless.bench.statistics import paired_difference
from askless.bench.study import Study
from askless.errors import ModelError, UsageError


@pytest.fixture
def plan(points: Path) -> Plan:
    return Plan(
        source=str(points), target="side", strategies=("margin", "random"), seeds=2, budget=20, batch=5, model="linear"
    )


def curves(runs: list[SeedRun]) -> dict[int, dict[str, list[float]]]:
    """The metric of each curve: what must not depend on how it was computed."""
    return {run.seed: {name: curve.metric for name, curve in run.curves.items()} for run in runs}


def test_the_outcome_has_the_shape_that_is_promised(plan: Plan) -> None:
    found = json.loads(json.dumps(simulate(plan).to_json(), allow_nan=False))
    assert found["source"] == plan.source
    assert (found["task"], found["model"], found["metric"]) == ("classify", "linear", "accuracy")
    assert (found["seeds"], found["budget"], found["batch"]) == (2, 20, 5)
    assert list(found["strategies"]) == ["margin", "random"]
    for curve in found["strategies"].values():
        assert curve["labels"] == [5, 10, 15, 20]
        assert np.shape(curve["metric"]) == (2, 4)
        assert curve["area"] == pytest.approx(np.mean(curve["metric"], axis=1))
        assert len(curve["seconds_query"]) == len(curve["seconds_fit"]) == 2
    areas = [found["strategies"][name]["area"] for name in ("margin", "random")]
    paired = paired_difference(*areas)
    expected = {"mean": paired.mean, "low": paired.low, "high": paired.high, "p": paired.p}
    assert found["against_random"] == {"margin": pytest.approx(expected)}
    assert found["full_data"]["labels"] == 60
    assert found["full_data"]["metric"] > 0.9
    assert list(found["labels_to_reach"]["margin"]) == ["0.90", "0.95", "0.98"]


def test_a_seed_gives_the_same_whatever_else_is_run(plan: Plan, tmp_path: Path) -> None:
    alone = Study.open(replace(plan, strategies=("margin",)), tmp_path)
    both = Study.open(plan, tmp_path)
    second = Seeds(alone).run(1)
    runs = list(play(both, tmp_path))
    assert curves([second])[1]["margin"] == curves(runs)[1]["margin"]
    assert curves(runs)[0] != curves(runs)[1]


def test_processes_give_the_same_as_one(plan: Plan, tmp_path: Path) -> None:
    study = Study.open(plan, tmp_path)
    steps: list[tuple[int, str]] = []
    runs = list(play(study, tmp_path, processes=2, step=lambda seed, name: steps.append((seed, name))))
    assert curves(runs) == curves(list(play(study, tmp_path)))
    assert len(steps) == 2 * steps_of(study)


def test_a_failure_in_a_process_is_told(plan: Plan, tmp_path: Path) -> None:
    study = Study.open(plan, tmp_path)
    wrong = replace(study, plan=replace(plan, model="tfidf_linear"))
    with pytest.raises(ModelError, match="tfidf_linear"):
        list(play(wrong, tmp_path, processes=2))


def test_a_run_that_is_given_up_ends_its_processes(plan: Plan, tmp_path: Path) -> None:
    study = Study.open(replace(plan, seeds=3, budget=10), tmp_path)
    runs = play(study, tmp_path, processes=2)
    assert next(runs).seed in (0, 1)
    runs.close()  # type: ignore[attr-defined]
    assert list(runs) == []


def test_auto_draws_its_tenth_at_random(points: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from askless.pool.learner import PoolLearner

    asked: list[Any] = []
    real = PoolLearner.ask

    def ask(self: PoolLearner, k: int = 1) -> Any:
        queries = real(self, k)
        asked.append((queries.version, queries.random.sum()))
        return queries

    monkeypatch.setattr(PoolLearner, "ask", ask)
    plan = Plan(source=str(points), target="side", strategies=("auto",), seeds=1, budget=50, batch=10)
    Seeds(Study.open(plan, tmp_path)).run(0)
    assert len(asked) == 5
    assert all(drawn == 1 for version, drawn in asked if version)  # before there is a model it draws half


def test_all_strategies_start_from_the_same_random_labels(plan: Plan, tmp_path: Path) -> None:
    study = Study.open(replace(plan, start=8, strategies=("margin", "random", "entropy")), tmp_path)
    run = Seeds(study).run(0)
    assert {tuple(curve.labels) for curve in run.curves.values()} == {(8, 13, 18, 20)}
    assert len({curve.metric[0] for curve in run.curves.values()}) == 1
    assert all(curve.seconds_query[0] == 0 for curve in run.curves.values())


def test_a_budget_beyond_the_pool_ends_with_it(plan: Plan, tmp_path: Path) -> None:
    study = Study.open(replace(plan, budget=1000, batch=25), tmp_path)
    assert study.budget == 60
    run = Seeds(study).run(0)
    assert run.curves["random"].labels == [25, 50, 60]
    assert run.curves["random"].metric[-1] == run.curves["margin"].metric[-1] == run.full


def test_one_class_seen_predicts_it(tmp_path: Path) -> None:
    path = tmp_path / "rare.csv"
    rows = [f"{i},{i * 7 % 11},{'yes' if i >= 195 else 'no'}" for i in range(200)]
    path.write_text("\n".join(["a,b,label", *rows]))
    plan = Plan(source=str(path), strategies=("random",), metric="balanced_accuracy", seeds=1, budget=1, batch=1)
    assert Seeds(Study.open(plan, tmp_path / "cache")).run(0).curves["random"].metric == [0.5]


def test_texts_with_several_labels(mails: Path, tmp_path: Path) -> None:
    plan = Plan(source=str(mails), strategies=("auto", "random"), seeds=1, budget=20)
    outcome = Outcome.of(study := Study.open(plan, tmp_path), list(play(study, tmp_path)))
    assert (outcome.model, outcome.study.metric_name) == ("tfidf_linear", "f1")
    assert outcome.metric("auto")[0, -1] > 0.8
    assert outcome.to_json()["against_random"]["auto"]["low"] is None  # one seed has no interval


def test_a_test_file_takes_the_features_of_the_pool(points: Path, tmp_path: Path) -> None:
    test = tmp_path / "test.csv"
    test.write_text("x,y,side\n" + "".join(f"{x},{y},{'up' if x + y > 9 else 'down'}\n" for x, y in [(0, 1), (9, 8)]))
    plan = Plan(source=str(points), target="side", test=str(test), strategies=("margin",), seeds=2, budget=20)
    study = Study.open(plan, tmp_path / "cache")
    runs = list(play(study, tmp_path / "cache"))
    assert [run.full_labels for run in runs] == [100, 100]
    assert curves(runs)[1] == curves([Seeds(study).run(1)])[1]
    assert runs[0].curves["margin"].metric[-1] == accuracy(np.array([0, 1]), np.array([0, 1]))


def test_labels_to_reach_is_a_median_over_seeds(plan: Plan, tmp_path: Path) -> None:
    study = Study.open(plan, tmp_path)
    outcome = Outcome.of(study, list(play(study, tmp_path)))
    first, second = outcome.runs
    first.curves["margin"].metric[:] = [0.5, 0.9, 0.9, 0.9]
    second.curves["margin"].metric[:] = [0.5, 0.6, 0.6, 0.95]
    pair = tuple(replace(run, full=1.0) for run in (first, second))
    assert Outcome(study, pair).reach("margin", 0.9) == 15
    assert Outcome(study, pair).reach("margin", 0.95) is None


def test_without_random_nothing_is_compared(plan: Plan) -> None:
    outcome = simulate(replace(plan, strategies=("margin",), seeds=1, budget=5))
    assert outcome.against() == {}
    with pytest.raises(UsageError, match="No seed"):
        Outcome.of(outcome.study, [])
