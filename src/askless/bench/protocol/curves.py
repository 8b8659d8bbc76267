"""What a file of curves holds: a header, then a curve a line. `askless.bench.protocol.curve_file` writes it.

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
