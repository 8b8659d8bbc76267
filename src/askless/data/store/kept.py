"""Contents of asked items and the state of a learner, beside the log and in step with it.

Payloads lie outside the log, under item ids, so that an item can be erased. They are written in the same
transaction as the events that they belong to: whatever ends the process, both are there or neither.
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from askless.core.events import Event
from askless.data.store.kept_rows import Kept, KeptRows
from askless.data.store.log import SqliteLog

__all__ = ["Keeper", "Kept", "MemoryKeeper", "SqliteKeeper", "Written", "keeper_of"]


@dataclass
class Written:
    """What is written together.

    Parameters
    ----------
    events : list of Event
    kept : list of Kept
        Newly asked items. Of one that is kept already the content is replaced, and its answer stays.
    answers : dict of str to str or None
        Answers as JSON by item id; "" for an item that was skipped, None for one that waits again.
    states : dict of str to bytes
        Parts of the learner's state by name.
    taught : dict of str to bytes
        Rows of answered items, as the models were taught them, by item id.
    learnt : bool
        Whether the states hold all that the models were taught, so that those rows are needed no more.
    """

    events: list[Event] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    answers: dict[str, str | None] = field(default_factory=dict)
    states: dict[str, bytes] = field(default_factory=dict)
    taught: dict[str, bytes] = field(default_factory=dict)
    learnt: bool = False


class Keeper(Protocol):
    """Where asked items and states are kept."""

    def write(self, written: Written) -> list[Event]:
        """Store everything together, all or nothing; returns the events with `seq` and `time`."""
        ...

    def find(self, item_ids: Sequence[str]) -> dict[str, Kept]:
        """Asked items by id; those that are not known are left out."""
        ...

    def waiting(self, most: int) -> list[Kept]:
        """The latest items without an answer, at most so many, in the order of the stream."""
        ...

    def states(self) -> dict[str, tuple[int, bytes]]:
        """Each part of the state by name, with the number of the last event when it was written."""
        ...

    def answered_after(self, seq: int) -> Iterator[tuple[Event, Kept]]:
        """Answers with a higher number, in order, with their items."""
        ...

    def arrived(self) -> Iterator[npt.NDArray[np.uint64]]:
        """Keys of the ids of items that have come, the latest first, where they have ids of their own."""
        ...

    def latest(self, most: int) -> list[Event]:
        """Events since the latest `most` questions, in order; runs of items that were let go are left out."""
        ...

    def older(self, number: int, n: int) -> list[Kept]:
        """Up to `n` items that wait for an answer and came before this number, the latest first."""
        ...

    def drawn(self) -> Iterator[Kept]:
        """Answered items that were drawn at random, the latest first, and perhaps a few that were not."""
        ...

    def last_adapted(self, acts: Sequence[str]) -> Event | None:
        """The latest step of adaptation that is one of these acts."""
        ...

    def decided(self) -> tuple[int, int, bool | None]:
        """By the log: items that were decided upon, questions among them, whether items bring ids (None: not known)."""
        ...

    def last_number(self) -> int:
        """Number of the item that comes next, by the latest event that tells it."""
        ...

    def names(self) -> list[str]:
        """Labels by the log, in the order in which they came."""
        ...

    def counts(self) -> tuple[int, int, dict[str, int]]:
        """How many asked items wait, how many are skipped, and how many have each answer, by its JSON."""
        ...


class MemoryKeeper:
    """Keeps the latest items as long as the process lives, and no event.

    Parameters
    ----------
    most : int, default 100_000
        Items that are kept.
    """

    def __init__(self, most: int = 100_000) -> None:
        self._most = most
        self._items: OrderedDict[str, Kept] = OrderedDict()

    def write(self, written: Written) -> list[Event]:
        """Keep the items; the events are gone."""
        for kept in written.kept:
            old = self._items.get(kept.id, kept)
            self._items[kept.id] = replace(kept, number=old.number, answer=old.answer)
        for item_id, answer in written.answers.items():
            if item_id in self._items:
                old = self._items[item_id]
                self._items[item_id] = Kept(old.id, old.number, old.content, answer)
        while len(self._items) > self._most:
            self._items.popitem(last=False)
        return written.events

    def find(self, item_ids: Sequence[str]) -> dict[str, Kept]:
        """Asked items by id."""
        return {item_id: self._items[item_id] for item_id in item_ids if item_id in self._items}

    def waiting(self, most: int) -> list[Kept]:
        """None: there is nothing from before."""
        return []

    def states(self) -> dict[str, tuple[int, bytes]]:
        """None."""
        return {}

    def answered_after(self, seq: int) -> Iterator[tuple[Event, Kept]]:
        """None."""
        return iter(())

    def arrived(self) -> Iterator[npt.NDArray[np.uint64]]:
        """None."""
        return iter(())

    def latest(self, most: int) -> list[Event]:
        """None: events are not kept."""
        return []

    def older(self, number: int, n: int) -> list[Kept]:
        """Items that wait and came before this number."""
        waiting = [kept for kept in self._items.values() if kept.answer is None and kept.number < number]
        return sorted(waiting, key=lambda kept: -kept.number)[:n]

    def drawn(self) -> Iterator[Kept]:
        """None: there is nothing from before."""
        return iter(())

    def last_adapted(self, acts: Sequence[str]) -> Event | None:
        """None: events are not kept."""
        return None

    def decided(self) -> tuple[int, int, bool | None]:
        """Not known."""
        return 0, 0, None

    def last_number(self) -> int:
        """Not known."""
        return 0

    def names(self) -> list[str]:
        """None."""
        return []

    def counts(self) -> tuple[int, int, dict[str, int]]:
        """Of the items that are kept."""
        answers = Counter(kept.answer for kept in self._items.values())
        waiting, skipped = answers.pop(None, 0), answers.pop("", 0)
        return waiting, skipped, {str(answer): n for answer, n in answers.items()}


class SqliteKeeper(KeptRows):
    """Keeps them in the file of the log.

    Parameters
    ----------
    log : SqliteLog
    """

    def __init__(self, log: SqliteLog) -> None:
        super().__init__(log)
        self._log = log
        log.define(
            "CREATE TABLE IF NOT EXISTS kept (item TEXT PRIMARY KEY, number INTEGER NOT NULL, content BLOB NOT NULL, "
            "answer TEXT) WITHOUT ROWID",
            "CREATE INDEX IF NOT EXISTS kept_waiting ON kept (number) WHERE answer IS NULL",
            "CREATE TABLE IF NOT EXISTS taught (item TEXT PRIMARY KEY, data BLOB NOT NULL) WITHOUT ROWID",
            "CREATE TABLE IF NOT EXISTS states (name TEXT PRIMARY KEY, seq INTEGER NOT NULL, data BLOB NOT NULL)",
        )

    def write(self, written: Written) -> list[Event]:
        """Store everything together, all or nothing."""

        def beside(execute: Any, last: int) -> None:
            if written.kept:
                execute(
                    "INSERT INTO kept VALUES (?, ?, ?, NULL) "
                    "ON CONFLICT (item) DO UPDATE SET content = excluded.content",  # its answer stays
                    [(kept.id, kept.number, kept.content) for kept in written.kept],
                )
            if written.answers:
                execute(
                    "UPDATE kept SET answer = ? WHERE item = ?",
                    [(answer, item_id) for item_id, answer in written.answers.items()],
                )
            if written.learnt:
                execute("DELETE FROM taught", ())
            elif written.taught:
                execute("INSERT OR REPLACE INTO taught VALUES (?, ?)", list(written.taught.items()))
            if written.states:
                execute(
                    "INSERT OR REPLACE INTO states VALUES (?, ?, ?)",
                    [(name, last, data) for name, data in written.states.items()],
                )

        return self._log.append(written.events, beside=beside)

    def restore(self, kept: Sequence[Kept], states: Mapping[str, tuple[int, bytes]]) -> None:
        """Put back what was recovered, answers and numbers of events included."""

        def beside(execute: Any, last: int) -> None:
            rows = [(one.id, one.number, one.content, one.answer) for one in kept]
            if rows:
                execute("INSERT OR REPLACE INTO kept VALUES (?, ?, ?, ?)", rows)
            if states:
                execute("INSERT OR REPLACE INTO states VALUES (?, ?, ?)", [(name, *of) for name, of in states.items()])

        self._log.append([], beside=beside)


def keeper_of(log: Any) -> Keeper:
    """The keeper that fits a log."""
    return SqliteKeeper(log) if isinstance(log, SqliteLog) else MemoryKeeper()
