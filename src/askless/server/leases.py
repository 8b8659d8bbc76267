"""Which tab of the browser holds which items.

A tab that has not been heard of for a while loses what it holds, so that nothing waits for a laptop
that was closed: a lease, not a reservation. One whose stream of news has ended was closed, is hidden, or is being
loaded again: it has a moment to come back.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable

__all__ = ["EARLIER", "Leases"]

EARLIER = "\0earlier"
"""Holder of items that were asked before the program was started again."""


class Leases:
    """Items by tab.

    Parameters
    ----------
    patience : float, default 120
        Seconds without a sign of life after which a tab loses its items.
    grace : float, default 20
        The same for a tab that has left.
    clock : callable
        Seconds, counting up.

    Examples
    --------
    >>> leases = Leases()
    >>> leases.hold("a", ["3", "7"], ranking=1)
    >>> leases.drop("3")
    >>> leases.held("a")
    {'7': 1}
    """

    def __init__(
        self, patience: float = 120.0, grace: float = 20.0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._patience, self._grace, self._clock = patience, grace, clock
        self._seen: dict[str, float] = {}
        self._items: dict[str, dict[str, int]] = {}
        self._holder: dict[str, str] = {}
        self._listens: Counter[str] = Counter()
        self._left: dict[str, float] = {}

    def listens(self, tab: str) -> None:
        """A tab has opened a stream of news. As `leaves`, to be called from one thread, under no lock."""
        self._listens[tab] += 1
        self._left.pop(tab, None)

    def leaves(self, tab: str) -> None:
        """A stream of a tab has ended: unless it has another one, nobody may be there."""
        self._listens[tab] -= 1
        if self._listens[tab] <= 0:
            del self._listens[tab]
            if tab:  # without a name it is none of a page
                self._left[tab] = self._clock()

    def seen(self, tab: str) -> None:
        """A tab gave a sign of life."""
        self._seen[tab] = self._clock()

    def hold(self, tab: str, item_ids: Iterable[str], ranking: int) -> None:
        """Give items to a tab; whoever held them before does not any more."""
        self._seen.setdefault(tab, self._clock())
        for item_id in item_ids:
            self.drop(item_id)
            self._items.setdefault(tab, {})[item_id] = ranking
            self._holder[item_id] = tab

    def drop(self, item_id: str) -> None:
        """Nobody holds an item any more."""
        tab = self._holder.pop(item_id, None)
        if tab is not None:
            del self._items[tab][item_id]

    def held(self, tab: str) -> dict[str, int]:
        """Items of a tab, oldest first, each with the ranking that it came from."""
        return dict(self._items.get(tab, ()))

    def on_screen(self, but: str) -> str | None:
        """The item that the liveliest tab other than `but` shows: of those it holds, the oldest."""
        tabs = [tab for tab in self._seen if tab not in (but, EARLIER) and self._items.get(tab)]
        return next(iter(self._items[max(tabs, key=self._seen.__getitem__)])) if tabs else None

    def holder(self, item_id: str) -> str | None:
        """The tab that holds an item."""
        return self._holder.get(item_id)

    def expired(self) -> list[str]:
        """Take the items of silent tabs away, and return them."""
        now = self._clock()
        lost: list[str] = []
        for tab in [tab for tab, last in self._seen.items() if self._end(tab, last) < now]:
            lost += self._items.pop(tab, ())
            del self._seen[tab]
            self._left.pop(tab, None)
        for item_id in lost:
            del self._holder[item_id]
        return lost

    def _end(self, tab: str, last: float) -> float:
        """When a tab loses its items if it is not heard of again."""
        left = self._left.get(tab)
        return last + self._patience if left is None else max(last, left) + self._grace
