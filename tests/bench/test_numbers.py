"""Simulations in which answers are numbers."""

import json
from pathlib import Path

import numpy as np
import pytest

import askless
from askless.bench.metrics import mae, rmse
from askless.bench.outcome import Outcome
from askless.bench.plan import Plan
from askless.bench.report.page import html_report
from askless.bench.simulate import simulate
from askless.bench.study import Study
from askless.errors import LabelError, SourceError, UsageError


@pytest.fixture(scope="module")
def diabetes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from sklearn.datasets import load_diabetes

    path = tmp_path_factory.mktemp("data") / "diabetes.csv"
    load_diabetes(as_frame=True, scaled=False).frame.to_csv(path, index=False)
    return path


@pytest.fixture(scope="module")
def outcome(diabetes: Path) -> Outcome:
    plan = Plan(source=str(diabetes), target="target", task="regress", strategies=("igs", "random"), seeds=2, budget=40)
    return simulate(plan)


def test_the_error_falls_to_that_of_all_labels(outcome: Outcome) -> None:
    assert (outcome.study.metric_name, outcome.model) == ("rmse", "ridge")
    assert 50 < outcome.full < 62
    for name in outcome.strategies:
        curve = outcome.metric(name).mean(axis=0)
        assert curve[-1] < 1.2 * outcome.full < 74  # of the mean for all it is 77
    assert outcome.reach("random", 0.5) is not None  # twice the error is soon reached


def test_a_mark_is_reached_from_above(outcome: Outcome) -> None:
    share = 0.8
    reached = [
        next((n for n, v in zip(outcome.labels, curve, strict=True) if v <= run.full / share), np.inf)
        for curve, run in zip(outcome.metric("igs"), outcome.runs, strict=True)
    ]
    assert outcome.reach("igs", share) == (np.ceil(np.median(reached)) if np.isfinite(np.median(reached)) else None)


def test_differences_are_as_they_are_and_it_is_said_what_is_better(outcome: Outcome) -> None:
    found = outcome.against()["igs"]
    assert found.mean == pytest.approx((outcome.area("igs") - outcome.area("random")).mean())
    told = json.loads(json.dumps(outcome.to_json()))
    assert (told["task"], told["metric"], told["lower_is_better"]) == ("regress", "rmse", True)
    page = html_report(outcome)
    assert "lower is better" in page
    assert "RMSE" in page
    assert " %<" not in page.split("Labels needed")[0].replace("95 % interval", "")


def test_a_curve_wants_more_than_a_plane(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    x = rng.uniform(-3, 3, size=(1500, 2))
    y = np.sin(2 * x[:, 0]) * 1000 + x[:, 1]
    path = tmp_path / "waves.csv"
    path.write_text(
        "a,b,height\n" + "".join(f"{a!r},{b!r},{h!r}\n" for (a, b), h in zip(x.tolist(), y.tolist(), strict=True))
    )
    about = {
        "source": str(path),
        "target": "height",
        "task": "regress",
        "seeds": 1,
        "budget": 60,
        "strategies": ("gsx",),
    }
    curved, flat = (simulate(Plan(**about, model=name)) for name in ("gaussian_process", "ridge"))
    assert curved.metric("gsx")[0, -1] < 0.5 * flat.metric("gsx")[0, -1]


def test_what_is_no_number_is_told_with_its_row(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("x,y\n" + "".join(f"{n},{n}\n" for n in range(20)) + "20,many\n")
    study = Study.open(Plan(source=str(path), target="y", task="regress", strategies=("random",)), tmp_path)
    assert study.notes == (
        "1 of 21 items have no label and are left out.",
        "Of column “y” 1 cell is no answer, and left blank: “many” in row 21.",
    )
    path.write_text("x,y\n" + "".join(f"{n},many\n" for n in range(20)))
    with pytest.raises(LabelError, match=r"Most cells of column “y” will not do: row 1: “many” is no finite number"):
        simulate(Plan(source=str(path), target="y", task="regress", strategies=("random",)))


def test_many_numbers_are_no_classes(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("x,y\n" + "".join(f"{n},{n / 7}\n" for n in range(1500)))
    with pytest.raises(SourceError, match="over 1,000 different values"):
        simulate(Plan(source=str(path), target="y", strategies=("random",)))


def test_metrics_and_tasks_must_agree() -> None:
    with pytest.raises(UsageError, match="“rmse” is for numbers"):
        Plan(source="a.csv", metric="rmse")
    with pytest.raises(UsageError, match="“f1” is for names"):
        Plan(source="a.csv", metric="f1", task="regress")


def test_run_measures_numbers() -> None:
    x = np.random.default_rng(0).normal(size=(80, 2))
    y = (3.0 * x[:, 0]).tolist()
    learner = askless.PoolLearner(x, labels=askless.Real(), seed=0)
    history = askless.run(learner, y, budget=30, batch=1, metric="rmse", test=(x, y))
    assert history.metric[0] > 1 > 0.5 > history.metric[-1]
    assert mae(np.array(y), np.array(learner.predict(x))) <= rmse(np.array(y), np.array(learner.predict(x)))
