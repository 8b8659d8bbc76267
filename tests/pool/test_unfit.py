"""Answers that do not fit their sentences are set aside: they do not teach, are told, and stay in the log."""

from pathlib import Path
from typing import Any

import pytest

from askless.core.task import Task
from askless.data.items.of import items_of
from askless.data.labels.make import label_space
from askless.data.store.log import Log, MemoryLog
from askless.data.store.project import Project
from askless.pool.export import export_labels, export_sentences
from askless.pool.learner import PoolLearner

NAMES = ["X", "Y"]
IDS = ["a", "b", "c"]
BEFORE = [["Anna", "sings"], ["in", "Rome"], ["Bob", "too"]]
LONGER = [["Anna", "never", "sings"], *BEFORE[1:]]
SHORTER = [["Anna"], *BEFORE[1:]]
ANSWERS: dict[Task, list[Any]] = {
    "tags": [("X", "Y"), ("Y", "X"), ("X", None)],
    "spans": [((0, 4, "X"), (5, 10, "Y")), ((3, 7, "Y"),), ((0, 3, "X"), (4, 7, None))],
}


def learner_on(task: Task, sentences: list[list[str]], log: Log, folder: Path) -> tuple[PoolLearner, Project]:
    project = Project(folder, {}, log)
    items = items_of(sentences, ids=IDS)
    learner = PoolLearner(items, labels=label_space(NAMES, task), strategy="random", project=project)
    learner.start()
    return learner, project


@pytest.fixture(params=["tags", "spans"])
def task(request: pytest.FixtureRequest) -> Task:
    found: Task = request.param
    return found


def answered(task: Task, folder: Path) -> Log:
    log = MemoryLog()
    learner, project = learner_on(task, BEFORE, log, folder)
    learner.tell(IDS, ANSWERS[task])
    assert project.notice == ""
    return log


def test_an_answer_that_does_not_fit_is_set_aside(task: Task, tmp_path: Path) -> None:
    log = answered(task, tmp_path)
    n, changed = len(list(log)), LONGER if task == "tags" else SHORTER
    learner, project = learner_on(task, changed, log, tmp_path)
    assert list(learner.labels) == ["b", "c"]
    assert learner.state.labelled == 2
    assert sorted(learner.job().rows) == [1, 2]
    assert 0 in learner.candidates()
    assert len(list(log)) == n, "the log is as it was"
    assert project.notice.startswith("The answers about 1 sentence do not fit the source as it is now.")
    assert ("spans may lie on other words" in project.notice) == (task == "spans")
    learner.tell(["a"], [["X", None, None][: len(changed[0])]] if task == "tags" else [[(0, 4, "X")]])
    assert list(learner.labels) == IDS
    again, back = learner_on(task, BEFORE, MemoryLog(), tmp_path)
    assert (again.labels, back.notice) == ({}, "")


def test_the_same_source_has_its_answers_again(task: Task, tmp_path: Path) -> None:
    log = answered(task, tmp_path)
    learner_on(task, LONGER if task == "tags" else SHORTER, log, tmp_path)
    learner, project = learner_on(task, BEFORE, log, tmp_path)
    assert list(learner.labels.values()) == ANSWERS[task]
    assert project.notice == ""


def test_an_export_leaves_it_out(task: Task, tmp_path: Path) -> None:
    log = answered(task, tmp_path)
    items = items_of(LONGER if task == "tags" else SHORTER, ids=IDS)
    for name in ("a.conll", "a.conllu", "a.jsonl"):
        project = Project(tmp_path, {}, log)
        if name.endswith(".jsonl"):
            assert export_labels(project, tmp_path / name, items) == 2
        else:
            assert export_sentences(project, tmp_path / name, items).n == 2
        assert "do not fit the source as it is now" in project.notice


def test_spans_of_a_source_that_changed_are_told(tmp_path: Path) -> None:
    log = answered("spans", tmp_path)
    learner, project = learner_on("spans", LONGER, log, tmp_path)
    assert list(learner.labels) == IDS, "each of them could be meant"
    assert project.notice.startswith("The source has changed since this project began")


def test_a_source_may_have_a_span_over_a_blank(tmp_path: Path) -> None:
    learner, _ = learner_on("spans", BEFORE, log := MemoryLog(), tmp_path)
    learner.give({0: ((4, 5, "X"),)})
    again, project = learner_on("spans", BEFORE, log, tmp_path)
    assert (again.labels, project.notice) == ({"a": ((4, 5, "X"),)}, "")


@pytest.mark.parametrize("answer", [[], [[0, 4, "X"]]])
def test_the_settings_say_what_an_answer_is(answer: Any, tmp_path: Path) -> None:
    learner, _ = learner_on("spans", BEFORE, log := MemoryLog(), tmp_path)
    learner.tell(["a"], [answer])
    lost = MemoryLog()
    lost.append([event for event in log if event.kind != "project"])
    settings: dict[str, Any] = {"task": "span", "labels": NAMES}
    opened = PoolLearner(items_of(BEFORE, ids=IDS), project=Project(tmp_path, settings, lost))
    assert opened.space == label_space(NAMES, "spans")
    project = Project(tmp_path, settings, lost)
    assert export_sentences(project, tmp_path / "a.conll", items_of(BEFORE, ids=IDS)).n == 1
