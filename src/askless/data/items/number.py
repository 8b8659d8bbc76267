"""Cells of text files that are numbers, or that stand for a missing one."""

from __future__ import annotations

from typing import Any

__all__ = ["as_number", "is_missing"]

_MISSING = frozenset(("", "na", "n/a", "#n/a", "<na>", "nan", "null", "none", "?", "-"))


def is_missing(cell: Any) -> bool:
    """Whether a cell of a column of numbers is empty, or says so as other programs write it.

    Examples
    --------
    >>> is_missing("NA"), is_missing(" "), is_missing(None), is_missing("0")
    (True, True, True, False)
    """
    return cell is None or (isinstance(cell, str) and cell.strip().casefold() in _MISSING)


def as_number(cell: Any) -> float:
    """A cell of a column of numbers; NaN where it is missing.

    Examples
    --------
    >>> as_number("1.50"), as_number("NA")
    (1.5, nan)
    """
    return float("nan") if is_missing(cell) else float(cell)
