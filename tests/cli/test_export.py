"""`askless export` and `askless import` from end to end."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from askless.cli.export import meant_by
from askless.core.events import Event
from askless.data.source import open_source
from askless.data.store.project import Project, default_folder
from askless.pool.learner import PoolLearner

Call = Callable[..., Any]


@pytest.mark.parametrize(
    ("file", "what"),
    [
        ("labels.csv", "labels"), ("out.parquet", "labels"), ("dir/log.jsonl", "log"), ("log.jsonl.gz", "log"),
        ("predictions.csv.gz", "predictions"), ("any.skops", "model"), ("logs.jsonl", "labels"),
    ],
)  # fmt: skip
def test_the_name_of_the_file_says_what_is_meant(file: str, what: str) -> None:
    assert meant_by(Path(file)) == what


@pytest.mark.parametrize("name", ["labels.csv", "labels.csv.gz", "labels.jsonl", "labels.parquet"])
def test_labels(call: Call, source: Path, tmp_path: Path, name: str) -> None:
    said = call("export", source, "-o", tmp_path / name)
    assert (said.status, said.out, said.err) == (0, f"Wrote 4 labels to {tmp_path / name}.\n", "")
    assert (tmp_path / name).stat().st_size > 50


def test_labels_of_an_open_project_and_without_its_cache(call: Call, source: Path, tmp_path: Path) -> None:
    project = Project.open(default_folder(source))
    shutil.rmtree(project.cache)
    call("export", project.path, "-o", tmp_path / "labels.jsonl")
    project.close()
    lines = [json.loads(line) for line in (tmp_path / "labels.jsonl").read_text().splitlines()]
    assert [line["id"] for line in lines] == ["m0", "m4", "m9", "m13"]
    assert lines[1]["text"] == "cheap loan"
    assert lines[1]["flagged"] is True
    assert (lines[0]["label"], lines[0]["annotator"], lines[0]["seconds"]) == ("spam", "ann", 1.5)


def test_labels_outlive_their_items(call: Call, source: Path, tmp_path: Path) -> None:
    folder = default_folder(source)
    source.unlink()
    shutil.rmtree(folder / "cache")
    said = call("export", folder, "-o", tmp_path / "labels.csv")
    assert (said.status, said.out) == (0, f"Wrote 4 labels to {tmp_path / 'labels.csv'}.\n")
    assert "There is no file or folder" in said.err
    assert "with the ids of their items only" in said.err
    lines = (tmp_path / "labels.csv").read_text().splitlines()
    assert lines[0] == "id,label,annotator,seconds,time,flagged,note"
    assert sorted(line.split(",")[:2] for line in lines[1:]) == [
        ["m0", "spam"], ["m13", "ham"], ["m4", "spam"], ["m9", "ham"],
    ]  # fmt: skip
    assert call("export", folder, "-o", tmp_path / "predictions.csv").status == 1


def test_labels_of_a_list(call: Call, tmp_path: Path) -> None:
    learner = PoolLearner(["one", "two"], labels=["odd", "even"], project=tmp_path / "p.askless")
    learner.tell(1, "even")
    learner.close()
    said = call("export", tmp_path / "p.askless", "-o", tmp_path / "p.csv")
    assert (said.status, said.err.count("askless:")) == (0, 1)
    assert "are not stored in it. So the labels are written with the ids" in said.err
    assert (tmp_path / "p.csv").read_text().splitlines()[1].startswith("1,even,")


def test_a_damaged_event_costs_one_answer_and_is_said(call: Call, source: Path, tmp_path: Path) -> None:
    project = Project.open(default_folder(source))
    project.log.append([Event("answer", "m5", {"answer": "spam"}, time=1e300)])
    project.log.append([Event("answer", "m6", {"answer": "spam", "seconds": "x"})])
    project.log.append([Event("answer", "m7", {"answer": ["spam", "ham"]})])
    project.log.append([Event("strategy", data={"name": "nonesuch"})])
    project.close()
    for command in (
        ("export", source, "-o", tmp_path / "labels.parquet"),
        ("export", source, "-o", tmp_path / "predictions.csv"),
        ("report", source, "-o", tmp_path / "report.html"),
    ):
        said = call(*command)
        assert said.status == 0, said.err
        assert "3 of the events of the label log cannot be understood, and are passed over." in said.err
    assert "3 of the events" in call("status", source).out
    assert "nonesuch" in call("export", source, "-o", tmp_path / "predictions.csv").err


def test_who_may_mean_predictions_is_told_how_to_get_them(call: Call, source: Path, tmp_path: Path) -> None:
    said = call("export", source, "-o", tmp_path / "pred.csv")
    assert (
        said.out == f"Wrote 4 labels to {tmp_path / 'pred.csv'}. For what the model predicts, say --what predictions.\n"
    )
    said = call("export", source, "-o", tmp_path / "pred.csv", "--what", "predictions")
    assert said.out.startswith("Wrote predictions for 18 items")


def test_predictions_log_and_model(call: Call, source: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    assert call("export", source, "-o", out / "predictions.csv").out.startswith("Wrote predictions for 18 items")
    assert call("export", source, "-o", out / "all.csv", "--what", "predictions").status == 0
    assert (out / "all.csv").read_text() == (out / "predictions.csv").read_text()
    assert call("export", source, "-o", out / "log.jsonl").out.startswith("Wrote 7 events")
    assert "model_example.py loads it" in call("export", source, "-o", out / "model.skops").out
    assert {path.name for path in out.iterdir()} == {
        "predictions.csv", "all.csv", "log.jsonl", "model.skops", "model.json", "model_example.py",
    }  # fmt: skip


def test_what_cannot_be_exported_is_said(call: Call, source: Path, tmp_path: Path) -> None:
    said = call("export", source, "-o", tmp_path / "labels.xls")
    assert said.status == 2
    assert "“.xls”, which no table is written with. End its name in one of .csv," in said.err
    said = call("export", source, "-o", tmp_path / "log.csv")
    assert said.status == 2
    assert "the log is JSON lines" in said.err
    said = call("export", tmp_path / "none.csv", "-o", tmp_path / "labels.csv")
    assert (said.status, said.out) == (1, "")


def test_a_log_becomes_a_new_project(call: Call, source: Path, tmp_path: Path) -> None:
    call("export", source, "-o", tmp_path / "log.jsonl")
    copy = tmp_path / "copy.askless"
    said = call("import", copy, tmp_path / "log.jsonl")
    assert (said.status, said.out) == (0, f"Imported 7 events into {copy}; 0 were there already.\n")
    assert "4 of 18" in call("status", copy).out
    assert "Imported 0 events" in call("import", copy, tmp_path / "log.jsonl").out
    assert "Imported 0 events" in call("import", source, tmp_path / "log.jsonl").out
    call("export", copy, "-o", tmp_path / "log2.jsonl", "--what", "log")
    assert (tmp_path / "log2.jsonl").read_text() == (tmp_path / "log.jsonl").read_text()


def test_a_log_is_not_mixed_into_another(call: Call, source: Path, tmp_path: Path) -> None:
    line = {"seq": 1, "time": 1.0, "kind": "skip", "item": "m3", "data": {}}
    (tmp_path / "log.jsonl").write_text(json.dumps(line) + "\n")
    said = call("import", source, tmp_path / "log.jsonl")
    assert said.status == 1
    assert "has 7 events of its own" in said.err
    new = tmp_path / "new.csv"
    new.write_text("text\nhello\n")
    assert call("import", new, tmp_path / "log.jsonl").status == 2


def test_labels_come_back(call: Call, source: Path, tmp_path: Path) -> None:
    call("export", source, "-o", tmp_path / "labels.jsonl")
    lines = (tmp_path / "labels.jsonl").read_text().replace('"ham"', '"spam"')
    (tmp_path / "labels.jsonl").write_text(lines)
    said = call("import", source, tmp_path / "labels.jsonl")
    assert said.out.startswith("Imported 2 labels into")
    assert "4 of 18 items labelled: 4 spam" in call("status", source).out
    assert "Imported 0 labels" in call("import", source, tmp_path / "labels.jsonl").out
    (tmp_path / "labels.jsonl").write_text('{"id": "m0", "label": "egg"}\n')
    said = call("import", source, tmp_path / "labels.jsonl")
    assert said.status == 1
    assert "Line 1 of “labels.jsonl”: “egg” is not one of the labels." in said.err
    project = Project.open(default_folder(source))
    assert "is open in another askless" in call("import", source, tmp_path / "labels.jsonl").err
    project.close()


@pytest.mark.parametrize("name", ["labels.csv", "log.jsonl", "predictions.jsonl", "model.skops"])
def test_a_missing_folder_is_made(call: Call, source: Path, tmp_path: Path, name: str) -> None:
    file = tmp_path / "out" / "today" / name
    said = call("export", source, "-o", file)
    assert (said.status, file.exists()) == (0, True), said.err


def test_a_pickle_is_refused_with_what_there_is(call: Call, source: Path, tmp_path: Path) -> None:
    said = call("export", source, "-o", tmp_path / "out" / "model.pkl")
    assert said.status == 2
    assert "End its name in .skops for the model, or in .csv" in said.err
    assert call("export", source, "-o", tmp_path / "out" / "labels.xlsx").status == 2
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("command", ["export", "report"])
def test_what_the_labels_belong_to_is_never_written_over(call: Call, source: Path, command: str) -> None:
    before = source.read_bytes()
    project = default_folder(source)
    for file in (source, source.parent / "." / source.name, project / "labels.sqlite", project / "project.toml"):
        said = call(command, source, "-o", file)
        assert (said.status, said.out) == (2, "")
        assert "Name another file with -o." in said.err
    assert call(command, project, "-o", source).status == 2
    assert source.read_bytes() == before


def test_a_source_that_only_the_cache_names_is_not_written_over(call: Call, tagged: Path) -> None:
    project = default_folder(tagged)
    before = tagged.read_bytes()
    settings = (project / "project.toml").read_text()
    (project / "project.toml").write_text("".join(x for x in settings.splitlines(True) if not x.startswith("source")))
    for command in ("export", "report"):
        done = call(command, project, "-o", tagged)
        assert (done.status, done.out) == (2, "")
        assert "would be written over" in done.err
    assert tagged.read_bytes() == before


@pytest.fixture
def tagged(tmp_path: Path) -> Path:
    """A CoNLL file whose project has one sentence of two, answered in part."""
    path = tmp_path / "a.conll"
    path.write_text("Anna NN B-PER\nsang VB O\n\nBob NN B-PER\n")
    project = Project.open(default_folder(path))
    opened = open_source(path, task="span", cache=project.cache, ignore_labels=True)
    learner = PoolLearner(opened.items, labels=opened.space, strategy="random", project=project)
    learner.start(name="a", source=path.name)
    learner.tell(0, [(0, 4, "PER"), (5, 9, None)])
    project.save(source=f"../{path.name}", task="span")
    learner.close()
    return path


def test_tags_go_back_into_their_file(call: Call, tagged: Path, tmp_path: Path) -> None:
    said = call("export", tagged, "-o", tmp_path / "out" / "b.conll")
    assert (said.status, said.out, said.err) == (0, f"Wrote 1 sentence to {tmp_path / 'out' / 'b.conll'}.\n", "")
    assert (tmp_path / "out" / "b.conll").read_text() == "Anna NN B-PER\nsang VB _\n\n"
    call("export", tagged, "-o", tmp_path / "b.bio", "--all", "--scheme", "BIOES")
    assert (tmp_path / "b.bio").read_text() == "Anna NN S-PER\nsang VB _\n\nBob NN _\n"


def test_tags_for_another_tool(call: Call, tagged: Path, tmp_path: Path) -> None:
    said = call("export", tagged, "-o", tmp_path / "b.jsonl", "--format", "doccano")
    assert said.status == 0
    record = json.loads((tmp_path / "b.jsonl").read_text())
    assert record == {"id": "0", "text": "Anna sang", "label": [[0, 4, "PER"], [5, 9, "?"]]}
    shutil.rmtree(default_folder(tagged) / "cache")
    assert call("export", tagged, "-o", tmp_path / "c.jsonl", "--format", "prodigy").status == 0


@pytest.mark.parametrize(
    ("file", "options", "said"),
    [
        ("b.csv", ["--scheme", "BIO"], "--scheme is for CoNLL, and “b.csv” is a table"),
        ("b.csv", ["--all"], "--all is for CoNLL and labelling tools"),
        ("b.csv", ["--format", "prodigy"], "“b.csv” cannot be written as prodigy, which is JSON"),
        ("b.jsonl", ["--format", "prodigy", "--scheme", "BIO"], "but here prodigy has them by their positions"),
        ("b.parquet", ["--format", "conll"], "“b.parquet” cannot be written as conll"),
        ("b.xyz", [], "For CoNLL, end it in .conll or .conllu."),
        ("b.conll", ["--what", "predictions"], "The predictions cannot be written as .conll"),
    ],
)
def test_what_no_file_of_tags_can_hold(
    call: Call, tagged: Path, tmp_path: Path, file: str, options: list[str], said: str
) -> None:
    done = call("export", tagged, "-o", tmp_path / file, *options)
    assert done.status != 0
    assert said in " ".join(done.err.split())
    assert not (tmp_path / file).exists()


def test_labels_of_texts_are_no_tags(call: Call, source: Path, tmp_path: Path) -> None:
    done = call("export", source, "-o", tmp_path / "b.conll")
    assert done.status != 0
    assert "in this project an answer is one label" in " ".join(done.err.split())
