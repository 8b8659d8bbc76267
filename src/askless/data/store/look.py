"""Looking at a log that is too long to be held in memory, and that somebody may be writing to."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from askless.core.events import Event
from askless.data.store.mend import mended_into, mended_of
from askless.data.store.scan import event_of, read_by, refuse_hidden, refuse_newer
from askless.errors import AsklessError, ProjectError

__all__ = ["Look", "look_at"]

T = TypeVar("T")


class Look:
    """A log at one moment, read row by row; nothing can be added.

    Parameters
    ----------
    connection : sqlite3.Connection
        To the file.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def query(self, statement: str, values: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        """All rows of a question in SQL."""
        return self._connection.execute(statement, values).fetchall()

    def rows(self, statement: str, values: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
        """Its rows one by one."""
        return self._connection.execute(statement, values)

    def __iter__(self) -> Iterator[Event]:
        """All events in order, one by one."""
        for row in self.rows("SELECT seq, time, kind, item, data FROM events ORDER BY seq"):
            yield event_of(*row)


def look_at(path: Path, read: Callable[[Look], T]) -> tuple[T, str]:
    """What a function reads of a log, without a lock and without a byte written beside it.

    Parameters
    ----------
    path : Path
        The SQLite file.
    read : callable
        Is called again where the file turns out to be damaged, then with what can be read of it.

    Returns
    -------
    found : object
        What `read` returned.
    notice : str
        A sentence on what could not be read of a damaged log; "" if all could.

    Raises
    ------
    ProjectError
        If there is no log.
    NewerProjectError
        If a newer askless wrote it.
    CorruptLogError
        If nothing of it can be read.
    """
    path = mended_of(path) if mended_of(path).exists() else path  # the next opening for writing puts it there
    if not path.exists():
        raise ProjectError(f"There is no label log {path}.", "Name the folder of a project.")

    def looked(connection: sqlite3.Connection) -> T:
        version = connection.execute("SELECT value FROM meta").fetchone()
        refuse_newer(path, *version or (None,))
        return read(Look(connection))

    try:
        refuse_hidden(path)
        return read_by(path, looked), ""
    except AsklessError:
        raise
    except (sqlite3.DatabaseError, ValueError):
        with tempfile.TemporaryDirectory(prefix="askless-") as folder:
            copy = Path(folder) / path.name
            told = mended_into(path, copy)
            return read_by(copy, looked), f"The label log {path} is damaged; {told}."
