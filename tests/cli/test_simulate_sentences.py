"""``askless simulate`` on sentences, from the outside."""

import json
from pathlib import Path

import pytest

from askless.cli import main

NAMES = ["Anna", "Bob", "Carla", "Dora"]
VERBS = ["sleeps", "runs", "sings", "reads", "waits"]
PLACES = ["Rome", "Oslo", "Lima", "Bern"]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Eighty sentences with persons and places."""
    path = tmp_path / "train.conll"
    found = []
    for i in range(80):
        name, verb, place = NAMES[i % 4], VERBS[i % 5], PLACES[i // 20]
        found.append(f"{name}\tB-person\n{verb}\tO\nin\tO\n{place}\tB-place\n.\tO\n")
    path.write_text("\n".join(found), encoding="utf-8")
    return path


QUICK = ("--task", "span", "--seeds", "2", "--start", "5", "--processes", "1")


def test_it_prints_a_table_and_writes_both_files(source: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, page = source.with_name("out.json"), source.with_name("report.html")
    names = ["diverse-entropy", "per_cost(sequence_entropy)", "random"]
    given = ["--strategies", ",".join(names), "--json", str(out), "-o", str(page)]
    assert main(["simulate", str(source), *QUICK, *given]) == 0
    said = capsys.readouterr()
    assert said.out.split()[:5] == ["strategy", "tokens", "questions", "corrected", "time"]
    assert "97 % of full" in said.out
    assert "Seconds are predicted" in said.out.replace("\n", " ")
    assert "80 sentences" in said.err
    found = json.loads(out.read_text(encoding="utf-8"))
    assert list(found["strategies"]) == ["diverse_entropy", *names[1:]]
    report = page.read_text(encoding="utf-8")
    assert report.startswith("<!doctype html>")
    assert report.count("<svg") == 5, "one chart, and a panel for each other unit"
    assert "<h2>By type</h2>" in report
    assert '<th scope="row">person</th>' in report
    assert "A correction is a token" in report


def test_json_to_standard_output_is_alone_there(source: Path, capsys: pytest.CaptureFixture[str]) -> None:
    more = ["--strategies", "random", "--budget", "60", "--unit", "seconds", "--batch", "3", "--json", "-"]
    assert main(["simulate", str(source), *QUICK, *more]) == 0
    said = capsys.readouterr()
    found = json.loads(said.out)
    assert (found["unit"], found["budget"], found["batch"]) == ("seconds", 60, 3)
    assert found["saved_against_random"] == {}


def test_a_budget_that_the_start_takes_is_told(source: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source.write_text(f"{source.read_text(encoding='utf-8')}\nAnna\tB-person\nsleeps\tO\n\n" * 2, encoding="utf-8")
    assert main(["simulate", str(source), *QUICK, "--strategies", "mnlp,random", "--budget", "10"]) == 0
    said = capsys.readouterr()
    told = " ".join(said.out.split())
    assert "The start, 5 sentences, takes the whole budget of 10 tokens, so nothing was chosen" in told
    assert "% of full" in told
    assert "saves" not in told, "no mark is reached, so nothing is known of what is saved"
    assert "81 of 162 sentences are exact copies of others: asked and counted once." in said.err
    assert "Two fifths of the sentences are set aside for testing" in said.err


def test_several_processes_give_the_same(source: Path, tmp_path: Path) -> None:
    found = []
    for count in ("1", "2"):
        out = tmp_path / f"{count}.json"
        given = [*QUICK[:-1], count, "--strategies", "random", "--budget", "60", "--json", str(out)]
        assert main(["simulate", str(source), *given]) == 0
        told = json.loads(out.read_text(encoding="utf-8"))
        found.append((told["needed"], told["full_data"]))
    assert found[0] == found[1]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--task", "span", "--metric", "rmse"], "The metric “rmse” is not one of the task “span”"),
        (["--task", "span", "--unit", "hours"], "There is no unit “hours”"),
        (["--task", "tag", "--dev", "x.conll"], "no O whose bias"),
        (["--task", "span", "--strategies", "margin"], "“margin” is made for answers that are"),
        (["--task", "span", "--test", "nothing.conll"], "There is no file"),
        (["--unit", "tokens"], "--unit is for sentences"),
        (["--dev", "x.conll"], "--dev is for sentences"),
        (["--task", "sapn"], "There is no task “sapn”"),
    ],
)
def test_failures_are_explained(source: Path, capsys: pytest.CaptureFixture[str], more: list[str], words: str) -> None:
    assert main(["simulate", str(source), "--seeds", "1", *more]) != 0
    said = capsys.readouterr()
    assert words in said.err
    assert said.out == ""
