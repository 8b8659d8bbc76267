"""Commits behind a damaged page of the write-ahead log are not lost without a word."""

import random
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from askless.core.events import Event
from askless.data.store.ahead import frames, hidden
from askless.data.store.log import SqliteLog, recover
from askless.data.store.project import Project
from askless.data.store.read import read_project
from askless.data.store.scan import scan

N = 40
FRAME = 24 + 4096


@pytest.fixture
def killed(tmp_path: Path) -> Path:
    """A log as a killed process leaves it: everything in the write-ahead log."""
    (tmp_path / "open").mkdir()
    log = SqliteLog(tmp_path / "open" / "labels.sqlite")
    for i in range(N):
        log.append([Event("answer", str(i), {"answer": "a"})])
    shutil.copytree(tmp_path / "open", tmp_path / "killed.askless")
    log.close()
    (tmp_path / "killed.askless" / "labels.sqlite-shm").unlink()
    return tmp_path / "killed.askless" / "labels.sqlite"


def ahead_of(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")


def flip(path: Path, bit: int) -> None:
    """Change a bit of the write-ahead log."""
    data = bytearray(ahead_of(path).read_bytes())
    data[bit // 8] ^= 1 << bit % 8
    ahead_of(path).write_bytes(data)


def test_an_honest_log_is_followed_to_its_end(killed: Path) -> None:
    found = frames(ahead_of(killed).read_bytes(), 4096)
    assert len(found) > N
    assert all(frame.follows and frame.own for frame in found)
    assert not hidden(ahead_of(killed).read_bytes()).possible
    assert len(scan(killed, thorough=True)) == N


@pytest.mark.parametrize("frame", [2, 20, -2, -1])
@pytest.mark.parametrize("byte", [10, 20, 24 + 4000])
def test_one_bit_costs_no_label(killed: Path, frame: int, byte: int) -> None:
    count = len(frames(ahead_of(killed).read_bytes(), 4096))
    flip(killed, 8 * (32 + frame % count * FRAME + byte))
    before = ahead_of(killed).read_bytes()
    with pytest.raises(sqlite3.DatabaseError, match="damaged page"):
        scan(killed, thorough=True)
    if frame != -1:
        beside = read_project(killed.parent)
        assert "is damaged" in beside.notice
        assert len(list(beside.log)) == N
    project = Project.open(killed.parent)
    assert "The label log was damaged" in project.notice
    assert [event.item for event in project.log] == [str(i) for i in range(N)]
    project.close()
    (kept,) = killed.parent.glob("labels.damaged-*.sqlite-wal")
    assert kept.read_bytes() == before


def bits(path: Path) -> Iterator[int]:
    """Bits anywhere in the write-ahead log."""
    dice = random.Random(0)
    size = 8 * ahead_of(path).stat().st_size
    yield from (dice.randrange(256) for _ in range(8))
    yield from (dice.randrange(size) for _ in range(40))


def test_wherever_the_bit_is(killed: Path) -> None:
    whole = ahead_of(killed).read_bytes()
    for bit in bits(killed):
        ahead_of(killed).write_bytes(whole)
        flip(killed, bit)
        try:
            found = scan(killed, thorough=True)
        except sqlite3.DatabaseError:
            found = recover(killed)[0]
        assert len(found) == N, f"bit {bit}"


def test_a_torn_last_commit_is_no_damage(killed: Path) -> None:
    data = ahead_of(killed).read_bytes()
    last = len(data) - FRAME
    for end in (last, last + 24, last + 3000):
        ahead_of(killed).write_bytes(data[:end])
        assert len(scan(killed, thorough=True)) == N - 1
    # An older log went on here: its pages tell nothing that is not known.
    ahead_of(killed).write_bytes(data[: last + 24] + bytes(4096))
    assert len(scan(killed)) == N - 1


def test_an_older_log_behind_the_newest_is_no_damage(killed: Path) -> None:
    older = ahead_of(killed).read_bytes()
    log = SqliteLog(killed)
    connection = log._engine.raw_connection()
    connection.cursor().execute("PRAGMA wal_checkpoint(RESTART)")  # the next commit begins the file anew
    connection.close()
    log.append([Event("skip", "1")])
    beside = killed.with_name("beside.sqlite")
    shutil.copy(killed, beside)
    shutil.copy(ahead_of(killed), ahead_of(beside))
    log.close()
    newest = ahead_of(beside).read_bytes()
    assert newest[16:24] != older[16:24]
    ahead_of(beside).write_bytes(newest + older[len(newest) :] if len(newest) < len(older) else newest)
    found = frames(ahead_of(beside).read_bytes(), 4096)
    assert not all(frame.own for frame in found)
    assert len(scan(beside, thorough=True)) == N + 1


def test_what_is_surely_whole_goes_before(killed: Path) -> None:
    data = bytearray(ahead_of(killed).read_bytes())
    at = data.rindex(b'{"answer":"a"}')  # the first row of the last copy of the page: it is in earlier ones too
    data[at + 11] ^= 1
    ahead_of(killed).write_bytes(data)
    assert all(event.data == {"answer": "a"} for event in recover(killed)[0])


def test_an_emptied_file_loses_nothing_that_its_write_ahead_log_holds(killed: Path) -> None:
    killed.write_bytes(b"")
    assert "is damaged" in read_project(killed.parent).notice
    project = Project.open(killed.parent)
    assert f"The label log was damaged: {N} of its events were recovered." in project.notice
    assert [event.item for event in project.log] == [str(i) for i in range(N)]
    project.close()
    (kept,) = killed.parent.glob("labels.damaged-*.sqlite")
    assert kept.read_bytes() == b""
