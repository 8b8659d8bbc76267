"""The reader for a file, by its extension."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from askless.data.formats.format import FORMATS
from askless.data.formats.table import Table
from askless.errors import SourceError, UsageError

__all__ = ["ARRAYS", "extension", "header_refused", "open_table"]

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


def open_table(path: Path, extra: Sequence[str] = (), *, header: bool | None = None) -> Table:
    """Open a tabular file with the reader that its extension names.

    Parameters
    ----------
    path : Path
        The file.
    extra : sequence of str
        Columns to add to those found at its beginning (JSON only).
    header : bool, optional
        Whether the first row names the columns; found if not given (CSV and the like only).

    Returns
    -------
    table : Table

    Raises
    ------
    SourceError
        If there is no reader for the extension, or the file cannot be read.
    UsageError
        If `header` is given for a format that always names its columns.
    """
    name = extension(path).removeprefix(".")
    if name not in FORMATS.names():
        raise _unsupported(path)
    form = FORMATS.get(name)
    if header is None:
        return form.read(path, extra)
    if form.read_headed is None:
        raise header_refused(path)
    return form.read_headed(path, header)


def header_refused(path: Path) -> UsageError:
    """The error for a word on the header of something that has none."""
    return UsageError(
        f"“{path.name}” is no file whose first row could be a header.", "Leave --header and --no-header out."
    )


def _unsupported(path: Path) -> SourceError:
    """The error for a file of an unknown format."""
    found = extension(path)
    known = ", ".join([f".{name}" for name in FORMATS.names()] + list(ARRAYS))
    problem = f"“{path.name}” has the extension “{found}”" if found else f"“{path.name}” has no extension"
    return SourceError(
        f"{problem}, which is none that is known.",
        f"Give {known} (.gz may follow), a folder of .txt files, or a folder of images.",
    )
