"""``askless stream simulate`` from the outside."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from askless.bench.prequential.generated import GENERATORS, KINDS
from askless.bench.prequential.plan import ADAPTATIONS
from askless.bench.prequential.seed import SeedRun, Seeds
from askless.cli import main
from askless.models.online.make import online_model
from askless.models.online.online import online_models
from askless.stream.adaptation.adaptation import adaptations
from askless.stream.adaptation.frozen import Frozen
from askless.stream.adaptation.named import usual
from askless.stream.drift.detector import ErrorDetector, detectors
from askless.stream.samplers.sampler import stream_samplers


@pytest.fixture
def prices(tmp_path: Path) -> Path:
    """Two hundred rows in the order of time."""
    path = tmp_path / "prices.csv"
    path.write_text(
        "price,move\n" + "".join(f"{i * 37 % 100},{'up' if i * 37 % 100 > 50 else 'down'}\n" for i in range(200))
    )
    return path


QUICK = (
    "--strategies", "variable-uncertainty,random", "--adaptation", "passive", "--seeds", "2", "--batch", "10",
    "--processes", "1",
)  # fmt: skip


def test_it_prints_tables_and_writes_both_files(prices: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, page = prices.with_name("out.json"), prices.with_name("report.html")
    given = ["stream", "simulate", str(prices), *QUICK, "--target", "move", "--json", str(out), "-o", str(page)]
    assert main(given) == 0
    said = capsys.readouterr()
    assert "cannot be told apart from" in said.out.splitlines()[0] or "beats" in said.out.splitlines()[0]
    starts = [line.split()[0] for line in said.out.splitlines() if line.strip()]
    for name in ("variable_uncertainty+passive", "random+passive", "last_class", "majority", "last_bought"):
        assert name in starts
    assert "2 seeds tell little" in said.out
    assert "200 rows" in said.err
    assert json.loads(out.read_text(encoding="utf-8"))["strategies"]["random+passive"]["labels"]
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert sorted(p.name for p in prices.parent.iterdir()) == ["out.json", "prices.csv", "report.html"]


def test_json_to_standard_output_is_alone_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["stream", "simulate", "sea:abrupt", "--items", "200", *QUICK, "--delay", "20", "--json"]) == 0
    said = capsys.readouterr()
    found = json.loads(said.out)
    assert (found["delay"], found["items"], found["model"]) == (20, 200, "softmax")
    assert "random+passive" in said.err


def test_commas_in_brackets_part_options(prices: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = ["--strategies", "split_quantile(window=64, softness=0.2),random", "--adaptation", "passive"]
    given = ["stream", "simulate", str(prices), *told, "--target", "move", "--seeds", "1", "--json", "-"]
    assert main(given) == 0
    names = json.loads(capsys.readouterr().out)["strategies"]
    assert [name.partition("+")[0] for name in names] == ["split_quantile(window=64,softness=0.2)", "random"]


def test_help_names_every_generated_stream(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["stream", "simulate", "--help"]) == 0
    said = capsys.readouterr().out
    assert " ".join(GENERATORS) in said
    assert all(f":{kind}" in said for kind in KINDS)
    assert " and ".join(name for name, made in GENERATORS.items() if made.moves) + " only" in said


def test_help_names_what_can_be_compared(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["stream", "simulate", "--help"]) == 0
    said = capsys.readouterr().out
    errors = [name for name in detectors.names() if issubclass(detectors.get(name), ErrorDetector)]
    assert f"DETECTOR       {' '.join(errors)}\n" in said
    at = said.index("What can be compared")
    words = re.split(r"[\s,:()]+", said[at:])
    assert set(stream_samplers.names()) | set(adaptations.names()) | set(online_models.names()) - {"linear"} <= set(
        words
    )
    assert f"[{','.join(ADAPTATIONS)}]" in "".join(said.split())
    assert f"first {Frozen().labels} answers" in said
    assert ADAPTATIONS[0] == usual(online_model()).title


def test_the_default_is_among_what_is_compared(capsys: pytest.CaptureFixture[str]) -> None:
    few = ["--items", "120", "--seeds", "1", "--batch", "20", "--processes", "1", "--strategies", "random"]
    assert main(["stream", "simulate", "sea:abrupt", *few, "--json"]) == 0
    said = capsys.readouterr()
    assert list(json.loads(said.out)["strategies"]) == [f"random+{name}" for name in ADAPTATIONS]
    assert "frozen never froze: it learns the first 200 answers" in " ".join(said.err.split())
    assert main(["stream", "simulate", "sea:abrupt", *few, "--model", "hoeffding_tree"]) == 0
    said = capsys.readouterr()
    assert "hoeffding_tree cannot forget, so passive:ensemble is left out" in said.err
    assert "random+passive:ensemble" not in said.out


@pytest.mark.parametrize(
    ("source", "more", "status", "words"),
    [
        ("", ["--seeds", "0"], 2, "`seeds` is 0"),
        ("", ["--processes", "0"], 2, "`processes` is 0"),
        ("", ["--strategies", "randon"], 2, "“random”"),
        ("", ["--strategies", ","], 2, "No strategy"),
        ("", ["--adaptation", "pasive"], 2, "“passive”"),
        ("", ["--model", "softmx"], 2, "“softmax”"),
        ("", ["--budget", "2"], 2, "`budget` is 2.0"),
        ("", ["--budget", "200%"], 2, "`budget` is 2.0"),
        ("", ["--budget", "lots"], 2, "`--budget` is “lots”"),
        ("", ["--target", "mov"], 1, "--target"),
        ("", ["-o", "/nowhere/at/all.html"], 1, "There is no folder"),
        ("nothing.csv", [], 1, "There is no file"),
        ("sea:abrubt", [], 2, "“abrupt”"),
        ("sea", [], 2, "sea:stable"),
        ("sea:abrupt", ["--items", "3"], 2, "`items` is 3"),
    ],
)
def test_failures_are_explained(
    prices: Path, capsys: pytest.CaptureFixture[str], source: str, more: list[str], status: int, words: str
) -> None:
    assert main(["stream", "simulate", source or str(prices), *QUICK, *more]) == status
    said = capsys.readouterr()
    assert words in said.err
    assert said.err.count("\n") <= 2
    assert said.out == ""


@pytest.mark.parametrize("rows", [0, 3])
def test_hardly_a_stream_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str], rows: int) -> None:
    path = tmp_path / "few.csv"
    path.write_text("x,label\n" + "".join(f"{i},{i % 2}\n" for i in range(rows)))
    assert main(["stream", "simulate", str(path), *QUICK]) == 1
    assert capsys.readouterr().err.startswith("askless: ")


def test_what_was_finished_before_ctrl_c_is_kept(
    prices: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(seeds: Seeds, cache: Path, *, processes: int, step: Any) -> Iterator[SeedRun]:
        yield seeds.run(0, step)
        raise KeyboardInterrupt

    monkeypatch.setattr("askless.bench.prequential.prequential.play_seeds", stopped)
    out = prices.with_name("out.json")
    assert main(["stream", "simulate", str(prices), *QUICK, "--target", "move", "--json", str(out)]) == 130
    said = capsys.readouterr()
    assert "stopped after 1 of 2 seeds" in said.err
    assert "1 of 2 seeds (stopped before the end)" in said.out
    assert json.loads(out.read_text(encoding="utf-8"))["seeds"] == 1


@pytest.mark.parametrize("processes", ["1", "2"])
def test_ctrl_c_ends_it_and_says_what_was_done(prices: Path, processes: str) -> None:
    given = [*QUICK[:4], "--seeds", "5000", "--processes", processes]
    process = subprocess.Popen(
        [sys.executable, "-m", "askless", "stream", "simulate", str(prices), "--target", "move", *given],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        start_new_session=True,
    )
    assert process.stderr is not None
    assert "200 rows" in process.stderr.readline()  # it has begun
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "stopped" in err
    assert "Traceback" not in err
