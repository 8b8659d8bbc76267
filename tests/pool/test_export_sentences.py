"""Tags and spans of a project leave it as they were answered, and come back."""

import json
from pathlib import Path
from typing import Any

import pytest

from askless.core.task import Task
from askless.data.formats.reader import open_table
from askless.data.items.of import items_of
from askless.data.items.tokens import Sentences
from askless.data.labels.make import label_space
from askless.data.labels.space import LabelSpace
from askless.data.labels.spans import Spans
from askless.data.labels.tags import Tags
from askless.data.source import open_source
from askless.data.store.log import MemoryLog
from askless.data.store.project import Project
from askless.errors import LabelError, ProjectError, SourceError, UsageError
from askless.pool.export import export_labels, export_predictions, export_sentences
from askless.pool.imports import import_labels, read_lines
from askless.pool.learner import PoolLearner

DONE = (("likes", "Rome"), ("left", "Oslo"))
TEXTS = [f"{name} {verb} {place} ." for name in ("Anna", "Bob", "Eve") for verb, place in DONE]
ANSWERS: dict[Task, dict[int, Any]] = {
    "spans": {0: ((0, 4, "PER"), (11, 15, "LOC")), 1: ((0, 4, None), (10, 14, "LOC")), 4: ()},
    "tags": {0: ("N", "V", "N", "P"), 1: ("N", None, None, None), 4: ("N", "V", "N", "P")},
}
LABELS: dict[Task, LabelSpace] = {"spans": Spans(["PER", "LOC"]), "tags": Tags(["N", "V", "P"])}


def project_of(task: Task, folder: Path, answers: dict[int, Any] | None = None) -> tuple[Project, Sentences]:
    """A project in memory in which some sentences are answered."""
    items = items_of(TEXTS, task=task)
    assert isinstance(items, Sentences)
    project = Project(folder, {}, MemoryLog())
    learner = PoolLearner(items, labels=LABELS[task], strategy="random", project=project)
    learner.start()
    for row, answer in (ANSWERS[task] if answers is None else answers).items():
        learner.tell(row, answer)
    return project, items


@pytest.mark.parametrize("task", ["tags", "spans"])
@pytest.mark.parametrize("name", ["a.csv", "a.tsv", "a.jsonl", "a.json", "a.parquet"])
def test_tables_of_our_own_come_back(task: Task, name: str, tmp_path: Path) -> None:
    if name.endswith("parquet"):
        pytest.importorskip("pyarrow")
    project, items = project_of(task, tmp_path)
    assert export_labels(project, tmp_path / name, items) == 3
    table = open_table(tmp_path / name)
    assert table.names[:4] == ("id", "text", "tokens", "label")
    again = open_source(tmp_path / name, task="tag" if task == "tags" else "span", allow_all_labelled=True)
    assert list(again.given.values()) == list(ANSWERS[task].values())
    assert isinstance(again.items, Sentences)
    assert again.items.take(range(3)) == items.take([0, 1, 4])
    assert again.items.ids.take([0, 1, 2]) == ["0", "1", "4"]
    assert not again.problems


@pytest.mark.parametrize("task", ["tags", "spans"])
def test_labels_are_taken_in_again(task: Task, tmp_path: Path) -> None:
    project, items = project_of(task, tmp_path)
    export_labels(project, tmp_path / "a.jsonl", items)
    other = PoolLearner(items, labels=label_space(None, task), strategy="random")
    assert import_labels(other, read_lines(tmp_path / "a.jsonl")) == 3
    assert {row: other.state.item(items.ids.text(row)).answer for row in ANSWERS[task]} == ANSWERS[task]
    assert set(other.space.names) == set(LABELS[task].names)


def test_labels_that_do_not_fit_are_refused(tmp_path: Path) -> None:
    learner = PoolLearner(items_of(TEXTS, task="tags"), labels=Tags(["N"]), strategy="random")
    for line, error, said in (
        ({"id": "0", "label": ["N"]}, LabelError, "Line 1 of “a.jsonl”: The answer has 1 tag"),
        ({"id": "0", "text": "other", "label": ["N"] * 4}, SourceError, "labels “other”"),
    ):
        (tmp_path / "a.jsonl").write_text(json.dumps(line) + "\n")
        with pytest.raises(error, match=said):
            import_labels(learner, read_lines(tmp_path / "a.jsonl"))


@pytest.mark.parametrize("form", ["conllu", "prodigy", "doccano", "label-studio"])
@pytest.mark.parametrize("task", ["tags", "spans"])
def test_only_what_was_answered_is_written(task: Task, form: Any, tmp_path: Path) -> None:
    project, items = project_of(task, tmp_path)
    path = tmp_path / ("a.conllu" if form == "conllu" else "a.jsonl")
    word = "tag" if task == "tags" else "span"
    assert export_sentences(project, path, items, form=form).n == 3
    again = open_source(path, task=word, allow_all_labelled=True)
    assert list(again.given.values()) == list(ANSWERS[task].values())
    assert export_sentences(project, path, items, form=form, everything=True).n == 6
    again = open_source(path, task=word)
    assert again.given == ANSWERS[task]


def test_conll_says_what_is_not_known(tmp_path: Path) -> None:
    project, items = project_of("spans", tmp_path)
    export_sentences(project, tmp_path / "a.bio", items, scheme="BIOES")
    assert (tmp_path / "a.bio").read_text().split("\n\n")[1] == "Anna\t_\nleft\tO\nOslo\tS-LOC\n.\tO"


def test_what_cannot_be_written(tmp_path: Path) -> None:
    project, items = project_of("spans", tmp_path, {})
    with pytest.raises(ProjectError, match="Nothing is labelled yet"):
        export_sentences(project, tmp_path / "a.conll", items)
    project = Project(tmp_path, {}, MemoryLog())
    learner = PoolLearner(TEXTS, labels=["a", "b"], project=project)
    learner.start()
    learner.tell(0, "a")
    with pytest.raises(UsageError, match="in this project an answer is one label"):
        export_sentences(project, tmp_path / "a.conll", learner.items)
    assert not (tmp_path / "a.conll").exists()


@pytest.mark.parametrize("task", ["tags", "spans"])
def test_predictions(task: Task, tmp_path: Path) -> None:
    project, items = project_of(task, tmp_path)
    assert export_predictions(project, tmp_path / "p.jsonl", items) == 6
    lines = [json.loads(line) for line in (tmp_path / "p.jsonl").read_text().splitlines()]
    assert all(0 < line["confidence"] <= 1 for line in lines)
    if task == "tags":
        assert all(len(line["prediction"]) == 4 for line in lines)
    assert lines[0]["tokens"] == ["Anna", "likes", "Rome", "."]
