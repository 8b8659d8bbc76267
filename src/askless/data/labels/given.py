"""Answers as they are handed over: ids, answers and times side by side, and labels that are new."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from askless.core.events import Event
from askless.core.ids import Id
from askless.core.task import SEQUENCES
from askless.data.labels.skip import SKIP
from askless.data.labels.space import LabelSpace
from askless.errors import LabelError, UsageError

__all__ = ["new_labels", "paired"]


def new_labels(space: LabelSpace, answers: Sequence[Any]) -> tuple[list[Event], LabelSpace]:
    """Events that add the labels of answers that the space does not have, and the space with them.

    Raises
    ------
    LabelError
        If an answer holds something that cannot be the name of a label.
    """
    events: list[Event] = []
    for answer in answers:
        for name in _named(space.kind, answer):
            if name is SKIP or str(name).strip() in space.names:
                continue
            missing = name is None or (not isinstance(name, str) and str(name) in ("nan", "<NA>", "NaT"))
            if missing or isinstance(name, (list, tuple, set, dict)):
                raise LabelError(f"{name!r} is not a label.", "Answer with a name, or askless.SKIP.")
            space = space.added(str(name))
            events.append(Event("label_added", data={"name": str(name).strip()}))
    return events, space


def _named(kind: str, answer: Any) -> Sequence[Any]:
    """What of an answer are names of labels; what is no answer at all is told by whoever checks it."""
    if answer is SKIP or kind == "classes" or not isinstance(answer, (list, tuple, set, frozenset)):
        return [] if kind in SEQUENCES and answer is not SKIP else [answer]
    if kind == "spans":
        parts = [part.get("label") if isinstance(part, Mapping) else part[2] for part in answer if _is_span(part)]
        return [name for name in parts if name is not None]
    return [name for name in answer if kind != "tags" or name is not None]


def _is_span(part: Any) -> bool:
    return isinstance(part, Mapping) or (isinstance(part, (list, tuple)) and len(part) == 3)


def paired(
    ids: Id | Iterable[Id], answers: Any, seconds: float | Sequence[float] | None
) -> tuple[list[Id], list[Any], list[float | None]]:
    """Ids, answers and times as they were said, one each.

    Raises
    ------
    UsageError
        If there are more of one than of another.

    Examples
    --------
    >>> paired("a", "ham", None), paired(["a", "b"], ["ham", "spam"], 1.5)
    ((['a'], ['ham'], [None]), (['a', 'b'], ['ham', 'spam'], [1.5, 1.5]))
    """
    if isinstance(ids, (str, int, np.integer)):
        ids, answers = [ids], [answers]
    listed = list(ids)
    given = [SKIP] * len(listed) if answers is SKIP else list(answers)
    if len(listed) != len(given):
        raise UsageError(f"There are {len(listed)} ids and {len(given)} answers.", "Give one answer for each id.")
    if seconds is None:
        return listed, given, [None] * len(listed)
    spent = np.asarray(seconds, dtype=np.float64)
    if spent.ndim and len(spent) != len(listed):
        raise UsageError(f"There are {len(listed)} ids and {len(spent)} `seconds`.", "Give one number, or one each.")
    return listed, given, [None if np.isnan(time) else time for time in np.broadcast_to(spent, len(listed)).tolist()]
