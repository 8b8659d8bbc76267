"""Which curves the re-benchmark wants, and how they are kept."""

import csv
import gzip
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from askless.bench.protocol.curve import Cell
from askless.bench.protocol.curve_file import CurveFile
from askless.bench.protocol.play import groups
from askless.bench.protocol.protocol import Options, protocols
from askless.bench.protocols.rebench import protocol as module
from askless.bench.protocols.rebench.play import Played, aubc
from askless.bench.protocols.rebench.protocol import Rebench
from askless.bench.protocols.rebench.published import LARGE, SETS
from askless.errors import UnknownNameError, UsageError

REBENCH = Rebench()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a set named “sonar”, of 50 rows."""
    rng = np.random.default_rng(0)
    (tmp_path / "sonar").mkdir()
    with gzip.open(tmp_path / "sonar" / "sonar.csv.gz", "wt", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["x", "y", "class"], *([*rng.normal(i % 2, 1, 2), i % 2] for i in range(50))])
    return tmp_path


def test_is_registered() -> None:
    assert isinstance(protocols.get("rebench"), Rebench)


def test_wants_20_seeds_of_small_sets_and_100_of_one() -> None:
    cells = REBENCH.cells(Options())
    assert {cell.set for cell in cells} == set(SETS)
    assert len(cells) == 3 * (12 * 20 + 100)
    assert {(cell.model, cell.batch) for cell in cells} == {("svm", 1)}


def test_large_sets_come_last_with_10_seeds() -> None:
    cells = REBENCH.cells(Options(all=True))
    tail = cells[-3 * 4 * 10 :]
    assert {cell.set for cell in tail} == set(LARGE)
    assert not {cell.set for cell in cells[: -len(tail)]} & set(LARGE)
    assert [cell.seed for cell in tail] == sorted(cell.seed for cell in tail)


def test_strategies_of_a_seed_stand_together() -> None:
    cells = REBENCH.cells(Options(seeds=2, sets=("sonar", "haberman")))
    assert [cell.key for cell in cells[:4]] == [
        "sonar/svm/1/random/0",
        "sonar/svm/1/margin/0",
        "sonar/svm/1/auto/0",
        "haberman/svm/1/random/0",
    ]
    assert len(cells) == 12


def test_a_large_set_may_be_named() -> None:
    assert {cell.set for cell in REBENCH.cells(Options(sets=("banana",), seeds=1))} == {"banana"}


@pytest.mark.parametrize(
    ("options", "known"),
    [
        (Options(sets=("sonor",)), "sonar"),
        (Options(strategies=("bald",)), "auto"),
        (Options(models=("forest",)), "svm"),
    ],
)
def test_what_the_protocol_does_not_have_is_refused(options: Options, known: str) -> None:
    with pytest.raises(UnknownNameError, match=known):
        REBENCH.cells(options)


def test_other_batch_sizes_are_refused() -> None:
    with pytest.raises(UsageError, match="one label at a time, not 10"):
        REBENCH.cells(Options(batches=(10,)))
    assert REBENCH.cells(Options(batches=(1,), seeds=1)) == REBENCH.cells(Options(seeds=1))


def test_curve_has_every_query(folder: Path) -> None:
    cells = REBENCH.cells(Options(data=folder, sets=("sonar",), seeds=1))
    for cell, curve in zip(cells, REBENCH.draw(cells, Options(data=folder)), strict=True):
        assert curve.cell == cell
        assert curve.labels == tuple(range(21, 31))
        assert curve.facts["aubc"] == pytest.approx(aubc(np.array(curve.metric)), abs=1e-5)
        assert curve.facts["full"] == curve.metric[-1]


def test_a_seed_that_shows_one_class_has_no_points(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    true: Callable[..., object] = module.read_set

    def alike(name: str, at: Path) -> object:
        labelled = true(name, at)
        labelled.codes[:] = 0  # type: ignore[attr-defined]
        return labelled

    monkeypatch.setattr(module, "read_set", alike)
    (curve,) = REBENCH.draw([Cell("sonar", "svm", 1, "margin", 0)], Options(data=folder))
    assert curve.labels == ()
    assert not REBENCH.finding([curve], Options()).gates


def test_a_long_curve_is_thinned_but_its_area_is_not() -> None:
    right = np.random.default_rng(0).integers(50, 100, 401)
    played = Played(np.arange(420), right, 100)
    curve = module._curve(Cell("banana", "svm", 1, "margin", 0), played, 20, 1.0)
    assert curve.labels == tuple(range(40, 421, 20))
    assert curve.metric[0] == right[20] / 100
    assert curve.facts["at"] == {"150": right[150] / 100, "300": right[300] / 100}
    assert curve.facts["aubc"] == pytest.approx(aubc(right[1:] / 100), abs=1e-6)


def test_a_stopped_run_goes_on_where_it_was(folder: Path) -> None:
    options = Options(data=folder, sets=("sonar",), seeds=2)
    cells = REBENCH.cells(options)
    with CurveFile.opened(folder / "curves.jsonl", "rebench") as file:
        file.add(next(REBENCH.draw(cells, options)))
    with CurveFile.opened(folder / "curves.jsonl", "rebench") as file:
        left = groups(cells, file)
        assert [cell for group in left for cell in group] == cells[1:]
        for group in left:
            for curve in REBENCH.draw(group, options):
                file.add(curve)
        assert {curve.cell for curve in file.curves} == set(cells)
