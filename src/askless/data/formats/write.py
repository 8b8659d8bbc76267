"""Writing a table in the format that the extension names."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from askless.data.formats.format import FORMATS, Format
from askless.data.formats.reader import extension
from askless.data.formats.saving import saving
from askless.errors import UsageError

__all__ = ["format_to_write", "free_names", "write_rows"]


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
    UsageError
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
    form = format_to_write(path)
    counted = _Counted(rows)
    with saving(path) as file:
        form.write(file, columns, counted)
    return counted.n


def format_to_write(path: Path) -> Format:
    """The format that the extension of a file to be written names.

    Parameters
    ----------
    path : Path
        Perhaps with ``.gz`` at its end.

    Returns
    -------
    form : Format

    Raises
    ------
    UsageError
        If no table can be written with this extension; those that can be are listed.

    Examples
    --------
    >>> format_to_write(Path("labels.tsv.gz")).summary
    'cells separated by tabs'
    """
    found = extension(path)
    if found.removeprefix(".") in FORMATS.names():
        return FORMATS.get(found.removeprefix("."))
    problem = f"the extension “{found}”, which no table is written with" if found else "no extension"
    known = ", ".join(f".{name}" for name in FORMATS.names())
    raise UsageError(f"“{path.name}” has {problem}.", f"End its name in one of {known} (.gz may follow).")


def free_names(names: Sequence[str], taken: Collection[str]) -> list[str]:
    """Names of columns, other than those that are taken and than each other.

    Examples
    --------
    >>> free_names(["label", "text", "text"], {"label"})
    ['item_label', 'text', 'item_text']
    """
    free: list[str] = []
    used = set(taken)
    for name in names:
        while name in used:
            name = f"item_{name}"
        used.add(name)
        free.append(name)
    return free


class _Counted:
    """Rows that are counted as they pass."""

    def __init__(self, rows: Iterable[Mapping[str, Any]]) -> None:
        self._rows = rows
        self.n = 0

    def __iter__(self) -> Iterator[Mapping[str, Any]]:
        for row in self._rows:
            self.n += 1
            yield row
