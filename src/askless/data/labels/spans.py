"""Spans: typed stretches of the text of a sentence, counted in characters; what is not known is a stretch too."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from askless.core.ragged import ragged
from askless.core.task import Task
from askless.data.labels.space import check_names, renamed_names, unknown_label
from askless.data.labels.tags import UNKNOWN
from askless.errors import LabelError

__all__ = ["Span", "Spans"]

Span = tuple[int, int, str | None]
"""First character, end and type; the type is None where nobody has said yet what is there."""

Answer = tuple[Span, ...]


@dataclass(frozen=True, init=False)
class Spans:
    """A label space in which an answer is a list of typed spans that do not overlap.

    Parameters
    ----------
    names : sequence of str
        The types, all different.

    Raises
    ------
    LabelError
        If a name is blank or comes twice, or if the names are tags of a scheme, such as O, B-PER and I-PER.

    Notes
    -----
    Positions count characters (code points, as Python does), and the end is the first one after the span. What no
    span covers is known to have none; a stretch of type None is not known.

    Examples
    --------
    >>> space = Spans(["PER", "LOC"])
    >>> answer = space.check([[9, 14, "LOC"], {"start": 0, "end": 4, "label": "PER"}, (15, 20, None)])
    >>> answer, space.encode([answer])[0].tolist(), space.complete(answer)
    (((0, 4, 'PER'), (9, 14, 'LOC'), (15, 20, None)), [[0, 4, 0], [9, 14, 1], [15, 20, -1]], False)
    """

    names: tuple[str, ...]
    kind: ClassVar[Task] = "spans"

    def __init__(self, names: Sequence[object] = ()) -> None:
        checked = check_names(names, "types")
        begun = [name for name in checked if name[:2] in ("B-", "I-") and name[2:]]
        if "O" in checked and begun:  # B-cell alone may well be a type
            raise LabelError(
                f"“O” and “{begun[0]}” are tags of a scheme, not types of spans.",
                f"Name the types alone, as in {', '.join(dict.fromkeys(name[2:] for name in begun))}.",
            )
        object.__setattr__(self, "names", checked)

    def check(self, answer: object) -> Answer:
        """Canonical form of an answer: a sorted tuple of spans; LabelError if two overlap or a type is unknown."""
        if isinstance(answer, (str, Mapping)) or not isinstance(answer, (list, tuple, set, frozenset, np.ndarray)):
            raise LabelError(
                f"“{str(answer)[:60]}” is not a list of spans.", 'Answer with a list such as [[0, 4, "PER"]], or [].'
            )
        found = sorted((self._span(span) for span in answer), key=lambda span: span[:2])
        for (_, before, _), span in pairwise(found):
            if span[0] < before:
                raise LabelError(
                    f"The span from {span[0]} to {span[1]} begins before the one in front of it ends, at {before}.",
                    "Give spans that do not overlap.",
                )
        return tuple(found)

    def _span(self, given: Any) -> Span:
        """One span in canonical form."""
        if isinstance(given, Mapping):
            given = [given.get("start"), given.get("end"), given.get("label")]
        try:
            start, end, kind = given
            if isinstance(start, bool) or isinstance(end, bool) or int(start) != start or int(end) != end:
                raise ValueError
            start, end = int(start), int(end)
        except (TypeError, ValueError, OverflowError):
            raise LabelError(
                f"“{str(given)[:60]}” is not a span.", 'Give first character, end and type, as in [0, 4, "PER"].'
            ) from None
        if not 0 <= start < end:
            raise LabelError(
                f"A span cannot go from {start} to {end}.", "The end is the first character after it, so it is larger."
            )
        if kind is not None and str(kind).strip() not in self.names:
            raise unknown_label(kind, self.names)
        return start, end, None if kind is None else str(kind).strip()

    def encode(self, answers: Iterable[Answer]) -> npt.NDArray[np.object_]:
        """First character, end and code of the type, an int64 array (n_spans, 3) for each answer; -1 if not known."""
        at: dict[str | None, int] = {name: code for code, name in enumerate(self.names)}
        at[None] = UNKNOWN
        return ragged(
            [
                np.array([[start, end, at[kind]] for start, end, kind in answer], dtype=np.int64).reshape(-1, 3)
                for answer in answers
            ]
        )

    def decode(self, encoded: Any) -> Answer:
        """Spans of one array (n_spans, 3)."""
        rows = np.asarray(encoded).tolist()
        return tuple((start, end, None if code < 0 else self.names[code]) for start, end, code in rows)

    def complete(self, answer: Answer) -> bool:
        """Whether nothing is unknown."""
        return all(kind is not None for _, _, kind in answer)

    def merged(self, before: Answer, answer: Answer) -> Answer:
        """An answer after another one about the same sentence: what it does not say stays as it was.

        Parameters
        ----------
        before : tuple of spans
            The earlier answer.
        answer : tuple of spans
            The later one.

        Returns
        -------
        merged : tuple of spans
            Of what the later answer leaves unknown, what the earlier one says; a span of the earlier one that
            reaches beyond is taken back, and what is left of it is unknown.

        Examples
        --------
        >>> space = Spans(["PER"])
        >>> space.merged(((0, 4, "PER"), (10, 20, None)), ((0, 10, None), (12, 15, "PER")))
        ((0, 4, 'PER'), (12, 15, 'PER'))
        """
        open_: list[tuple[int, int]] = []
        for start, end in sorted((start, end) for start, end, kind in answer if kind is None):
            if open_ and open_[-1][1] == start:  # two that touch are one: a seam is no end of a span
                start = open_.pop()[0]
            open_.append((start, end))
        found = [span for span in answer if span[2] is not None]
        for first, last in open_:
            for start, end, kind in before:
                low, high = max(start, first), min(end, last)
                if low < high:
                    found.append((low, high, kind if (low, high) == (start, end) else None))
        return tuple(sorted(found, key=lambda span: span[:2]))

    def added(self, name: str) -> Spans:
        """The space with one more type at the end."""
        return Spans((*self.names, name))

    def renamed(self, old: str, new: str) -> Spans:
        """The space with a type under a new name; renaming onto another one is refused."""
        return Spans(renamed_names(self.names, old, new))

    def rename_answer(self, answer: Answer, old: str, new: str) -> Answer:
        """An answer given under the old name, under the new one."""
        return tuple((start, end, new if kind == old else kind) for start, end, kind in answer)

    def to_cell(self, answer: Answer) -> str:
        """A JSON list of [first character, end, type], the type null where it is not known."""
        return json.dumps([list(span) for span in answer], ensure_ascii=False)

    def from_cell(self, cell: str) -> Answer:
        """Inverse of `to_cell`; an empty cell has no spans."""
        try:
            return self.check(json.loads(cell.strip() or "[]"))
        except json.JSONDecodeError:
            raise LabelError(f"“{cell[:60]}” is not a JSON list.", 'Write spans as [[0, 4, "PER"]].') from None

    def named(self, answer: Answer) -> tuple[str, ...]:
        """Types of the spans."""
        return tuple(kind for _, _, kind in answer if kind is not None)

    def count(self, answers: Iterable[Answer]) -> dict[str, int]:
        """How many spans have each type, every type listed."""
        found = Counter(name for answer in answers for name in self.named(answer))
        return {name: found.get(name, 0) for name in self.names}
