"""The label log: events appended to a list in memory or to a SQLite file.

An event that `append` has returned is on disk. The file is in WAL mode; ``synchronous=FULL`` makes
each append survive a power cut (about 280 commits a second were measured), ``NORMAL`` survives the
death of the process only (about 20,000 a second).
"""

from __future__ import annotations

import json
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal, Protocol

from askless.core.events import Event
from askless.data.store.carve import carve, highest
from askless.data.store.scan import FORMAT, Glance, event_of, look_through, scan
from askless.errors import AsklessError, CorruptLogError, ProjectError, StorageError

__all__ = ["Log", "MemoryLog", "SqliteLog", "recover"]


Beside = Callable[[Callable[[str, list[tuple[Any, ...]]], Any], int], None]


class Log(Protocol):
    """Where events are kept."""

    def append(self, events: Sequence[Event]) -> list[Event]:
        """Store events together, all or none; returns them with `seq` and `time`."""
        ...

    def __iter__(self) -> Iterator[Event]:
        """All events in order."""
        ...

    def close(self) -> None:
        """Let go of the file."""
        ...


class MemoryLog:
    """A log that lives as long as the process.

    Parameters
    ----------
    events : iterable of Event
        Events to begin with, as another log numbered them.

    Examples
    --------
    >>> log = MemoryLog()
    >>> [event.seq for event in log.append([Event("skip", "3"), Event("skip", "4")])]
    [1, 2]
    """

    def __init__(self, events: Iterable[Event] = ()) -> None:
        self._events = list(events)

    def append(self, events: Sequence[Event]) -> list[Event]:
        """Store events; never fails."""
        first = self._events[-1].seq + 1 if self._events else 1
        now = time.time()
        stored = [replace(e, seq=first + i, time=e.time or now) for i, e in enumerate(events)]
        self._events += stored
        return stored

    def __iter__(self) -> Iterator[Event]:
        return iter(tuple(self._events))

    def close(self) -> None:
        """Nothing to let go of."""


class SqliteLog:
    """A log in one SQLite file.

    Parameters
    ----------
    path : Path
        The file; made when it is not there.
    synchronous : {"FULL", "NORMAL"}, default "FULL"
        See the module's text.
    ahead : bool, default True
        Keep what opening reads for whoever asks for the events first. If not, only what `glance` tells is kept of it:
        a log that is too long for memory is opened like this.

    Raises
    ------
    NewerProjectError
        If a newer askless wrote the file.
    CorruptLogError
        If the file is damaged; it is left as it is (`recover` reads what can be read).
    StorageError
        If the file cannot be written.
    """

    def __init__(self, path: Path, *, synchronous: Literal["FULL", "NORMAL"] = "FULL", ahead: bool = True) -> None:
        import sqlalchemy as sa  # half a second of start-up, which a log in memory does not need

        self.path = path
        self._sa = sa
        self._lock = threading.Lock()
        self._closed = False
        self._ahead: list[Event] | None = None  # what opening read, for the first who asks
        self._glance: Glance | None = None
        metadata = sa.MetaData()
        self._meta = sa.Table(
            "meta", metadata, sa.Column("key", sa.Text, primary_key=True), sa.Column("value", sa.Text)
        )
        self._events = sa.Table(
            "events",
            metadata,
            sa.Column("seq", sa.Integer, primary_key=True, autoincrement=True),
            sa.Column("time", sa.Float, nullable=False),
            sa.Column("kind", sa.Text, nullable=False),
            sa.Column("item", sa.Text),
            sa.Column("data", sa.Text, nullable=False),
            sqlite_autoincrement=True,  # a number is never given twice, whatever is lost
        )
        self._engine = sa.create_engine(
            sa.URL.create("sqlite", database=str(path)),  # a “?” in a path is no query here
            connect_args={"check_same_thread": False, "timeout": 30},
        )
        sa.event.listen(self._engine, "connect", lambda connection, _: _prepare(connection, synchronous))
        try:
            with self._explained():
                if path.exists():
                    # Before a connection that writes can touch the file.
                    if ahead:
                        self._ahead = scan(path, thorough=True)
                    else:
                        self._glance = look_through(path)
                with self._engine.begin() as connection:
                    metadata.create_all(connection)
                    if connection.scalar(sa.select(self._meta.c.value)) is None:
                        connection.execute(self._meta.insert().values(key="format", value=str(FORMAT)))
        except AsklessError:
            self.close()
            raise

    def _damaged(self, detail: str) -> CorruptLogError:
        return CorruptLogError(
            f"The label log {self.path} is damaged ({detail.strip().splitlines()[-1][:120]}).",
            "The file was left as it is.",
        )

    def _explained(self) -> _Explained:
        return _Explained(self)

    def append(self, events: Sequence[Event], *, beside: Beside | None = None) -> list[Event]:
        """Store events together, all or none; they are on disk when this returns.

        Parameters
        ----------
        events : sequence of Event
            `time` is set to now where it is 0.
        beside : callable, optional
            Writes more in the same transaction: it is given a function of a statement and a list of rows, and the
            number of the last event.

        Returns
        -------
        stored : list of Event
            With `seq` and `time`.

        Raises
        ------
        StorageError
            If they could not be written; then none of them was.
        """
        if not events and beside is None:
            return []
        now = time.time()
        self._ahead = None
        with self._lock, self._explained(), self._engine.begin() as connection:
            last = connection.exec_driver_sql("SELECT seq FROM sqlite_sequence WHERE name = 'events'").scalar()
            first = int(last or 0) + 1
            stored = [
                Event(e.kind, e.item, e.data, first + i, e.time or now) for i, e in enumerate(events)
            ]  # not `replace`, which takes five times as long
            if stored:
                connection.exec_driver_sql(
                    "INSERT INTO events (seq, time, kind, item, data) VALUES (?, ?, ?, ?, ?)",
                    [(e.seq, e.time, e.kind, e.item, _json(e.data)) for e in stored],
                )
            if beside is not None:
                beside(connection.exec_driver_sql, first + len(stored) - 1)
        return stored

    @property
    def closed(self) -> bool:
        """Whether it was closed; it is neither read nor written any more."""
        return self._closed

    def sync(self) -> None:
        """See to it that what was appended survives a power cut, which with ``synchronous=NORMAL`` it may not.

        Raises
        ------
        StorageError
            If the disk refuses.
        """
        try:
            # SQLite's locks are on the other two files: those on this one would go when it is closed here.
            with self.path.with_name(f"{self.path.name}-wal").open("rb") as ahead:
                os.fsync(ahead.fileno())
        except FileNotFoundError:
            return  # it was folded into the file a moment ago, which was synchronised then
        except OSError as error:
            raise StorageError(
                f"The label log {self.path} could not be written ({error}).", "Check the disk, then try again."
            ) from None

    def glance(self) -> Glance:
        """What began the project, and how many events were not understood when it was opened."""
        seen, self._glance = self._glance or Glance.of(self), None
        return seen

    def define(self, *statements: str) -> None:
        """Make tables beside the log, where they are not there yet."""
        with self._lock, self._explained(), self._engine.begin() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)

    def query(self, statement: str, values: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        """Rows of a table beside the log."""
        with self._lock, self._explained(), self._engine.connect() as connection:
            return [tuple(row) for row in connection.exec_driver_sql(statement, values)]

    def __iter__(self) -> Iterator[Event]:
        ahead, self._ahead = self._ahead, None
        if ahead is not None:
            yield from ahead
            return
        columns = self._events.c
        query = self._sa.select(columns.seq, columns.time, columns.kind, columns.item, columns.data).order_by(
            columns.seq
        )
        with self._explained(), self._engine.connect() as connection:
            for row in connection.execution_options(yield_per=10_000).execute(query):
                yield event_of(*row)

    def close(self) -> None:
        """Close the file, folding the write-ahead log into it."""
        self._closed = True  # the engine would connect again, by when somebody else may have the project
        self._engine.dispose()


_READABLE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))  # `json.dumps` would make one for each call


def _json(data: dict[str, Any]) -> str:
    """Data as readable JSON; half a surrogate pair, which no file can hold as it is, is escaped."""
    text = _READABLE.encode(data)
    try:
        text.encode()
    except UnicodeEncodeError:
        return json.dumps(data, separators=(",", ":"))
    return text


def _prepare(connection: sqlite3.Connection, synchronous: str) -> None:
    """Settings that every connection to a log has."""
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute(f"PRAGMA synchronous={synchronous}")


class _Explained:
    """Turns the errors of SQLite into ours while it is entered."""

    def __init__(self, log: SqliteLog) -> None:
        self.log = log

    def __enter__(self) -> None:
        if self.log.closed:
            raise ProjectError(f"The label log {self.log.path} is closed.", "Open the project again.")

    def __exit__(self, kind: object, error: BaseException | None, _: object) -> None:
        if error is None:
            return
        cause = getattr(error, "orig", None) or error
        # A ValueError comes from a cell that holds no JSON or no UTF-8; but not from a text to be written.
        if not isinstance(cause, (sqlite3.Error, ValueError)) or isinstance(cause, UnicodeEncodeError):
            return
        text = str(cause)
        if isinstance(cause, sqlite3.OperationalError) and not any(sign in text for sign in _DAMAGE):
            raise StorageError(f"The label log {self.log.path} could not be written ({text}).", _remedy(text)) from None
        raise self.log._damaged(text) from None


_DAMAGE = ("decode to UTF-8", "no such", "file format")
"""Words of operational errors that come from what is in the file, not from the disk."""


def _remedy(text: str) -> str:
    """What to do about an operational error of SQLite."""
    if "full" in text:
        return "Free some space on the disk, then try again."
    if "readonly" in text or "unable to open" in text:
        return "Make the folder writable, or put the project elsewhere with --project DIR."
    if "locked" in text:
        return "Close the other program that uses the project, then try again."
    return "Check the disk, then try again."


def recover(path: Path) -> tuple[list[Event], int]:
    """Read what can be read of a damaged log, without writing to it.

    Parameters
    ----------
    path : Path
        The damaged file.

    Returns
    -------
    events : list of Event
        In order.
    lost : int
        How many numbers up to the highest one seen, or given by SQLite, could not be read.

    Raises
    ------
    CorruptLogError
        If nothing at all can be read.
    """
    ahead = path.with_name(f"{path.name}-wal")
    parts = path.read_bytes(), ahead.read_bytes() if ahead.exists() else b""
    found = {event.seq: event for event in carve(*parts)}
    if not found:
        raise CorruptLogError(
            f"Nothing could be read from the damaged label log {path}.",
            "Restore it from a backup, or start anew with --project DIR; the file was left as it is.",
        )
    events = [found[seq] for seq in sorted(found)]
    return events, max(events[-1].seq, highest(*parts)) - len(events)
