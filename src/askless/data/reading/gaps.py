"""A column of numbers with many gaps: where answers are numbers, it may hold those that are known."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence

from askless.data.formats.header import is_number
from askless.data.formats.table import Cell
from askless.data.items.number import is_missing
from askless.data.items.preview import cell_text

__all__ = ["Gaps"]

_MOST_FILLED = 0.8  # fewer gaps are what measurements have


class Gaps:
    """Filled cells of columns, as long as all of them are numbers.

    Parameters
    ----------
    names : mapping of int to str
        Name of each column to look at, by position.

    Examples
    --------
    >>> gaps = Gaps({1: "price"})
    >>> for row in ["a", "9.5"], ["b", ""], ["c", "NA"]:
    ...     gaps.add(row)
    >>> gaps.notes(3)
    ['“price” is a number in 1 of 3 rows: if it is the answer, say --label-column price']
    """

    def __init__(self, names: Mapping[int, str]) -> None:
        self._names = names
        self._filled = dict.fromkeys(names, 0)

    def add(self, row: Sequence[Cell]) -> None:
        """Look at the next row."""
        for at in list(self._filled):
            if is_missing(row[at]):
                continue
            if isinstance(row[at], (bool, list, dict)) or not is_number(cell_text(row[at])):
                del self._filled[at]
            else:
                self._filled[at] += 1

    def notes(self, n_rows: int) -> list[str]:
        """The column of the most gaps, if any has many, in words."""
        found = [(count, at) for at, count in self._filled.items() if 0 < count <= _MOST_FILLED * n_rows]
        if not found:
            return []
        count, at = min(found)
        name = self._names[at]
        said = f"“{name}” is a number in {count:,} of {n_rows:,} rows"
        return [f"{said}: if it is the answer, say --label-column {shlex.quote(name)}"]
