"""Which column of a row a feature of a dict has: one for a number, one for each of the values of a text."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from askless.models.online.online import Float64s
from askless.stream.encoding.words import WORDS, words_of

__all__ = ["LARGEST", "Columns", "Mark"]

Mark = tuple[int, int, int, bool, int, int]
"""How far columns had been given out; see `Columns.mark`."""

VALUES = 32
"""Values of a text that get a column of their own; the rest of them share one."""
FEATURES = 2_048
"""Columns for features of dicts in all. A stream that names its features by what they hold would never stop."""
LONGEST = 64
"""Characters of a value that gets a column of its own."""
LARGEST = 1e100
"""Numbers beyond are taken as missing, like infinities: their squares could not be added up."""
OTHER = ""


class Columns:
    """Columns of features, given out in the order in which features come.

    Examples
    --------
    >>> columns = Columns()
    >>> list(columns.cells({"a": 2.5, "b": "x", "c": None}))
    [(0, 2.5), (1, 1.0)]
    >>> list(columns.cells({"b": "y"}))
    [(1, 0.0), (2, 1.0)]
    """

    def __init__(self) -> None:
        self.width = 0
        self.positions = 0  # leading columns that hold rows of arrays
        self.remarks: list[str] = []  # not yet fetched
        self._numbers: dict[str, int] = {}
        self._values: dict[str, dict[str, int]] = {}
        self.words_at = -1  # first column of the words of texts; -1 without texts
        self._begun = False  # whether there was an item: features of the first are not remarked on
        self._remarked: dict[str, None] = {}  # in the order of the remarks

    def hold_rows(self, width: int) -> None:
        """Keep the first columns for rows of an array; only before anything else."""
        self.width = self.positions = width
        self._begun = True

    def cells(self, item: Mapping[str, Any]) -> Iterator[tuple[int, float]]:
        """Columns of what an item has, and their values; all others are missing.

        Parameters
        ----------
        item : dict of str to float, int, bool, str or None
        """
        for feature, value in item.items():
            if type(value) is str:
                yield from self._text(feature, value)
            elif value is not None:
                yield from self._number(feature, value)
        self._begun = True

    def words(self, text: str) -> tuple[int, Float64s]:
        """First column of the words of a text, and their row."""
        if self.words_at < 0:
            self.words_at = self.width
            self.width += WORDS
            self._begun = True
        return self.words_at, words_of(text)

    def mark(self) -> Mark:
        """How far columns have been given out, for `undo`."""
        return self.width, self.positions, self.words_at, self._begun, len(self._remarked), len(self.remarks)

    def undo(self, mark: Mark) -> None:
        """Be as at the mark: columns given out since are free again, and what was remarked on is unsaid."""
        if mark == self.mark():
            return
        self.width, self.positions, self.words_at, self._begun, remarked, remarks = mark
        self._numbers = {feature: column for feature, column in self._numbers.items() if column < self.width}
        values = {feature: self._before(columns) for feature, columns in self._values.items()}
        self._values = {feature: columns for feature, columns in values.items() if columns}
        for key in list(self._remarked)[remarked:]:
            del self._remarked[key]
        del self.remarks[remarks:]

    def state(self) -> dict[str, Any]:
        """Columns given out so far, of a size that is bounded."""
        return {
            "width": self.width, "positions": self.positions, "words": self.words_at, "begun": self._begun,
            "numbers": dict(self._numbers), "values": {f: dict(v) for f, v in self._values.items()},
            "remarked": sorted(self._remarked),
        }  # fmt: skip

    def restore(self, state: dict[str, Any]) -> None:
        """Be as the columns were that gave this state."""
        self.width, self.positions = state["width"], state["positions"]
        self.words_at, self._begun = state["words"], state["begun"]
        self._numbers = dict(state["numbers"])
        self._values = {feature: dict(values) for feature, values in state["values"].items()}
        self._remarked = dict.fromkeys(state["remarked"])

    def _before(self, columns: dict[str, int]) -> dict[str, int]:
        """Values whose columns are within the width."""
        return {value: column for value, column in columns.items() if column < self.width}

    def _number(self, feature: str, value: Any) -> Iterator[tuple[int, float]]:
        number = _finite(value)
        if number is None:
            return
        column = self._numbers.get(feature)
        if column is None:
            column = self._number_column(feature)
        if column is not None:
            yield column, number

    def _text(self, feature: str, text: str) -> Iterator[tuple[int, float]]:
        text = text.strip()
        if not text:
            return
        values = self._values.get(feature)
        if values is None:
            if self._has_number(feature):
                self._remark("type", feature, f"Feature “{feature:.100}” was a number and is a text now: “{text:.50}”.")
                try:
                    yield from self._number(feature, float(text))
                    return
                except ValueError:
                    pass
            values = self._new_feature(feature)
            if values is None:
                return
        own = self._value_column(feature, values, text)
        for column in values.values():
            yield column, float(column == own)

    def _number_column(self, feature: str) -> int | None:
        """The column of a feature that is a number for the first time."""
        if self._is_position(feature):
            return int(feature)
        column = self._next()
        if column is None:
            return None
        if feature in self._values:
            self._remark("type", feature, f"Feature “{feature:.100}” was a text and is a number now.")
        elif self._begun:
            self._remark("new", feature, f"Feature “{feature:.100}” is new; earlier items count as lacking it.")
        self._look_at_name(feature)
        self._numbers[feature] = column
        return column

    def _new_feature(self, feature: str) -> dict[str, int] | None:
        """Room for the values of a feature that is a text for the first time; None if there is none."""
        if self.width >= FEATURES + self._reserved:
            self._next()
            return None
        if self._begun and not self._has_number(feature):
            self._remark("new", feature, f"Feature “{feature:.100}” is new; earlier items count as lacking it.")
        self._look_at_name(feature)
        return self._values.setdefault(feature, {})

    def _value_column(self, feature: str, values: dict[str, int], text: str) -> int | None:
        """The column of a value; that of all others if it is too long, or one too many."""
        own = values.get(text)
        if own is not None:
            return own
        named = len(values) - (OTHER in values)
        if len(text) > LONGEST or named >= VALUES:
            if named >= VALUES:
                self._remark(
                    "many", feature, f"Feature “{feature:.100}” has more than {VALUES} values; the rest count as one."
                )
            text = OTHER
            if OTHER in values:
                return values[OTHER]
        column = self._next()
        if column is not None:
            values[text] = column
        return column

    def _next(self) -> int | None:
        """The next column; None if all are given out."""
        if self.width >= FEATURES + self._reserved:
            self._remark("full", "", f"Items have more than {FEATURES:,} features; those that come later are left out.")
            return None
        self.width += 1
        return self.width - 1

    @property
    def _reserved(self) -> int:
        """Columns that are no features of dicts."""
        return self.positions + (WORDS if self.words_at >= 0 else 0)

    def _look_at_name(self, feature: str) -> None:
        """An id is another one with each item, and tells a model nothing."""
        if feature.lower() == "id":
            self._remark("id", feature, f"“{feature}” counts as a feature; an id is given as `offer(item, id=...)`.")

    def _has_number(self, feature: str) -> bool:
        return feature in self._numbers or self._is_position(feature)

    def _is_position(self, feature: str) -> bool:
        """Whether it names a column of an array."""
        return (
            self.positions > 0
            and feature.isdecimal()
            and str(int(feature[:20])) == feature
            and (int(feature) < self.positions)
        )

    def _remark(self, kind: str, feature: str, sentence: str) -> None:
        """Say something about a feature once."""
        key = f"{kind}:{feature}"
        if key not in self._remarked and len(self._remarked) < 3 * FEATURES:
            self._remarked[key] = None
            self.remarks.append(sentence)


def _finite(value: Any) -> float | None:
    """The number; None if it is missing or too large."""
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.fabs(number) <= LARGEST else None
