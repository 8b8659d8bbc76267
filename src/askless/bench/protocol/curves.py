"""The file of raw curves: a header, then a curve a line, each on disk before the next is drawn.

It is JSON Lines in UTF-8. The header is

    {"askless_bench": 1, "protocol": "small", "askless": "0.1.0", "versions": {"numpy": "2.1.0", ...}}

with the number of the format, the protocol, and the versions that drew the curves; a later line is
what `Curve.to_json` gives. A run that is killed leaves at most a torn last line; it is dropped, and
the next run writes over it.
"""

from __future__ import annotations

import gzip
import json
import math
import os
import platform
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from askless.bench.protocol.curve import Cell, Curve
from askless.data.formats.saving import storing
from askless.errors import SourceError, UsageError

__all__ = ["CurveFile", "Header", "StoredCurves", "plain", "read_curves"]

FORMAT = 1
_MARK = "askless_bench"
_BEGIN = f'{{"{_MARK}": '.encode()
_LIBRARIES = ("numpy", "scipy", "scikit-learn")


@dataclass(frozen=True)
class Header:
    """What all curves of a file have in common.

    Parameters
    ----------
    protocol : str
    askless : str
        Version that drew them.
    versions : mapping of str to str
        Of Python and of the libraries that numbers depend on.
    """

    protocol: str
    askless: str
    versions: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def now(cls, protocol: str) -> Header:
        """That of curves drawn here."""
        from importlib.metadata import version

        from askless import __version__

        found = {name: version(name) for name in _LIBRARIES}
        return cls(protocol, __version__, {"python": platform.python_version(), **found})

    def to_json(self) -> dict[str, Any]:
        """As the first line holds it."""
        return {
            _MARK: FORMAT,
            "protocol": self.protocol,
            "askless": self.askless,
            "versions": dict(self.versions),
        }

    def differences(self, other: Header) -> list[str]:
        """Libraries of another version there, in words."""
        names = sorted({*self.versions, *other.versions})
        pairs = [(name, self.versions.get(name, "none"), other.versions.get(name, "none")) for name in names]
        return [f"{name} {there} and {here}" for name, there, here in pairs if there != here]


@dataclass(frozen=True)
class StoredCurves:
    """What a file of curves holds.

    Parameters
    ----------
    header : Header
    curves : tuple of Curve
        In the order in which they were finished; no cell twice.
    whole : int
        Bytes up to the end of the last whole line.
    torn : bool
        Whether something that is no whole line follows.
    """

    header: Header
    curves: tuple[Curve, ...]
    whole: int
    torn: bool


def read_curves(path: Path, protocol: str | None = None) -> StoredCurves:
    """Read a file of curves; also one that is being written, and one packed as ``.gz``.

    Parameters
    ----------
    path : Path
    protocol : str, optional
        Whose curves it should hold; any if not given.

    Returns
    -------
    stored : StoredCurves

    Raises
    ------
    SourceError
        If there is no such file, it is no file of curves, or of another protocol, or a line before
        the last is damaged.
    """
    try:
        raw = gzip.decompress(path.read_bytes()) if path.suffix.lower() == ".gz" else path.read_bytes()
    except FileNotFoundError:
        raise SourceError(f"There is no file “{path}”.", "Name the file of curves with --curves.") from None
    except (OSError, EOFError) as error:
        raise SourceError(f"“{path}” cannot be read ({error}).", "Name another file of curves.") from None
    if not raw:
        raise SourceError(f"“{path}” is empty.", "Draw curves into it, or name another file.")
    stored = _parsed(raw, path)
    if stored is None:
        raise SourceError(f"“{path}” ends within its first line.", "Draw curves into it, or name another file.")
    if protocol is not None:
        _same_protocol(stored.header, protocol, path)
    return stored


def _parsed(raw: bytes, path: Path) -> StoredCurves | None:
    """Header and curves of a file; None if it was killed before its header was whole."""
    if not raw.startswith(_BEGIN[: len(raw)]):
        raise SourceError(f"“{path}” is no file of curves.", "Name another with --curves.")
    lines = raw.splitlines(keepends=True)
    header, *later = [_object(line) for line in lines]
    if header is None and not later:
        return None
    found = _header(header, path)
    curves: dict[Cell, Curve] = {}
    for at, data in enumerate(later, 2):
        curve = _curve(data)
        if curve is None:
            if at == len(lines):
                return StoredCurves(found, tuple(curves.values()), len(raw) - len(lines[-1]), True)
            raise SourceError(
                f"Line {at} of “{path}” is damaged, and lines after it are not.",
                "Remove that line: its curve is drawn again with the next run.",
            )
        if curve.cell in curves:
            raise SourceError(f"Line {at} of “{path}” is the second curve of {curve.cell.key}.", "Remove that line.")
        curves[curve.cell] = curve
    return StoredCurves(found, tuple(curves.values()), len(raw), False)


def _object(line: bytes) -> Any:
    """A line as JSON; None if it is none."""
    try:
        return json.loads(line)
    except ValueError:  # of the text, or of its encoding
        return None


def _header(data: Any, path: Path) -> Header:
    """The first line."""
    known = isinstance(data, dict) and isinstance(data.get("protocol"), str) and isinstance(data.get("askless"), str)
    if not known or not isinstance(data.get("versions"), dict):
        raise SourceError(f"The first line of “{path}” is damaged.", "Draw the curves again into another file.")
    if data[_MARK] != FORMAT:
        raise SourceError(
            f"“{path}” is in format {data[_MARK]} of files of curves, and this askless knows format {FORMAT}.",
            "Use the askless that wrote it.",
        )
    return Header(data["protocol"], data["askless"], data["versions"])


def _curve(data: Any) -> Curve | None:
    """A later line; None if it is no curve."""
    try:
        return Curve.from_json(data)
    except (TypeError, KeyError, ValueError):
        return None


class CurveFile:
    """A file of curves open for more; made with `CurveFile.opened`.

    No other process can open it meanwhile.
    """

    def __init__(self, path: Path, handle: int, header: Header, curves: Iterable[Curve]) -> None:
        self.path = path
        self.header = header
        self._handle = handle
        self._curves = {curve.cell: curve for curve in curves}

    @classmethod
    @contextmanager
    def opened(cls, path: Path, protocol: str) -> Iterator[CurveFile]:
        """Open a file, and make it if there is none.

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
        with storing(path):
            handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o644)
        try:
            _lock(handle, path)
            yield cls._begun(path, handle, Header.now(protocol))
        finally:
            os.close(handle)

    @classmethod
    def _begun(cls, path: Path, handle: int, here: Header) -> CurveFile:
        """With a header, and without what was torn."""
        stored = _parsed(raw, path) if (raw := path.read_bytes() if path.is_file() else b"") else None
        if stored is None:
            file = cls(path, handle, here, ())
            _put(handle, path, 0, here.to_json())
            return file
        _same(stored.header, here, path)
        with storing(path):
            os.ftruncate(handle, stored.whole)
            if raw[stored.whole - 1 : stored.whole] != b"\n":  # an editor took it
                os.lseek(handle, 0, os.SEEK_END)
                os.write(handle, b"\n")
        return cls(path, handle, stored.header, stored.curves)

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
        _put(self._handle, self.path, os.fstat(self._handle).st_size, curve.to_json())
        self._curves[curve.cell] = curve


def _same(there: Header, here: Header, path: Path) -> None:
    """Refuse to mix what cannot be compared."""
    _same_protocol(there, here.protocol, path)
    if there.askless != here.askless:
        raise SourceError(
            f"The curves in “{path}” were drawn by askless {there.askless}, and this is {here.askless}.",
            "Name another file with --curves, or look at these with --report-only.",
        )


def _same_protocol(there: Header, protocol: str, path: Path) -> None:
    """Refuse curves of another protocol."""
    if there.protocol != protocol:
        raise SourceError(
            f"“{path}” holds curves of the protocol “{there.protocol}”, not of “{protocol}”.",
            "Name another file with --curves.",
        )


def _put(handle: int, path: Path, at: int, data: Mapping[str, Any]) -> None:
    """Write a line at the end and see it onto the disk, or leave the file as it was."""
    line = (json.dumps(plain(data), ensure_ascii=False, allow_nan=False) + "\n").encode()
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


def plain(value: Any) -> Any:
    """A value as JSON has it: arrays as lists, and numbers that are none as null."""
    if isinstance(value, Mapping):
        return {str(key): plain(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(entry) for entry in value]
    if callable(listed := getattr(value, "tolist", None)):  # of numpy
        return plain(listed())
    return None if isinstance(value, float) and not math.isfinite(value) else value


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
