"""Answers that do not fit their sentences any more: the source has changed under ids that stayed."""

from __future__ import annotations

from askless.core.events import Event
from askless.core.task import SEQUENCES, Task
from askless.data.items.items import Items
from askless.data.items.tokens import Sentences
from askless.data.labels.space import Answer
from askless.data.store.fingerprint import is_damaged_copy
from askless.data.store.state import State

__all__ = ["set_aside"]

MOVED = (
    "The source has changed since this project began: where an answered sentence has another text now, its spans may "
    "lie on other words. Look them over."
)


def set_aside(items: Items, state: State) -> tuple[list[str], str]:
    """Pass over the answers about tokens that do not fit their sentences, as if they were undone.

    They remain in the log, and count again once the sentence is what it was.

    Parameters
    ----------
    items : Items
        The pool. Sentences that it does not have keep their answers.
    state : State
        Of the whole log. It is changed.

    Returns
    -------
    touched : list of str
        Ids of the sentences that have lost an answer.
    notice : str
        What is to be told of it; "" if there is nothing.
    """
    if state.space.kind not in SEQUENCES or not isinstance(items, Sentences) or not state.labelled:
        return [], ""
    seqs = [
        event.seq
        for item_id, item in state.items.items()
        if item_id in items.ids
        for event in item.history
        if event.kind == "answer" and not _fits(items, items.ids.row(item_id), state.meant(event), state.space.kind)
    ]
    # No event of the log: what does not fit today may fit tomorrow.
    touched = list(dict.fromkeys(state.apply(Event("undo", data={"events": seqs})))) if seqs else []
    moved = MOVED if state.space.kind == "spans" and state.labelled and _changed(items, state) else ""
    return touched, " ".join(filter(None, [_told(len(touched)), moved]))


def _told(n: int) -> str:
    """That answers were set aside, and what becomes of them."""
    if not n:
        return ""
    which, they = ("sentence", "It is") if n == 1 else ("sentences", "They are")
    return (
        f"The answers about {n:,} {which} do not fit the source as it is now. {they} asked about anew; the log keeps "
        "the answers, which count again if you bring back the source as it was."
    )


def _fits(items: Sentences, row: int, answer: Answer, task: Task) -> bool:
    """Whether an answer can be about a sentence; a source or an older log may have a span over a blank only."""
    if task == "tags":
        return len(answer) == len(items.offsets(row))
    return not answer or max(end for _, end, _ in answer) <= len(items.text(row))


def _changed(items: Sentences, state: State) -> bool:
    """Whether the source is known not to be what it was; one without ids of its own is refused, if it is not."""
    before = state.project.get("fingerprint")
    if before is None or items.ids.names is None:
        return False
    now = items.fingerprint()
    return before != now and not is_damaged_copy(before, now)
