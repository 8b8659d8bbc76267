"""The file of raw curves while it is written: each curve is on the disk before the next one is drawn."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from askless.bench.protocol.curve import Curve
from askless.bench.protocol.curves import Header, parsed, plain, same_protocol
from askless.data.formats.saving import storing
from askless.errors import SourceError, UsageError

__all__ = ["CurveFile"]


class CurveFile:
    """A file of curves open for more; made with `CurveFile.opened`.

    No other process can open it meanwhile.
    """

    def __init__(self, path: Path, handle: int, header: Header, curves: Iterable[Curve], due: Header | None) -> None:
        self.path = path
        self.header = header
        self._due = due  # what goes before the next curve, as it is drawn with other versions
        self._handle = handle
        self._curves = {curve.cell: curve for curve in curves}

    @classmethod
    @contextmanager
    def opened(cls, path: Path, protocol: str) -> Iterator[CurveFile]:
        """Open a file, and make it if there is none; one that was made and got no curve is removed at the end.

        Parameters
        ----------
        path : Path
        protocol : str
            Whose curves it holds.

        Yields
        ------
        file : CurveFile
            With the curves that are there; what was torn is gone.

        Raises
        ------
        SourceError
            If it cannot be read, or holds curves of another protocol or another version of askless.
        StorageError
            If it cannot be written.
        UsageError
            If another process has it open, or its name says that it is packed.
        """
        if path.suffix.lower() == ".gz":
            raise UsageError(f"“{path}” is packed, and packed files are only read.", "Unpack it, or name another file.")
        made = not path.exists()
        with storing(path):
            handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o644)
        file = None
        try:
            _lock(handle, path)
            file = cls._begun(path, handle, Header.now(protocol))
            yield file
        finally:
            if made and not file:
                with suppress(OSError):  # Windows keeps what is open
                    path.unlink()
            os.close(handle)

    @classmethod
    def _begun(cls, path: Path, handle: int, here: Header) -> CurveFile:
        """With a header, and without what was torn."""
        stored = parsed(raw, path) if (raw := path.read_bytes() if path.is_file() else b"") else None
        if stored is None:
            file = cls(path, handle, here, (), None)
            _put(handle, path, 0, here.to_json())
            return file
        _same(stored.header, here, path)
        with storing(path):
            os.ftruncate(handle, stored.whole)
            if raw[stored.whole - 1 : stored.whole] != b"\n":  # an editor took it
                os.lseek(handle, 0, os.SEEK_END)
                os.write(handle, b"\n")
        return cls(path, handle, stored.header, stored.curves, here if stored.latest.differences(here) else None)

    @property
    def curves(self) -> tuple[Curve, ...]:
        """All that are in the file."""
        return tuple(self._curves.values())

    def __contains__(self, cell: object) -> bool:
        """Whether the curve of a cell is there."""
        return cell in self._curves

    def __len__(self) -> int:
        """Number of curves."""
        return len(self._curves)

    def add(self, curve: Curve) -> None:
        """Append a curve; when this returns it is on the disk.

        Raises
        ------
        StorageError
            If it could not be written; the file is then as it was.
        UsageError
            If the curve of its cell is there already.
        """
        if curve.cell in self:
            raise UsageError(f"“{self.path}” has the curve of {curve.cell.key} already.", "Draw each cell once.")
        lines = [] if self._due is None else [self._due.to_json()]
        _put(self._handle, self.path, os.fstat(self._handle).st_size, *lines, curve.to_json())
        if self._due is not None:
            self.header, self._due = self.header.and_then(self._due), None
        self._curves[curve.cell] = curve


def _same(there: Header, here: Header, path: Path) -> None:
    """Refuse to mix what cannot be compared."""
    same_protocol(there, here.protocol, path)
    if there.askless != here.askless:
        raise SourceError(
            f"The curves in “{path}” were drawn by askless {there.askless}, and this is {here.askless}.",
            "Name another file with --curves, or look at these with --report-only.",
        )


def _put(handle: int, path: Path, at: int, *lines: Mapping[str, Any]) -> None:
    """Write lines at the end and see them onto the disk, or leave the file as it was."""
    line = b"".join((json.dumps(plain(data), ensure_ascii=False, allow_nan=False) + "\n").encode() for data in lines)
    with storing(path):
        try:
            os.lseek(handle, at, os.SEEK_SET)
            left = memoryview(line)
            while left:
                left = left[os.write(handle, left) :]
            os.fsync(handle)
        except OSError:
            _undo(handle, at)
            raise


def _undo(handle: int, at: int) -> None:
    """Cut off what a failed write left; if that fails too, the next run does it."""
    try:
        os.ftruncate(handle, at)
    except OSError:
        return


def _lock(handle: int, path: Path) -> None:
    """Take the file for this process; the lock goes with the process, however it ends."""
    try:
        import fcntl
    except ImportError:  # Windows, where it is left to the user
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise UsageError(
            f"Another run is drawing curves into “{path}”.", "Let it end, or name another file with --curves."
        ) from None
