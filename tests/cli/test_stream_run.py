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
    assert decisions[0] == {
        "id": "a", "ask": True, "probability": 1.0, "prediction": None, "random": True, "again": False,
    }  # fmt: skip
    assert [decision["again"] for decision in decisions] == [False, False, False, True]
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
    assert said[0].startswith(f"The project {project} has seen 200 items. An item whose id came before is recognised;")
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


def test_a_file_without_ids_goes_on_behind_items_that_were_of_no_use(tmp_path: Path) -> None:
    project, file = tmp_path / "project", tmp_path / "items.jsonl"
    rows: list[Any] = [[float(at), 1.0] for at in range(20)]
    rows[3] = rows[4] = rows[11] = [1.0]  # the learner refuses these
    rows[7] = "no item"
    file.write_text(lines(*rows))
    first, said, _ = run(file, "--budget", "1", "--project", project)
    assert [len(first), said[-2]] == [16, "16 items, 16 asked (100.0 %), 0 answered, 4 refused."]
    again, said, _ = run(file, "--project", project)
    assert again == []
    assert "the first 19 of the file" in said[0]
    file.write_text(lines(*rows, [20.0, 1.0], [1.0], [21.0, 1.0]))
    more, _, _ = run(file, "--project", project)
    assert [decision["id"] for decision in more] == ["16", "17"]
    assert run(file, "--project", project)[0] == []


def test_what_can_never_be_written_is_told_and_the_stream_goes_on(tmp_path: Path) -> None:
    decisions, said, status = run(
        "-", "--budget", "1", "--project", tmp_path / "project",
        given=lines(
            {"id": "a", "x": 1.0}, {"id": "\ud800", "x": 2.0}, {"id": None, "x": 3.0}, '{"id": NaN, "x": 3.0}',
            {"tell": "a", "answer": "\ud800"}, {"tell": None, "answer": "up"}, {"tell": "\ud800", "answer": "up"},
            {"tell": "a", "answer": "up", "annotator": "\ud800"}, {"id": "b", "x": 2.0},
        ),
    )  # fmt: skip
    assert [decision["id"] for decision in decisions] == ["a", "b"]
    assert [line.partition(":")[0] for line in said[:6]] == [f"line {at}" for at in (2, 3, 4, 5, 6, 7)]
    assert "2 items, 2 asked (100.0 %), 1 answered, 6 refused." in said
    assert status == 0


@pytest.mark.parametrize(
    "options",
    [
        ["--strategy", "split_quantile(window=512)", "--model", "softmax(forgetting=0.999)"],
        ["--adaptation", "active:adwin:burst=100", "--budget", "per-hour(labels=60)"],
        ["--model", "committee(naive_bayes, members=5)", "--strategy", "committee", "--budget", "5%"],
    ],
)
def test_options_of_parts(options: list[str], tmp_path: Path) -> None:
    write_items(tmp_path, 50)
    decisions, said, status = run(tmp_path / "items.csv", "--target", "state", *options)
    assert (len(decisions), status) == (50, 0)
    assert said[-1].startswith("50 items, ")


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
        (["mqtt://localhost/items", "--project", "p"], "there are nats://, redis://, rediss://, kafka://, tls://."),
        (["-", "--strategy", "nothing", "--project", "p"], "There is no"),
        (["-", "--budget", "7", "--project", "p"], "7"),
        (["-", "--budget", "some%", "--project", "p"], "some%"),
        (["-", "--adaptation", "active(adwin)", "--project", "p"], "Write options after colons"),
        (["items.jsonl", "--target", "stat", "--project", "p"], "“stat” (--target). Did you mean “state”?"),
        (["items.csv", "--target", "q", "--project", "p"], "“q” (--target). The columns are “id”, “size”, “state”."),
        (["items.jsonl", "--id", "nosuch", "--project", "p"], "“nosuch” (--id). The columns are"),
        (["items.csv", "--id", "nosuch", "--project", "p"], "“nosuch” (--id). The columns are"),
        (["nowhere.jsonl", "--project", "p"], "could not be read"),
        (["items.csv", "--answers", "no/answers.jsonl", "--project", "p"], "for the answers “answers.jsonl”"),
        (["items.csv", "--answers", ".", "--project", "p"], "is a folder. Name a file in it"),
    ],
)
def test_what_cannot_be_meant(
    arguments: list[str], problem: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_items(tmp_path, 20)
    decisions, said, status = run(*arguments)
    assert problem in said[-1]
    assert status in (1, 2)
    assert decisions == []
    assert not any("Traceback" in line or " items, " in line for line in said)
    assert not (tmp_path / "p").exists()


def write_items(folder: Path, n: int) -> None:
    """The same items as lines and as a table."""
    items = [{"id": f"i{at}", "size": at % 10, "state": "ok" if at % 10 < 5 else "broken"} for at in range(n)]
    (folder / "items.jsonl").write_text(lines(*items))
    rows = "".join(",".join(map(str, item.values())) + "\n" for item in items)
    (folder / "items.csv").write_text(f"id,size,state\n{rows}")


def test_a_folder_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    write_items(tmp_path, 20)
    _, said, status = run(tmp_path / "items.csv", "--target", "state", "--project", tmp_path)
    assert status == 1
    assert "is not an askless project: it holds “items.csv” and 1 more." in said[0]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["items.csv", "items.jsonl"]


def test_fields_that_the_first_item_of_a_pipe_has_not(tmp_path: Path) -> None:
    given = lines({"id": "a", "size": 1}, {"id": "b", "size": 2, "state": "ok"})
    decisions, said, status = run("-", "--target", "state", "--budget", "1", given=given)
    assert (len(decisions), status) == (2, 0)
    assert said[0].startswith("There is no column “state” (--target). ")
    assert said[0].endswith(" Items without it come without an answer.")
    assert said[-1].endswith("1 answered.")
    decisions, said, status = run("-", "--id", "name", "--project", tmp_path / "p", given=given)
    assert (decisions, status) == ([], 1)
    assert said == ["askless: There is no column “name” (--id). The columns are “id”, “size”."]
    assert not (tmp_path / "p").exists()


def test_what_is_likely_not_meant(tmp_path: Path) -> None:
    write_items(tmp_path, 20)
    items, missing = tmp_path / "items.jsonl", tmp_path / "answers.jsonl"
    _, said, _ = run(items)
    assert said[0] == "Nothing can be learnt, for no answer can come: add --target COL, --answers FILE, or --label."
    _, said, _ = run(items, "--labels", "ok", "--target", "state", "--budget", "100%")
    assert said[0] == "There is only the label “ok”, so nothing can be told apart: name two or more."
    assert said[1].endswith("name it in --labels too, or leave --labels out to learn labels from the answers.")
    _, said, _ = run(items, "--answers", missing, "--budget", "1")
    assert said[0] == f"“{missing}” is not there yet; it is waited for while items come."
    assert said[-1].endswith("With --project DIR the same command takes answers that come later.")
    items.write_text(items.read_text() + lines({"tell": "i0", "answer": "ok"}))
    _, said, _ = run(items, "--budget", "1")
    assert said == ["20 items, 20 asked (100.0 %), 1 answered."]


def test_answers_that_come_after_the_items(tmp_path: Path) -> None:
    write_items(tmp_path, 20)
    answers = tmp_path / "answers.jsonl"
    arguments = (tmp_path / "items.jsonl", "--answers", answers, "--project", tmp_path / "p", "--budget", "100%")
    _, said, _ = run(*arguments)
    assert said[-1] == "20 items still wait for an answer. Run the same command again to take answers that come later."
    assert 'budget = "1.0"' in (tmp_path / "p" / "project.toml").read_text()
    told = [{"tell": f"i{at}", "answer": "ok"} for at in range(19)]
    answers.write_text(lines(*told, {"id": "i19", "answer": "ok"}))
    decisions, said, _ = run(*arguments)
    assert all(decision["again"] for decision in decisions)
    assert 'line 20: “{"id": "i19", "answer": "ok"}” is no answer. Write answers as {"tell": "7"' in said[1]
    assert said[2] == "0 items, 0 asked, 19 answered, 20 came again, 1 refused."
    assert said[3].startswith("1 item still waits for an answer.")


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


def test_a_file_is_budgeted_by_its_own_clock(tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    rows = [f"{at % 7},2026-03-01T{at // 60:02}:{at % 60:02}:00Z\n" for at in range(600)]  # ten hours
    table.write_text("x,at\n" + "".join(rows))
    options = ["--budget", "per_hour(labels=6)"]
    decisions, _, _ = run(table, *options, "--time", "at")
    assert 45 <= sum(decision["ask"] for decision in decisions) <= 72
    decisions, _, _ = run(table, *options)
    assert sum(decision["ask"] for decision in decisions) <= 12  # all of it within a second
    _, said, status = run(table, *options, "--time", "when")
    assert status != 0
    assert any("“when”" in line and "--time" in line for line in said)
    _, said, _ = run(
        "-", "--labels", "a,b", "--time", "at", given=lines({"x": 1, "at": "soon"}, {"x": 1}, [1.0], {"x": 1, "at": 3})
    )
    assert [line.partition(". ")[0] for line in said[:3]] == [
        "line 1: “\"soon\"” is no time", "line 2: The item has no field “at”",
        "line 3: A list of numbers has no field “at”",
    ]  # fmt: skip
    assert "1 item, " in said[-2] or "1 item, " in said[-1]
