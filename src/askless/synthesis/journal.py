"""Writes events and the contents of questions, together or not at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from askless.core.events import Event
from askless.data.store.kept import Kept, SqliteKeeper, Written
from askless.data.store.log import Log, SqliteLog
from askless.errors import CorruptLogError
from askless.synthesis.asked import Asked

__all__ = ["Journal"]


class Journal:
    """The log, and the questions beside it.

    Parameters
    ----------
    log : Log
        On disk or in memory.
    """

    def __init__(self, log: Log) -> None:
        self._log = log
        self._keeper = SqliteKeeper(log) if isinstance(log, SqliteLog) else None
        self._heard: list[Callable[[list[Event]], None]] = []

    def read(self) -> tuple[list[Event], dict[str, Asked], int]:
        """All events; the questions that can be read, by id; and of how many the content is damaged."""
        events = list(self._log)
        asked = [query[0] for event in events if event.kind == "asked" for query in event.data.get("queries", ())]
        found: dict[str, Asked] = {}
        kept = {} if self._keeper is None else self._keeper.find(list(dict.fromkeys(asked)))
        for item_id, one in kept.items():
            try:
                found[item_id] = Asked.of(one)
            except CorruptLogError:
                continue
        return events, found, len(set(asked)) - len(found)

    def write(self, events: Sequence[Event], kept: Sequence[Kept] = ()) -> list[Event]:
        """Store them; returns the events with their number and time. When this returns they are on disk.

        Raises
        ------
        StorageError
            If they could not be written; then none of them was.
        """
        if self._keeper is None:
            written = self._log.append(list(events))
        else:
            written = self._keeper.write(Written(events=list(events), kept=list(kept)))
        for tell in self._heard:
            tell(written)
        return written

    def listen(self, heard: Callable[[list[Event]], None]) -> None:
        """Be told of all events that are written from now on."""
        self._heard.append(heard)
