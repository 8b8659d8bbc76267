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
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from askless.data.store.log import Log
from askless.data.store.mend import open_log
from askless.errors import NewerProjectError, ProjectError, StorageError

__all__ = ["FORMAT", "Project", "default_folder", "emptied"]

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


_EXTENSIONS = frozenset({"csv", "tsv", "jsonl", "ndjson", "json", "parquet", "npz", "npy", "gz", "txt", "pq", "toml"})


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
    def open(cls, path: Path, *, stream: bool = False) -> Project:
        """Open a project folder, making it when it is not there.

        Parameters
        ----------
        path : Path
            The folder.
        stream : bool, default False
            Whether it is that of a stream: its log takes thousands of commits a second (`synchronous` is "NORMAL", see
            `SqliteLog`), and may be too long for memory.

        Returns
        -------
        project : Project
            `notice` says what had to be recovered, if anything, and that a log is empty that was not.

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
            settings, nothing = read_settings(path), emptied(path)
            log, notice = open_log(path / "labels.sqlite", "NORMAL" if stream else "FULL", ahead=not stream)
        except OSError as error:
            _unlock(lock)
            raise error if isinstance(error, StorageError) else unwritable(path, error) from None
        except ProjectError:
            _unlock(lock)
            raise
        return cls(path, settings, log, notice or nothing, lock)

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

    def tell(self, said: str) -> None:
        """Add a sentence to the notice, if it is one."""
        self.notice = f"{self.notice} {said}".strip()

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


def emptied(path: Path) -> str:
    """A sentence if the label log of a project that had begun is a file without a byte; "" if it is not.

    Parameters
    ----------
    path : Path
        The folder.

    Returns
    -------
    told : str

    Examples
    --------
    >>> emptied(Path("reviews.askless"))
    ''
    """
    log = path / "labels.sqlite"
    if not log.exists() or log.stat().st_size or not (path / "project.toml").exists():
        return ""
    return (
        f"The label log {log.name} is empty, though the project had begun: nothing that was asked or answered is left "
        "in it. If you have a backup, put it in its place before you go on."
    )


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
