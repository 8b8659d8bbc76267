"""Printed commands plan exactly what was drawn."""

import shlex
from collections.abc import Collection
from pathlib import Path

import pytest

from askless.bench.protocol.curve import Cell
from askless.bench.protocol.curves import read_curves
from askless.bench.protocol.protocol import Options, Protocol, protocols
from askless.bench.protocol.ran import as_command, commands, not_run, ran
from askless.cli.bench import _names, _numbers

KEPT = sorted((Path(__file__).resolve().parents[3] / "benchmarks" / "curves").glob("*.jsonl.gz"))
SUITE = protocols.get("suite")


def planned(protocol: Protocol, cells: Collection[Cell]) -> tuple[set[Cell], list[Cell]]:
    """What the printed commands plan, read as the command line reads them; and what none plans."""
    options, left = commands(protocol, cells)
    return {cell for one in options for cell in protocol.cells(_read(as_command(protocol, one)))}, left


def _read(command: str) -> Options:
    words = shlex.split(command)[3:]
    given = {name.removeprefix("--"): value for name, value in zip(words, [*words[1:], ""], strict=True)}
    seeds = given.get("seeds")
    return Options(
        seeds=None if seeds is None else int(seeds),
        all="--all" in words,
        sets=_names(given.get("sets")),
        models=_names(given.get("models")),
        strategies=_names(given.get("strategies")),
        batches=_numbers(given.get("batches")),
    )


@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.name.partition(".")[0])
def test_the_curves_that_are_kept_can_be_drawn_again(path: Path) -> None:
    stored = read_curves(path)
    cells = {curve.cell for curve in stored.curves}
    assert planned(protocols.get(stored.header.protocol), cells) == (cells, [])


@pytest.mark.parametrize(
    "options",
    [
        [Options()],
        [Options(all=True)],
        [Options(models=("linear",), batches=(50,), seeds=30)],
        [Options(seeds=30, strategies=("auto", "random"), batches=(10,)), Options(batches=(10,), models=("text",))],
        [Options(seeds=2, sets=("wine", "glass")), Options(seeds=5, sets=("xor",), models=("forest",))],
    ],
)
def test_what_one_call_or_several_drew_is_told_as_it_was(options: list[Options]) -> None:
    cells = {cell for one in options for cell in SUITE.cells(one)}
    assert planned(SUITE, cells) == (cells, [])
    assert len(commands(SUITE, cells)[0]) <= len(options) + 1


def test_a_run_that_was_stopped_is_told_as_it_was() -> None:
    cells = set(SUITE.cells(Options(batches=(10,), models=("linear",)))[:2000])
    assert planned(SUITE, cells) == (cells, [])


def test_seeds_with_gaps_are_left() -> None:
    cells = {Cell("wine", "linear", 10, "auto", seed) for seed in (0, 2)}
    assert commands(SUITE, cells) == ([], sorted(cells))


def test_what_was_not_run_is_told() -> None:
    cells = [
        *SUITE.cells(Options(models=("text",), batches=(10,), sets=("trec", "sms_spam"))),
        *SUITE.cells(Options(models=("text",), batches=(10,), strategies=("auto",), sets=("trec",), seeds=30))[10:],
    ]
    rows = {row[:2]: row[2:] for row in ran(SUITE, cells).rows}
    others = "badge, margin, max_herding, power(margin), random, typiclust, uherding"
    assert rows["text", "10"] == ("2 of 5", f"10: {others}; 10 to 30: auto", "180", "420")
    assert rows["forest", "50"] == ("0 of 43", "–", "0", "1,290")
    lines = not_run(SUITE, cells)
    assert "text, 10 at a time: ag_news, mr_sentiment, newsgroups20" in lines
    assert "linear, 10 at a time: nothing was run" in lines
