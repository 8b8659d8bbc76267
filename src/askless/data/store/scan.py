"""Reading a log file without changing a byte of it, whether or not somebody writes to it.

So are projects read that are open elsewhere, and so is a log examined before it is opened for
writing: whatever SQLite would do to a damaged file, it must not.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import quote

from askless.core.events import Event
from askless.data.store.ahead import hidden
from askless.data.store.carve import carve
from askless.errors import NewerProjectError

__all__ = ["FORMAT", "event_of", "refuse_newer", "scan"]

FORMAT = 1
"""Version of the log's layout. A reader refuses a newer one."""


def scan(path: Path, *, thorough: bool = False) -> list[Event]:
    """All events of a log file; neither it nor its write-ahead log is changed.

    Parameters
    ----------
    path : Path
        The SQLite file; its folder may be read-only.
    thorough : bool, default False
        Let SQLite look for damage first, which reads the whole file. Nobody may be writing to it.

    Returns
    -------
    events : list of Event
        In order; none if the file was made a moment ago.

    Raises
    ------
    NewerProjectError
        If a newer askless wrote it.
    sqlite3.DatabaseError, ValueError
        If it is damaged, or hides what its write-ahead log holds.
    """
    ahead = path.with_name(f"{path.name}-wal")
    events = _read(path, ahead, thorough)
    if ahead.exists():
        _refuse_hidden(path, ahead, events[-1].seq if events else 0, thorough)
    return events


def _read(path: Path, ahead: Path, thorough: bool) -> list[Event]:
    """Events as SQLite sees them."""
    if not ahead.exists():  # nobody has it open: read it without leaving files beside it
        events = _query(path, "immutable=1", thorough)
        if not ahead.exists():
            return events
    try:
        return _query(path, "mode=ro", thorough)
    except sqlite3.OperationalError:
        # SQLite keeps an index beside a write-ahead log, which a read-only folder does not allow.
        with tempfile.TemporaryDirectory(prefix="askless-") as folder:
            copy = Path(folder) / path.name
            for part in (path, ahead):
                if part.exists():
                    shutil.copyfile(part, copy.with_name(part.name))
            return _query(copy, "mode=rw", thorough)


def _refuse_hidden(path: Path, ahead: Path, last: int, thorough: bool) -> None:
    """Raise an error if commits lie behind a damaged frame of the write-ahead log."""
    data = _at_rest(ahead)
    found = hidden(data)
    # The last commit may be on its way, or have been torn by a power cut. What can be read of it is kept:
    # an answer too many that nobody was told of does no harm, one too few that somebody was told of does.
    told = thorough and found.possible
    if found.certain or (told and any(event.seq > last for event in carve(path.read_bytes(), data))):
        raise sqlite3.DatabaseError("its write-ahead log has a damaged page, and more behind it")


def _at_rest(ahead: Path) -> bytes:
    """The write-ahead log, read while nobody wrote over its older frames: then they belong to its header."""
    try:
        data = ahead.read_bytes()
        while not (again := ahead.read_bytes()).startswith(data):
            data = again
    except FileNotFoundError:  # folded into the file in this moment
        return b""
    return data


def event_of(seq: Any, when: Any, kind: Any, item: Any, data: Any) -> Event:
    """The event of a row of the log.

    Raises
    ------
    ValueError
        If the row was damaged.

    Examples
    --------
    >>> event_of(1, 0.5, "skip", "7", "{}")
    Event(kind='skip', item='7', data={}, seq=1, time=0.5)
    """
    found = json.loads(data) if isinstance(data, str) else None
    whole = isinstance(when, (int, float)) and isinstance(kind, str) and (item is None or isinstance(item, str))
    if not whole or not isinstance(found, dict):
        raise ValueError(f"event {seq} cannot be read")
    return Event(kind, item, found, seq, when)


def refuse_newer(path: Path, version: str | None) -> None:
    """Raise NewerProjectError if a log has a newer format than this askless reads."""
    if version is not None and int(version) > FORMAT:
        raise NewerProjectError(
            f"The label log {path} was written by a newer askless (its format is {version}, this one reads {FORMAT}).",
            "Update askless with `pip install --upgrade askless`.",
        )


def _query(path: Path, how: str, thorough: bool) -> list[Event]:
    """Events by one connection."""
    connection = sqlite3.connect(f"file:{quote(str(path))}?{how}", uri=True, timeout=10)
    try:
        if thorough and (found := connection.execute("PRAGMA quick_check(1)").fetchone()[0]) != "ok":
            raise sqlite3.DatabaseError(found)
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
        if not tables:  # made a moment ago
            return []
        if "meta" in tables:
            refuse_newer(path, *connection.execute("SELECT value FROM meta").fetchone() or (None,))
        rows = connection.execute("SELECT seq, time, kind, item, data FROM events ORDER BY seq")
        return [event_of(*row) for row in rows]
    finally:
        connection.close()
