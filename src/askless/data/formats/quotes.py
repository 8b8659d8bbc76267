"""What went wrong with the quotes of a delimited file, and in which line.

The csv module says neither where a quote opened nor, when a later quote happens to close it, that
rows were swallowed. Both are found here, after the fact, so that whole files pay nothing for it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from itertools import islice

from askless.data.formats.header import is_number
from askless.errors import SourceError

__all__ = ["quote_error", "swallowed_rows"]

_DOUBLE = 'A quote inside a quoted cell is written twice (""); close or double it in that line.'


def quote_error(name: str, lines: Iterable[str], first: int, last: int, delimiter: str, *, at_end: bool) -> SourceError:
    """The error for a record that the csv module refused.

    Parameters
    ----------
    name : str
        File name for the message.
    lines : iterable of str
        All lines of the file, from its first one.
    first, last : int
        Lines (from 1) at which the record begins and at which reading stopped.
    delimiter : str
        Cell separator.
    at_end : bool
        Whether reading stopped at the end of the file.
    """
    record = list(islice(lines, first - 1, last))
    opened = first + _open_quote(record, delimiter)
    if opened == last and not at_end:
        return SourceError(f"Line {last} of “{name}” has a quote inside a quoted cell.", _DOUBLE)
    until = "is never closed" if at_end else f"runs on to line {last}, which looks like another row"
    return SourceError(f"The quote that opens in line {opened} of “{name}” {until}.", _DOUBLE)


def swallowed_rows(row: Sequence[str], delimiter: str, before: Sequence[Sequence[str]]) -> bool:
    """Whether a quoted cell over several lines holds what look like whole rows.

    Prose with a comma in it is no row: a line inside the cell must have the cells of a row, and one
    of them must be a number where earlier rows have numbers, or a value that they have too.

    Parameters
    ----------
    row : sequence of str
        Cells as they were read.
    delimiter : str
        Cell separator.
    before : sequence of sequences of str
        Some earlier rows of the same width, without the header; may be empty.

    Examples
    --------
    >>> swallowed_rows(["3", 'start\\n4,middle\\n5,end of 5'], ",", [["1", "one"], ["2", "two"]])
    True
    >>> swallowed_rows(["3", "Dear all,\\nwell, no"], ",", [["1", "one"], ["2", "two"]])
    False
    """
    if len(row) < 2:
        return False
    known = [*before, row]  # the row itself tells what its other columns hold
    for index, cell in enumerate(row):
        inner = [next(csv.reader([line], delimiter=delimiter), []) for line in cell.splitlines()[1:]]
        # The last line ends where the quote closes: only the cells up to this one lie inside.
        widths = [len(row)] * (len(inner) - 1) + [index + 1]
        if inner and [len(parts) for parts in inner] == widths:
            told = [parts for parts in inner if len(parts) > 1]
            if told and all(_like_rows(parts, known) for parts in told):
                return True
    return False


def _like_rows(parts: Sequence[str], before: Sequence[Sequence[str]]) -> bool:
    """Whether one cell fits its column: a number among numbers, or a value seen before."""
    for index, part in enumerate(parts):
        column = {row[index] for row in before}
        if part and (part in column or (is_number(part) and all(is_number(cell) for cell in column))):
            return True
    return False


def _open_quote(record: Sequence[str], delimiter: str) -> int:
    """Index of the line in which the last quote opened that was still open when the record failed."""
    start_of_cell, quoted, opened = True, False, 0
    for index, line in enumerate(record):
        position = 0
        while position < len(line):
            character = line[position]
            if quoted:
                if character == '"':
                    after = line[position + 1 : position + 2]
                    if after == '"':
                        position += 1
                    elif after in ("", delimiter, "\r", "\n"):
                        quoted = False
                    else:
                        return opened
            elif character == '"' and start_of_cell:
                quoted, opened = True, index
            start_of_cell = not quoted and character in (delimiter, "\r", "\n")
            position += 1
    return opened
