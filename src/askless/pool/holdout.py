"""Items that are kept apart to test the model: asked like others, never trained on.

They are drawn once, uniformly, from the items that have no answer; the log names them, so that a project that is opened
again keeps the same ones. Exact copies count as one item, and are kept apart together.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from askless.choose.choice import Choice
from askless.core.events import Event
from askless.core.ids import Ids, Rows
from askless.core.noise import uniform
from askless.data.store.state import State
from askless.errors import UsageError
from askless.pool.marks import Marks

__all__ = ["EVERY", "WHY", "check_size", "chosen", "drawn", "places"]

WHY = "drawn for the test: never trained on"
"""Why such an item is asked, in the log and on the page."""

EVERY = 5
"""One question in so many is a test item until all are in: the thirty that an estimate takes are there after 150
questions, and four of five go on teaching the model from the first minute."""


def check_size(n: object) -> int:
    """The number of items to keep apart.

    Raises
    ------
    UsageError
        If it is no whole number above 0.

    Examples
    --------
    >>> check_size(120)
    120
    """
    if isinstance(n, bool) or not isinstance(n, (int, np.integer)) or n < 1:
        raise UsageError(f"`holdout` is {n!r}.", "Give a whole number of items, 1 or more, or leave it out.")
    return int(n)


def drawn(ids: Ids, state: State, marks: Marks, n: int, seed: int) -> Event | None:
    """The event that keeps `n` items apart in all; None if so many are already.

    Parameters
    ----------
    ids : Ids
    state : State
    marks : Marks
        Of the same log.
    n : int
        At least 1, those that are kept apart already counted in.
    seed : int
        With the id of an item it decides on its place, whatever else is in the pool.

    Returns
    -------
    event : Event or None
        Its data hold "items" (ids in the order in which they are asked) and "of" (from how many they were drawn).

    Raises
    ------
    UsageError
        If `n` is smaller than before, or leaves nothing to learn from.
    """
    if n < len(state.held):
        raise UsageError(
            f"The test has {len(state.held):,} items, and {n:,} would be fewer.",
            "What was kept apart stays apart, since the estimates rest on it: give the same number or a larger one.",
        )
    free = marks.unanswered()
    if known := [ids.row(item_id) for item_id in state.taken_back if item_id in ids]:
        free = free[~np.isin(free, known)]  # a model may have learnt what was taken back
    more = n - len(state.held)
    if not more:
        return None
    if more >= free.size:
        raise UsageError(
            f"The test is to have {f'{more:,} more' if state.held else f'{n:,}'} items, but only {free.size:,} have no "
            "label yet, exact copies counted once.",
            "Give a smaller number, so that there are items left to learn from.",
        )
    place = uniform(seed, 0, ids.keys()[free], "holdout")
    first = np.argpartition(place, more - 1)[:more]
    rows = free[first[np.lexsort((free[first], place[first]))]]
    return Event("holdout", data={"items": [ids.text(row) for row in rows.tolist()], "of": int(free.size)})


def places(k: int, asked: int, tested: int, left: int, others: int) -> list[int]:
    """At which of the next `k` places test items stand.

    Parameters
    ----------
    k : int
        Questions to come.
    asked, tested : int
        Other questions, and test items, that were asked since the draw.
    left : int
        Test items that may be asked.
    others : int
        Other items that may be asked; when they run out, the rest are test items.

    Returns
    -------
    positions : list of int
        In [0, k), rising.

    Examples
    --------
    >>> places(10, asked=0, tested=0, left=50, others=100), places(3, asked=4, tested=0, left=1, others=1)
    ([4, 9], [0])
    """
    found: list[int] = []
    for i in range(k):
        behind = (asked + tested + i + 1) // EVERY > tested + len(found)
        if len(found) < left and (behind or i - len(found) >= others):
            found.append(i)
    return found


def chosen(rows: Rows, chances: Sequence[float]) -> Choice:
    """Test items as they are asked, each with the chance of its draw."""
    return Choice.of(rows, why=WHY, random=True, probabilities=np.asarray(chances, dtype=np.float64))
