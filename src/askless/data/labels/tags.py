"""Tags: of a sentence one tag for each token, some of them perhaps not known."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from askless.core.ragged import ragged
from askless.core.task import Task
from askless.data.labels.space import check_names, renamed_names, unknown_label
from askless.errors import LabelError

__all__ = ["Tags"]

Answer = tuple[str | None, ...]
UNKNOWN = -1


@dataclass(frozen=True, init=False)
class Tags:
    """A label space in which an answer has a tag for each token of a sentence, None where it is not known.

    Parameters
    ----------
    names : sequence of str
        The tags, all different. May be empty while nobody has named any.

    Raises
    ------
    LabelError
        If a name is blank or comes twice.

    Notes
    -----
    How many tokens a sentence has is known to the items, which check that an answer has as many tags.

    Examples
    --------
    >>> space = Tags(["NOUN", "VERB"])
    >>> answer = space.check(["NOUN", None, "VERB"])
    >>> answer, [codes.tolist() for codes in space.encode([answer])], space.complete(answer)
    (('NOUN', None, 'VERB'), [[0, -1, 1]], False)
    """

    names: tuple[str, ...]
    kind: ClassVar[Task] = "tags"

    def __init__(self, names: Sequence[object] = ()) -> None:
        object.__setattr__(self, "names", check_names(names, "tags"))

    def check(self, answer: object) -> Answer:
        """Canonical form of an answer: a tuple of names and None; LabelError if one is unknown, or it is no list."""
        if isinstance(answer, str) or not isinstance(answer, (list, tuple, np.ndarray)):
            raise LabelError(
                f"“{str(answer)[:60]}” is not a list of tags.", "Answer with one tag for each token, None if unknown."
            )
        given = tuple(None if tag is None else str(tag).strip() for tag in answer)
        known = set(self.names)
        for tag in given:
            if tag is not None and tag not in known:
                raise unknown_label(tag, self.names)
        return given

    def encode(self, answers: Iterable[Answer]) -> npt.NDArray[np.object_]:
        """Codes of the tags, an int64 array for each answer, of shape (n_answers,); -1 where one is not known."""
        at: dict[str | None, int] = {name: code for code, name in enumerate(self.names)}
        at[None] = UNKNOWN
        return ragged([np.array([at[tag] for tag in answer], dtype=np.int64) for answer in answers])

    def decode(self, encoded: Any) -> Answer:
        """Tags of one array of codes."""
        return tuple(None if code < 0 else self.names[code] for code in np.asarray(encoded).tolist())

    def complete(self, answer: Answer) -> bool:
        """Whether every token has a tag."""
        return None not in answer

    def merged(self, before: Answer, answer: Answer) -> Answer:
        """An answer after another one about the same sentence: what it does not say stays as it was.

        Parameters
        ----------
        before : tuple of str or None
            The earlier answer.
        answer : tuple of str or None
            The later one, of as many tokens.

        Returns
        -------
        merged : tuple of str or None
            Of each token the later tag, or the earlier one where there is none.

        Examples
        --------
        >>> Tags(["A", "B"]).merged(("A", None, "A"), (None, None, "B"))
        ('A', None, 'B')
        """
        if len(before) != len(answer):  # the sentence was another one then
            return answer
        return tuple(new or old for old, new in zip(before, answer, strict=True))

    def added(self, name: str) -> Tags:
        """The space with one more tag at the end."""
        return Tags((*self.names, name))

    def renamed(self, old: str, new: str) -> Tags:
        """The space with a tag under a new name; renaming onto another one is refused."""
        return Tags(renamed_names(self.names, old, new))

    def rename_answer(self, answer: Answer, old: str, new: str) -> Answer:
        """An answer given under the old name, under the new one."""
        return tuple(new if tag == old else tag for tag in answer)

    def to_cell(self, answer: Answer) -> str:
        """A JSON list, null where a tag is not known."""
        return json.dumps(list(answer), ensure_ascii=False)

    def from_cell(self, cell: str) -> Answer:
        """Inverse of `to_cell`; tags with blanks between them are understood too."""
        text = cell.strip()
        if not text.startswith("["):
            return self.check(text.split())
        try:
            return self.check(json.loads(text))
        except json.JSONDecodeError:
            raise LabelError(f"“{text[:60]}” is not a JSON list.", 'Write tags as ["DET", "NOUN"].') from None

    def named(self, answer: Answer) -> tuple[str, ...]:
        """The tags that are known."""
        return tuple(tag for tag in answer if tag is not None)

    def count(self, answers: Iterable[Answer]) -> dict[str, int]:
        """How many tokens have each tag, every tag listed."""
        found = Counter(name for answer in answers for name in self.named(answer))
        return {name: found.get(name, 0) for name in self.names}
