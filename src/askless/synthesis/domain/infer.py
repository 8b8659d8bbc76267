"""A domain from a table of real items: ranges, types, categories."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from askless.core.digits import written
from askless.data.items.number import is_missing
from askless.data.items.preview import cell_text
from askless.data.labels.classes import Classes
from askless.data.labels.real import Real as Numbers
from askless.data.labels.space import LabelSpace
from askless.data.reading.columns import find_columns, number_column
from askless.errors import SourceError
from askless.synthesis.domain.inputs.category import Category
from askless.synthesis.domain.inputs.cells import as_number, code_of
from askless.synthesis.domain.inputs.input import Input
from askless.synthesis.domain.inputs.integer import Integer
from askless.synthesis.domain.inputs.real import Real
from askless.synthesis.domain.table import Columns, column_named

__all__ = ["Inferred", "infer", "known_answers"]

_MOST_VALUES = 50
_FEW_VALUES = 10
"""More are texts, if most of them come once."""
_MOST_LABELS = 20
_MOSTLY = 0.9
"""Share of the cells that are filled in from which on a column with some words in it is one of numbers."""
_WIDE = 1000.0
"""From the least to the largest value: such a range reads better on a logarithmic scale, if its middle lies low."""


@dataclass(frozen=True)
class Inferred:
    """What a table says of its domain.

    Parameters
    ----------
    inputs : list of Input
    answer : LabelSpace or None
    target : str or None
        The column of the answers.
    notes : list of str
        What was left out and why, a sentence each.
    """

    inputs: list[Input]
    answer: LabelSpace | None
    target: str | None
    notes: list[str]


def infer(columns: Columns, target: str | None = None) -> Inferred:
    """Inputs and answer from columns.

    Parameters
    ----------
    columns : dict of str to list
        Cells by column, None where one is missing.
    target : str, optional
        The column of the answers; found by its name if not given.

    Returns
    -------
    inferred : Inferred

    Raises
    ------
    SourceError
        If there is no such column, or no column could be an input.

    Examples
    --------
    >>> found = infer({"id": [1, 2, 3], "size": [0.5, 2.5, 1.0], "metal": ["Pd", "Pt", "Pd"], "label": ["a", "b", "a"]})
    >>> [part.summary() for part in found.inputs], found.answer
    (['size: 0.5 to 2.5', 'metal: one of Pd, Pt'], Classes(names=('a', 'b')))
    """
    names = list(columns)
    if target is not None:
        column_named(columns, target)
    rows = list(zip(*columns.values(), strict=True))[:1000]
    roles = find_columns(names, rows, text="-", label_column=target)
    if target is None:
        target = names[roles.label] if roles.label is not None else number_column(names, rows)
    identity = names[roles.id] if roles.id is not None else None
    notes = [] if identity is None else [f"“{identity}” was taken for an id and left out."]
    inputs: list[Input] = []
    for name, cells in columns.items():
        if name in (target, identity):
            continue
        filled, wrong = _numbers_of(cells)
        found = _input(name, filled)
        if wrong and isinstance(found, str):  # a single number and some words: these make the difference
            wrong, found = [], _input(name, [cell for cell in cells if cell is not None])
        if isinstance(found, str):
            notes.append(found)
            continue
        inputs.append(found)
        if wrong:
            notes.append(_mixed(name, filled, wrong))
    if not inputs:
        raise SourceError(
            f"None of the columns {', '.join(f'“{name}”' for name in names[:12])} could be an input.",
            "Give columns of numbers, or of few different values.",
        )
    answer = None
    if target is not None:
        filled, wrong = _numbers_of(columns[target])
        answer = _answer(filled)
        if wrong and isinstance(answer, Classes):  # among few whole numbers a word is a label as well
            answer = _answer([cell for cell in columns[target] if cell is not None])
        elif wrong:
            notes.append(_mixed(target, filled, wrong))
    if answer is not None and len(answer.names) > _MOST_LABELS:
        notes.append(
            f"“{target}” holds {len(answer.names):,} different values, not all of them numbers, and each was taken for "
            "a label."
        )
    if answer is not None and len(answer.names) == 1:
        notes.append(
            f"“{target}” holds a single label, “{answer.names[0]}”, and there is nothing to learn with one: write all "
            "that there are, as in labels = [...] under [answer]."
        )
        answer = None
    return Inferred(inputs, answer, target, notes)


def known_answers(cells: Sequence[Any], space: LabelSpace) -> list[Any]:
    """Answers that a column holds, None where a cell says nothing.

    Parameters
    ----------
    cells : sequence
        As files have them.
    space : LabelSpace
        A cell that is one of its labels is that label, whatever it says: “none” may be one.

    Returns
    -------
    answers : list
        What is none of the labels is left as it is, for the space to refuse.

    Examples
    --------
    >>> known_answers(["none", "yes", "n/a", None], Classes(["none", "yes"]))
    ['none', 'yes', None, None]
    >>> known_answers(["none", "2.5"], Numbers())
    [None, '2.5']
    """
    if space.kind == "real":
        return [None if is_missing(cell) else cell for cell in cells]
    known = {name: code for code, name in enumerate(space.names)}
    found = [(cell, code_of(cell, known)) for cell in cells]
    return [
        space.names[code] if code is not None else None if is_missing(cell) else cell_text(cell) for cell, code in found
    ]


def _numbers_of(cells: Sequence[Any]) -> tuple[list[Any], list[tuple[int, Any]]]:
    """The cells that say something, without the few others of a column of numbers; and these with their rows."""
    filled = [cell for cell in cells if cell is not None]
    wrong = [
        (row, cell) for row, cell in enumerate(cells) if not is_missing(cell) and not math.isfinite(as_number(cell))
    ]
    said = sum(not is_missing(cell) for cell in filled)
    if not wrong or said - len(wrong) < _MOSTLY * said:
        return filled, []
    return [cell for cell in filled if is_missing(cell) or math.isfinite(as_number(cell))], wrong


def _mixed(name: str, numbers: Sequence[Any], wrong: Sequence[tuple[int, Any]]) -> str:
    """A sentence on the cells of a column of numbers that are none."""
    n, (row, cell) = sum(not is_missing(one) for one in numbers), wrong[0]
    lead = f"“{name}” holds {n:,} numbers and"
    if len(wrong) == 1:
        return f"{lead} 1 other value (row {row + 1:,}: “{cell!s:.40}”), whose row is left out."
    return (
        f"{lead} {len(wrong):,} other values (the first in row {row + 1:,}: “{cell!s:.40}”), whose rows are left out."
    )


def _input(name: str, cells: Sequence[Any]) -> Input | str:
    """The input that a column is, or a sentence on why it is none."""
    if not cells:
        return f"“{name}” is empty and was left out."
    numbers = np.array([as_number(cell) for cell in cells if not is_missing(cell)])
    if len(numbers) and np.isfinite(numbers).all():
        low, high = float(numbers.min()), float(numbers.max())
        if low == high:
            return f"“{name}” is always {written(low)} and was left out."
        if (numbers == np.rint(numbers)).all() and max(-low, high) < 2**53 and not _has_point(cells):
            return Integer(name, int(low), int(high))
        middle = float(np.median(numbers))
        log = low > 0 and high / low >= _WIDE and middle < math.sqrt(low * high) * 10
        return Real(name, low, high, log=bool(log))
    values = _distinct(_said(cells))
    if not values:
        return f"“{name}” is empty and was left out."
    if len(values) == 1:
        return f"“{name}” is always {cell_text(values[0])!s:.40} and was left out."
    if len(values) > _MOST_VALUES or (len(values) > _FEW_VALUES and len(values) > len(cells) / 2):
        return f"“{name}” has {len(values):,} different values that are no numbers, and was left out."
    return Category(name, values)


def _answer(cells: Sequence[Any]) -> LabelSpace | None:
    """Labels where there are few different ones or words, numbers otherwise; None if nothing is filled in."""
    if not cells:
        return None
    filled = [cell for cell in cells if not is_missing(cell)]
    # Among numbers “none” is no number; among words it is one.
    words = any(not math.isfinite(as_number(cell)) for cell in filled)
    values = _distinct(_said(cells) if words else filled)
    if not values:
        return None
    numbers = np.array([as_number(value) for value in values])
    whole = bool(np.isfinite(numbers).all()) and bool((numbers == np.rint(numbers)).all())
    if np.isfinite(numbers).all() and (not whole or len(values) > _MOST_LABELS):
        return Numbers()
    return Classes([cell_text(value) for value in values])


def _said(cells: Sequence[Any]) -> list[Any]:
    """Cells that say something: “none” and “-” may well be a choice."""
    return [cell for cell in cells if not is_missing(cell) or str(cell).strip().casefold() in ("none", "-")]


def _distinct(cells: Sequence[Any]) -> list[Any]:
    """Different values, sorted: numbers by size, then texts; words for true and false are truth values."""
    words = {cell_text(cell).strip().casefold() for cell in cells}
    if words == {"false", "true"}:
        return [False, True]
    texts = {cell_text(cell).strip(): cell.strip() if isinstance(cell, str) else cell for cell in cells}
    return sorted(texts.values(), key=_order)


def _order(cell: Any) -> tuple[bool, float, str]:
    number = as_number(cell)
    return (not math.isfinite(number), number if math.isfinite(number) else 0.0, cell_text(cell))


def _has_point(cells: Sequence[Any]) -> bool:
    """Whether whole numbers are written as 2.0, as measurements are, in a column of text."""
    return any(isinstance(cell, str) and "." in cell for cell in cells)
