"""Labels that a source brings along: their cells as they are read, then as answers."""

from __future__ import annotations

import json
from array import array
from collections.abc import Sequence
from math import isfinite
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.data.formats.table import Cell
from askless.data.items.preview import cell_text
from askless.data.labels.classes import Classes
from askless.data.labels.multilabel import MultiLabel
from askless.errors import LabelError, SourceError

__all__ = [
    "LabelCells",
    "TooManyLabels",
    "answers",
    "are_measured",
    "check_few",
    "given_space",
    "is_multilabel",
    "label_names",
    "too_many",
]

_MOST_VALUES = 1000
_MOST_CLASSES = 20
_SEPARATOR = ";"


class TooManyLabels(Exception):
    """A signal to the importer: a column that looked like labels holds too many different values."""

    def __init__(self, column: str) -> None:
        super().__init__(column)
        self.column = column


class LabelCells:
    """The cells of a label column as codes into their distinct values; -1 where blank.

    Parameters
    ----------
    column : str or None
        Its name, for messages; None if there is no label column.
    named : bool
        Whether the caller named the column; then too many values are an error.
    """

    def __init__(self, column: str | None, *, named: bool) -> None:
        self.column = column
        self._named = named
        self._code: dict[str, int] = {}
        self._codes = array("i")

    @property
    def values(self) -> list[str]:
        """Distinct cells, in order of appearance."""
        return list(self._code)

    def add(self, cell: Cell) -> None:
        """Take the cell of the next item."""
        if type(cell) is float and cell.is_integer():
            cell = int(cell)  # integers with gaps come out of Parquet as floats
        text = cell_text(cell).strip()
        if not text:
            self._codes.append(-1)
            return
        code = self._code.setdefault(text, len(self._code))
        self._codes.append(code)
        if code >= _MOST_VALUES and len(self._code) > len(self._codes) // 2:
            if not self._named:
                raise TooManyLabels(str(self.column))
            if not _is_number(text):  # numbers may be wanted as such
                raise too_many(str(self.column), text)

    def save(self, folder: Path) -> None:
        """Write the codes as ``labels.npy``, if there is a label column."""
        if self.column is not None:
            np.save(folder / "labels.npy", np.array(self._codes, dtype=np.int32), allow_pickle=False)


def too_many(column: str, example: str) -> SourceError:
    """The error for a column with too many different values to be labels."""
    other = ", or take numbers as such with --task regress" if _is_number(example) else ""
    return SourceError(
        f"Column “{column}” holds over {_MOST_VALUES:,} different values, “{example[:60]}” among them.",
        f"Name the column of the labels with --label-column, or none with --label-column -{other}.",
    )


def check_few(values: Sequence[str], n_items: int, column: str) -> None:
    """Refuse values that are too many, and too rarely the same, to be names of labels."""
    if len(values) > max(_MOST_VALUES, n_items // 2):
        raise too_many(column, values[_MOST_VALUES])


def are_measured(names: Sequence[str], given: int) -> bool:
    """Whether names of labels look like measured numbers: classes come again and again.

    Parameters
    ----------
    names : sequence of str
        Different labels.
    given : int
        Items that have one.

    Examples
    --------
    >>> are_measured([str(i) for i in range(50)], 100), are_measured(["0", "1"], 100)
    (True, False)
    """
    return len(names) > _MOST_CLASSES and given < _MOST_CLASSES * len(names) and all(map(_is_number, names))


def _is_number(text: str) -> bool:
    try:
        return isfinite(float(text))
    except ValueError:
        return False


def is_multilabel(values: Sequence[str]) -> bool:
    """Whether cells hold several labels: JSON lists, or names joined by “;”.

    Examples
    --------
    >>> is_multilabel(["a", "a;b"]), is_multilabel(['["a"]']), is_multilabel(["a", "b"])
    (True, True, False)
    """
    return any(_listed(value) is not None or len(_split(value)) > 1 for value in values)


def given_space(values: Sequence[str], labels: Sequence[str] | None, *, multilabel: bool) -> Classes | MultiLabel:
    """The label space of given cells: the names the caller lists, else those found, sorted.

    Examples
    --------
    >>> given_space(["10", "9"], None, multilabel=False)
    Classes(names=('9', '10'))
    """
    names = list(labels) if labels is not None else label_names(values, multilabel=multilabel)
    return MultiLabel(names) if multilabel else Classes(names)


def label_names(values: Sequence[str], *, multilabel: bool) -> list[str]:
    """Different names in given cells, numbers by value before words.

    Examples
    --------
    >>> label_names(["sport;art", "sport"], multilabel=True)
    ['art', 'sport']
    """
    found = {name for value in values for name in (_parts(value) if multilabel else [value])}
    return sorted(found, key=_natural)


def answers(
    codes: npt.NDArray[np.int32], values: Sequence[str], space: Classes | MultiLabel, *, where: str, numbers: Any = None
) -> dict[int, Any]:
    """Canonical answer of each row that has one.

    Parameters
    ----------
    codes : int32 array of shape (n_items,)
        Index into `values`, -1 for none.
    values : sequence of str
        Distinct cells.
    space : Classes or MultiLabel
        Where the answers belong.
    where : str
        Where the labels stand, for messages.
    numbers : int64 array, optional
        Row of the source each item comes from, if not its own.

    Returns
    -------
    given : dict of int to answer
        By row.

    Raises
    ------
    LabelError
        If a value is not in the space; its first row is named.
    """
    canonical: list[Any] = []
    for code, value in enumerate(values):
        try:
            canonical.append(space.check(_parts(value)) if isinstance(space, MultiLabel) else space.check(value))
        except LabelError:
            row = int(np.flatnonzero(codes == code)[0])
            row = row if numbers is None else int(numbers[row])
            listed = ", ".join(space.names[:12]) or "none"
            raise LabelError(
                f"Row {row + 1:,} has the label “{value[:60]}” ({where}), which is not one of {listed}.",
                "Add it to --labels, or leave these labels out with --ignore-labels.",
            ) from None
    rows = np.flatnonzero(codes >= 0)
    return {row: canonical[code] for row, code in zip(rows.tolist(), codes[rows].tolist(), strict=True)}


def _parts(value: str) -> list[str]:
    """Label names in a cell of several."""
    listed = _listed(value)
    return _split(value) if listed is None else listed


def _split(value: str) -> list[str]:
    return [part.strip() for part in value.split(_SEPARATOR) if part.strip()]


def _listed(value: str) -> list[str] | None:
    """Names of a cell that is a JSON list; None if it is none."""
    if not value.startswith("["):
        return None
    try:
        found = json.loads(value)
    except json.JSONDecodeError:
        return None
    return [cell_text(name).strip() for name in found if cell_text(name).strip()] if isinstance(found, list) else None


def _natural(name: str) -> tuple[bool, float, str]:
    """Sort key: numbers by value and first, then words."""
    try:
        return (False, float(name), name)
    except ValueError:
        return (True, 0.0, name)
