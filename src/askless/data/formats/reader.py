"""The reader for a file, by its extension."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from askless.data.formats.format import FORMATS
from askless.data.formats.table import Table
from askless.errors import SourceError

__all__ = ["ARRAYS", "extension", "open_table"]

ARRAYS = (".npy", ".npz")
"""Extensions of NumPy files."""


def extension(path: Path) -> str:
    """The extension that says the format, without ``.gz``.

    Examples
    --------
    >>> extension(Path("Mails.CSV.gz"))
    '.csv'
    """
    return Path(path.stem if path.suffix.lower() == ".gz" else path.name).suffix.lower()


def open_table(path: Path, extra: Sequence[str] = ()) -> Table:
    """Open a tabular file with the reader that its extension names.

    Parameters
    ----------
    path : Path
        The file.
    extra : sequence of str
        Columns to add to those found at its beginning (JSON only).

    Returns
    -------
    table : Table

    Raises
    ------
    SourceError
        If there is no reader for the extension, or the file cannot be read.
    """
    name = extension(path).removeprefix(".")
    if name not in FORMATS.names():
        raise _unsupported(path)
    return FORMATS.get(name).read(path, extra)


def _unsupported(path: Path) -> SourceError:
    """The error for a file of an unknown format."""
    found = extension(path)
    known = ", ".join([f".{name}" for name in FORMATS.names()] + list(ARRAYS))
    problem = f"“{path.name}” has the extension “{found}”" if found else f"“{path.name}” has no extension"
    return SourceError(
        f"{problem}, which is none that is known.",
        f"Give {known} (.gz may follow), a folder of .txt files, or a folder of images.",
    )
