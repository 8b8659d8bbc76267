"""Reading a project that another process may be writing to: no lock is taken, nothing is written."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from askless.core.events import Event
from askless.core.program import program
from askless.data.store.log import MemoryLog, recover
from askless.data.store.mend import mended_of
from askless.data.store.project import Project, emptied, read_settings
from askless.data.store.scan import scan
from askless.errors import ProjectError

__all__ = ["check_place", "is_project", "read_events", "read_project"]

LOG = "labels.sqlite"


def is_project(path: Path) -> bool:
    """Whether a folder is a project.

    Examples
    --------
    >>> is_project(Path("reviews.csv"))
    False
    """
    return (path / LOG).is_file() or (path / "project.toml").is_file()


def check_place(folder: Path) -> None:
    """Refuse to begin a project in a folder that somebody else uses.

    Parameters
    ----------
    folder : Path
        Where a project is to be, or is.

    Raises
    ------
    ProjectError
        If there is something else in it than a project, or than what a beginning that was cut short leaves.

    Examples
    --------
    >>> import tempfile
    >>> check_place(Path(tempfile.mkdtemp()))
    """
    if not folder.is_dir() or is_project(folder):
        return
    strange = sorted(entry.name for entry in folder.iterdir() if entry.name not in ("cache", ".lock"))
    if strange:
        raise ProjectError(
            f"“{folder}” is not an askless project: it holds “{strange[0]}”"
            + (f" and {len(strange) - 1:,} more." if len(strange) > 1 else "."),
            "Name a folder that is empty or not there yet with --project, or leave --project out.",
        )


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
        raise ProjectError(f"“{path}” is not a project folder.", f"Begin a project with `{program()} label SOURCE`.")
    settings = read_settings(path)
    events, notice = read_events(path / LOG)
    return Project(path, settings, MemoryLog(events), notice or ("" if events else emptied(path)))


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
    if mended_of(path).exists():  # the next opening for writing puts it there
        path = mended_of(path)
    if not path.exists():
        return [], ""
    try:
        return scan(path), ""
    except (sqlite3.DatabaseError, ValueError):
        events, lost = recover(path)
    missing = f"{lost:,} of its events could not be read" if lost else "all of its events could be read"
    return events, f"The label log {path} is damaged; {missing}."
