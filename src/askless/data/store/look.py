"""Looking at a log that is too long to be held in memory, and that somebody may be writing to."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from askless.core.events import Event
from askless.data.store.kept_rows import KeptRows
from askless.data.store.mend import mended_into, mended_of
from askless.data.store.scan import event_of, read_by, refuse_hidden, refuse_newer
from askless.data.store.scenario import SCENARIOS, scenario_beside, scenario_in
from askless.errors import AsklessError, ProjectError

__all__ = ["Look", "is_stream", "look_at", "refuse_unless_pool", "scenario_of"]

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

    def has(self, table: str) -> bool:
        """Whether there is a table."""
        return bool(self.query("SELECT 1 FROM sqlite_master WHERE name = ?", (table,)))

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
        look = Look(connection)
        if look.has("meta"):
            refuse_newer(path, *connection.execute("SELECT value FROM meta").fetchone() or (None,))
        return read(look)

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


def scenario_of(folder: Path) -> str:
    """What a project is of: "pool", "stream" or "synthesis"; "pool" where there is none yet.

    Examples
    --------
    >>> scenario_of(Path("reviews.askless"))
    'pool'
    """
    log = folder / "labels.sqlite"
    if not (log.exists() or mended_of(log).exists()):
        return "pool"
    return look_at(log, _scenario)[0]


def is_stream(folder: Path) -> bool:
    """Whether a folder is the project of a stream."""
    return scenario_of(folder) == "stream"


def refuse_unless_pool(folder: Path, instead: Mapping[str, str]) -> None:
    """Refuse a project of another scenario where only items that lie in a source can be meant.

    Parameters
    ----------
    folder : Path
        Perhaps a project.
    instead : mapping of str to str
        By scenario, a sentence on what to do.

    Raises
    ------
    ProjectError
        If it is not the project of a pool.
    """
    found = scenario_of(folder)
    if found != "pool":
        what, _ = SCENARIOS.get(found, (f"of the scenario “{found}”", ""))
        raise ProjectError(f"The project {folder} is {what}.", instead.get(found, "Update askless, and try again."))


def _scenario(look: Look) -> str:
    """What its first event says; where that is lost, what asked items beside the log say."""
    begun = KeptRows(look).begun() if look.has("events") else None  # it may have been made a moment ago
    if begun is not None:
        return scenario_in(begun.data)
    if not look.has("kept"):
        return "pool"
    return next((scenario_beside(content) for (content,) in look.query("SELECT content FROM kept LIMIT 1")), "stream")
