"""Numbers written with a decimal comma, as much of Europe has them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from askless.data.formats.table import Cell, Table
from askless.data.items.number import is_missing

__all__ = ["NotDecimal", "comma_columns", "unread_commas", "with_points"]

_COMMA = re.compile(r"[-+]?\d*,\d+(?:[eE][-+]?\d+)?")
_WHOLE = re.compile(r"[-+]?\d+")
_THOUSANDS = re.compile(r"[-+]?[1-9]\d{0,2}(?:,\d{3})+")
_POINT = re.compile(r"[-+]?\d*\.\d+")


class NotDecimal(Exception):
    """A signal to the importer: a column of decimal commas holds something else further down."""

    def __init__(self, column: int) -> None:
        super().__init__(column)
        self.column = column


def comma_columns(sample: Sequence[Sequence[Cell]]) -> frozenset[int]:
    """Positions of the columns whose numbers have decimal commas.

    Parameters
    ----------
    sample : sequence of rows
        Of a table whose cells are not separated by commas.

    Returns
    -------
    columns : frozenset of int

    Notes
    -----
    Every filled cell is a number with one comma and no point, or a whole number, and one has a comma. “1,234”
    beside “950” may well mean thousands: such a column is left alone.

    Examples
    --------
    >>> sorted(comma_columns([["97,0", "1,234", "1.5"], ["98", "950", "2,5"]]))
    [0]
    """
    return frozenset(at for at in range(len(sample[0])) if _decimal(_filled(sample, at)))


def unread_commas(sample: Sequence[Sequence[Cell]], at: int) -> str | None:
    """A cell with a comma, if all of a column would be numbers but for their commas.

    Examples
    --------
    >>> unread_commas([["1,234"], ["950"]], 0), unread_commas([["red, blue"]], 0)
    ('1,234', None)
    """
    cells = _filled(sample, at)
    kinds = (_COMMA, _WHOLE, _THOUSANDS, _POINT)
    if not all(any(kind.fullmatch(cell) for kind in kinds) for cell in cells):
        return None
    return next((cell for cell in cells if "," in cell), None)


def with_points(table: Table, columns: Collection[int]) -> Table:
    """The same table, decimal commas of some columns written as points.

    Parameters
    ----------
    table : Table
        Its rows are lists of text.
    columns : collection of int
        Positions. Reading the rows raises NotDecimal where one of them holds something else.
    """
    if not columns:
        return table

    def rows() -> Iterator[Sequence[Cell]]:
        for row in table.rows():
            yield row if table.repeats_header(row) else _pointed(row, columns)

    return replace(table, rows=rows)


def _pointed(row: Sequence[Cell], columns: Collection[int]) -> list[Cell]:
    """A row with points; NotDecimal if a cell is no number."""
    cells = list(row)
    for at in columns:
        cell = cells[at].strip()
        if _COMMA.fullmatch(cell):
            cells[at] = cell.replace(",", ".")
        elif not (_WHOLE.fullmatch(cell) or is_missing(cell)):
            raise NotDecimal(at)
    return cells


def _filled(sample: Sequence[Sequence[Cell]], at: int) -> list[str]:
    """Cells of a column that hold something, as text."""
    return [str(row[at]).strip() for row in sample if not is_missing(row[at])]


def _decimal(cells: Sequence[str]) -> bool:
    """Whether cells are numbers, some with a decimal comma."""
    commas = [cell for cell in cells if "," in cell]
    if not commas or not all(_COMMA.fullmatch(cell) or _WHOLE.fullmatch(cell) for cell in cells):
        return False
    return len(commas) == len(cells) or not all(_THOUSANDS.fullmatch(cell) for cell in commas)
