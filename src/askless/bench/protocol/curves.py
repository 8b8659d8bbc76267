"""What a file of curves holds: a header, then a curve a line. `askless.bench.protocol.curve_file` writes it.

It is JSON Lines in UTF-8. The header is

    {"askless_bench": 1, "protocol": "small", "askless": "0.1.0", "versions": {"numpy": "2.1.0", ...}}

with the number of the format, the protocol, and the versions that drew the curves up to the next
header, which is written where a run goes on with other versions; all other lines are what
`Curve.to_json` gives. A run that is killed leaves at most a torn last line; it is dropped, and
the next run writes over it.
"""

from __future__ import annotations

import gzip
import json
import math
import platform
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from askless.bench.protocol.curve import Cell, Curve
from askless.errors import SourceError

__all__ = ["Header", "StoredCurves", "parsed", "plain", "read_curves", "same_protocol"]

FORMAT = 1
_MARK = "askless_bench"
_BEGIN = f'{{"{_MARK}": '.encode()
_AND = " and "
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
        found = []
        for name in sorted({*self.versions, *other.versions}):
            here = other.versions.get(name, "none")
            there = [one for one in self.versions.get(name, "none").split(_AND) if one != here]
            found += [f"{name} {_AND.join([*there, here])}"] if there else []
        return found

    def and_then(self, later: Header) -> Header:
        """Of curves that were drawn in part with other versions.

        Examples
        --------
        >>> Header("small", "1", {"numpy": "2.0"}).and_then(Header("small", "1", {"numpy": "2.1"})).versions
        {'numpy': '2.0 and 2.1'}
        """
        joined = {}
        for name in dict.fromkeys([*self.versions, *later.versions]):
            parts = [*self.versions.get(name, "none").split(_AND), later.versions.get(name, "none")]
            joined[name] = _AND.join(dict.fromkeys(parts))
        return Header(self.protocol, self.askless, joined)


@dataclass(frozen=True)
class StoredCurves:
    """What a file of curves holds.

    Parameters
    ----------
    header : Header
        With all versions that occur.
    latest : Header
        The last one in the file.
    curves : tuple of Curve
        In the order in which they were finished; no cell twice.
    whole : int
        Bytes up to the end of the last whole line.
    torn : bool
        Whether something that is no whole line follows.
    """

    header: Header
    latest: Header
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
    stored = parsed(raw, path)
    if stored is None:
        raise SourceError(f"“{path}” ends within its first line.", "Draw curves into it, or name another file.")
    if protocol is not None:
        same_protocol(stored.header, protocol, path)
    return stored


def parsed(raw: bytes, path: Path) -> StoredCurves | None:
    """Header and curves of a file; None if it was killed before its header was whole."""
    if not raw.startswith(_BEGIN[: len(raw)]):
        raise SourceError(f"“{path}” is no file of curves.", "Name another with --curves.")
    lines = raw.splitlines(keepends=True)
    header, *later = [_object(line) for line in lines]
    if header is None and not later:
        return None
    found = latest = _header(header, path, 1)
    curves: dict[Cell, Curve] = {}
    for at, data in enumerate(later, 2):
        if data is None and at == len(lines):  # a part of an object is never one
            return StoredCurves(found, latest, tuple(curves.values()), len(raw) - len(lines[-1]), True)
        if isinstance(data, dict) and _MARK in data:
            latest = _header(data, path, at)
            _same_askless(found, latest, path, at)
            found = found.and_then(latest)
            continue
        curve = _curve(data, path, at)
        if curve.cell in curves:
            raise SourceError(f"Line {at} of “{path}” is the second curve of {curve.cell.key}.", "Remove that line.")
        curves[curve.cell] = curve
    return StoredCurves(found, latest, tuple(curves.values()), len(raw), False)


def _object(line: bytes) -> Any:
    """A line as JSON; None if it is none."""
    try:
        return json.loads(line)
    except ValueError:  # of the text, or of its encoding
        return None


def _header(data: Any, path: Path, at: int) -> Header:
    """The first line, or a later one that tells of other versions."""
    known = isinstance(data, dict) and isinstance(data.get("protocol"), str) and isinstance(data.get("askless"), str)
    if not known or not isinstance(data.get("versions"), dict):
        which = "The first line" if at == 1 else f"Line {at}"
        raise SourceError(f"{which} of “{path}” is damaged.", "Draw the curves again into another file.")
    if data[_MARK] != FORMAT:
        raise SourceError(
            f"“{path}” is in format {data[_MARK]} of files of curves, and this askless knows format {FORMAT}.",
            "Use the askless that wrote it.",
        )
    return Header(data["protocol"], data["askless"], data["versions"])


def _same_askless(first: Header, later: Header, path: Path, at: int) -> None:
    """Refuse a file that was put together of two that cannot be compared."""
    if (first.protocol, first.askless) != (later.protocol, later.askless):
        raise SourceError(
            f"Line {at} of “{path}” begins curves of {later.protocol}, askless {later.askless}, "
            f"after those of {first.protocol}, askless {first.askless}.",
            "Keep them in files of their own.",
        )


def _curve(data: Any, path: Path, at: int) -> Curve:
    """A later line; SourceError if it is no curve."""
    try:
        return Curve.from_json(data)
    except ValueError as error:
        why = "it is not JSON" if data is None else str(error)
        raise SourceError(
            f"Line {at} of “{path}” is damaged: {why}.", "Remove that line: its curve is drawn again with the next run."
        ) from None


def same_protocol(there: Header, protocol: str, path: Path) -> None:
    """Refuse curves of another protocol."""
    if there.protocol != protocol:
        raise SourceError(
            f"“{path}” holds curves of the protocol “{there.protocol}”, not of “{protocol}”.",
            "Name another file with --curves.",
        )


def plain(value: Any) -> Any:
    """A value as JSON has it: arrays as lists, and numbers that are none as null."""
    if isinstance(value, Mapping):
        return {str(key): plain(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(entry) for entry in value]
    if callable(listed := getattr(value, "tolist", None)):  # of numpy
        return plain(listed())
    return None if isinstance(value, float) and not math.isfinite(value) else value
