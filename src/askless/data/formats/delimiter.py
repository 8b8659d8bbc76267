"""Which character separates the cells of a delimited file."""

from __future__ import annotations

import csv
from collections.abc import Sequence

__all__ = ["find_delimiter"]

_CANDIDATES = ",;\t|"
_ROWS = 50


def find_delimiter(lines: Sequence[str]) -> str:
    """The separator that cuts the first lines into equally many cells.

    Parameters
    ----------
    lines : sequence of str
        The beginning of the file, whole lines.

    Returns
    -------
    delimiter : str
        One of , ; tab and |. A comma if none cuts the first line.

    Notes
    -----
    A candidate must stand in the first line. Those that fit most rows win, then the one that gives
    more columns, then the earlier in the list above.

    Examples
    --------
    >>> find_delimiter(["a;b", "1,5;2,5", "3,5;4,5"])
    ';'
    >>> find_delimiter(["text", "Hello, you", "Well, well, well"])
    ','
    """
    best, best_fit = ",", (0.0, 1)
    for delimiter in _CANDIDATES:
        widths = _widths(lines, delimiter)
        if not widths or widths[0] < 2:
            continue
        fit = sum(width == widths[0] for width in widths) / len(widths)
        if (fit, widths[0]) > best_fit:
            best, best_fit = delimiter, (fit, widths[0])
    return best


def _widths(lines: Sequence[str], delimiter: str) -> list[int]:
    """Cells in each of the first rows, leniently read."""
    widths: list[int] = []
    try:
        for row in csv.reader(lines, delimiter=delimiter):
            if row:
                widths.append(len(row))
            if len(widths) == _ROWS:
                break
    except csv.Error:  # reported with its line when the file is read in earnest
        pass
    return widths
