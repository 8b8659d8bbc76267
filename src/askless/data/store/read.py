"""Reading a project that another process may be writing to: no lock is taken, nothing is written."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from pathlib import Path
from urllib.parse import quote

from askless.core.events import Event
from askless.data.store.log import MemoryLog, event_of, recover, refuse_newer
from askless.data.store.project import Project, read_settings
from askless.errors import ProjectError

__all__ = ["is_project", "read_events", "read_project"]

LOG = "labels.sqlite"


def is_project(path: Path) -> bool:
    """Whether a folder is a project.

    Examples
    --------
    >>> is_project(Path("reviews.csv"))
    False
    """
    return (path / LOG).is_file() or (path / "project.toml").is_file()


def read_project(path: Path) -> Project:
    """A project as it is at this moment, with a copy of its log in memory.

    Parameters
    ----------
    path : Path
        The project folder, which may be read-only.

    Returns
    -------
    project : Project
        What is added to its log is forgotten. `notice` says what of a damaged log could not be read.

    Raises
    ------
    ProjectError
        If the folder is no project, or its settings cannot be read.
    NewerProjectError
        If a newer askless wrote it.
    CorruptLogError
        If nothing of its log can be read.
    """
    if not is_project(path):
        raise ProjectError(f"“{path}” is not a project folder.", "Begin a project with `askless label SOURCE`.")
    settings = read_settings(path)
    events, notice = read_events(path / LOG)
    return Project(path, settings, MemoryLog(events), notice)


def read_events(path: Path) -> tuple[list[Event], str]:
    """Events of a log file, and a sentence on what could not be read of it ("" if all could).

    Parameters
    ----------
    path : Path
        The SQLite file; one that is not there has no events.

    Returns
    -------
    events : list of Event
        In order, all that were committed at some moment of the call.
    notice : str

    Raises
    ------
    NewerProjectError
        If a newer askless wrote it.
    CorruptLogError
        If nothing of it can be read.
    """
    if not path.exists():
        return [], ""
    try:
        return _events(path), ""
    except (sqlite3.DatabaseError, ValueError):
        events, lost = recover(path)
    missing = f"{lost:,} of its events could not be read" if lost else "all of its events could be read"
    return events, f"The label log {path} is damaged; {missing}."


def _events(path: Path) -> list[Event]:
    """All events, whether or not somebody writes, and whether or not the folder can be written."""
    ahead = path.with_name(f"{path.name}-wal")
    if not ahead.exists():  # nobody has it open: read it without leaving files beside it
        events = _query(path, "immutable=1")
        if not ahead.exists():
            return events
    try:
        return _query(path, "mode=ro")
    except sqlite3.OperationalError:
        # SQLite keeps an index beside a write-ahead log, which a read-only folder does not allow.
        with tempfile.TemporaryDirectory(prefix="askless-") as folder:
            copy = Path(folder) / path.name
            for part in (path, ahead):
                if part.exists():
                    shutil.copyfile(part, copy.with_name(part.name))
            return _query(copy, "mode=rw")


def _query(path: Path, how: str) -> list[Event]:
    """Events by one connection."""
    connection = sqlite3.connect(f"file:{quote(str(path))}?{how}", uri=True, timeout=10)
    try:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
        if not tables:  # made a moment ago
            return []
        if "meta" in tables:
            refuse_newer(path, *connection.execute("SELECT value FROM meta").fetchone() or (None,))
        rows = connection.execute("SELECT seq, time, kind, item, data FROM events ORDER BY seq")
        return [event_of(*row) for row in rows]
    finally:
        connection.close()
