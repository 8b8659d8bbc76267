"""Whether the first row of a table names its columns, and what the columns are then called."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

__all__ = ["column_names", "has_header", "is_number"]


def is_number(text: str) -> bool:
    """Whether a cell is written as a number (a decimal point, no thousands, "nan" included).

    Examples
    --------
    >>> is_number("-1.5e3"), is_number("12 May"), is_number("1_000")
    (True, False, False)
    """
    try:
        float(text)
    except ValueError:
        return False
    return "_" not in text


def has_header(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first of some rows is a header; assumed unless it plainly is not.

    It plainly is none if every cell of it and of the rows below is a number (0, 1, 2, ... are taken
    for names), or if one of its values comes again in its column while no column of numbers has a
    word on top.

    Parameters
    ----------
    rows : sequence of sequences of str
        The first rows of the file, of equal length.

    Examples
    --------
    >>> has_header([["text", "label"], ["hello there", "ham"], ["win now", "spam"]])
    True
    >>> has_header([["hello there", "ham"], ["win now", "spam"], ["see you", "ham"]])
    False
    >>> has_header([["5.1", "3.5"], ["4.9", "3.0"]])
    False
    """
    first, below = rows[0], rows[1:]
    if not below:
        return True
    if [cell.strip() for cell in first] == [str(i) for i in range(len(first))]:
        return True
    numeric = [all(is_number(row[i]) for row in below if row[i].strip()) for i in range(len(first))]
    if any(n and not is_number(cell) for n, cell in zip(numeric, first, strict=True) if cell.strip()):
        # A column of blanks is numeric by the test above, and proves nothing.
        proof = [i for i, n in enumerate(numeric) if n and any(row[i].strip() for row in below)]
        if any(not is_number(first[i]) for i in proof):
            return True
    if all(numeric) and all(is_number(cell) for cell in first):
        return False
    return not any(cell.strip() and _recurs(cell, i, below) for i, cell in enumerate(first) if not is_number(cell))


def column_names(first: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names from a header row, all different, and notes on names that had to be made.

    Examples
    --------
    >>> column_names(["id", "", "text", "text"])
    (('id', 'column 2', 'text', 'text (2)'), ('the second column “text” is called “text (2)”',))
    """
    names: list[str] = []
    notes: list[str] = []
    seen: Counter[str] = Counter()
    for index, cell in enumerate(first):
        name = cell.strip() or f"column {index + 1}"
        seen[name] += 1
        if seen[name] > 1:
            again = f"{name} ({seen[name]})"
            which = "second" if seen[name] == 2 else f"{seen[name]}th"
            notes.append(f"the {which} column “{name}” is called “{again}”")
            name = again
        names.append(name)
    return tuple(names), tuple(notes)


def _recurs(cell: str, column: int, below: Sequence[Sequence[str]]) -> bool:
    """Whether a word of the first row is a value of its column, twice at least or in one row of few."""
    times = sum(row[column] == cell for row in below)
    return times >= 2 or (times == 1 and len(below) <= 5)
