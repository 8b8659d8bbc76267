"""The file of curves: whole lines stay, torn ones go, and nothing is mixed or written twice."""

import errno
import gzip
import json
import math
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from askless.bench.protocol.curve import Cell, Curve
from askless.bench.protocol.curve_file import CurveFile
from askless.bench.protocol.curves import Header, read_curves
from askless.errors import SourceError, StorageError, UsageError


def curve(seed: int, **facts: Any) -> Curve:
    return Curve(Cell("wine", "linear", 10, "auto", seed), (10, 20), (0.5, 0.75), facts)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file of two curves."""
    place = tmp_path / "curves.jsonl"
    with CurveFile.opened(place, "small") as file:
        file.add(curve(0))
        file.add(curve(1, full=0.9))
    return place


def test_a_file_is_a_header_and_a_line_a_curve(path: Path) -> None:
    header, *lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert header["askless_bench"] == 1
    assert header["protocol"] == "small"
    assert {"python", "numpy", "scikit-learn"} <= set(header["versions"])
    assert [Curve.from_json(line) for line in lines] == [curve(0), curve(1, full=0.9)]
    assert read_curves(path).curves == (curve(0), curve(1, full=0.9))


def test_each_line_is_on_the_disk_before_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[int] = []
    place, real = tmp_path / "curves.jsonl", os.fsync

    def spy(handle: int) -> None:
        real(handle)
        synced.append(place.read_bytes().count(b"\n"))

    monkeypatch.setattr(os, "fsync", spy)
    with CurveFile.opened(place, "small") as file:
        file.add(curve(0))
        file.add(curve(1))
    assert synced == [1, 2, 3]


def test_it_goes_on_where_it_ended(path: Path) -> None:
    with CurveFile.opened(path, "small") as file:
        assert curve(1).cell in file
        assert curve(2).cell not in file
        file.add(curve(2))
    assert [c.cell.seed for c in read_curves(path).curves] == [0, 1, 2]


def test_a_cell_is_never_written_twice(path: Path) -> None:
    with CurveFile.opened(path, "small") as file, pytest.raises(UsageError, match="wine/linear/10/auto/1 already"):
        file.add(curve(1))
    assert len(read_curves(path).curves) == 2


@given(cut=st.integers(min_value=1))
def test_whatever_a_kill_leaves_is_read_and_continued(tmp_path_factory: pytest.TempPathFactory, cut: int) -> None:
    path = tmp_path_factory.mktemp("curves") / "curves.jsonl"
    with CurveFile.opened(path, "small") as file:
        for seed in range(3):
            file.add(curve(seed))
    raw = path.read_bytes()
    path.write_bytes(raw[: cut % len(raw)])
    with CurveFile.opened(path, "small") as file:
        for seed in range(3):
            if curve(seed).cell not in file:
                file.add(curve(seed))
    assert path.read_bytes() == raw


def test_a_torn_last_line_is_said_and_dropped(path: Path) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole + b'{"set": "wine", "mod')
    stored = read_curves(path)
    assert stored.torn
    assert len(stored.curves) == 2
    with CurveFile.opened(path, "small"):
        assert path.read_bytes() == whole


def test_an_editor_may_take_the_last_line_end(path: Path) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole[:-1])
    with CurveFile.opened(path, "small") as file:
        file.add(curve(2))
    assert path.read_bytes().startswith(whole)
    assert len(read_curves(path).curves) == 3


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda lines: [lines[0], b"{}\n", *lines[1:]], "Line 2 of .* is damaged"),
        (lambda lines: [lines[0], b"\x00\xff\n", *lines[1:]], "Line 2 of .* is damaged"),
        (lambda lines: [lines[0], lines[1][:30] + b"\n", lines[2]], "Line 2 of .* is damaged"),
        (lambda lines: [*lines, lines[1]], "Line 4 of .* is the second curve of wine"),
        (lambda lines: lines[1:], "is no file of curves"),
        (lambda lines: [b"my notes"], "is no file of curves"),
        (lambda lines: [b'{"askless_bench": 2, "protocol": "a", "askless": "9", "versions": {}}\n'], "in format 2"),
        (lambda lines: [b'{"askless_bench": 1}\n', *lines[1:]], "first line of .* is damaged"),
    ],
)
def test_damage_is_told(path: Path, change: Any, words: str) -> None:
    damaged = b"".join(change(path.read_bytes().splitlines(keepends=True)))
    path.write_bytes(damaged)
    with pytest.raises(SourceError, match=words):
        read_curves(path)
    with pytest.raises(SourceError, match=words), CurveFile.opened(path, "small"):
        pass
    assert path.read_bytes() == damaged


def test_protocols_and_versions_are_not_mixed(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SourceError, match="the protocol “small”, not of “suite”"), CurveFile.opened(path, "suite"):
        pass
    monkeypatch.setattr("askless.__version__", "99.0")
    with pytest.raises(SourceError, match=r"this is 99\.0"), CurveFile.opened(path, "small"):
        pass


def test_other_versions_of_libraries_are_named() -> None:
    here, there = Header("small", "1", {"numpy": "2.1", "scipy": "1.0"}), Header("small", "1", {"numpy": "2.0"})
    assert there.differences(here) == ["numpy 2.0 and 2.1", "scipy none and 1.0"]


def test_a_run_with_other_libraries_says_so_in_the_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    there = read_curves(path).header
    here = Header(there.protocol, there.askless, {**there.versions, "numpy": "99.0"})
    monkeypatch.setattr(Header, "now", classmethod(lambda cls, protocol: here))
    whole = path.read_bytes()
    with CurveFile.opened(path, "small"):
        pass
    assert path.read_bytes() == whole, "a run that draws nothing leaves no line"
    for seed in (2, 3):
        with CurveFile.opened(path, "small") as file:
            file.add(curve(seed))
            assert file.header.versions["numpy"] == f"{there.versions['numpy']} and 99.0"
    assert path.read_bytes().count(b"askless_bench") == 2
    stored = read_curves(path)
    assert [one.cell.seed for one in stored.curves] == [0, 1, 2, 3]
    assert stored.header.versions["numpy"] == f"{there.versions['numpy']} and 99.0"
    assert stored.header.versions["scipy"] == there.versions["scipy"]
    assert stored.header.differences(here) == [f"numpy {there.versions['numpy']} and 99.0"]
    foreign = json.dumps({**here.to_json(), "askless": "99"}) + "\n"
    path.write_text(path.read_text(encoding="utf-8") + foreign, encoding="utf-8")
    with pytest.raises(SourceError, match=r"Line 7 of .* begins curves of small, askless 99, after"):
        read_curves(path)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"seed": "0"}, "“seed” is '0', not a whole number"),
        ({"seed": [0]}, r"“seed” is \[0\], not a whole number"),
        ({"seed": True}, "“seed” is True, not a whole number"),
        ({"set": 5}, "“set” is 5, not a text"),
        ({"labels": [10]}, "it has 1 labels and 2 values of the metric"),
        ({"labels": "10"}, "“labels” are not whole numbers"),
        ({"labels": [10, 20.5]}, "“labels” are not whole numbers"),
        ({"metric": [0.5, "0.7"]}, "“metric” holds something that is no number"),
        ({"facts": []}, "“facts” are no object"),
    ],
)
@pytest.mark.parametrize("last", [True, False])
def test_a_line_of_wrong_types_is_told_wherever_it_stands(path: Path, change: Any, words: str, last: bool) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    at = 2 if last else 1
    lines[at] = json.dumps({**json.loads(lines[at]), **change})
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(SourceError, match=f"Line {at + 1} of .* is damaged: {words}"):
        read_curves(path)


def test_a_packed_file_is_read_and_not_written(path: Path) -> None:
    packed = path.with_name("curves.jsonl.gz")
    packed.write_bytes(gzip.compress(path.read_bytes()))
    assert read_curves(packed) == read_curves(path)
    with pytest.raises(UsageError, match="packed"), CurveFile.opened(packed, "small"):
        pass
    packed.write_bytes(packed.read_bytes()[:-9])
    with pytest.raises(SourceError, match="cannot be read"):
        read_curves(packed)


def test_no_file_and_an_empty_one(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="There is no file"):
        read_curves(tmp_path / "none.jsonl")
    (tmp_path / "empty.jsonl").touch()
    with pytest.raises(SourceError, match="is empty"):
        read_curves(tmp_path / "empty.jsonl")
    (tmp_path / "begun.jsonl").write_bytes(b'{"askless_b')
    with pytest.raises(SourceError, match="within its first line"):
        read_curves(tmp_path / "begun.jsonl")


def test_another_process_cannot_open_it(path: Path) -> None:
    with CurveFile.opened(path, "small"):
        code = "import sys; from pathlib import Path; from askless.bench.protocol.curve_file import CurveFile\n"
        code += "with CurveFile.opened(Path(sys.argv[1]), 'small'): pass"
        done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True)
    assert "Another run is drawing curves into" in done.stderr


def test_a_full_disk_leaves_the_file_as_it_was(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole, real = path.read_bytes(), os.write
    parts: list[int] = []

    def write(handle: int, data: Any) -> int:
        if parts:
            raise OSError(errno.ENOSPC, "No space left on device")
        parts.append(real(handle, data[:10]))
        return parts[0]

    with CurveFile.opened(path, "small") as file:
        with monkeypatch.context() as patch:
            patch.setattr(os, "write", write)
            with pytest.raises(StorageError, match="the disk is full"):
                file.add(curve(2))
        assert path.read_bytes() == whole
        file.add(curve(2))
    assert len(read_curves(path).curves) == 3


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_device_is_told_before_any_work() -> None:
    with pytest.raises(StorageError, match="the disk is full"), CurveFile.opened(Path("/dev/full"), "small"):
        pass


def test_places_that_cannot_be_written(tmp_path: Path) -> None:
    for place, words in ((tmp_path, "it is a folder"), (tmp_path / "no" / "c.jsonl", "folder does not exist")):
        with pytest.raises(StorageError, match=words), CurveFile.opened(place, "small"):
            pass


def test_numbers_of_numpy_and_such_that_are_none(tmp_path: Path) -> None:
    odd = Curve(curve(0).cell, (10,), (math.nan,), {"a": np.float64(1.5), "b": np.arange(2), "c": [math.inf]})
    with CurveFile.opened(tmp_path / "c.jsonl", "small") as file:
        file.add(odd)
    (found,) = read_curves(tmp_path / "c.jsonl").curves
    assert math.isnan(found.metric[0])
    assert found.facts == {"a": 1.5, "b": [0, 1], "c": [None]}
