"""`askless bench` from the outside; curves come from a protocol that costs nothing."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from time import sleep
from typing import Any

import psutil
import pytest

from askless.bench.protocol.curves import read_curves
from askless.bench.protocol.protocol import protocols

TOY = Path(__file__).parents[1] / "bench" / "toy_protocol"
FILE = "askless-bench-toy.jsonl"


@pytest.fixture(autouse=True)
def toy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The protocol is known, and files go to a folder of their own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(TOY))
    monkeypatch.setenv("TOY_LOG", str(tmp_path / "drawn.txt"))
    monkeypatch.syspath_prepend(str(TOY))
    import askless_toy

    monkeypatch.setitem(protocols._parts, "toy", askless_toy.Toy())


def begun(*more: str) -> subprocess.Popen[str]:
    """A run in another process."""
    return subprocess.Popen(
        [sys.executable, "-m", "askless", "bench", "toy", *more],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        start_new_session=True,
    )


def wait_for(lines: int, process: subprocess.Popen[str]) -> None:
    """Until the file has so many lines."""
    while process.poll() is None:
        if Path(FILE).exists() and Path(FILE).read_bytes().count(b"\n") >= lines:
            return
        sleep(0.005)
    pytest.fail("the run ended early")


def keys() -> list[str]:
    return [curve.cell.key for curve in read_curves(Path(FILE)).curves]


def test_protocols_are_listed(call: Any) -> None:
    said = call("bench")
    assert said.status == 0
    assert "toy    " in said.out
    assert "numbers that come from nowhere. Takes no time." in said.out
    assert max(map(len, said.out.splitlines())) <= 80


def test_it_draws_tells_and_writes(call: Any) -> None:
    said = call("bench", "toy", "--processes", "2", "--json", "found.json", "-o", "found.html")
    assert said.status == 0, said.err
    assert "12 curves to draw, into askless-bench-toy.jsonl." in said.err
    assert "reached" in said.out
    assert sorted(keys()) == sorted(Path("drawn.txt").read_text().split())
    found = json.loads(Path("found.json").read_text())
    assert (found["protocol"], found["curves"], found["gates"][0]["sign"]) == ("toy", 12, "reached")
    assert "<h1>Benchmark toy</h1>" in Path("found.html").read_text()


def test_a_second_run_draws_what_is_missing(call: Any) -> None:
    call("bench", "toy", "--seeds", "2")
    said = call("bench", "toy")
    assert "8 curves of 12 are in askless-bench-toy.jsonl already, 4 to draw." in said.err
    assert len(keys()) == len({*keys()}) == len(Path("drawn.txt").read_text().split()) == 12


def test_a_missed_number_is_a_failure_with_a_sentence(call: Any) -> None:
    Path("asked").write_text("0.9")
    said = call("bench", "toy", "--json", "-")
    assert said.status == 1
    assert "1 of 1 number is not what was asked for: the best area." in said.err
    assert json.loads(said.out)["gates"][0]["passed"] is False


def test_reports_are_made_again_without_drawing(call: Any) -> None:
    call("bench", "toy", "--seeds", "1")
    with open(FILE, "ab") as file:
        file.write(b'{"set": "a"')
    said = call("bench", "toy", "--report-only", "--sets", "a", "-o", "again.html")
    assert said.status == 0
    assert "not whole" in said.err
    assert "a/none/10/auto/0" in said.out
    assert "b/none" not in said.out
    assert Path("again.html").exists()
    assert call("bench", "toy", "--report-only", "--sets", "nothing").status == 2


def test_what_the_data_lack_is_told_before_a_file_is_begun(call: Any, tmp_path: Path) -> None:
    (tmp_path / "data" / "wine").mkdir(parents=True)
    (tmp_path / "data" / "wine" / "wine.csv.gz").write_bytes(b"")
    for protocol, given, words in (
        ("suite", [], "is read from a folder of data sets, and none is given. Name it with --data."),
        ("suite", ["--data", "nowhere"], "There is no folder “nowhere” of data sets."),
        ("suite", ["--data", "data", "--sets", "wine,xor,iris"], "There is no data set “iris” in “data”."),
        ("suite", ["--data", "data", "--sets", "imb_spambase"], "There is no data set “spambase”"),
        ("rebench", ["--data", "data"], "There is no data set “appendicitis”"),
        ("screening", ["--data", "data"], "There is no data set “review_ace”"),
        ("calibration", ["--data", "data", "--sets", "digits,sonar"], "There is no data set “sonar”"),
    ):
        said = call("bench", protocol, *given)
        assert (said.status, said.out) == (1, "")
        assert words in said.err
        assert "to draw" not in said.err
        assert not list(tmp_path.glob("*.jsonl"))


def test_where_nothing_was_run_that_is_said(call: Any) -> None:
    call("bench", "toy", "--seeds", "1")
    file = Path(FILE)
    file.write_bytes(file.read_bytes().splitlines(keepends=True)[0])
    said = call("bench", "toy", "--report-only")
    assert said.status == 2
    assert "Nothing was run yet: there is no curve. Draw some with `askless bench toy`." in said.err


def test_a_run_without_a_curve_leaves_no_file(call: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOY_SECONDS", "600")
    process = begun("--processes", "1")
    while not psutil.Process(process.pid).children():
        sleep(0.005)
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "stopped. No curve was finished, so nothing is kept." in err
    assert not Path(FILE).exists()


def test_without_a_terminal_a_line_tells_how_far_it_is(call: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from askless.cli import progress

    monkeypatch.setattr(progress.Steps.__init__, "__kwdefaults__", {"first": 0.05, "every": 0.05})
    monkeypatch.setenv("TOY_SECONDS", "0.1")
    said = call("bench", "toy", "--seeds", "2", "--processes", "1")
    assert "0 of 8 curves, now a, none model, seed 0" in said.err
    assert said.err.rstrip().endswith("8 of 8 curves are in askless-bench-toy.jsonl.")


def test_killed_in_the_middle_it_goes_on_and_loses_and_repeats_nothing(
    call: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOY_SECONDS", "0.02")
    process = begun("--seeds", "40", "--processes", "2")
    wait_for(20, process)
    process.kill()
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    before = Path(FILE).read_bytes()
    whole = before[: before.rindex(b"\n") + 1]
    monkeypatch.setenv("TOY_SECONDS", "0")
    said = call("bench", "toy", "--seeds", "40", "--processes", "2")
    assert said.status == 0, said.err
    there = len(whole.splitlines()) - 1
    assert f"{there} curves of 160 are in" in said.err
    assert Path(FILE).read_bytes().startswith(whole)
    assert len(keys()) == len({*keys()}) == 160


def test_killed_it_leaves_no_process_at_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOY_SECONDS", "600")
    process = begun("--processes", "2")
    wait_for(1, process)
    while len(workers := psutil.Process(process.pid).children()) < 2:
        sleep(0.005)
    process.kill()
    process.communicate()
    _, alive = psutil.wait_procs(workers, timeout=60)
    assert alive == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_stopped_it_says_how_to_go_on(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    monkeypatch.setenv("TOY_SECONDS", "0.02")
    process = begun("--seeds", "200", "--processes", "2")
    wait_for(5, process)
    os.killpg(process.pid, number)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert f"{len(keys())} of 800 curves are in {FILE}. The same command goes on." in err
    assert "Traceback" not in err


def test_two_runs_at_once_are_refused(call: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOY_SECONDS", "0.02")
    process = begun("--seeds", "200", "--processes", "1")
    wait_for(2, process)
    said = call("bench", "toy")
    process.kill()
    process.communicate()
    assert said.status == 2
    assert "Another run is drawing curves" in said.err


def test_a_process_that_dies_is_explained_and_the_rest_stays(call: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOY_WRONG", "die")
    said = call("bench", "toy", "--seeds", "2", "--processes", "1")
    assert said.status == 1
    assert "ended unexpectedly (exit status 7)" in said.err
    assert "6 of 8 curves are in askless-bench-toy.jsonl. They stay." in said.err
    assert len(keys()) == 6


@pytest.mark.parametrize(
    ("given", "status", "words"),
    [
        (["toys"], 2, "Did you mean “toy”"),
        (["toy", "--seeds", "0"], 2, "`seeds` is 0"),
        (["toy", "--processes", "0"], 2, "`processes` is 0"),
        (["toy", "--batches", "1,x"], 2, "`batches` is “1,x”"),
        (["toy", "--sets", "c"], 2, "no data set of this protocol “c”"),
        (["toy", "--curves", "/nowhere/at/all.jsonl"], 1, "folder does not exist"),
        (["toy", "--curves", "/dev/full"], 1, "the disk is full"),
        (["toy", "--curves", "c.jsonl.gz"], 2, "packed"),
        (["toy", "-o", "/nowhere/at/all.html"], 1, "There is no folder"),
        (["toy", "--json", "."], 1, "is a folder"),
        (["toy", "--report-only"], 1, "Nothing was run yet: there is no file “askless-bench-toy.jsonl”. Draw"),
    ],
)
def test_failures_are_explained_before_any_work(call: Any, given: list[str], status: int, words: str) -> None:
    said = call("bench", *given)
    assert words in said.err
    assert said.status == status
    assert said.out == ""
    assert not Path("drawn.txt").exists()


def test_curves_of_another_protocol_are_refused(call: Any) -> None:
    call("bench", "toy", "--seeds", "1")
    for more in ((), ("--report-only",)):
        said = call("bench", "small", "--curves", FILE, *more)
        assert said.status == 1
        assert "holds curves of the protocol “toy”, not of “small”" in said.err
