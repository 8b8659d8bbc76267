"""Writing a table in the format that the extension names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from askless.data.formats.format import FORMATS
from askless.data.formats.reader import extension, unsupported
from askless.data.formats.saving import saving

__all__ = ["write_rows"]


def write_rows(path: str | Path, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> int:
    """Write rows to a file, whole or not at all.

    Parameters
    ----------
    path : str or Path
        CSV, TSV, JSON lines, a JSON array or Parquet by its extension, gzipped if ``.gz`` follows.
        A file of this name is replaced.
    columns : sequence of str
        Column names, in order.
    rows : iterable of mappings
        Value of each column; missing ones are empty. Values are None, text, numbers, booleans or
        lists of text. Consumed once; only Parquet holds all of them in memory.

    Returns
    -------
    n : int
        Number of rows written.

    Raises
    ------
    SourceError
        If the extension is unknown.
    StorageError
        If the file cannot be written; what had this name before is untouched.

    Notes
    -----
    Cells are written as they are. One that begins with “=” is therefore read as a formula by
    spreadsheet programs: import the file there as text if its contents are not to be trusted.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "labels.jsonl"
    >>> write_rows(file, ["id", "label"], [{"id": "7", "label": "spam"}, {"id": "8"}])
    2
    >>> print(file.read_text().rstrip())
    {"id": "7", "label": "spam"}
    {"id": "8", "label": null}
    """
    path = Path(path)
    suffix = extension(path).removeprefix(".")
    if suffix not in FORMATS.names():
        raise unsupported(path)
    counted = _Counted(rows)
    with saving(path) as file:
        FORMATS.get(suffix).write(file, columns, counted)
    return counted.n


class _Counted:
    """Rows that are counted as they pass."""

    def __init__(self, rows: Iterable[Mapping[str, Any]]) -> None:
        self._rows = rows
        self.n = 0

    def __iter__(self) -> Iterator[Mapping[str, Any]]:
        for row in self._rows:
            self.n += 1
            yield row
