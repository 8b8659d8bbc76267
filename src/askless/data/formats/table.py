"""What a reader of tabular files gives: named columns, and rows that stream by."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

__all__ = ["Cell", "NewColumn", "Table"]

Cell = Any
"""What one cell holds: text, a number, a boolean, None, or (JSON) a list or dict."""


@dataclass(frozen=True, kw_only=True)
class Table:
    """A file as named columns and rows.

    Parameters
    ----------
    names : tuple of str
        Column names, all different.
    rows : callable
        Starts reading anew and yields a sequence of cells a row, as long as `names`. It raises a
        SourceError where the file breaks.
    notes : tuple of str
        What was decided while reading that a person should know ("read as cp1252").
    otherwise : str
        The option that reads the first row as the other thing, a header or an item; "" if there is no doubt.
    header : tuple of str, optional
        The row that names the columns, as it stands in the file: a row that repeats it is no item.
    commas_free : bool
        Cells are text that is separated by something other than commas, so that a comma may be a decimal mark.
    """

    names: tuple[str, ...]
    rows: Callable[[], Iterator[Sequence[Cell]]]
    notes: tuple[str, ...] = ()
    otherwise: str = ""
    header: tuple[str, ...] | None = None
    commas_free: bool = False

    def repeats_header(self, row: Sequence[Cell]) -> bool:
        """Whether a row is the header once more, as where files were put together."""
        return self.header is not None and row[0] == self.header[0] and tuple(row) == self.header


class NewColumn(Exception):
    """A signal to the importer: a row far down brings a column that the beginning did not have."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name
