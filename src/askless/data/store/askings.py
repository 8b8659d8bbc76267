"""Asking again, in the log, what was asked of a project of synthesis, where the events that said so are lost.

An answer teaches by its point, which lies beside the log under the id of its question. A damaged page of the log may
hold the event that asked, while both the answer and the point are whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from askless.core.events import Event
from askless.data.store.shape import understood

if TYPE_CHECKING:
    from askless.data.store.kept_rows import Kept  # loads NumPy, which a sound log does without

__all__ = ["askings", "unsaid"]

WHY = "the reason was lost to damage"


def askings(events: Sequence[Event], kept: Sequence[Kept]) -> list[Event]:
    """Events, and before the first word on a question that none of them asked one that does.

    Parameters
    ----------
    events : sequence of Event
        What could be read of the log, in order.
    kept : sequence of Kept
        What could be read beside it. Questions of which no event says a word are asked at the end, and wait.

    Returns
    -------
    events : list of Event
        New ones have the number 0. Questions whose points are lost are asked too: their ids are not given twice.

    Examples
    --------
    >>> from askless.data.store.kept_rows import Kept
    >>> found = askings([Event("answer", "2", {"answer": "hot"}, 7, 1.0)], [Kept("3", 2, b"")])
    >>> [(event.kind, event.item, [query[0] for query in event.data.get("queries", ())]) for event in found]
    [('asked', None, ['2']), ('answer', '2', []), ('asked', None, ['3'])]
    """
    asked = _asked(events)
    found: list[Event] = []
    about = {"round": 0, "strategy": "", "version": 0}
    for event in events:
        if event.kind == "asked" and understood(event):
            about = {key: event.data[key] for key in about}
        if new := [item_id for item_id in _named(event) if item_id not in asked]:
            asked.update(new)
            found.append(_asking(new, about, event.time))
        found.append(event)
    if left := unsaid(events, kept):
        found.append(_asking(left, about))
    return found


def unsaid(events: Sequence[Event], kept: Sequence[Kept]) -> list[str]:
    """Ids of the questions beside the log of which no event says a word, in the order of asking."""
    said = _asked(events).union(*map(_named, events))
    return [one.id for one in sorted(kept, key=lambda one: one.number) if one.id not in said]


def _asked(events: Sequence[Event]) -> set[str]:
    """Ids of the questions that events ask."""
    whole = (event for event in events if event.kind == "asked" and understood(event))
    return {query[0] for event in whole for query in event.data["queries"]}


def _named(event: Event) -> list[str]:
    """Ids of the questions of which an event says something, other than that they were asked."""
    if not understood(event):
        return []
    released = event.data["items"] if event.kind == "released" else ()
    return list(dict.fromkeys([*released, *([] if event.item is None else [event.item])]))


def _asking(item_ids: Sequence[str], about: dict[str, object], time: float = 0.0) -> Event:
    """An event that asks."""
    return Event("asked", None, {**about, "queries": [[i, 0.0, 1.0, False, WHY] for i in item_ids]}, time=time)
