"""Curves drawn by other processes: each wanted one once, and failures that are explained."""

from pathlib import Path

import pytest

from askless.bench.protocol.curve import Cell, Curve
from askless.bench.protocol.play import groups, play
from askless.bench.protocol.protocol import Options, Protocol, protocols
from askless.errors import ModelError, UnknownNameError

TOY = Path(__file__).parents[1] / "toy_protocol"


@pytest.fixture
def toy(monkeypatch: pytest.MonkeyPatch) -> Protocol:
    """The protocol of a third party, known here and in other processes."""
    monkeypatch.syspath_prepend(str(TOY))
    monkeypatch.setenv("PYTHONPATH", str(TOY))
    import askless_toy

    monkeypatch.setitem(protocols._parts, "toy", askless_toy.Toy())
    return protocols.get("toy")


def drawn(toy: Protocol, options: Options, processes: int, done: tuple[Cell, ...] = ()) -> list[Curve]:
    return list(play(toy, options, groups(toy.cells(options), done), processes=processes))


def test_groups_differ_only_in_strategy_and_come_in_the_order_of_the_protocol(toy: Protocol) -> None:
    found = groups(toy.cells(Options(seeds=2)))
    assert [[(c.set, c.strategy, c.seed) for c in group] for group in found] == [
        [("a", "auto", 0), ("a", "random", 0)],
        [("b", "auto", 0), ("b", "random", 0)],
        [("a", "auto", 1), ("a", "random", 1)],
        [("b", "auto", 1), ("b", "random", 1)],
    ]


@pytest.mark.parametrize("processes", [1, 2])
def test_each_missing_curve_is_drawn_once_with_one_thread(toy: Protocol, processes: int) -> None:
    wanted = toy.cells(Options())
    found = drawn(toy, Options(), processes, tuple(wanted[:3]))
    assert sorted(curve.cell for curve in found) == sorted(wanted[3:])
    assert {curve.facts["threads"] for curve in found} == {"1"}


def test_nothing_to_draw_starts_no_process(toy: Protocol) -> None:
    assert drawn(toy, Options(), 2, tuple(toy.cells(Options()))) == []


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ("die", r"ended unexpectedly \(exit status 7\)"),
        ("raise", "The toy is broken"),
        ("forget", "left out 2 curves"),
        ("stray", "drew b/none/10/auto/99, which was not asked for"),
    ],
)
def test_failures_come_after_what_was_finished(
    toy: Protocol, monkeypatch: pytest.MonkeyPatch, wrong: str, words: str
) -> None:
    monkeypatch.setenv("TOY_WRONG", wrong)
    found: list[Curve] = []
    with pytest.raises(ModelError, match=words):
        found.extend(play(toy, Options(seeds=2), groups(toy.cells(Options(seeds=2))), processes=1))
    assert [curve.cell.seed for curve in found] == [0, 0, 0, 0, 1, 1]


def test_options_reach_other_processes_as_they_are() -> None:
    options = Options(data=Path("sets"), seeds=3, sets=("a",), batches=(1, 10), all=True)
    assert Options.from_json(options.to_json()) == options
    assert Options.from_json(Options().to_json()) == Options()


def test_only_knows_the_names_of_the_protocol(toy: Protocol) -> None:
    with pytest.raises(UnknownNameError, match="no data set of this protocol “c”"):
        toy.cells(Options(sets=("a", "c")))


def test_chosen_curves_are_those_that_options_name(toy: Protocol) -> None:
    curves = drawn(toy, Options(), 1)
    assert len(Options(sets=("A",), strategies=("auto",)).chosen(curves)) == 3
    assert {curve.cell.seed for curve in Options(seeds=2).chosen(curves)} == {0, 1}
    assert Options(batches=(1,)).chosen(curves) == Options(models=("linear",)).chosen(curves) == []
