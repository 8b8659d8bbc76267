"""How far a search for the items of one label has come, read from the log: for pages, commands and learners alike.

Exact copies are one item, items kept apart for a test are none, and the order is that in which items were taken out
of what could be drawn: when they were asked, or, if nobody asked them, when they were answered.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from askless.core.ids import Rows
from askless.data.labels.space import Answer
from askless.data.store.state import ItemState, State
from askless.enough.stopping.context import Context
from askless.errors import UsageError

__all__ = ["search_context"]


@dataclass(frozen=True)
class _Read:
    """An item that was answered: its round, its place there, and whether it was passed over at first."""

    round: int
    turn: int
    random: bool
    answer: Answer
    skipped: bool


def search_context(state: State, find: str, *, pool: int | None = None) -> Context:
    """What rules for screening are told of a search.

    Parameters
    ----------
    state : State
        What the log says.
    find : str
        The label that is looked for.
    pool : int, optional
        Items in the pool, exact copies and those kept apart left out; what the log says of it if not given.

    Returns
    -------
    context : Context
        Answers are 1 for items of the label, else 0.

    Raises
    ------
    UsageError
        If there is no such label.

    Examples
    --------
    >>> import askless
    >>> learner = askless.PoolLearner(["a", "b", "c", "a"], labels=["no", "yes"])
    >>> learner.tell([0, 1], ["yes", "no"])
    >>> context = search_context(learner.state, "yes", pool=3)
    >>> context.y.tolist(), context.pool
    ([1, 0], 3)
    """
    if find not in state.space.names:
        remedy = "Name one of the labels." if state.space.names else "Numbers have none: leave `positive` out."
        raise UsageError(f"There is no label “{find}” to search for.", remedy)
    groups = _groups(state)
    read = sorted(filter(None, map(_read, groups)), key=lambda one: (one.round, one.turn))
    rounds = np.array([one.round for one in read], dtype=np.int64)
    found = [one.answer == find or (isinstance(one.answer, tuple) and find in one.answer) for one in read]
    return Context(
        pool=_known(state) if pool is None else pool,
        names=("other", find),
        y=np.array(found, dtype=np.int64),
        random=np.array([one.random for one in read], dtype=np.bool_),
        positive=1,
        rounds=rounds,
        apart=_apart(groups, read, rounds),
    )


def _known(state: State) -> int:
    """Items of the pool, as the log has it; older logs do not say how many are copies."""
    items = state.project.get("distinct", state.project.get("items", len(state.items)))
    return max(int(items) - len(state.held), 0)


def _groups(state: State) -> list[list[ItemState]]:
    """What is known of each item, exact copies together, without those that are kept apart."""
    first: dict[str, str] = {}

    def leader(item_id: str) -> str:
        while item_id in first:
            item_id = first[item_id]
        return item_id

    for item_id, item in state.items.items():
        for event in item.history:
            for other in {event.data.get("copy_of"), event.data.get("same_as")} - {None}:
                if (one := leader(item_id)) != (two := leader(str(other))):
                    first[one] = two
    held = {leader(item_id) for item_id in state.held}
    groups: dict[str, list[ItemState]] = {}
    for item_id, item in state.items.items():
        if (one := leader(item_id)) not in held:
            groups.setdefault(one, []).append(item)
    return list(groups.values())


def _read(group: list[ItemState]) -> _Read | None:
    """How an item was read; None if it was not."""
    answered = [item for item in group if item.answered is not None]
    if not answered:
        return None
    own = min(answered, key=_left)
    asked = own.query is not None
    said = own if asked else next((item for item in answered if not _carried(item)), own)
    assert said.answer is not None
    skips = _skips(group)
    return _Read(
        round=_left(own),
        turn=own.query.turn if own.query is not None else 0,
        random=own.query is not None and own.query.random,
        answer=said.answer,
        skipped=bool(skips) and min(skips) < _left(own),
    )


def _left(item: ItemState) -> int:
    """Number of the event by which an item left what could be drawn."""
    if item.query is not None:
        return item.asked_at
    return min(event.seq for event in item.history if event.kind == "answer")


def _carried(item: ItemState) -> bool:
    """Whether its answer was given to a copy."""
    return item.answered is not None and "copy_of" in item.answered.data


def _skips(group: Iterable[ItemState]) -> list[int]:
    """Numbers of the events that passed over an item."""
    return [event.seq for item in group for event in item.history if event.kind == "skip"]


def _apart(groups: list[list[ItemState]], read: list[_Read], rounds: Rows) -> Rows:
    """For each answer the items that were skipped, or wait for an answer, since before its round."""
    # apart until they were asked again, perhaps
    back = np.sort(np.array([one.round for one in read if one.skipped], dtype=np.int64))
    away: list[int] = []
    for group in groups:
        if not any(item.labelled for item in group):
            since = [item.asked_at for item in group if item.pending] + _skips(item for item in group if item.skipped)
            away += [min(since)] if since else []
    later = len(back) - np.searchsorted(back, rounds, side="right")
    return np.asarray(later + np.searchsorted(np.sort(np.array(away, dtype=np.int64)), rounds, side="left"))
