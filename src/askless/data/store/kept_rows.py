"""What lies beside the log of a stream, as it is read: asked items, and the state of the learner."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from askless.core.events import Event
from askless.data.store.scan import event_of
from askless.data.store.shape import understood

__all__ = ["Kept", "KeptRows", "Queried"]

EVENT = "seq, time, kind, item, data"
"""Columns of an event."""

PAGE = 5_000
"""Answers that are read at a time: a stream may have more than memory holds."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An asked item.

    Parameters
    ----------
    id : str
    number : int
        Its place in the stream.
    content : bytes
        What it is and what was said of it: a line of JSON, and numbers.
    answer : str or None
        Its latest answer as JSON; None as long as it waits for one.
    taught : bytes or None
        The row that the models were taught, as long as their state on disk does not hold it.
    """

    id: str
    number: int
    content: bytes
    answer: str | None = None
    taught: bytes | None = None


class Queried(Protocol):
    """A log that answers questions in SQL."""

    def query(self, statement: str, values: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        """Rows."""
        ...


class KeptRows:
    """Reads the tables beside a log.

    Parameters
    ----------
    source : Queried
        The log, or one that is only looked at.
    """

    def __init__(self, source: Queried) -> None:
        self._from = source

    def find(self, item_ids: Sequence[str]) -> dict[str, Kept]:
        """Asked items by id."""
        found: dict[str, Kept] = {}
        for start in range(0, len(item_ids), 500):  # SQLite takes only so many at once
            some = tuple(item_ids[start : start + 500])
            marks = ",".join("?" * len(some))
            found |= {
                row[0]: Kept(*row)
                for row in self._from.query(
                    f"SELECT item, number, content, answer FROM kept WHERE item IN ({marks})", some
                )
            }
        return found

    def waiting(self, most: int) -> list[Kept]:
        """The latest items without an answer, in the order of the stream."""
        query = "SELECT item, number, content, answer FROM kept WHERE answer IS NULL ORDER BY number DESC LIMIT ?"
        return [Kept(*row) for row in reversed(self._from.query(query, (most,)))]

    def states(self) -> dict[str, tuple[int, bytes]]:
        """Parts of the state."""
        return {name: (seq, data) for name, seq, data in self._from.query("SELECT name, seq, data FROM states")}

    def answered_after(self, seq: int) -> Iterator[tuple[Event, Kept]]:
        """Answers after an event, with their items."""
        query = (
            "SELECT e.seq, e.time, e.kind, e.item, e.data, k.item, k.number, k.content, k.answer, t.data FROM events e "
            "JOIN kept k ON k.item = e.item LEFT JOIN taught t ON t.item = e.item "
            f"WHERE e.kind = 'answer' AND e.seq > ? ORDER BY e.seq LIMIT {PAGE}"
        )
        while rows := self._from.query(query, (seq,)):
            for row in rows:
                event = event_of(*row[:5])
                if understood(event):
                    yield event, Kept(*row[5:])
            seq = rows[-1][0]

    def arrived(self) -> Iterator[npt.NDArray[np.uint64]]:
        """Keys of the ids of items that have come, the latest first."""
        last = 1 << 62
        while True:
            query = f"SELECT {EVENT} FROM events WHERE kind = 'let_go' AND seq < ? ORDER BY seq DESC LIMIT 100"
            rows = self._from.query(query, (last,))
            if not rows:
                return
            last = rows[-1][0]
            for event in self._understood(rows):
                if ids := event.data.get("ids"):
                    yield np.frombuffer(b64decode(ids), dtype=np.uint64)

    def latest(self, most: int) -> list[Event]:
        """Events since the latest `most` questions, in order."""
        found: list[Event] = []
        asked, last = 0, 1 << 62
        while asked < most:
            query = f"SELECT {EVENT} FROM events WHERE kind != 'let_go' AND seq < ? ORDER BY seq DESC LIMIT 500"
            rows = self._from.query(query, (last,))
            for event in self._understood(rows):
                found.append(event)
                asked += len(event.data.get("queries", ()))
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
        return [Kept(*row) for row in self._from.query(query, (number, n))]

    def drawn(self) -> Iterator[Kept]:
        """Answered items that were drawn at random, the latest first, and perhaps a few that were not."""
        # What is kept of an item tells by ",true," that it was drawn; an item may hold these letters itself.
        query = (
            "SELECT item, number, content, answer FROM kept WHERE answer != '' "
            "AND instr(content, CAST(',true,' AS BLOB)) AND number < ? ORDER BY number DESC LIMIT 1000"
        )
        last = 1 << 62
        while rows := self._from.query(query, (last,)):
            yield from (Kept(*row) for row in rows)
            last = rows[-1][1]

    def counts(self) -> tuple[int, int, dict[str, int]]:
        """Of all asked items."""
        query = "SELECT answer, COUNT(*) FROM kept WHERE number >= 0 GROUP BY answer"
        answers = dict(self._from.query(query))
        return answers.pop(None, 0), answers.pop("", 0), answers

    def decided(self) -> tuple[int, int, bool | None]:
        """Items that were decided upon, questions among them, and whether items bring ids (None: not known)."""
        seen = asked = 0
        named: bool | None = None
        for event in self._in_order("let_go"):
            seen = max(seen, event.data["first"] + event.data["items"])
            asked += event.data["asked"]
            named = "ids" in event.data
        return seen, asked, named

    def last_number(self) -> int:
        """Number of the item that comes next, by the latest run of items."""
        query = f"SELECT {EVENT} FROM events WHERE kind = 'let_go' ORDER BY seq DESC LIMIT 1"
        latest = self._understood(self._from.query(query))
        return max((event.data["first"] + event.data["items"] for event in latest), default=0)

    def refused(self) -> int:
        """Items without ids that came and could not be used."""
        query = f"SELECT {EVENT} FROM events WHERE kind = 'let_go' AND instr(data, '\"refused\"') ORDER BY seq"
        return sum(event.data.get("refused", 0) for event in self._understood(self._from.query(query)))

    def begun(self) -> Event | None:
        """The event that began the project."""
        query = f"SELECT {EVENT} FROM events WHERE kind = 'project' ORDER BY seq LIMIT 1"
        return next(self._understood(self._from.query(query)), None)

    def names(self) -> list[str]:
        """Labels in the order in which they came."""
        begun = self.begun()
        names = [] if begun is None else list(begun.data.get("labels", ()))
        names += [event.data["name"] for event in self._in_order("label_added")]
        return list(dict.fromkeys(names))

    def adapted(self, most: int) -> list[Event]:
        """Up to `most` steps of adaptation, the latest, in order."""
        query = f"SELECT {EVENT} FROM events WHERE kind = 'adapted' ORDER BY seq DESC LIMIT ?"
        return list(self._understood(self._from.query(query, (most,))))[::-1]

    def last_adapted(self, acts: Collection[str]) -> Event | None:
        """The latest step of adaptation that is one of these acts."""
        before = None
        while True:
            older = "" if before is None else f"AND seq < {before}"
            query = f"SELECT {EVENT} FROM events WHERE kind = 'adapted' {older} ORDER BY seq DESC LIMIT 1000"
            rows = self._from.query(query)
            for event in self._understood(rows):
                if event.data["act"] in acts:
                    return event
            if len(rows) < 1000:
                return None
            before = int(rows[-1][0])

    def _in_order(self, kind: str) -> Iterator[Event]:
        """Events of one kind, a thousand at a time."""
        last = 0
        while True:
            query = f"SELECT {EVENT} FROM events WHERE kind = ? AND seq > ? ORDER BY seq LIMIT 1000"
            rows = self._from.query(query, (kind, last))
            yield from self._understood(rows)
            if len(rows) < 1000:
                return
            last = rows[-1][0]

    def _understood(self, rows: Sequence[tuple[Any, ...]]) -> Iterator[Event]:
        """Events of rows; those that do not hold what their kind promises are passed over."""
        return (event for event in (event_of(*row) for row in rows) if understood(event))
