"""Multi-label classes: any number of labels an item, none included."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from askless.core.task import Task
from askless.data.labels.space import Labels, check_names, renamed_names, unknown_label
from askless.errors import LabelError

__all__ = ["MultiLabel"]


@dataclass(frozen=True, init=False)
class MultiLabel:
    """A label space in which an answer is a set of names, kept as a tuple in declared order.

    Parameters
    ----------
    names : sequence of str
        Label names, all different.

    Raises
    ------
    LabelError
        If a name is blank or comes twice.

    Examples
    --------
    >>> space = MultiLabel(["sport", "money", "art"])
    >>> space.check({"money", "sport"})
    ('sport', 'money')
    >>> space.encode([("sport", "money"), ()]).tolist()
    [[1, 1, 0], [0, 0, 0]]
    """

    names: tuple[str, ...]
    kind: ClassVar[Task] = "multilabel"

    def __init__(self, names: Sequence[object] = ()) -> None:
        object.__setattr__(self, "names", check_names(names, "labels"))

    def check(self, answer: object) -> tuple[str, ...]:
        """Canonical form: the names in declared order; a single string counts as one name."""
        if isinstance(answer, str):
            answer = [answer]
        if not isinstance(answer, (list, tuple, set, frozenset, np.ndarray)):
            raise LabelError(f"{answer!r} is not a list of labels.", "Answer with a list of label names, or [].")
        given = {str(name).strip() for name in answer}
        for name in sorted(given):
            if name not in self.names:
                raise unknown_label(name, self.names)
        return tuple(name for name in self.names if name in given)

    def encode(self, answers: Iterable[tuple[str, ...]]) -> Labels:
        """Indicator matrix, uint8 of shape (n_answers, n_labels)."""
        index = {name: i for i, name in enumerate(self.names)}
        listed = list(answers)
        encoded = np.zeros((len(listed), len(self.names)), dtype=np.uint8)
        for row, answer in enumerate(listed):
            encoded[row, [index[name] for name in answer]] = 1
        return encoded

    def decode(self, encoded: Any) -> tuple[str, ...]:
        """Names of one indicator row."""
        return tuple(name for name, on in zip(self.names, encoded, strict=True) if on)

    def added(self, name: str) -> MultiLabel:
        """The space with one more label at the end."""
        return MultiLabel((*self.names, name))

    def renamed(self, old: str, new: str) -> MultiLabel:
        """The space with a label under a new name; renaming onto another label is refused."""
        return MultiLabel(renamed_names(self.names, old, new))

    def rename_answer(self, answer: tuple[str, ...], old: str, new: str) -> tuple[str, ...]:
        """An answer given under the old name, under the new one."""
        return tuple(new if name == old else name for name in answer)

    def to_cell(self, answer: tuple[str, ...]) -> str:
        """Names joined by “;”, or a JSON list where a name holds one."""
        if any(";" in name or name.startswith("[") for name in answer):
            return json.dumps(list(answer), ensure_ascii=False)
        return ";".join(answer)

    def from_cell(self, cell: str) -> tuple[str, ...]:
        """Inverse of `to_cell`; blanks around names do not count, an empty cell is no label."""
        text = cell.strip()
        if text.startswith("["):
            try:
                return self.check(json.loads(text))
            except json.JSONDecodeError:
                raise LabelError(f"“{text[:60]}” is not a JSON list.", 'Write labels as a;b or ["a", "b"].') from None
        return self.check([part.strip() for part in text.split(";") if part.strip()])

    def named(self, answer: tuple[str, ...]) -> tuple[str, ...]:
        """The names themselves."""
        return answer

    def complete(self, answer: tuple[str, ...]) -> bool:
        """Always: such an answer is given whole."""
        return True

    def merged(self, before: tuple[str, ...], answer: tuple[str, ...]) -> tuple[str, ...]:
        """The later answer."""
        return answer

    def count(self, answers: Iterable[tuple[str, ...]]) -> dict[str, int]:
        """How often each label was given, every label listed."""
        found = Counter(name for answer in answers for name in answer)
        return {name: found.get(name, 0) for name in self.names}
