"""Cells of data and of answers as the numbers and names that an input knows."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from decimal import Decimal
from numbers import Real as AnyReal
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.core.digits import written
from askless.data.items.number import is_missing
from askless.data.items.preview import cell_text
from askless.errors import SourceError, UnknownNameError, UsageError

__all__ = [
    "as_number",
    "checked_bounds",
    "checked_levels",
    "checked_name",
    "code_of",
    "codes_of",
    "numbers_of",
    "with_unit",
]

_LONGEST_NAME = 80
_LARGEST = 1e100
"""Bounds beyond it overflow when they are multiplied."""


def as_number(cell: Any) -> float:
    """A number of any make, or one that is written out; NaN if it is none.

    Examples
    --------
    >>> as_number("2.5"), as_number(True), as_number(np.int64(3))
    (2.5, nan, 3.0)
    """
    value = cell.item() if isinstance(cell, (np.generic, np.ndarray)) and np.ndim(cell) == 0 else cell
    # Python reads over an underscore, and takes True for 1.
    if isinstance(value, bool) or not isinstance(value, (AnyReal, Decimal, str)) or "_" in str(value):
        return math.nan
    try:
        return float(value)
    except (ValueError, OverflowError):
        return math.nan


def numbers_of(name: str, cells: Sequence[Any]) -> npt.NDArray[np.float64]:
    """Values of a key as finite numbers; SourceError names the first that is none.

    Examples
    --------
    >>> numbers_of("time", [1, "2.5"]).tolist()
    [1.0, 2.5]
    """
    array = np.asarray(cells, dtype=None if isinstance(cells, np.ndarray) else object)
    if array.dtype.kind in "iuf":
        numbers = array.astype(np.float64)
    else:
        numbers = np.fromiter((as_number(cell) for cell in cells), dtype=np.float64, count=len(cells))
    bad = np.flatnonzero(~np.isfinite(numbers))
    if len(bad):
        raise _unusable(name, cells[int(bad[0])], int(bad[0]), "is no finite number", "Give a number such as 12.5")
    return numbers


def codes_of(name: str, cells: Sequence[Any], levels: Sequence[Any]) -> npt.NDArray[np.int64]:
    """Position of each value among `levels`; SourceError names the first that is none of them.

    Examples
    --------
    >>> codes_of("metal", ["Pt", "Pd"], ["Pd", "Pt"]).tolist(), codes_of("n", ["2", 1.0], [1, 2]).tolist()
    ([1, 0], [1, 0])
    """
    known = {cell_text(level): code for code, level in enumerate(levels)}
    codes = np.empty(len(cells), dtype=np.int64)
    for row, cell in enumerate(cells):
        code = code_of(cell, known)
        if code is None:
            near = str(UnknownNameError.of("value", cell, known)).partition(". ")[2].rstrip(".")
            raise _unusable(name, cell, row, "is a value that the domain does not know", near)
        codes[row] = code
    return codes


def code_of(cell: Any, known: Mapping[str, int]) -> int | None:
    """Position of one value; numbers count as equal however they are written.

    Examples
    --------
    >>> code_of("TRUE", {"false": 0, "true": 1}), code_of(2.0, {"2": 0}), code_of("Pt", {"Pd": 0})
    (1, 0, None)
    """
    value = cell.item() if isinstance(cell, np.generic) else cell
    text = cell_text(value).strip()
    if text in known:
        return known[text]
    number = as_number(value)
    if not math.isfinite(number):
        # Files say True and TRUE where JSON says true.
        truth = text.casefold() in ("true", "false")
        return next((code for level, code in known.items() if truth and level.casefold() == text.casefold()), None)
    return next((code for level, code in known.items() if as_number(level) == number), None)


def _unusable(name: str, cell: Any, row: int, why: str, remedy: str) -> SourceError:
    """The error for a value that an input cannot take."""
    if is_missing(cell) or cell != cell:
        return SourceError(f"Item {row + 1:,} has no value for “{name}”.", "Fill it in, or leave the item out.")
    end = "" if remedy.endswith("?") else "."
    return SourceError(f"Item {row + 1:,} has {cell!r:.60} for “{name}”, which {why}.", f"{remedy}{end}")


def checked_name(name: object, what: str = "input") -> str:
    """The name without blanks around it; UsageError if it is none."""
    if not isinstance(name, str) or not name.strip().isprintable() or not 0 < len(name.strip()) <= _LONGEST_NAME:
        raise UsageError(
            f"The name {name!r:.60} of an {what} is no short text on one line.",
            f"Give it a name of at most {_LONGEST_NAME} characters, such as “temperature”.",
        )
    return name.strip()


def checked_bounds(name: str, low: object, high: object) -> tuple[float, float]:
    """Two finite numbers that are not too large, the smaller one first; UsageError if they are not."""
    numbers = as_number(low), as_number(high)
    if isinstance(low, str) or isinstance(high, str) or not all(math.isfinite(number) for number in numbers):
        raise UsageError(
            f"The bounds of “{name}” are {low!r:.40} and {high!r:.40}, which are no two finite numbers.",
            "Give two numbers, such as 20 and 100.",
        )
    if max(map(abs, numbers)) > _LARGEST:
        raise UsageError(
            f"The bounds of “{name}” are {low!r:.40} and {high!r:.40}, which are too large to calculate with.",
            f"Give bounds between -{_LARGEST:g} and {_LARGEST:g}, if need be in another unit.",
        )
    if numbers[0] > numbers[1]:
        raise UsageError(
            f"The lower bound of “{name}”, {written(numbers[0])}, is above the upper one, {written(numbers[1])}.",
            "Give the smaller number as `low`.",
        )
    return numbers


def checked_levels(name: str, levels: object, what: str) -> tuple[Any, ...]:
    """Texts, numbers or truth values, all different; UsageError if they are not."""
    if isinstance(levels, (str, Mapping)) or not isinstance(levels, Sequence) or not len(levels):
        raise UsageError(
            f"“{name}” has {levels!r:.60} as its {what}.", 'Give a list of at least one, as in ["a", "b"].'
        )
    listed = tuple(level.item() if isinstance(level, np.generic) else level for level in levels)
    for level in listed:
        blank = isinstance(level, str) and not level.strip()
        if blank or not (isinstance(level, (str, bool)) or math.isfinite(as_number(level))):
            raise UsageError(f"“{name}” has {level!r:.60} among its {what}.", "Give texts or finite numbers.")
    texts = [cell_text(level).strip() for level in listed]
    twice = next((text for text in texts if texts.count(text) > 1), None)
    if twice is not None:
        raise UsageError(f"“{name}” has “{twice:.60}” twice among its {what}.", "Name each once.")
    return tuple(level.strip() if isinstance(level, str) else level for level in listed)


def with_unit(number: float, unit: str = "") -> str:
    """A number as people read it, with its unit."""
    return f"{written(number)} {unit}".strip()
