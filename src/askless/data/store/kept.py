"""Contents of asked items and the state of a learner, beside the log and in step with it.

Payloads lie outside the log, under item ids, so that an item can be erased. They are written in the same
transaction as the events that they belong to: whatever ends the process, both are there or neither.
"""

from __future__ import annotations

import json
from base64 import b64decode
from collections import Counter, OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from askless.core.events import Event
from askless.data.store.log import SqliteLog

__all__ = ["Keeper", "Kept", "MemoryKeeper", "SqliteKeeper", "Written", "keeper_of"]


@dataclass(frozen=True, slots=True)
class Kept:
    """An asked item.

    Parameters
    ----------
    id : str
    number : int
        Its place in the stream.
    content : bytes
        What it is and what was said of it, as `askless.core.pack.pack` writes it.
    answer : str or None
        Its latest answer as JSON; None as long as it waits for one.
    """

    id: str
    number: int
    content: bytes
    answer: str | None = None


@dataclass
class Written:
    """What is written together.

    Parameters
    ----------
    events : list of Event
    kept : list of Kept
        Newly asked items.
    answers : dict of str to str or None
        Answers as JSON by item id; "" for an item that was skipped, None for one that waits again.
    states : dict of str to bytes
        Parts of the learner's state by name.
    """

    events: list[Event] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    answers: dict[str, str | None] = field(default_factory=dict)
    states: dict[str, bytes] = field(default_factory=dict)


class Keeper(Protocol):
    """Where asked items and states are kept."""

    def write(self, written: Written) -> list[Event]:
        """Store everything together, all or nothing; returns the events with `seq` and `time`."""
        ...

    def find(self, item_ids: Sequence[str]) -> dict[str, Kept]:
        """Asked items by id; those that are not known are left out."""
        ...

    def waiting(self) -> Iterator[Kept]:
        """Items without an answer, in the order of the stream."""
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
            self._items[kept.id] = kept
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

    def waiting(self) -> Iterator[Kept]:
        """None: there is nothing from before."""
        return iter(())

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

    def counts(self) -> tuple[int, int, dict[str, int]]:
        """Of the items that are kept."""
        answers = Counter(kept.answer for kept in self._items.values())
        waiting, skipped = answers.pop(None, 0), answers.pop("", 0)
        return waiting, skipped, {str(answer): n for answer, n in answers.items()}


class SqliteKeeper:
    """Keeps them in the file of the log.

    Parameters
    ----------
    log : SqliteLog
    """

    def __init__(self, log: SqliteLog) -> None:
        self._log = log
        log.define(
            "CREATE TABLE IF NOT EXISTS kept (item TEXT PRIMARY KEY, number INTEGER NOT NULL, content BLOB NOT NULL, "
            "answer TEXT) WITHOUT ROWID",
            "CREATE INDEX IF NOT EXISTS kept_waiting ON kept (number) WHERE answer IS NULL",
            "CREATE TABLE IF NOT EXISTS states (name TEXT PRIMARY KEY, seq INTEGER NOT NULL, data BLOB NOT NULL)",
        )

    def write(self, written: Written) -> list[Event]:
        """Store everything together, all or nothing."""

        def beside(execute: Any, last: int) -> None:
            if written.kept:
                execute(
                    "INSERT OR REPLACE INTO kept VALUES (?, ?, ?, NULL)",
                    [(kept.id, kept.number, kept.content) for kept in written.kept],
                )
            if written.answers:
                execute(
                    "UPDATE kept SET answer = ? WHERE item = ?",
                    [(answer, item_id) for item_id, answer in written.answers.items()],
                )
            if written.states:
                execute(
                    "INSERT OR REPLACE INTO states VALUES (?, ?, ?)",
                    [(name, last, data) for name, data in written.states.items()],
                )

        return self._log.append(written.events, beside=beside)

    def find(self, item_ids: Sequence[str]) -> dict[str, Kept]:
        """Asked items by id."""
        found: dict[str, Kept] = {}
        for start in range(0, len(item_ids), 500):  # SQLite takes only so many at once
            some = tuple(item_ids[start : start + 500])
            marks = ",".join("?" * len(some))
            found |= {
                row[0]: Kept(*row)
                for row in self._log.query(
                    f"SELECT item, number, content, answer FROM kept WHERE item IN ({marks})", some
                )
            }
        return found

    def waiting(self) -> Iterator[Kept]:
        """Items without an answer."""
        query = "SELECT item, number, content, answer FROM kept WHERE answer IS NULL ORDER BY number"
        return (Kept(*row) for row in self._log.query(query))

    def states(self) -> dict[str, tuple[int, bytes]]:
        """Parts of the state."""
        return {name: (seq, data) for name, seq, data in self._log.query("SELECT name, seq, data FROM states")}

    def answered_after(self, seq: int) -> Iterator[tuple[Event, Kept]]:
        """Answers after an event, with their items."""
        from askless.data.store.scan import event_of

        query = (
            "SELECT e.seq, e.time, e.kind, e.item, e.data, k.item, k.number, k.content, k.answer FROM events e "
            "JOIN kept k ON k.item = e.item WHERE e.kind = 'answer' AND e.seq > ? ORDER BY e.seq"
        )
        for row in self._log.query(query, (seq,)):
            yield event_of(*row[:5]), Kept(*row[5:])

    def arrived(self) -> Iterator[npt.NDArray[np.uint64]]:
        """Keys of the ids of items that have come, the latest first."""
        last = 1 << 62
        while True:
            query = "SELECT seq, data FROM events WHERE kind = 'let_go' AND seq < ? ORDER BY seq DESC LIMIT 100"
            rows = self._log.query(query, (last,))
            if not rows:
                return
            last = rows[-1][0]
            for _, data in rows:
                if ids := json.loads(data).get("ids"):
                    yield np.frombuffer(b64decode(ids), dtype=np.uint64)


    def latest(self, most: int) -> list[Event]:
        """Events since the latest `most` questions, in order."""
        from askless.data.store.scan import event_of

        found: list[Event] = []
        asked, last = 0, 1 << 62
        while asked < most:
            query = (
                "SELECT seq, time, kind, item, data FROM events WHERE kind != 'let_go' AND seq < ? "
                "ORDER BY seq DESC LIMIT 500"
            )
            rows = self._log.query(query, (last,))
            for row in rows:
                found.append(event_of(*row))
                asked += len(found[-1].data.get("queries", ()))
            if len(rows) < 500:
                break
            last = rows[-1][0]
        return found[::-1]

    def older(self, number: int, n: int) -> list[Kept]:
        """Items that wait and came before this number."""
        query = (
            "SELECT item, number, content, answer FROM kept WHERE answer IS NULL AND number < ? "
            "ORDER BY number DESC LIMIT ?"
        )
        return [Kept(*row) for row in self._log.query(query, (number, n))]

    def counts(self) -> tuple[int, int, dict[str, int]]:
        """Of all asked items."""
        query = "SELECT answer, COUNT(*) FROM kept WHERE number >= 0 GROUP BY answer"
        answers = dict(self._log.query(query))
        return answers.pop(None, 0), answers.pop("", 0), answers


def keeper_of(log: Any) -> Keeper:
    """The keeper that fits a log."""
    return SqliteKeeper(log) if isinstance(log, SqliteLog) else MemoryKeeper()
