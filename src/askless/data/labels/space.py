"""What every label space offers: the contract between answers, models and the page."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from typing import Any, Protocol, Self

import numpy as np
import numpy.typing as npt

from askless.core.task import Task
from askless.errors import LabelError

__all__ = ["Answer", "LabelSpace", "Labels", "check_names", "from_json", "renamed_names", "unknown_label"]

Answer = Any
"""An answer in its canonical form, which each label space defines (and which JSON can carry)."""

Labels = npt.NDArray[np.integer[Any]] | npt.NDArray[np.floating[Any]] | npt.NDArray[np.object_]
"""Encoded answers, as models take them: codes, numbers, or of sentences an array of codes each."""


class LabelSpace(Protocol):
    """The answers that may be given to an item.

    A label space is an immutable value; `added` and `renamed` return new ones. One file each.
    """

    @property
    def kind(self) -> Task:
        """Name of the space: "classes", "multilabel", ..."""
        ...

    @property
    def names(self) -> tuple[str, ...]:
        """Label names, in the order that encodings use. New ones come last."""
        ...

    def check(self, answer: object) -> Answer:
        """Canonical form of `answer`; LabelError if it is not in the space."""
        ...

    def encode(self, answers: Iterable[Answer]) -> Labels:
        """Canonical answers as one array, a row an answer."""
        ...

    def decode(self, encoded: Any) -> Answer:
        """Canonical answer of one encoded row."""
        ...

    def added(self, name: str) -> Self:
        """The space with one more label at the end."""
        ...

    def renamed(self, old: str, new: str) -> Self:
        """The space with a label under a new name."""
        ...

    def rename_answer(self, answer: Answer, old: str, new: str) -> Answer:
        """An answer given under the old name, under the new one."""
        ...

    def to_cell(self, answer: Answer) -> str:
        """An answer as text for one cell of a table."""
        ...

    def from_cell(self, cell: str) -> Answer:
        """Inverse of `to_cell`."""
        ...

    def named(self, answer: Answer) -> Iterable[str]:
        """Names in an answer, each as often as it comes."""
        ...

    def count(self, answers: Iterable[Answer]) -> dict[str, int]:
        """How often each label was given."""
        ...

    def complete(self, answer: Answer) -> bool:
        """Whether nothing about the item is left unknown; only answers about tokens can be given in part."""
        ...

    def merged(self, before: Answer, answer: Answer) -> Answer:
        """An answer after an earlier one: what it leaves unknown stays as it was."""
        ...


def from_json(answer: Any) -> Answer:
    """An answer as JSON carries it, in canonical form: tuples where JSON has lists.

    Examples
    --------
    >>> from_json([[0, 4, "PER"]])
    ((0, 4, 'PER'),)
    """
    return tuple(from_json(part) for part in answer) if isinstance(answer, list) else answer


def check_names(names: Sequence[object], kind: str) -> tuple[str, ...]:
    """Label names as strings, in order; LabelError if one is blank or comes twice."""
    if isinstance(names, str):  # one name, not its letters
        names = [names]
    cleaned = tuple(str(name).strip() for name in names)
    for index, name in enumerate(cleaned):
        if not name:
            raise LabelError(f"Label {index + 1} of {len(cleaned)} has an empty name.", "Give each label a name.")
        if name in cleaned[:index]:
            raise LabelError(f"The label “{name}” is listed twice.", f"Name each of the {kind} once.")
    return cleaned


def renamed_names(names: Sequence[str], old: str, new: str) -> list[str]:
    """The names with one replaced; LabelError if it is not there, or if the new name is another label's."""
    if old not in names:
        raise unknown_label(old, names)
    new = new.strip()
    if new != old and new in names:
        raise LabelError(
            f"“{old}” cannot be renamed to “{new}”, which is another label.", "Choose a name that is free."
        )
    return [new if name == old else name for name in names]


def unknown_label(answer: object, names: Sequence[str]) -> LabelError:
    """The error for a label that the space does not have."""
    near = difflib.get_close_matches(str(answer), names, n=2, cutoff=0.6)
    listed = ", ".join(f"“{n}”" for n in (near or names[:12])) or "none yet"
    more = "" if near or len(names) <= 12 else f" and {len(names) - 12} more"
    lead = f"Did you mean {listed}?" if near else f"The labels are {listed}{more}."
    return LabelError(f"“{answer}” is not one of the labels.", f"{lead} Add it to the labels if it is meant.")
