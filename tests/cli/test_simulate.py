"""``askless simulate`` from the outside."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from askless.cli import main


@pytest.fixture
def points(tmp_path: Path) -> Path:
    """A hundred points in two classes."""
    rows = [f"{x},{y},{'up' if x + y > 9 else 'down'}" for x in range(10) for y in range(10)]
    path = tmp_path / "points.csv"
    path.write_text("\n".join(["x,y,side", *rows]), encoding="utf-8")
    return path


QUICK = ("--target", "side", "--seeds", "2", "--budget", "20", "--model", "linear", "--processes", "1")


def test_it_prints_a_table_and_writes_both_files(points: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, page = points.with_name("out.json"), points.with_name("report.html")
    given = ["simulate", str(points), *QUICK, "--strategies", "margin,random", "--json", str(out), "-o", str(page)]
    assert main(given) == 0
    said = capsys.readouterr()
    assert [line.split()[0] for line in said.out.splitlines()[:3]] == ["strategy", "margin", "random"]
    assert "100 rows" in said.err
    assert json.loads(out.read_text(encoding="utf-8"))["strategies"]["margin"]["labels"] == [10, 20]
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert sorted(p.name for p in points.parent.iterdir()) == ["out.json", "points.csv", "report.html"]


def test_wrappers_and_committees_are_compared_too(points: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = ["auto", "power(margin)", "bald", "badge"]
    assert main(["simulate", str(points), *QUICK, "--strategies", ",".join(names), "--json", "-"]) == 0
    assert list(json.loads(capsys.readouterr().out)["strategies"]) == names


def test_json_to_standard_output_is_alone_there(points: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["simulate", str(points), *QUICK, "--strategies", "random", "--json", "-"]) == 0
    said = capsys.readouterr()
    assert json.loads(said.out)["against_random"] == {}
    assert "random" in said.err


def test_few_seeds_are_no_proof(points: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["simulate", str(points), *QUICK]) == 0
    assert "seeds tell little" in capsys.readouterr().out


def test_an_error_and_what_is_to_be_reached_are_said_at_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    source, page = tmp_path / "areas.csv", tmp_path / "report.html"
    source.write_text("x,z,target\n" + "".join(f"{i},{i * i % 17},{3 * i + i % 7}\n" for i in range(60)))
    more = ["--task", "regress", "--seeds", "2", "--budget", "20", "--processes", "1", "-o", str(page)]
    assert main(["simulate", str(source), *more]) == 0
    said = capsys.readouterr().out
    assert "against random" in said.splitlines()[0]
    assert "+5.3 %" in said.splitlines()[0]
    assert "labels until the RMSE is at most so much above that of ridge with all 36 labels (" in said
    report = page.read_text(encoding="utf-8")
    assert "2 seeds tell little" in report
    assert "lcmd against random: RMSE " in report


def test_a_strategy_for_several_people_is_told_of(points: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["simulate", str(points), *QUICK, "--strategies", "active_lab", "--json", "-"]) == 0
    assert 'learner.tell(ids, answers, annotator="ann")' in capsys.readouterr().err


@pytest.mark.parametrize(
    ("more", "status", "words"),
    [
        (["--task", "tag"], 1, "no sentence with labels"),
        (["--unit", "tokens"], 2, "--unit is for sentences"),
        (["--seeds", "0"], 2, "`seeds` is 0"),
        (["--processes", "0"], 2, "`processes` is 0"),
        (["--strategies", "margine"], 2, "Did you mean “margin”"),
        (["--strategies", "gsx"], 2, "“gsx” is made for answers that are"),
        (["--strategies", "auto,per_cost"], 2, "“per_cost” needs `cost`"),
        (["--strategies", "power(margin"], 2, "Wrappers are written as in power(badge)"),
        (["--target", "sid"], 1, "(--target)"),
        (["-o", "/nowhere/at/all.html"], 1, "There is no folder"),
        (["--model", "tfidf-linear"], 2, "tfidf-linear"),
        (["--test", "nothing.csv"], 1, "There is no file"),
    ],
)
def test_failures_are_explained(
    points: Path, capsys: pytest.CaptureFixture[str], more: list[str], status: int, words: str
) -> None:
    given = ["simulate", str(points), *QUICK, *more]
    assert main(given) == status
    said = capsys.readouterr()
    assert words in said.err
    assert said.out == ""


def test_ctrl_c_ends_it_and_says_what_was_done(points: Path) -> None:
    given = ["--target", "side", "--seeds", "500", "--budget", "60", "--batch", "1", "--processes", "2"]
    process = subprocess.Popen(
        [sys.executable, "-m", "askless", "simulate", str(points), *given, "--json", "out.json"],
        cwd=points.parent,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        start_new_session=True,
    )
    assert process.stderr is not None
    assert "100 rows" in process.stderr.readline()  # it has begun
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "stopped" in err
    assert "Traceback" not in err
