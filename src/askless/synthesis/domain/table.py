"""Tables of real items, read from a file by the readers that files have everywhere else in askless."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from askless.data.formats.reader import open_table
from askless.data.reading.columns import no_column
from askless.data.reading.decimals import NotDecimal, comma_columns, with_points
from askless.errors import SourceError

__all__ = ["Columns", "columns_of", "read_columns"]

Columns = dict[str, list[Any]]
"""Cells by column, None where one is missing."""

_SAMPLE = 1000


def read_columns(path: Path) -> Columns:
    """All columns of a tabular file.

    Parameters
    ----------
    path : Path
        CSV, TSV, JSON lines, a JSON array or Parquet, each perhaps gzipped.

    Returns
    -------
    columns : dict of str to list
        Texts of a CSV stay texts; numbers with a decimal comma get a point where commas do not separate cells.

    Raises
    ------
    SourceError
        If the file is not there, cannot be read, or has no rows.
    """
    if not path.is_file():
        raise SourceError(f"There is no file “{path}”.", "Check the spelling and the folder.")
    table = open_table(path)
    if table.commas_free:
        sample = [row for _, row in zip(range(_SAMPLE), table.rows(), strict=False)]
        at = comma_columns(sample) if sample else frozenset()
        pointed = with_points(table, at)
        try:
            rows = [row for row in pointed.rows() if not pointed.repeats_header(row)]
        except NotDecimal:  # further down such a column holds words: then it is one of words
            rows = [row for row in table.rows() if not table.repeats_header(row)]
    else:
        rows = [row for row in table.rows() if not table.repeats_header(row)]
    rows = [row for row in rows if not all(map(_gap, row))]
    if not rows:
        raise SourceError(f"“{path.name}” has no rows.", "Give a file with at least one.")
    return {name: [None if _gap(row[i]) else row[i] for row in rows] for i, name in enumerate(table.names)}


def columns_of(data: Any) -> Columns:
    """The columns of a data frame, of a list of dicts, or of a mapping of columns.

    Parameters
    ----------
    data : data frame, list of dict, or mapping of str to sequence

    Returns
    -------
    columns : dict of str to list

    Raises
    ------
    SourceError
        If it is none of these, or has no rows.
    """
    if isinstance(data, Sequence) and not isinstance(data, str) and all(isinstance(row, Mapping) for row in data):
        names = list(dict.fromkeys(str(name) for row in data for name in row))
        found = {name: [row.get(name) for row in data] for name in names}
    elif isinstance(data, Mapping):
        found = {str(name): list(cells) for name, cells in data.items()}
    elif hasattr(data, "columns") and not callable(data.columns):
        found = {str(name): list(data[name]) for name in data.columns}
    else:
        raise SourceError(f"The data is {type(data).__name__!r}, which is no table.", "Give a data frame or a file.")
    if not found or not next(iter(found.values())):
        raise SourceError("The data has no rows.", "Give a table with at least one.")
    return {name: [None if _gap(cell) else cell for cell in cells] for name, cells in found.items()}


def column_named(columns: Columns, name: str) -> list[Any]:
    """A column; SourceError names those that are near."""
    if name not in columns:
        raise no_column(name, list(columns), "target")
    return columns[name]


def _gap(cell: Any) -> bool:
    """Whether a cell holds nothing; words such as “none” may be a value."""
    return str(cell).strip() in ("", "nan", "None", "NaT", "<NA>") and not (
        isinstance(cell, str) and cell.strip() == "None"
    )
