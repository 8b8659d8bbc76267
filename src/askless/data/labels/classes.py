"""Single-label classes: exactly one label an item."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from askless.core.task import Task
from askless.data.labels.space import Labels, check_names, renamed_names, unknown_label

__all__ = ["Classes"]


@dataclass(frozen=True, init=False)
class Classes:
    """A label space in which an answer is one name.

    Parameters
    ----------
    names : sequence of str
        Label names, all different. May be empty while nobody has named any.

    Raises
    ------
    LabelError
        If a name is blank or comes twice.

    Examples
    --------
    >>> space = Classes(["ham", "spam"])
    >>> space.check("spam"), space.encode(["spam", "ham"]).tolist()
    ('spam', [1, 0])
    """

    names: tuple[str, ...]
    kind: ClassVar[Task] = "classes"

    def __init__(self, names: Sequence[object] = ()) -> None:
        object.__setattr__(self, "names", check_names(names, "classes"))

    def check(self, answer: object) -> str:
        """Canonical form of an answer: the name as a string; LabelError if it is unknown."""
        name = str(answer.item() if isinstance(answer, np.generic) else answer).strip()
        if isinstance(answer, (list, tuple, set, dict)) or answer is None or name not in self.names:
            raise unknown_label(answer, self.names)
        return name

    def encode(self, answers: Iterable[str]) -> Labels:
        """Label indices, int64 of shape (n_answers,)."""
        index = {name: i for i, name in enumerate(self.names)}
        return np.fromiter((index[a] for a in answers), dtype=np.int64)

    def decode(self, encoded: Any) -> str:
        """Name of one label index."""
        return self.names[int(encoded)]

    def added(self, name: str) -> Classes:
        """The space with one more class at the end."""
        return Classes((*self.names, name))

    def renamed(self, old: str, new: str) -> Classes:
        """The space with a class under a new name; renaming onto another class is refused."""
        return Classes(renamed_names(self.names, old, new))

    def rename_answer(self, answer: str, old: str, new: str) -> str:
        """An answer given under the old name, under the new one."""
        return new if answer == old else answer

    def to_cell(self, answer: str) -> str:
        """The name itself."""
        return answer

    def from_cell(self, cell: str) -> str:
        """Inverse of `to_cell`."""
        return self.check(cell)

    def named(self, answer: str) -> tuple[str, ...]:
        """The one name."""
        return (answer,)

    def complete(self, answer: str) -> bool:
        """Always: such an answer is given whole."""
        return True

    def merged(self, before: str, answer: str) -> str:
        """The later answer."""
        return answer

    def count(self, answers: Iterable[str]) -> dict[str, int]:
        """How often each class was given, every class listed."""
        found = Counter(answers)
        return {name: found.get(name, 0) for name in self.names}
