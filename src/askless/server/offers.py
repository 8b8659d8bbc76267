"""Which items the tabs of the browser get: the newest ranking first, no item to two of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from askless.server.leases import EARLIER, Leases
from askless.server.standing import Standing

__all__ = ["Offers"]


class Offers:
    """Items for tabs; to be used under the lock of the job.

    Parameters
    ----------
    standing : Standing
        The job.

    Notes
    -----
    A call costs a few passes of NumPy over one byte an item, and one or two commits of the log.
    """

    def __init__(self, standing: Standing) -> None:
        self._standing, self._learner = standing, standing.learner
        self.leases = Leases()
        self.leases.hold(EARLIER, self._learner.outstanding, standing.ranking)

    def queue(self, n: int, have: Sequence[str], tab: str) -> dict[str, Any]:
        """Up to `n` items for a tab that holds `have`.

        What the tab was given before and does not hold is offered again if it was drawn at random
        or comes from the latest ranking, and given back otherwise.
        """
        self.tidy(tab)
        again, stale = self._waiting(tab, set(have))
        self._release(stale)
        queries = self.more(tab, n, have, again)
        return {
            "queries": queries,
            "ranking": self._standing.ranking,
            "done": self._standing.done,
            "sentence": "" if queries else self._standing.nothing(),
        }

    def tidy(self, tab: str) -> None:
        """Note that a tab is alive, and take back what silent ones hold."""
        self.leases.seen(tab)
        self._release(self.leases.expired())

    def _waiting(self, tab: str, have: set[str]) -> tuple[list[str], list[str]]:
        """Items given to a tab that it does not hold: those still good, and those of an old ranking."""
        for item_id in have:  # questions from before a restart, which the page still shows
            if self.leases.holder(item_id) == EARLIER:
                self.leases.hold(tab, [item_id], self._standing.ranking)
        good: list[str] = []
        stale: list[str] = []
        for holder in (tab, EARLIER):
            for item_id, ranking in self.leases.held(holder).items():
                if item_id in have:
                    continue
                current = ranking >= self._standing.ranking or self._standing.binds(item_id)
                (good if current else stale).append(item_id)
        return good, stale

    def more(self, tab: str, n: int, have: Iterable[str], again: Sequence[str] = ()) -> list[dict[str, Any]]:
        """The items `again` and then new ones, `n` in all, none of which the tab holds."""
        held = set(have)
        offered = [item_id for item_id in again if item_id not in held][:n]
        while len(offered) < n:
            asked = [self._standing.text(item_id) for item_id in self._learner.ask(n - len(offered)).ids]
            if not asked:
                break
            self.leases.hold(tab, asked, self._standing.ranking)
            offered += [item_id for item_id in asked if item_id not in held]
        self.leases.hold(tab, offered, self._standing.ranking)
        return [self._standing.query(item_id) for item_id in offered]

    def _release(self, item_ids: Sequence[str]) -> None:
        """Give items back to the pool."""
        for item_id in item_ids:
            self.leases.drop(item_id)
        if item_ids:
            self._learner.release(item_ids)
