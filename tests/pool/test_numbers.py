"""A learner whose answers are numbers: ask, tell, resume, predict, export, import."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest

import askless
from askless.core.events import Event
from askless.core.task import LARGEST
from askless.data.items.of import items_of
from askless.data.labels.classes import Classes
from askless.data.store.lines import write_log
from askless.data.store.log import MemoryLog
from askless.data.store.project import Project
from askless.data.store.state import State
from askless.errors import LabelError, ModelError, UsageError
from askless.pool.export import export_labels, export_model, export_predictions
from askless.pool.imports import import_labels, import_log, read_lines

X = np.random.default_rng(0).normal(size=(150, 3))
Y = 50.0 + 10.0 * X[:, 0] - 4.0 * X[:, 1]
SPACE = askless.Real(unit="kg", minimum=0)


def labelled(learner: askless.PoolLearner, n: int) -> askless.PoolLearner:
    while len(learner.labels) < n and (queries := learner.ask(5)):
        learner.tell(queries.ids, Y[[int(i) for i in queries.ids]])
    return learner


@pytest.mark.parametrize("strategy", [None, "igs", "gsy", "emcm", "regression_tree", "max_variance", "random"])
def test_it_learns_what_it_is_told(strategy: str | None) -> None:
    learner = labelled(askless.PoolLearner(X, labels=SPACE, strategy=strategy, seed=0), 40)
    assert np.sqrt(np.mean((np.array(learner.predict(X)) - Y) ** 2)) < 1.0
    assert learner.strategy == (strategy or "lcmd")
    assert learner.model.predict(X[:2]).shape == (2,)
    assert all(std > 0 for std in learner.predict_std(X[:3]))


def test_numbers_are_checked() -> None:
    learner = askless.PoolLearner(X, labels=SPACE)
    learner.tell([0, 1], ["12.5", 0])
    assert learner.labels == {0: 12.5, 1: 0.0}
    with pytest.raises(LabelError, match="-1 kg is not a number from 0"):
        learner.tell(2, -1)
    learner.undo()
    assert learner.labels == {0: 12.5}
    with pytest.raises(LabelError):
        learner.add_label("heavy")
    with pytest.raises(UsageError, match="no probabilities"):
        learner.predict_proba(X)


def test_the_largest_numbers_can_be_learnt_from_and_larger_ones_are_refused() -> None:
    learner = askless.PoolLearner(X, labels=askless.Real(), seed=0)
    learner.tell(range(10), [LARGEST, -LARGEST] * 5)
    with pytest.raises(LabelError, match="too large"):
        learner.tell(10, 10 * LARGEST)
    assert len(learner.ask(3)) == 3
    assert np.isfinite(learner.predict(X)).all()


def test_strategies_and_models_of_classes_are_refused() -> None:
    with pytest.raises(UsageError, match="here an answer is a number"):
        askless.PoolLearner(X, labels=SPACE, strategy="margin")
    from sklearn.linear_model import LogisticRegression

    with pytest.raises(ModelError, match="answers are numbers"):
        labelled(askless.PoolLearner(X, LogisticRegression(), labels=SPACE), 5)


def test_one_in_ten_is_drawn_and_tells_the_error() -> None:
    learner = labelled(askless.PoolLearner(X, labels=SPACE), 50)
    assert sum(item.query.random for item in learner.state.items.values() if item.query) == 5
    assert not learner.estimate().ready
    learner = labelled(askless.PoolLearner(X, labels=SPACE, strategy="random"), 60)
    found = learner.estimate()
    assert found.ready
    assert found.low < found.value < found.high
    assert found.value < 2.0
    assert "Estimated error (RMSE)" in found.sentence


def test_a_project_goes_on_where_it_was(tmp_path: Path) -> None:
    first = labelled(askless.PoolLearner(X, labels=SPACE, project=tmp_path / "p"), 20)
    before, asked = first.labels, first.ask(3).ids
    first.close()
    again = askless.PoolLearner(X, project=tmp_path / "p")
    assert (again.labels, again.space) == (before, SPACE)
    again.tell(asked, Y[[int(i) for i in asked]])
    assert again.strategy == "lcmd"
    again.close()


def test_what_leaves_comes_back(tmp_path: Path) -> None:
    labelled(askless.PoolLearner(X, labels=SPACE, project=tmp_path / "p"), 20).close()
    project = Project.open(tmp_path / "p")
    items = items_of(X)
    assert export_labels(project, tmp_path / "labels.csv", items) == 20
    assert export_labels(project, tmp_path / "labels.jsonl", items) == 20
    with open(tmp_path / "labels.csv", newline="") as file:
        for row in csv.DictReader(file):
            assert float(row["label"]) == Y[int(row["id"])]
    assert isinstance(json.loads((tmp_path / "labels.jsonl").read_text().splitlines()[0])["label"], float)
    assert export_predictions(project, tmp_path / "said.csv", items) == 150
    with open(tmp_path / "said.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    assert abs(float(rows[3]["prediction"]) - Y[3]) < 5
    assert float(rows[3]["std"]) > 0
    other = askless.PoolLearner(X, labels=SPACE)
    assert import_labels(other, read_lines(tmp_path / "labels.jsonl")) == 20
    told = State.of(project.log).items
    assert other.labels == {row: told[str(row)].answer for row in sorted(map(int, told)) if told[str(row)].labelled}
    write_log(project.log, tmp_path / "log.jsonl")
    fresh = MemoryLog()
    assert import_log(fresh, read_lines(tmp_path / "log.jsonl")) > 20
    assert State.of(fresh).space == SPACE
    project.close()


def test_the_model_can_be_saved_and_loaded(tmp_path: Path) -> None:
    from askless.models.save import load

    labelled(askless.PoolLearner(X, labels=SPACE, project=tmp_path / "p"), 20).close()
    project = Project.open(tmp_path / "p")
    saved = export_model(project, tmp_path / "model.skops", items_of(X))
    np.testing.assert_allclose(load(saved.model).predict(X), Y, atol=8)
    project.close()


def test_events_that_do_not_fit_numbers_are_passed_over() -> None:
    state = State(askless.Real())
    for event in (
        Event("answer", "1", {"answer": "spam"}, seq=1),
        Event("answer", "1", {"answer": True}, seq=2),
        Event("label_added", data={"name": "spam"}, seq=3),
        Event("answer", "2", {"answer": 0}, seq=4),
    ):
        state.apply(event)
    assert (state.strange, state.labelled, state.items["2"].answer) == (3, 1, 0.0)
    names = State(Classes(["spam"]))
    names.apply(Event("answer", "1", {"answer": 3.5}, seq=1))
    assert names.strange == 1


def test_where_the_beginning_is_lost_the_first_answer_tells() -> None:
    state = State()
    state.apply(Event("answer", "1", {"answer": 3.5}, seq=1))
    assert (state.space.kind, state.items["1"].answer, state.strange) == ("real", 3.5, 0)


def test_predictions_stay_within_the_bounds() -> None:
    learner = labelled(askless.PoolLearner(X, labels=askless.Real(minimum=Y.mean()), seed=0, strategy="random"), 0)
    rows = [row for row in range(len(Y)) if Y[row] > Y.mean()][:30]
    learner.tell(rows, Y[rows])
    assert min(learner.predict(X)) == Y.mean()


def test_the_estimate_has_the_unit() -> None:
    learner = labelled(askless.PoolLearner(X, labels=SPACE, strategy="random", random_share=1.0), 40)
    assert " kg (90 % interval " in learner.estimate().sentence
