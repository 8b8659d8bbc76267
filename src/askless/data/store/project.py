"""The project folder: settings, log and caches of one labelling job.

    NAME.askless/
      project.toml     readable settings
      labels.sqlite    the label log
      cache/           may be deleted at any time

A folder can be copied, moved and sent. One process at a time may write to it.
"""

from __future__ import annotations

import errno
import json
import os
import time
import tomllib
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path
from typing import Any, Literal

from askless.core.events import Event
from askless.data.store.log import Log, SqliteLog, recover
from askless.data.store.shape import understood
from askless.errors import CorruptLogError, NewerProjectError, ProjectError, StorageError

__all__ = ["FORMAT", "Project", "default_folder"]

FORMAT = 1
"""Version of the folder's layout. A reader refuses a newer one."""

Setting = str | int | float | bool | list[str]


def default_folder(source: Path) -> Path:
    """Project folder of a source: ``NAME.askless`` beside it.

    Examples
    --------
    >>> default_folder(Path("data/reviews.csv.gz")).name
    'reviews.askless'
    """
    stem = source.name
    for _ in range(2):  # “reviews.csv.gz” has two extensions
        head, dot, tail = stem.rpartition(".")
        if dot and head and tail.lower() in _EXTENSIONS:
            stem = head
    return source.parent / f"{stem}.askless"


_EXTENSIONS = frozenset({"csv", "tsv", "jsonl", "ndjson", "json", "parquet", "npz", "npy", "gz", "txt", "pq"})


@dataclass
class Project:
    """An open project folder.

    Use `Project.open`; close it when done.
    """

    path: Path
    settings: dict[str, Setting]
    log: Log
    notice: str = ""
    _lock: int | None = None

    @property
    def cache(self) -> Path:
        """Folder of what can be made again."""
        return self.path / "cache"

    @classmethod
    def open(cls, path: Path, *, synchronous: Literal["FULL", "NORMAL"] = "FULL") -> Project:
        """Open a project folder, making it when it is not there.

        Parameters
        ----------
        path : Path
            The folder.
        synchronous : {"FULL", "NORMAL"}
            As in `SqliteLog`.

        Returns
        -------
        project : Project
            `notice` says what had to be recovered, if anything.

        Raises
        ------
        ProjectError
            If another process has it open, or the settings cannot be read.
        NewerProjectError
            If a newer askless wrote it.
        StorageError
            If the folder cannot be written.
        """
        lock: int | None = None
        try:
            (path / "cache").mkdir(parents=True, exist_ok=True)
            lock = _lock(path)
            settings = read_settings(path)
            log, notice = _open_log(path / "labels.sqlite", synchronous)
        except OSError as error:
            _unlock(lock)
            raise error if isinstance(error, StorageError) else unwritable(path, error) from None
        except ProjectError:
            _unlock(lock)
            raise
        return cls(path, settings, log, notice, lock)

    def save(self, **settings: Setting) -> None:
        """Change settings and write ``project.toml``; all of it or nothing."""
        self.settings.update(settings)
        text = "# Settings of an askless project; labels.sqlite holds the labels.\n" + "".join(
            f"{key} = {_toml(value)}\n" for key, value in {"format": FORMAT, **self.settings}.items()
        )
        target, fresh = self.path / "project.toml", self.path / "project.toml.new"
        try:
            fresh.write_text(text, encoding="utf-8")
            os.replace(fresh, target)
        except OSError as error:
            raise unwritable(target, error) from None

    def announce(self, address: str) -> None:
        """Leave word for a second process about where this one serves the page."""
        if self._lock is not None:
            os.ftruncate(self._lock, 0)
            os.pwrite(self._lock, address.encode(), 0)

    def close(self) -> None:
        """Close the log and let others open the folder."""
        self.log.close()
        _unlock(self._lock)
        self._lock = None


def read_settings(path: Path) -> dict[str, Setting]:
    """Settings of a project folder; {} if it has none yet.

    Parameters
    ----------
    path : Path
        The folder.

    Returns
    -------
    settings : dict

    Raises
    ------
    ProjectError
        If the file cannot be read as TOML.
    NewerProjectError
        If a newer askless wrote it.
    """
    file = path / "project.toml"
    if not file.exists():
        return {}
    try:
        settings: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ProjectError(
            f"The settings {file} cannot be read ({error}).",
            "Mend the file, or delete it: it is written anew, and the labels stay.",
        ) from None
    version = settings.pop("format", FORMAT)
    if not isinstance(version, int) or version > FORMAT:
        raise NewerProjectError(
            f"The project {path} was written by a newer askless (its format is {version}, this one reads {FORMAT}).",
            "Update askless with `pip install --upgrade askless`.",
        )
    return settings


def unwritable(path: Path, error: OSError) -> StorageError:
    """The error for a path that could not be written."""
    if error.errno == errno.ENOSPC:
        return StorageError(f"The disk is full, so {path} could not be written.", "Free some space, then try again.")
    reason = (error.strerror or str(error)).lower()
    return StorageError(
        f"{path} could not be written ({reason}).",
        "Make the folder writable, or put the project elsewhere with --project DIR.",
    )


def _toml(value: Setting) -> str:
    """A value in TOML; JSON's strings, numbers, booleans and lists of strings are TOML's."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _open_log(path: Path, synchronous: Literal["FULL", "NORMAL"]) -> tuple[SqliteLog, str]:
    """The log; a damaged one is put aside and what can be read of it goes into a new one."""
    try:
        return SqliteLog(path, synchronous=synchronous), ""
    except CorruptLogError:
        events, lost = recover(path)
    kept = _free_name(path.with_name(f"labels.damaged-{time.strftime('%Y%m%d-%H%M%S')}.sqlite"))
    fresh = path.with_name("labels.recovered.sqlite")
    fresh.unlink(missing_ok=True)
    log = SqliteLog(fresh, synchronous=synchronous)
    log.append(_renumbered(events))
    log.close()
    for suffix in ("-wal", "-shm", ""):  # the file itself last: until then a restart begins again
        part = path.with_name(path.name + suffix)
        if part.exists():
            os.replace(part, kept.with_name(kept.name + suffix))
    os.replace(fresh, path)
    missing = f"; {lost:,} could not be read" if lost else ""
    return SqliteLog(path, synchronous=synchronous), (
        f"The label log was damaged: {len(events):,} of its events were recovered{missing}. "
        f"The damaged file is kept as {kept.name}."
    )


def _free_name(path: Path) -> Path:
    """The path, or where something of that name is kept already, one with a number."""
    names = (path.with_stem(f"{path.stem}-{number}") for number in count(2))
    return next(name for name in chain([path], names) if not name.exists())


def _renumbered(events: list[Event]) -> list[Event]:
    """Recovered events as a new log numbers them: undo must name the new numbers."""
    number = {event.seq: new for new, event in enumerate(events, start=1)}
    return [
        Event("undo", None, {**e.data, "events": [number[s] for s in e.data["events"] if s in number]}, time=e.time)
        if e.kind == "undo" and understood(e)
        else Event(e.kind, e.item, e.data, time=e.time)
        for e in events
    ]


def _lock(path: Path) -> int | None:
    """Take the folder for this process; the lock goes with the process, however it ends."""
    try:
        import fcntl
    except ImportError:  # Windows: SQLite's own lock still keeps each append whole
        return None
    handle = os.open(path / ".lock", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        address = os.pread(handle, 500, 0).decode(errors="replace").strip()
        os.close(handle)
        where = f" at {address}" if address else ""
        raise ProjectError(
            f"The project {path} is open in another askless{where}.",
            "Use that one, or stop it first.",
        ) from None
    os.ftruncate(handle, 0)
    return handle


def _unlock(handle: int | None) -> None:
    """Let go of the folder."""
    if handle is not None:
        os.close(handle)
