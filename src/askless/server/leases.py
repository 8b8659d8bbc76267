"""Which tab of the browser holds which items.

A tab that has not been heard of for a while loses what it holds, so that nothing waits for a laptop
that was closed: a lease, not a reservation.
"""

from __future__ import annotations

import time
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

    def __init__(self, patience: float = 120.0, clock: Callable[[], float] = time.monotonic) -> None:
        self._patience, self._clock = patience, clock
        self._seen: dict[str, float] = {}
        self._items: dict[str, dict[str, int]] = {}
        self._holder: dict[str, str] = {}

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
        limit = self._clock() - self._patience
        lost: list[str] = []
        for tab in [tab for tab, last in self._seen.items() if last < limit]:
            lost += self._items.pop(tab, ())
            del self._seen[tab]
        for item_id in lost:
            del self._holder[item_id]
        return lost
