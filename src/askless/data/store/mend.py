"""Opening a label log, and putting a damaged one aside so that no crash on the way can lose of it.

The damaged files are copied first, then a new log is built of what can be read of them. From the
moment that it has its name ``labels.mended.sqlite``, copies and new log are complete, and it takes the
place of the damaged one, now or when the project is opened next. Until then a restart begins again.
"""

from __future__ import annotations

import filecmp
import os
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from askless.core.events import Event
from askless.data.store.askings import askings, unsaid
from askless.data.store.log import SqliteLog, recover
from askless.data.store.shape import understood
from askless.errors import CorruptLogError

if TYPE_CHECKING:
    from askless.data.store.carve_beside import Beside

__all__ = ["mended_into", "mended_of", "open_log"]

Durability = Literal["FULL", "NORMAL"]


def open_log(path: Path, synchronous: Durability = "FULL", *, ahead: bool = True) -> tuple[SqliteLog, str]:
    """The log of a project; a damaged one is put aside, and what can be read of it goes into a new one.

    Parameters
    ----------
    path : Path
        The SQLite file; made when it is not there.
    synchronous : {"FULL", "NORMAL"}
    ahead : bool
        As in `SqliteLog`.

    Returns
    -------
    log : SqliteLog
    notice : str
        What was recovered, and where the damaged file is kept; "" if nothing was damaged.

    Raises
    ------
    CorruptLogError
        If nothing of a damaged log can be read; it is left as it is.
    NewerProjectError
        If a newer askless wrote it.
    StorageError, OSError
        If the folder cannot be written; the labels are then still where they were.
    """
    notice = _go_on(path)
    try:
        return SqliteLog(path, synchronous=synchronous, ahead=ahead), notice
    except CorruptLogError:
        found = _found(path)
    kept = _copied_before(path, ("", "-wal")) or _put_aside(path)
    _build(path, found)
    _replace(path)
    return SqliteLog(path, synchronous=synchronous, ahead=ahead), found.notice(kept)


def mended_of(path: Path) -> Path:
    """Where the new log of a damaged one waits to take its place.

    Examples
    --------
    >>> mended_of(Path("a.askless/labels.sqlite")).name
    'labels.mended.sqlite'
    """
    return path.with_name(f"{path.stem}.mended{path.suffix}")


def _go_on(path: Path) -> str:
    """Finish what a crash cut short after the new log was complete; what is to be said of it."""
    if not mended_of(path).exists():
        return ""
    kept = _copied_before(path, ("",))
    if kept is None:  # somebody has put another log there, which is none of ours to replace
        mended_of(path).unlink()
        return ""
    found = _found(kept)
    _replace(path)
    return found.notice(kept)


def mended_into(path: Path, fresh: Path) -> str:
    """Write what can be read of a damaged log into a new one elsewhere, to be read once; what could not, in words.

    Parameters
    ----------
    path : Path
        The damaged file, which is left as it is.
    fresh : Path
        The new one.

    Returns
    -------
    told : str
        The end of a sentence.

    Raises
    ------
    CorruptLogError
        If nothing of it can be read.
    """
    found = _found(path)
    found.write(fresh)
    lost = f"{found.lost:,} of its events could not be read" if found.lost else "all of its events could be read"
    return lost + (f", and {found.contents[0].lower()}{found.contents[1:]}" if found.contents else "")


@dataclass(frozen=True)
class _Found:
    """What could be read of a damaged log."""

    events: list[Event]
    lost: int
    beside: Beside | None

    def notice(self, kept: Path) -> str:
        """What is said of it."""
        missing = f"; {self.lost:,} could not be read" if self.lost else ""
        contents = f" {self.contents[0].upper()}{self.contents[1:]}." if self.contents else ""
        return (
            f"The label log was damaged: {len(self.events):,} of its events were recovered{missing}.{contents} "
            f"The damaged file is kept as {kept.name}."
        )

    @property
    def contents(self) -> str:
        """What is lost of that which lies beside the log; "" if nothing is, or nothing lies there."""
        if self.beside is None:
            return ""
        if self.beside.scenario == "synthesis":  # its learner says of how many questions the contents are lost
            n = len(unsaid(self.events, self.beside.kept))
            told = f"what was said of {n:,} of its questions may be lost: they wait for an answer again"
            return told if n else ""
        n = self.beside.missing
        lost = [f"the contents of {n:,} of its asked items"] if n else []
        if "stream" not in self.beside.states:
            lost.append("what its budget and its model had come to")
        return f"{' and '.join(lost)} {'is' if lost[0].startswith('what') else 'are'} lost" if lost else ""

    def write(self, fresh: Path) -> None:
        """Make a new log of it."""
        log = SqliteLog(fresh)
        try:
            log.append(_renumbered(self._written()))
            if self.beside is not None:
                from askless.data.store.kept import SqliteKeeper

                states = {name: (self._now(seq), data) for name, (seq, data) in self.beside.states.items()}
                SqliteKeeper(log).restore(self.beside.kept, states)
        finally:
            log.close()

    def _written(self) -> list[Event]:
        """The events of the new log."""
        if self.beside is None or self.beside.scenario == "stream":  # which knows its items from beside the log
            return self.events
        return askings(self.events, self.beside.kept)

    def _now(self, seq: int) -> int:
        """The number that an event has in the new log, or the one before it."""
        return sum(event.seq <= seq for event in self.events)


def _found(path: Path) -> _Found:
    """What can be read of a damaged log, and of what lies beside it."""
    from askless.data.store.carve_beside import carve_beside  # loads NumPy, which a sound log does without

    events, lost = recover(path)
    ahead = Path(f"{path}-wal")
    return _Found(events, lost, carve_beside(path.read_bytes(), ahead.read_bytes() if ahead.exists() else b"", events))


def _copied_before(path: Path, parts: Sequence[str]) -> Path | None:
    """The latest copy of the damaged files that an interrupted opening made, if it is one of these."""
    copies = sorted(path.parent.glob(f"{path.stem}.damaged-*{path.suffix}"), key=lambda copy: copy.stat().st_mtime_ns)
    for copy in reversed(copies):
        pairs = [(Path(f"{path}{part}"), Path(f"{copy}{part}")) for part in parts]
        if all(a.exists() == b.exists() and (not a.exists() or filecmp.cmp(a, b, shallow=False)) for a, b in pairs):
            return copy
    return None


def _put_aside(path: Path) -> Path:
    """Copy the damaged files under a new name; the file itself last, so that its copy is never alone."""
    kept = _free_name(path.with_name(f"{path.stem}.damaged-{time.strftime('%Y%m%d-%H%M%S')}{path.suffix}"))
    unfinished = path.with_name(f"{path.stem}.copying")
    for part in ("-wal", ""):
        if Path(f"{path}{part}").exists():
            shutil.copyfile(f"{path}{part}", unfinished)
            _to_disk(unfinished)
            os.replace(unfinished, f"{kept}{part}")
    _to_disk(path.parent)
    return kept


def _build(path: Path, found: _Found) -> None:
    """Make the new log; it has its name when it is complete."""
    fresh = path.with_name(f"{path.stem}.recovered{path.suffix}")
    for part in ("", "-wal", "-shm"):
        Path(f"{fresh}{part}").unlink(missing_ok=True)
    found.write(fresh)
    _to_disk(fresh)
    os.replace(fresh, mended_of(path))
    _to_disk(path.parent)


def _replace(path: Path) -> None:
    """Put the new log in the place of the damaged one."""
    for part in ("-wal", "-shm"):  # first: SQLite would replay it into the new log
        Path(f"{path}{part}").unlink(missing_ok=True)
    _to_disk(path.parent)
    os.replace(mended_of(path), path)
    _to_disk(path.parent)


def _to_disk(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on disk."""
    if path.is_dir() and os.name == "nt":  # Windows opens no folders
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _free_name(path: Path) -> Path:
    """The path, or where something of that name is kept already, one with a number."""
    names = (path.with_stem(f"{path.stem}-{number}") for number in count(2))
    free = (name for name in chain([path], names) if not name.exists() and not Path(f"{name}-wal").exists())
    return next(free)


def _renumbered(events: Sequence[Event]) -> list[Event]:
    """Recovered events as a new log numbers them: undo must name the new numbers."""
    number = {event.seq: new for new, event in enumerate(events, start=1)}
    return [
        Event("undo", None, {**e.data, "events": [number[s] for s in e.data["events"] if s in number]}, time=e.time)
        if e.kind == "undo" and understood(e)
        else Event(e.kind, e.item, e.data, time=e.time)
        for e in events
    ]
