"""Reading a log file without changing a byte of it, whether or not somebody writes to it.

So are projects read that are open elsewhere, and so is a log examined before it is opened for
writing: whatever SQLite would do to a damaged file, it must not.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

from askless.core.events import Event
from askless.data.store.ahead import hidden
from askless.data.store.carve import carve
from askless.data.store.shape import understood
from askless.errors import NewerProjectError

__all__ = ["FORMAT", "Glance", "event_of", "look_through", "read_by", "refuse_hidden", "refuse_newer", "scan"]

T = TypeVar("T")

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
    events = read_by(path, lambda connection: list(_events(connection, path=path, thorough=thorough)))
    refuse_hidden(path, events[-1].seq if events else 0, thorough=thorough)
    return events


@dataclass(frozen=True)
class Glance:
    """What a look through a whole log finds without keeping it.

    Parameters
    ----------
    began : Event or None
        The event that began the project; None if there is none.
    strange : int
        Events that do not hold what their kind promises.
    """

    began: Event | None = None
    strange: int = 0

    @classmethod
    def of(cls, events: Iterable[Event]) -> Glance:
        """Look through events, one at a time."""
        began, strange = None, 0
        for event in events:
            whole = understood(event)
            strange += not whole
            if began is None and whole and event.kind == "project":
                began = event
        return cls(began, strange)


def look_through(path: Path) -> Glance:
    """Look through a log file as `scan` does, thoroughly, in memory that does not grow with it.

    Parameters
    ----------
    path : Path
        The SQLite file; nobody may be writing to it.

    Returns
    -------
    glance : Glance

    Raises
    ------
    NewerProjectError, sqlite3.DatabaseError, ValueError
        As in `scan`.
    """
    last = 0

    def look(connection: sqlite3.Connection) -> Glance:
        nonlocal last

        def counted() -> Iterator[Event]:
            nonlocal last
            for event in _events(connection, path=path, thorough=True):
                last = event.seq
                yield event

        return Glance.of(counted())

    found = read_by(path, look)
    refuse_hidden(path, last, thorough=True)
    return found


def read_by(path: Path, read: Callable[[sqlite3.Connection], T]) -> T:
    """What a function reads of a log file by one connection, of one moment; the file is not changed.

    Parameters
    ----------
    path : Path
        The SQLite file; its folder may be read-only.
    read : callable
        May be called again, where somebody opened the file meanwhile.

    Returns
    -------
    found : object
        What `read` returned.

    Raises
    ------
    sqlite3.DatabaseError
        If the file is damaged.
    """
    ahead = path.with_name(f"{path.name}-wal")
    if not ahead.exists():  # nobody has it open: read it without leaving files beside it
        found = _by(path, "immutable=1", read)
        if not ahead.exists():
            return found
    if not path.stat().st_size and any(carve(b"", _at_rest(ahead))):  # SQLite would throw that away
        raise sqlite3.DatabaseError("the file is empty, and its write-ahead log is not")
    try:
        return _by(path, "mode=ro", read)
    except sqlite3.OperationalError:
        # SQLite keeps an index beside a write-ahead log, which a read-only folder does not allow.
        with tempfile.TemporaryDirectory(prefix="askless-") as folder:
            copy = Path(folder) / path.name
            for part in (path, ahead):
                if part.exists():
                    shutil.copyfile(part, copy.with_name(part.name))
            return _by(copy, "mode=rw", read)


def _by(path: Path, how: str, read: Callable[[sqlite3.Connection], T]) -> T:
    """What a function reads by one connection."""
    connection = sqlite3.connect(f"file:{quote(str(path))}?{how}", uri=True, timeout=10, isolation_level=None)
    try:
        connection.execute("BEGIN")  # all that is read is of one moment
        return read(connection)
    finally:
        connection.close()


def refuse_hidden(path: Path, last: int = 0, *, thorough: bool = False) -> None:
    """Raise an error if commits lie behind a damaged frame of the write-ahead log.

    Parameters
    ----------
    path : Path
        The SQLite file.
    last : int, default 0
        Number of the last event that SQLite sees.
    thorough : bool, default False
        As in `scan`.

    Raises
    ------
    sqlite3.DatabaseError
        If there are any.
    """
    ahead = path.with_name(f"{path.name}-wal")
    if not ahead.exists():
        return
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


def _events(connection: sqlite3.Connection, *, path: Path, thorough: bool) -> Iterator[Event]:
    """All events."""
    if thorough and (found := connection.execute("PRAGMA quick_check(1)").fetchone()[0]) != "ok":
        raise sqlite3.DatabaseError(found)
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    if not tables:  # made a moment ago
        return
    if "meta" in tables:
        refuse_newer(path, *connection.execute("SELECT value FROM meta").fetchone() or (None,))
    rows = connection.execute("SELECT seq, time, kind, item, data FROM events ORDER BY seq")
    for row in rows:
        yield event_of(*row)
