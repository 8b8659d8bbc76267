"""The label log: what `append` has returned is there, whatever happens next."""

import json
import random
import shutil
import signal
import sqlite3
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from askless.core.events import Event
from askless.data.store.carve import carve
from askless.data.store.log import Log, MemoryLog, SqliteLog, recover
from askless.data.store.read import read_events
from askless.data.store.scan import FORMAT
from askless.errors import CorruptLogError, NewerProjectError, StorageError

json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
events = st.builds(
    Event,
    st.sampled_from(["answer", "skip", "note", "from the future"]),
    st.none() | st.text(max_size=10),
    st.dictionaries(st.text(max_size=6), json_values, max_size=4),
)


@pytest.fixture(params=["memory", "sqlite"])
def log(request: pytest.FixtureRequest, tmp_path: Path) -> Log:
    return MemoryLog() if request.param == "memory" else SqliteLog(tmp_path / "labels.sqlite")


def written(path: Path, n: int = 2000) -> list[Event]:
    """A log of some pages, and what is in it."""
    log = SqliteLog(path)
    stored = log.append([Event("note", str(i), {"text": f"remark {i} " * 5}) for i in range(n)])
    log.close()
    return stored


def test_events_are_numbered_and_dated(log: Log) -> None:
    first = log.append([Event("skip", "3"), Event("skip", "4")])
    second = log.append([Event("skip", "5", time=17.5)])
    assert [event.seq for event in first + second] == [1, 2, 3]
    assert first[0].time > 1e9
    assert second[0].time == 17.5
    assert list(log) == first + second
    assert log.append([]) == []
    log.close()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(batches=st.lists(st.lists(events, max_size=4), max_size=4))
def test_events_come_back_as_they_were(tmp_path_factory: pytest.TempPathFactory, batches: list[list[Event]]) -> None:
    path = tmp_path_factory.mktemp("log") / "labels.sqlite"
    log = SqliteLog(path, synchronous="NORMAL")
    stored = [event for batch in batches for event in log.append(batch)]
    assert list(log) == stored
    assert read_events(path) == (stored, ""), "a reader beside the writer sees the same"
    log.close()
    again = SqliteLog(path)
    assert list(again) == stored
    again.close()
    assert read_events(path) == (stored, "")


def test_half_a_surrogate_pair_is_kept(log: Log) -> None:
    log.append([Event("note", "1", {"text": "\ud800 x"})])
    assert next(iter(log)).data == {"text": "\ud800 x"}
    log.close()


def test_a_batch_is_stored_whole_or_not_at_all(tmp_path: Path) -> None:
    log = SqliteLog(tmp_path / "labels.sqlite")
    with pytest.raises(TypeError):
        log.append([Event("skip", "1"), Event("answer", "2", {"answer": object()})])
    assert list(log) == []
    assert log.append([Event("skip", "1")])[0].seq == 1
    log.close()


def test_a_path_may_hold_anything(tmp_path: Path) -> None:
    folder = tmp_path / "50% of what? #1 é"
    folder.mkdir()
    stored = written(folder / "labels.sqlite", 3)
    assert {path.name for path in folder.iterdir()} == {"labels.sqlite"}
    assert read_events(folder / "labels.sqlite")[0] == stored
    assert recover(folder / "labels.sqlite") == (stored, 0)


def test_reading_leaves_nothing_behind(tmp_path: Path) -> None:
    written(tmp_path / "labels.sqlite", 3)
    read_events(tmp_path / "labels.sqlite")
    assert [path.name for path in tmp_path.iterdir()] == ["labels.sqlite"]
    assert read_events(tmp_path / "none.sqlite") == ([], "")
    (tmp_path / "empty.sqlite").touch()
    assert read_events(tmp_path / "empty.sqlite") == ([], "")


def test_a_newer_log_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "labels.sqlite"
    written(path, 3)
    connection = sqlite3.connect(path)
    connection.execute("UPDATE meta SET value = ? WHERE key = 'format'", [str(FORMAT + 1)])
    connection.commit()
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    before = path.read_bytes()
    for reader in (SqliteLog, read_events):
        with pytest.raises(NewerProjectError, match=f"its format is {FORMAT + 1}, this one reads {FORMAT}"):
            reader(path)
    assert path.read_bytes() == before


def flip(data: bytearray, dice: random.Random) -> bytearray:
    for _ in range(20):
        data[dice.randrange(4096, len(data))] ^= dice.randrange(1, 256)
    return data


def wipe_pages(data: bytearray, dice: random.Random) -> bytearray:
    for _ in range(5):
        start = 4096 * dice.randrange(2, len(data) // 4096)
        data[start : start + 4096] = dice.randbytes(4096)
    return data


def cut(data: bytearray, dice: random.Random) -> bytearray:
    return data[: dice.randrange(len(data) // 2, len(data) - 1)]


def spoil_the_header(data: bytearray, dice: random.Random) -> bytearray:
    data[:100] = dice.randbytes(100)
    return data


@pytest.mark.parametrize("damage", [flip, wipe_pages, cut, spoil_the_header])
@pytest.mark.parametrize("seed", range(5))
def test_what_is_left_of_a_damaged_log_is_read(
    tmp_path: Path, damage: Callable[[bytearray, random.Random], bytearray], seed: int
) -> None:
    path = tmp_path / "labels.sqlite"
    stored = {event.seq: event for event in written(path)}
    broken = bytes(damage(bytearray(path.read_bytes()), random.Random(seed)))
    path.write_bytes(broken)
    found, lost = recover(path)
    assert [event.seq for event in found] == sorted({event.seq for event in found})
    assert lost == len(stored) - len(found), "also of those behind the last one that is left"
    if damage is flip:  # a letter changed inside a text cannot be told from what was written
        assert sum(stored.get(event.seq) == event for event in found) > 1500
    else:
        assert all(stored[event.seq] == event for event in found)
        assert len(found) > 900
        with pytest.raises(CorruptLogError, match="left as it is"):
            SqliteLog(path)
        assert "is damaged" in read_events(path)[1]
    assert path.read_bytes() == broken


def test_long_rows_and_the_write_ahead_log_are_recovered_too(tmp_path: Path) -> None:
    path = tmp_path / "labels.sqlite"
    log = SqliteLog(path)
    early = log.append([Event("note", "é" * n, {"text": "ü" * n}) for n in (0, 1, 40, 3000, 4060, 70_000)])
    log.close()
    log = SqliteLog(path)
    late = log.append([Event("note", None, {"text": "late"}, time=3.0)])  # whole numbers are stored as such
    late += log.append([Event("note", "7", {"text": "later " * 9_000})])
    for name in ("labels.sqlite", "labels.sqlite-wal"):
        shutil.copy(tmp_path / name, tmp_path / f"broken-{name}")
    log.close()
    broken = tmp_path / "broken-labels.sqlite"
    with open(broken, "r+b") as file:
        file.write(b"\0" * 100)
    assert recover(broken) == ([*early, *late], 0)


def spoil(path: Path, old: bytes, new: bytes) -> bytes:
    """Change a piece of a file, as a bad disk does: SQLite does not look into the cells."""
    broken = path.read_bytes().replace(old, new)
    path.write_bytes(broken)
    return broken


@pytest.mark.parametrize(
    "piece",
    [
        (b'"text":"remark 3 ', b'"text":?remark 3 '),
        (b'"remark 3 ', b'"rem\xffrk 3 '),
        (b'{"text":"remark 3 ', b'["text","remark 3 '),
    ],
)
def test_a_damaged_cell_costs_one_event(tmp_path: Path, piece: tuple[bytes, bytes]) -> None:
    path = tmp_path / "labels.sqlite"
    stored = written(path, 10)
    broken = spoil(path, *piece)
    with pytest.raises(CorruptLogError, match="left as it is"):
        SqliteLog(path)
    assert recover(path) == ([event for event in stored if event.item != "3"], 1)
    found, notice = read_events(path)
    assert found == [event for event in stored if event.item != "3"]
    assert "1 of its events could not be read" in notice
    assert path.read_bytes() == broken


@pytest.mark.parametrize(
    "piece", [(b"TABLE events", b"TABLE evenus"), (b"\tdata TEXT", b"\tdata TEXU"), (b"\titem TEXT", b"\tXtem TEXT")]
)
def test_a_damaged_schema_hides_nothing(tmp_path: Path, piece: tuple[bytes, bytes]) -> None:
    path = tmp_path / "labels.sqlite"
    stored = written(path, 10)
    broken = spoil(path, *piece)
    try:
        log = SqliteLog(path)
    except CorruptLogError:
        assert recover(path) == (stored, 0)
        assert path.read_bytes() == broken
    else:  # the type of a column does not matter to what is in it
        assert list(log) == stored
        log.close()
    assert read_events(path)[0] == stored


def test_a_number_that_was_damaged_hides_no_other_event(tmp_path: Path) -> None:
    path = tmp_path / "labels.sqlite"
    stored = written(path, 10)
    data = bytearray(path.read_bytes())
    at = data.index(b'{"text":"remark 3 ')
    at = data.rindex(b"\x04\x06", 0, at)  # the fourth event: its number, then the length of its header
    data[at] = 9
    path.write_bytes(bytes(100) + bytes(data[100:]))
    assert recover(path) == (stored, 0)


def test_a_damaged_page_size_hides_nothing(tmp_path: Path) -> None:
    path = tmp_path / "labels.sqlite"
    stored = written(path, 500)
    data = bytearray(path.read_bytes())
    data[16:18] = (8192).to_bytes(2, "big")
    path.write_bytes(data)
    assert recover(path) == (stored, 0)


def test_what_was_not_committed_is_not_recovered(tmp_path: Path) -> None:
    stored = written(tmp_path / "labels.sqlite", 60)
    data = (tmp_path / "labels.sqlite").read_bytes()
    pages = [data[at : at + 4096] for at in range(0, len(data), 4096)]

    def ahead(*commits: int) -> bytes:
        """A write-ahead log of these pages; a number that is not 0 ends a transaction."""
        numbered = enumerate(zip(pages, commits, strict=True), start=1)
        return bytes(32) + b"".join(struct.pack(">II16x", n, commit) + page for n, (page, commit) in numbered)

    nothing, last = [0] * len(pages), [0] * (len(pages) - 1) + [9]
    assert list(carve(b"", ahead(*nothing))) == []
    assert sorted(carve(b"", ahead(*last)), key=lambda event: event.seq) == stored
    assert 0 < len(list(carve(b"", ahead(*last[1:], 0)))) < len(stored)


def test_no_database_at_all(tmp_path: Path) -> None:
    path = tmp_path / "labels.sqlite"
    path.write_bytes(b"this was never a label log\n" * 500)
    for reader in (SqliteLog, recover, read_events):
        with pytest.raises(CorruptLogError):
            reader(path)
    assert path.read_bytes().startswith(b"this was never")


def test_a_full_disk_is_said_and_nothing_is_stored(tmp_path: Path) -> None:
    log = SqliteLog(tmp_path / "labels.sqlite")
    log.append([Event("skip", "1")])

    def small(connection: sqlite3.Connection, _: object) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count={pages + 1}")

    log._engine.dispose()
    log._sa.event.listen(log._engine, "connect", small)  # SQLite then fails as it does on a full disk
    with pytest.raises(StorageError, match=r"could not be written .*full.*Free some space"):
        log.append([Event("note", "2", {"text": "x" * 100_000})])
    assert [event.seq for event in log] == [1]
    log.close()


APPENDING = """
import sys
from pathlib import Path
from askless.core.events import Event
from askless.data.store.log import SqliteLog
log = SqliteLog(Path(sys.argv[1]))
while True:
    for event in log.append([Event("answer", "1", {"answer": "a" * 50}), Event("skip", "2")]):
        print(event.seq, flush=True)
"""


@pytest.mark.parametrize("after", [1, 40, 333])
def test_kill_while_appending(tmp_path: Path, after: int) -> None:
    path = tmp_path / "labels.sqlite"
    writer = subprocess.Popen([sys.executable, "-c", APPENDING, str(path)], stdout=subprocess.PIPE, text=True)
    assert writer.stdout is not None
    told = [int(writer.stdout.readline()) for _ in range(after)]
    writer.send_signal(signal.SIGKILL)
    told += [int(line) for line in writer.stdout.read().splitlines() if line]
    writer.wait()
    writer.stdout.close()
    copy = tmp_path / "copy"
    shutil.copytree(tmp_path, copy, ignore=shutil.ignore_patterns("copy"))
    read = read_events(copy / path.name)[0]
    log = SqliteLog(path)
    there = [event.seq for event in log]
    log.close()
    assert there == [event.seq for event in read]
    assert there == list(range(1, len(there) + 1)), "none twice, none missing"
    assert set(told) <= set(there)
    assert len(there) % 2 == 0, "what belongs together is stored together"


def test_data_is_readable_json(tmp_path: Path) -> None:
    log = SqliteLog(tmp_path / "labels.sqlite")
    log.append([Event("answer", "é", {"answer": "naïve"})])
    log.close()
    connection = sqlite3.connect(tmp_path / "labels.sqlite")
    item, data = connection.execute("SELECT item, data FROM events").fetchone()
    connection.close()
    assert item == "é"
    assert "naïve" in data
    assert json.loads(data) == {"answer": "naïve"}


def test_opening_reads_the_events_for_whoever_asks_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = SqliteLog(tmp_path / "a.sqlite")
    log.append([Event("skip", "1")])
    log.close()
    log = SqliteLog(tmp_path / "a.sqlite")
    with monkeypatch.context() as patched:
        patched.setattr(log, "_engine", None)
        assert [event.item for event in log] == ["1"], "without another look at the file"
    assert [event.item for event in log] == ["1"]
    log.close()
    log = SqliteLog(tmp_path / "a.sqlite")
    log.append([Event("skip", "2")])
    assert [event.item for event in log] == ["1", "2"], "what was read at opening is out of date"
    log.close()


def test_what_was_appended_can_be_made_to_survive_a_power_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = SqliteLog(tmp_path / "a.sqlite", synchronous="NORMAL")
    log.append([Event("skip", "1")])
    synchronised: list[str] = []
    with monkeypatch.context() as heard:
        heard.setattr("os.fsync", lambda fd: synchronised.append(Path(f"/proc/self/fd/{fd}").readlink().name))
        log.sync()
    assert synchronised == ["a.sqlite-wal"]

    def refuse(_: int) -> None:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as broken:
        broken.setattr("os.fsync", refuse)
        with pytest.raises(StorageError, match="Input/output error"):
            log.sync()
    log.close()
    log.sync()  # all is in the file itself
