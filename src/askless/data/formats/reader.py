"""The reader for a file, by its extension."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

from askless.data.formats.csv import read_delimited
from askless.data.formats.encoding import find_encoding, open_text
from askless.data.formats.jsonarray import read_json
from askless.data.formats.jsonlines import read_jsonl
from askless.data.formats.parquet import read_parquet
from askless.data.formats.table import Table
from askless.errors import SourceError

__all__ = ["ARRAYS", "TABLES", "extension", "open_table", "unsupported"]


def _read_any_json(path: Path, extra: Sequence[str]) -> Table:
    """JSON lines or one array, by what the file holds: both are found under both extensions."""
    with open_text(path, find_encoding(path)) as text:
        filled = (line for line in text if line.strip())
        first, second = next(filled, "").strip(), next(filled, "")
    if first.startswith("["):
        return read_json(path, extra)
    try:
        json.loads(first)
    except json.JSONDecodeError:
        whole = extension(path) == ".json"
    else:
        whole = extension(path) == ".json" and not second
    return read_json(path, extra) if whole else read_jsonl(path, extra)


TABLES: dict[str, Callable[[Path, Sequence[str]], Table]] = {
    ".csv": lambda path, extra: read_delimited(path),
    ".tsv": lambda path, extra: read_delimited(path, "\t"),
    ".tab": lambda path, extra: read_delimited(path, "\t"),
    ".jsonl": _read_any_json,
    ".ndjson": _read_any_json,
    ".json": _read_any_json,
    ".parquet": lambda path, extra: read_parquet(path),
}
"""Readers of tabular files by extension; ``.gz`` may follow each."""

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
    reader = TABLES.get(extension(path))
    if reader is None:
        raise unsupported(path)
    return reader(path, extra)


def unsupported(path: Path) -> SourceError:
    """The error for a file of an unknown format."""
    found = extension(path)
    known = ", ".join((*TABLES, *ARRAYS))
    problem = f"“{path.name}” has the extension “{found}”" if found else f"“{path.name}” has no extension"
    return SourceError(
        f"{problem}, which is none that can be read.",
        f"Give {known} (.gz may follow), a folder of .txt files, or a folder of images.",
    )
