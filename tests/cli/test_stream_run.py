"""`askless stream run`: lines in, decisions out, and a word on what cannot be used."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

QUICK = {**os.environ, "OMP_NUM_THREADS": "1"}


def run(*arguments: object, given: str = "") -> tuple[list[dict[str, Any]], list[str], int]:
    """Decisions, what was said, and the status."""
    command = [sys.executable, "-m", "askless", "stream", "run", *map(str, arguments)]
    ended = subprocess.run(command, input=given, capture_output=True, text=True, env=QUICK, timeout=60)
    return [json.loads(line) for line in ended.stdout.splitlines()], ended.stderr.splitlines(), ended.returncode


def lines(*values: object) -> str:
    return "".join((value if isinstance(value, str) else json.dumps(value)) + "\n" for value in values)


def test_items_answers_and_what_is_neither() -> None:
    decisions, said, status = run(
        "-", "--labels", "ok,broken", "--budget", "1",
        given=lines(
            {"id": "a", "x": 1.0},
            {"id": "b", "x": 2},
            '{"id": "c"',
            {"tell": "a", "answer": "ok"},
            {"tell": "b", "answer": "mended"},
            {"tell": "nobody", "answer": "ok"},
            "",
            {"skip": "b"},
            {"id": "d", "x": [1, 2]},
            {"x": 3},
            {"id": "e", "x": 1.1, "colour": "red", "gap": None},
            '{"id": "a", "x": NaN, "y": 1e999}',
            [1.0, 2.0],
            '"x"',
        ),
    )  # fmt: skip
    assert status == 0
    assert [decision["id"] for decision in decisions] == ["a", "b", "e", "a"]
    assert decisions[0] == {"id": "a", "ask": True, "probability": 1.0, "prediction": None, "random": True}
    assert [line.partition(":")[0] for line in said[:-1]] == [f"line {at}" for at in (3, 5, 6, 9, 10, 13, 14)]
    assert all(line.count(". ") >= 1 for line in said[:-1])  # two sentences
    assert said[-1] == "3 items, 3 asked (100.0 %), 1 answered, 1 came again, 7 refused."


def test_a_project_goes_on(tmp_path: Path) -> None:
    project = tmp_path / "project"
    items = [{"id": at, "x": at % 10, "y": "even" if at % 2 else "odd"} for at in range(300)]
    first, said, _ = run("-", "--target", "y", "--budget", "0.2", "--project", project, given=lines(*items[:200]))
    n = sum(decision["ask"] for decision in first)
    assert said == [f"200 items, {n} asked ({n / 2:.1f} %), {n} answered."]
    assert 30 <= n <= 41
    both, said, _ = run("-", "--target", "y", "--project", project, given=lines(*items[100:]))
    assert len(both) == 200
    assert said[0] == f"The project {project} has seen 200 items. Items without ids go on after them."
    assert n + int(said[1].split(", ")[1].split()[0]) <= 61
    assert 'budget = "0.2"' in (project / "project.toml").read_text()  # it is remembered
    assert said[1].endswith("100 came again.")


def test_a_table_without_ids_goes_on(tmp_path: Path) -> None:
    project, table = tmp_path / "project", tmp_path / "table.csv"
    rows = [f"{at % 7},{'a' if at % 7 > 3 else 'b'}\n" for at in range(120)]
    table.write_text("x,y\n" + "".join(rows[:50]) + "1,a,2\n")
    first, said, _ = run(table, "--target", "y", "--project", project)
    assert [decision["id"] for decision in first] == [str(at) for at in range(50)]
    assert said[0] == "line 52: It has more cells than the first line. Quote cells that hold the separator."
    table.write_text("x,y\n" + "".join(rows))
    rest, said, status = run(table, "--target", "y", "--project", project)
    assert [decision["id"] for decision in rest] == [str(at) for at in range(50, 120)]
    assert status == 0


def test_numbers_as_answers() -> None:
    items = [{"x": at % 10, "y": 2.5 * (at % 10)} for at in range(100)]
    decisions, said, _ = run("-", "--model", "linear", "--target", "y", "--budget", "0.5", given=lines(*items))
    assert decisions[0]["id"] == "0"
    assert 45 <= int(said[-1].split(", ")[1].split()[0]) <= 51


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["nowhere.jsonl"], "nowhere.jsonl could not be read (no such file or directory). Check the path"),
        (["nats://localhost:4222/items"], "has to be kept here. Say where with --project DIR."),
        (["nats://localhost:4222/", "--project", "p"], "names no single subject. Write it behind the server"),
        (["redis://localhost/a", "--project", "p", "--answers", "f"], "Publish them to a.answers, without --answers."),
        (["-", "--strategy", "nothing"], "There is no"),
        (["-", "--budget", "7"], "7"),
    ],
)
def test_what_cannot_be_meant(arguments: list[str], problem: str, tmp_path: Path) -> None:
    _, said, status = run(*[str(tmp_path / a) if a == "p" else a for a in arguments])
    assert problem in said[-1] or problem in said[0]
    assert status in (1, 2)
    assert not any("Traceback" in line for line in said)


def test_answers_follow_while_items_flow(tmp_path: Path) -> None:
    answers = tmp_path / "answers.jsonl"
    command = [sys.executable, "-m", "askless", "stream", "run", "-", "--labels", "low,high", "--budget", "1"]
    process = subprocess.Popen(
        [*command, "--answers", str(answers)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=QUICK,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    for at in range(20):  # one by one: each decision comes before the next item is given
        process.stdin.write(json.dumps({"id": at, "x": at % 2}) + "\n")
        process.stdin.flush()
        decision = json.loads(process.stdout.readline())
        assert decision["id"] == str(at)
        with answers.open("a") as file:
            file.write(
                json.dumps({"tell": at, "answer": ("low", "high")[at % 2]})[:9]
            )  # a line that comes in two parts
            file.flush()
            file.write(json.dumps({"tell": at, "answer": ("low", "high")[at % 2]})[9:] + "\n")
        if decision["prediction"] is not None:
            break
        time.sleep(0.1)
    assert decision["prediction"] is not None  # it has learnt from the file
    process.send_signal(signal.SIGTERM)
    _, said = process.communicate(timeout=30)
    assert process.returncode == 0
    assert f"{at + 1} items" in said
