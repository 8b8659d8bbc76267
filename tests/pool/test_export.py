"""What goes out comes back: labels and logs survive an export and an import."""

import csv
import gzip
import json
import os
import runpy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from askless.data.formats.reader import open_table
from askless.data.formats.write import write_rows
from askless.data.items.items import Items
from askless.data.items.of import items_of
from askless.data.labels.skip import SKIP
from askless.data.reading.others import other_columns
from askless.data.source import open_source
from askless.data.store.lines import write_log
from askless.data.store.log import MemoryLog
from askless.data.store.project import Project
from askless.data.store.read import read_project
from askless.errors import LabelError, NotReadyError, ProjectError, SourceError, StorageError, UsageError
from askless.pool.export import AROUND, export_labels, export_model, export_predictions
from askless.pool.imports import import_labels, import_log, kind_of, read_lines
from askless.pool.learner import PoolLearner

TEXTS = [f"{word} {thing}" for word in ("free", "cheap", "prize") for thing in ("phone", "loan", "watch")]
TEXTS += [f"{word} {thing}" for word in ("lunch", "school", "work") for thing in ("today", "at eight", "again")]
TEXTS += ["free phone", 'naïve; "quoted",\nline\u2028 🎈']
LABELS = ("spam", "ham;egg")

acts = st.one_of(
    st.tuples(st.just("tell"), st.integers(0, 19), st.sampled_from([*LABELS, "skip"]), st.sampled_from([None, "ann"])),
    st.tuples(st.just("ask"), st.integers(1, 4)),
    st.tuples(st.just("flag"), st.integers(0, 19), st.booleans()),
    st.tuples(st.just("note"), st.integers(0, 19), st.text(max_size=8)),
    st.tuples(st.just("undo")),
    st.tuples(st.just("rename"), st.sampled_from(["spam", "junk"]), st.sampled_from(["spam", "junk"])),
)


def play(learner: PoolLearner, history: list[Any]) -> None:
    """Do some acts, passing over those that cannot be done."""
    for kind, *about in history:
        if kind == "tell":
            row, answer, annotator = about
            names = learner.space.names
            said = SKIP if answer == "skip" else names[LABELS.index(answer)]
            learner.tell(row, said, annotator=annotator, seconds=1.25 if annotator else None)
        elif kind == "ask":
            learner.ask(about[0])
        elif kind == "flag":
            learner.flag(*about)
        elif kind == "note":
            learner.note(*about)
        elif kind == "undo":
            learner.undo()
        elif about[0] in learner.space.names and about[1] not in learner.space.names:
            learner.rename_label(*about)


def project_of(history: list[Any], folder: Path, pool: Any = TEXTS, **options: Any) -> tuple[Project, Items]:
    """A project in memory that began and went through some acts."""
    items = items_of(pool)
    project = Project(folder, {}, MemoryLog())
    learner = PoolLearner(items, **{"labels": LABELS, "strategy": "random", **options}, project=project)
    learner.start()
    play(learner, history)
    return project, items


def table(path: Path) -> list[dict[str, Any]]:
    """Rows of an exported file."""
    opened = open_table(path)
    return [dict(zip(opened.names, row, strict=True)) for row in opened.rows()]


BOTH = [("tell", row, LABELS[int(row >= 9)], "ann") for row in (0, 3, 9, 12, 15)]
EXPORTS = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)


# --- round trips -----------------------------------------------------------------------------------


@EXPORTS
@given(history=st.lists(acts, max_size=15))
def test_a_log_survives(tmp_path_factory: pytest.TempPathFactory, history: list[Any]) -> None:
    folder = tmp_path_factory.mktemp("log")
    project, items = project_of(history, folder)
    assert write_log(project.log, folder / "log.jsonl.gz") == len(list(project.log))
    lines = read_lines(folder / "log.jsonl.gz")
    assert kind_of(lines) == "log"
    copy = Project.open(folder / "copy", stream=True)
    assert import_log(copy.log, lines) == len(lines)
    assert list(copy.log) == [_as_json(event) for event in project.log]
    assert import_log(copy.log, lines) == 0, "twice is once"
    write_log(copy.log, folder / "again.jsonl.gz")
    assert (folder / "again.jsonl.gz").read_bytes() == (folder / "log.jsonl.gz").read_bytes()
    first, second = (PoolLearner(items, strategy="random", project=p) for p in (project, copy))
    assert second.labels == first.labels
    assert second.status() | {"project": None} == first.status() | {"project": None}
    assert second.ask(3).ids == first.ask(3).ids
    copy.close()


def _as_json(event: Any) -> Any:
    """An event as a file gives it back: tuples are lists there."""
    return type(event)(event.kind, event.item, json.loads(json.dumps(event.data)), event.seq, event.time)


@EXPORTS
@given(history=st.lists(acts, min_size=1, max_size=15), multilabel=st.booleans())
def test_labels_survive(tmp_path_factory: pytest.TempPathFactory, history: list[Any], multilabel: bool) -> None:
    folder = tmp_path_factory.mktemp("labels")
    project, items = project_of([("tell", 19, "spam", "ann"), *history], folder, multilabel=multilabel)
    if not PoolLearner(items, project=project).labels:
        return
    export_labels(project, folder / "labels.jsonl", items)
    lines = read_lines(folder / "labels.jsonl")
    assert kind_of(lines) == "labels"
    copy, _ = project_of([], folder, multilabel=multilabel, labels=PoolLearner(items, project=project).space)
    learner = PoolLearner(items, project=copy)
    assert import_labels(learner, lines) == len(lines)
    assert import_labels(learner, lines) == 0, "twice is once"
    assert learner.labels == PoolLearner(items, project=project).labels
    assert learner.undo() is None, "nobody's act, so that undo cannot take it away"
    export_labels(copy, folder / "again.jsonl", items)
    assert (folder / "again.jsonl").read_text() == (folder / "labels.jsonl").read_text()


def test_a_log_goes_on_where_it_was(tmp_path: Path) -> None:
    project, _ = project_of(BOTH, tmp_path)
    write_log(project.log, tmp_path / "log.jsonl")
    lines = read_lines(tmp_path / "log.jsonl")
    log = MemoryLog()
    assert import_log(log, lines[:3]) == 3
    assert import_log(log, lines) == len(lines) - 3
    assert import_log(log, lines[:2]) == 0
    other, _ = project_of(BOTH[::-1], tmp_path)
    before = list(other.log)
    with pytest.raises(ProjectError, match=r"has \d+ events of its own"):
        import_log(other.log, lines)
    assert list(other.log) == before


def test_labels_of_other_texts_are_refused(tmp_path: Path) -> None:
    project, items = project_of(BOTH, tmp_path)
    export_labels(project, tmp_path / "labels.jsonl", items)
    other = PoolLearner(TEXTS[::-1], labels=LABELS)
    with pytest.raises(SourceError, match="but the item"):
        import_labels(other, read_lines(tmp_path / "labels.jsonl"))
    assert other.labels == {}


def test_other_formats_than_json_lines_are_named(tmp_path: Path) -> None:
    (tmp_path / "labels.csv").write_text("id,label\n0,spam\n")
    with pytest.raises(SourceError, match="only JSON lines"):
        read_lines(tmp_path / "labels.csv")


def test_labels_name_themselves_in_a_project_without_any(tmp_path: Path) -> None:
    project, items = project_of(BOTH, tmp_path)
    export_labels(project, tmp_path / "labels.jsonl", items)
    learner = PoolLearner(items, labels=())
    import_labels(learner, read_lines(tmp_path / "labels.jsonl"))
    assert set(learner.space.names) == set(LABELS)
    assert len(learner.labels) == 6


# --- what files hold -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["labels.csv", "labels.tsv", "labels.jsonl", "labels.json", "labels.parquet", "labels.csv.gz"]
)
def test_labels_hold_copies_texts_and_what_is_known(tmp_path: Path, name: str) -> None:
    history = [("tell", 0, "spam", "ann"), ("tell", 19, "ham;egg", None), ("flag", 19, True), ("note", 0, "why?")]
    project, items = project_of(history, tmp_path)
    assert export_labels(project, tmp_path / name, items) == 3
    rows = table(tmp_path / name)
    assert [row["id"] for row in rows] == ["0", "18", "19"]
    assert [row["text"] for row in rows] == [TEXTS[0], TEXTS[18], TEXTS[19]]
    assert [row["label"] for row in rows] == ["spam", "spam", "ham;egg"]
    assert rows[0]["annotator"] == "ann"
    assert float(rows[0]["seconds"]) == 1.25
    assert rows[0]["note"] == "why?"
    assert str(rows[2]["flagged"]).lower() == "true"
    assert rows[0]["time"].endswith("+00:00")


def test_columns_of_a_table_keep_their_names(tmp_path: Path) -> None:
    frame = pd.DataFrame({"size": [1.5, 2.0], "label": ["x", "y"], "item_label": [1, 2], "id": ["p", "q"]})
    project, items = project_of([("tell", 1, "spam", None)], tmp_path, pool=frame)
    export_labels(project, tmp_path / "labels.jsonl", items)
    (row,) = table(tmp_path / "labels.jsonl")
    assert (row["id"], row["label"], row["size"]) == ("1", "spam", 2.0)
    assert (row["item_label"], row["item_item_label"], row["item_id"]) == ("y", 2, "q")


def test_several_labels_in_a_cell(tmp_path: Path) -> None:
    project, items = project_of([], tmp_path, multilabel=True, labels=("a", "b"))
    learner = PoolLearner(items, project=project)
    learner.tell([1, 2], [["b", "a"], []])
    export_labels(project, tmp_path / "labels.csv", items)
    with open(tmp_path / "labels.csv", newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["label"] for row in rows] == ["a;b", "[]"]
    assert [learner.space.from_cell(row["label"]) for row in rows] == [("a", "b"), ()]
    export_labels(project, tmp_path / "labels.jsonl", items)
    assert [line.data["label"] for line in read_lines(tmp_path / "labels.jsonl")] == [["a", "b"], []]


def test_labels_without_their_items_are_still_written(tmp_path: Path) -> None:
    project, _ = project_of(BOTH, tmp_path)
    assert export_labels(project, tmp_path / "bare.jsonl") == 6
    assert "text" not in table(tmp_path / "bare.jsonl")[0]
    assert export_labels(project, tmp_path / "some.jsonl", items_of(TEXTS[:10])) == 6
    assert [row["text"] for row in table(tmp_path / "some.jsonl")][-1] is None


def test_predictions_are_for_the_whole_pool(tmp_path: Path) -> None:
    project, items = project_of([*BOTH, ("tell", 4, "skip", None)], tmp_path)
    assert export_predictions(project, tmp_path / "predictions.jsonl", items) == len(TEXTS)
    rows = table(tmp_path / "predictions.jsonl")
    assert [row["id"] for row in rows] == [str(i) for i in range(len(TEXTS))]
    assert {row["prediction"] for row in rows} == set(LABELS)
    assert all(0.5 <= row["confidence"] <= 1 for row in rows)
    assert [row["label"] for row in rows[:2]] == ["spam", None]
    assert [row["skipped"] for row in rows[3:5]] == [False, True]


def test_a_model_comes_with_an_example_that_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    project, items = project_of(BOTH, tmp_path)
    saved = export_model(project, tmp_path / "model.skops", items)
    assert saved.model == tmp_path / "model.skops"
    (tmp_path / "mail.txt").write_text("free loan")
    monkeypatch.setattr("sys.argv", [str(saved.example), str(tmp_path / "mail.txt")])
    runpy.run_path(str(saved.example))
    assert capsys.readouterr().out == "spam\n"
    assert json.loads(saved.facts.read_text())["trained_on"] == 5


def test_the_writer_goes_on_while_others_export(tmp_path: Path) -> None:
    learner = PoolLearner(TEXTS, labels=LABELS, strategy="random", project=tmp_path / "p")
    learner.tell(0, "spam")
    assert export_labels(read_project(tmp_path / "p"), tmp_path / "labels.csv") == 2
    learner.tell(1, "spam")
    assert export_labels(read_project(tmp_path / "p"), tmp_path / "labels.csv") == 3
    assert write_log(read_project(tmp_path / "p").log, tmp_path / "log.jsonl") == learner.state.seq
    learner.close()


# --- what cannot be done is said --------------------------------------------------------------------


def test_nothing_to_export_is_said(tmp_path: Path) -> None:
    project, items = project_of([("tell", 1, "skip", None)], tmp_path)
    with pytest.raises(ProjectError, match="Nothing is labelled yet"):
        export_labels(project, tmp_path / "labels.csv", items)
    play(PoolLearner(items, project=project), [("tell", 0, "spam", None)])
    calls: list[Callable[[], object]] = [
        lambda: export_predictions(project, tmp_path / "predictions.csv", items),
        lambda: export_model(project, tmp_path / "model.skops", items),
    ]
    for call in calls:
        with pytest.raises(NotReadyError):
            call()
    with pytest.raises(UsageError, match=r"log cannot be written as “log\.csv”"):
        write_log(project.log, tmp_path / "log.csv")
    for export in (export_labels, export_predictions):
        with pytest.raises(UsageError, match=r"extension “\.xls”, which no table"):
            export(project, tmp_path / "labels.xls", items)
    with pytest.raises(StorageError, match="its folder does not exist"):
        export_labels(project, tmp_path / "nowhere" / "labels.csv", items)
    assert [path.name for path in tmp_path.iterdir()] == ["cache"], "no half-written file is left"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"id": "99", "label": "spam"}', "Line 2 of “labels.jsonl” has the id '99', which no item has"),
        (
            '{"id": "1", "label": "spma"}',
            "Line 2 of “labels.jsonl”: “spma” is not one of the labels. Did you mean “spam”",
        ),
        ('{"label": "spam"}', "Line 2 of “labels.jsonl” has no “id”"),
        ('{"id": "1"', "Line 2 of “labels.jsonl” is no JSON object"),
        ("[1]", "Line 2 of “labels.jsonl” is no JSON object"),
        ('{"id": "1", "label": "spam", "time": "noon"}', "Line 2 of “labels.jsonl” has the time 'noon'"),
        ('{"id": "1", "label": "spam", "seconds": "x"}', "Line 2 of “labels.jsonl” says what cannot be of an answer"),
        ('{"id": "1", "label": "spam", "annotator": {}}', "Line 2 of “labels.jsonl” says what cannot be of an answer"),
        ('{"id": "1", "label": "spam", "time": "1900-01-01"}', "Line 2 of “labels.jsonl” says what cannot be"),
    ],
)
def test_a_wrong_line_is_named_and_nothing_is_imported(tmp_path: Path, line: str, said: str) -> None:
    (tmp_path / "labels.jsonl").write_text('{"id": "0", "label": "spam"}\n' + line + "\n")
    learner = PoolLearner(TEXTS, labels=LABELS)
    with pytest.raises((SourceError, LabelError)) as refused:
        import_labels(learner, read_lines(tmp_path / "labels.jsonl"))
    assert str(refused.value).startswith(said)
    assert refused.value.remedy
    assert learner.labels == {}


@pytest.mark.parametrize(
    "line",
    [
        '{"kind": "skip", "data": {}}',
        '{"seq": 2, "time": 1.0, "kind": "answer", "item": "0", "data": {}}',
        '{"seq": 2, "time": 1.0, "kind": "skip", "item": 3, "data": {}}',
        '{"seq": 2, "time": "now", "kind": "skip", "item": "3", "data": {}}',
        '{"seq": 2, "time": 1e300, "kind": "skip", "item": "3", "data": {}}',
        '{"seq": 2, "time": 1' + "0" * 400 + ', "kind": "skip", "item": "3", "data": {}}',
        '{"seq": [2], "time": 1.0, "kind": "skip", "item": "3", "data": {}}',
        '{"seq": 2, "time": 1.0, "kind": "skip", "item": "3", "data": {"request": ["r"]}}',
        '{"seq": 2, "time": 1.0, "kind": "answer", "item": "3", "data": {"answer": "spam", "seconds": "x"}}',
        '{"seq": 2, "time": 1.0, "kind": "label_renamed", "item": null, "data": {"old": "x", "new": "y"}}',
        '{"seq": 2, "time": 1.0, "kind": "asked", "item": null, "data": {"round": 1}}',
    ],
)
def test_an_event_that_cannot_be_replayed_is_refused(tmp_path: Path, line: str) -> None:
    first = '{"seq": 1, "time": 1.0, "kind": "skip", "item": "3", "data": {}}'
    (tmp_path / "log.jsonl").write_text(f"{first}\n{line}\n")
    log = MemoryLog()
    with pytest.raises(SourceError, match=r"^Line 2 of “log\.jsonl” is no event"):
        import_log(log, read_lines(tmp_path / "log.jsonl"))
    assert list(log) == []


def test_unreadable_files_are_said(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="There is no file"):
        read_lines(tmp_path / "none.jsonl")
    (tmp_path / "latin.jsonl").write_bytes('{"id": "é"}'.encode("latin-1"))
    with pytest.raises(SourceError, match="no text in UTF-8"):
        read_lines(tmp_path / "latin.jsonl")
    (tmp_path / "cut.jsonl.gz").write_bytes(gzip.compress(b'{"id": "1"}\n' * 100)[:-12])
    with pytest.raises(SourceError, match="cannot be read"):
        read_lines(tmp_path / "cut.jsonl.gz")
    spoilt = bytearray(gzip.compress(b"".join(b'{"id": "%d"}\n' % n for n in range(500))))
    for at in range(15, len(spoilt), 40):
        damaged = spoilt.copy()
        damaged[at] ^= 0xFF
        (tmp_path / "spoilt.jsonl.gz").write_bytes(damaged)
        with pytest.raises(SourceError):
            read_lines(tmp_path / "spoilt.jsonl.gz")
    with pytest.raises(SourceError, match="cannot be read"):
        read_lines(tmp_path)


def test_arrays_are_told_by_their_ids(tmp_path: Path) -> None:
    project, items = project_of([("tell", 1, "spam", None)], tmp_path, pool=np.eye(20))
    export_labels(project, tmp_path / "labels.jsonl", items)
    assert "x1" not in table(tmp_path / "labels.jsonl")[0]


# --- copies, and the other columns of the source ------------------------------------------------------


def test_exact_copies_follow_an_imported_label(tmp_path: Path) -> None:
    (tmp_path / "labels.jsonl").write_text('{"id": "0", "label": "spam"}\n')
    learner = PoolLearner(TEXTS, labels=LABELS)
    lines = read_lines(tmp_path / "labels.jsonl")
    assert import_labels(learner, lines) == 1
    assert learner.labels == {0: "spam", 18: "spam"}, "18 is the same text"
    assert import_labels(learner, lines) == 0
    (tmp_path / "labels.jsonl").write_text('{"id": "18", "label": "ham;egg"}\n{"id": "0", "label": "spam"}\n')
    assert import_labels(learner, read_lines(tmp_path / "labels.jsonl")) == 1
    assert learner.labels == {0: "spam", 18: "ham;egg"}, "each has an answer of its own"
    (tmp_path / "labels.jsonl").write_text('{"id": "0", "label": "ham;egg"}\n')
    learner = PoolLearner(TEXTS, labels=LABELS)
    learner.tell(18, "spam")
    import_labels(learner, read_lines(tmp_path / "labels.jsonl"))
    assert learner.labels == {0: "ham;egg", 18: "spam"}, "a person answered that one by itself"


NAMES = st.sampled_from(["kind", "data", "note", "label2", "text", "ünï", "seq", "author"])
CELLS = st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)), max_size=8)


@EXPORTS
@given(data=st.data(), name=st.sampled_from(["source.csv", "source.jsonl", "source.json.gz", "source.parquet"]))
def test_other_columns_stand_beside_the_labels(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, name: str
) -> None:
    folder = tmp_path_factory.mktemp("others")
    names = data.draw(st.lists(NAMES.filter(lambda n: n != "text"), unique=True, max_size=3))
    texts = data.draw(st.lists(st.sampled_from(["", "two words", "three words here"]), min_size=2, max_size=9))
    rows = [{"text": text, **{n: data.draw(CELLS) for n in names}} for text in [*texts, "a last one"]]
    write_rows(folder / name, ["text", *names], rows)
    opened = open_source(folder / name, cache=folder / "cache", text="text", id="-", label_column="-")
    assert opened.columns["others"] == names
    kept = [number for number, row in enumerate(rows) if row["text"]]
    chosen = data.draw(st.lists(st.sampled_from(range(len(kept))), unique=True, min_size=1))
    project, items = project_of([], folder, pool=opened.items)
    PoolLearner(items, project=project).tell([items.ids.id(row) for row in chosen], ["spam"] * len(chosen))
    export_labels(project, folder / "labels.jsonl", items, other_columns(items))
    lines = read_lines(folder / "labels.jsonl")
    assert kind_of(lines) == "labels"
    assert list(lines[0].data) == ["id", "text", "label", *AROUND, *(f"item_{n}" if n in AROUND else n for n in names)]
    for line in lines:
        row = rows[int(line.data["id"])]
        assert line.data["text"] == row["text"]
        assert [line.data[f"item_{n}" if n in AROUND else n] or "" for n in names] == [row[n] for n in names]
    copy, _ = project_of([], folder, pool=opened.items)
    import_labels(PoolLearner(items, project=copy), lines)
    export_labels(copy, folder / "again.jsonl", items, other_columns(items))
    assert (folder / "again.jsonl").read_text() == (folder / "labels.jsonl").read_text()


def test_other_columns_of_values_that_json_has_not(tmp_path: Path) -> None:
    frame = pd.DataFrame({"text": ["one word", "two words"], "when": pd.to_datetime(["2026-01-31", None])})
    frame["parts"], frame["n"] = [["a"], []], [1.5, float("nan")]
    frame.to_parquet(tmp_path / "a.parquet")
    items = open_source(tmp_path / "a.parquet", cache=tmp_path / "cache", text="text").items
    project, _ = project_of([("tell", 0, "spam", None), ("tell", 1, "spam", None)], tmp_path, pool=items)
    for name in ("labels.jsonl", "labels.csv", "labels.parquet"):
        export_labels(project, tmp_path / name, items, other_columns(items))
    first, second = (line.data for line in read_lines(tmp_path / "labels.jsonl"))
    assert (first["when"], first["parts"], first["n"]) == ("2026-01-31 00:00:00", ["a"], 1.5)
    assert (second["when"] in (None, "NaT"), second["parts"], second["n"]) == (True, [], None)


def test_other_columns_of_a_source_that_changed_are_left_out_and_said(tmp_path: Path) -> None:
    source = tmp_path / "a.csv"
    source.write_text("text,author\none word,ann\ntwo words,ben\n")
    items = open_source(source, cache=tmp_path / "cache").items
    assert other_columns(items).names == ("author",)
    assert other_columns(items, tmp_path / "elsewhere.csv").names == ("author",), "found where it was"
    moved = source.rename(tmp_path / "b.csv")
    assert other_columns(items, moved).names == ("author",)
    assert "“a.csv” is not there any more, so its other columns (author)" in other_columns(items).notice
    moved.write_text("text,author\none word,ann\n")
    found = other_columns(items, moved)
    assert (found.names, list(found.cells([0, 1]))) == ((), [[], []])
    assert found.notice == (
        "“b.csv” has changed since it was read, so its other columns (author) are left out: join them by id."
    )
    assert other_columns(items_of(TEXTS)).notice == ""


def test_other_columns_of_a_copy_are_found_and_of_other_bytes_are_not(tmp_path: Path) -> None:
    source = tmp_path / "a.csv"
    source.write_text("text,author\none word,ann\ntwo words,ben\n")
    items = open_source(source, cache=tmp_path / "cache").items
    os.utime(source, (1, 1))  # as after `touch`, `cp` or `git clone`
    found = other_columns(items)
    assert (found.notice, list(found.cells([0, 1]))) == ("", [["ann"], ["ben"]])
    source.write_text("text,author\none word,ann\ntwo words,bob\n")
    assert "has changed since it was read" in other_columns(items).notice
