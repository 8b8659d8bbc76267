"""`askless status`."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from askless.core.events import Event
from askless.data.store.project import Project, default_folder

Call = Callable[..., Any]

KEYS = {"items", "labelled", "skipped", "flagged", "pending", "estimate", "forecast", "verdict", "seconds_each"}
KEYS |= {"project", "test"}


def test_a_few_calm_lines(call: Call, source: Path) -> None:
    said = call("status", source)
    assert (said.status, said.err) == (0, "")
    assert said.out.splitlines() == [
        str(default_folder(source)),
        "  4 of 18 items labelled: 2 spam, 2 ham",
        "  1 skipped, 1 flagged, 0 asked without an answer yet",
        "  Too early to say how good the model is: 0 of 30 random answers are in. "
        "An estimate takes about 300 labels; this pool of 18 is too small.",
    ]


def test_of_many_labels_the_commonest_are_counted(call: Call, source: Path) -> None:
    project = Project.open(default_folder(source))
    for i in range(40):
        project.log.append([Event("label_added", data={"name": f"kind {i}"})])
        for item in range(2 if i == 30 else 1):
            project.log.append([Event("answer", f"x{i}-{item}", {"answer": f"kind {i}"})])
    project.close()
    line = call("status", source).out.splitlines()[1]
    assert line.endswith(" kind 6 and 32 more labels")
    assert ": 2 spam, 2 ham, 2 kind 30, 1 kind 0, " in line


def test_a_name_cannot_steer_the_terminal(call: Call, source: Path) -> None:
    project = Project.open(default_folder(source))
    project.log.append([Event("label_added", data={"name": "\x1b]0;title\x07\u202eham"})])
    project.log.append([Event("answer", "m17", {"answer": "\x1b]0;title\x07\u202eham"})])
    project.close()
    said = call("status", source)
    assert "1 \\x1b]0;title\\x07\\u202eham\n" in said.out


def test_a_terminal_without_the_characters_gets_their_numbers(source: Path) -> None:
    plain = {**os.environ, "PYTHONIOENCODING": "ascii"}
    command = [sys.executable, "-m", "askless", "status", source.with_name("nothing.csv")]
    done = subprocess.run(command, capture_output=True, text=True, env=plain)
    assert done.returncode == 1
    assert done.stderr.startswith("askless: There is no file or folder \\u201c")


@pytest.mark.parametrize("form", ["{source} --json", "--json {source}", "{folder} --json -", "--json - {source}"])
def test_json_is_printed(call: Call, source: Path, form: str) -> None:
    folder = default_folder(source)
    said = call("status", *form.format(source=source, folder=folder).split())
    facts = json.loads(said.out)
    assert set(facts) == KEYS
    assert (facts["items"], facts["labelled"], facts["skipped"], facts["flagged"]) == (18, 4, 1, 1)
    assert (facts["estimate"], facts["project"]) == (None, str(folder))


def test_the_folder_one_is_in_may_be_the_source(call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    Project.open(default_folder(pictures)).close()
    monkeypatch.chdir(pictures)
    said = call("status", ".")
    assert said.out.startswith(str(default_folder(pictures)))


def test_json_goes_to_a_file(call: Call, source: Path, tmp_path: Path) -> None:
    said = call("status", source, "--json", tmp_path / "status.json")
    assert said.out == ""
    assert json.loads((tmp_path / "status.json").read_text())["labelled"] == 4
    said = call("status", source, "--json", tmp_path / "nowhere" / "status.json")
    assert said.status == 1
    assert "its folder does not exist" in said.err


def test_it_works_while_the_project_is_open(call: Call, source: Path) -> None:
    project = Project.open(default_folder(source))
    project.log.append([Event("answer", "m17", {"answer": "ham"})])
    assert "5 of 18 items labelled" in call("status", source).out
    estimate = {"ready": True, "n": 40, "value": 0.9, "low": 0.77, "high": 0.96, "sentence": "About 90 %."}
    project.log.append([Event("trained", None, {"version": 1, "trained_on": 40, "estimate": estimate})])
    said = call("status", source)
    assert "  About 90 %.\n" in said.out
    early = {"ready": False, "n": 3, "value": None, "low": None, "high": None, "sentence": "It is too early to say."}
    project.log.append([Event("trained", None, {"version": 2, "trained_on": 41, "estimate": early})])
    assert "  Too early to say how good the model is: 3 of 30 random answers" in call("status", source).out
    project.close()


def test_a_project_elsewhere(call: Call, source: Path, tmp_path: Path) -> None:
    moved = default_folder(source).rename(tmp_path / "elsewhere")
    assert call("status", source).status == 1
    assert "4 of 18" in call("status", source, "--project", moved).out
    assert "4 of 18" in call("status", moved).out
    assert "4 of 18" in call("status", "--project", moved).out


def test_what_is_not_there_is_said(call: Call, tmp_path: Path) -> None:
    (tmp_path / "new.csv").write_text("text\nhello\n")
    said = call("status", tmp_path / "new.csv")
    assert said.status == 1
    assert "“new.csv” has no project yet" in said.err
    assert f"askless label {tmp_path / 'new.csv'}" in said.err
    assert "There is no file or folder" in call("status", tmp_path / "none.csv").err
    assert call("status").status == 2
    assert [path.name for path in tmp_path.iterdir()] == ["new.csv"], "asking makes no folder"


def test_a_damaged_log_is_told_and_read(call: Call, source: Path) -> None:
    log = default_folder(source) / "labels.sqlite"
    data = bytearray(log.read_bytes())
    data[:16] = b"x" * 16
    log.write_bytes(data)
    said = call("status", source)
    assert said.status == 0
    assert "4 of 18 items labelled" in said.out
    assert "is damaged" in said.out
    assert log.read_bytes() == data


def strange(folder: Path, kind: str) -> Path:
    """A place that is no project, or one that nobody can read."""
    place = folder / "strange.askless"
    if kind == "file":
        place.write_text("text\nhello\n")
        return place
    place.mkdir()
    if kind == "log":
        (place / "labels.sqlite").write_bytes(b"nothing of the kind" * 1000)
    elif kind == "folder for a log":
        (place / "labels.sqlite").mkdir()
    elif kind == "settings":
        (place / "project.toml").write_text("batch = [")
    elif kind == "bytes for settings":
        (place / "project.toml").write_bytes(b"\xff\xfe\0")
    elif kind == "newer":
        (place / "project.toml").write_text("format = 99\n")
    return place


@pytest.mark.parametrize("json_file", [(), ("--json",), ("--json", "status.json")])
@pytest.mark.parametrize(
    "kind", ["file", "folder", "log", "folder for a log", "settings", "bytes for settings", "newer"]
)
def test_what_is_no_project_is_said_in_two_sentences(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, json_file: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    said = call("status", strange(tmp_path, kind), *json_file)
    assert (said.status, said.out) == (1, "")
    assert said.err.startswith("askless: ")
    assert len(said.err.splitlines()) == 1
    assert not any(word in said.err for word in ("Traceback", "should not have"))
    assert said.err.rstrip().endswith((".", "`."))
    assert not (tmp_path / "status.json").exists()
