"""Reading what lies beside a damaged log straight from the pages of its file: asked items, and states.

A table whose rows have no number of their own is kept as an index is: its rows lie in inner pages too [1]_. A row
that was changed may be met in an old form as well. So a state counts only in its latest form, and what the events
say of an answer goes before what the row of its item says.

References
----------
.. [1] "Database File Format", section 1.6, https://www.sqlite.org/fileformat2.html
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import numpy as np

from askless.core.events import Event
from askless.core.pack import unpack
from askless.data.store.carve import pages_of, payload_of, record, varint
from askless.data.store.kept_rows import Kept
from askless.data.store.scenario import scenario_beside
from askless.data.store.shape import understood

__all__ = ["Beside", "carve_beside"]

_TABLE, _INDEX, _INNER = 0x0D, 0x0A, 0x02  # leaves of tables and of indices, inner pages of indices


@dataclass
class Beside:
    """What could be read beside a log.

    Parameters
    ----------
    scenario : {"stream", "synthesis"}
        What it is the project of.
    kept : list of Kept
    states : dict of str to (int, bytes)
    missing : int
        Items that were asked about and whose contents could not be read.
    """

    scenario: Literal["stream", "synthesis"]
    kept: list[Kept] = field(default_factory=list)
    states: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    missing: int = 0


def carve_beside(main: bytes, ahead: bytes, events: Sequence[Event]) -> Beside | None:
    """What can be read of the tables beside the log of a stream, or of synthesis.

    Parameters
    ----------
    main, ahead : bytes
        The database file, and the file of the same name with ``-wal``.
    events : sequence of Event
        What could be read of the log.

    Returns
    -------
    beside : Beside or None
        None if it is the log of a pool, beside which nothing lies.
    """
    found: dict[str, dict[str, Kept]] = {"stream": {}, "synthesis": {}}
    states: dict[str, tuple[int, bytes]] = {}
    for values in _rows(main, ahead):
        match values:
            case [str(item), int(number), bytes(content), (None | str()) as answer] if _readable(content):
                found[scenario_beside(content)][item] = Kept(item, number, content, answer)
            case [str(name), int(seq), bytes(data)] if name not in states or seq >= states[name][0]:
                states[name] = (seq, data)
    scenario = _scenario(events) or ("synthesis" if found["synthesis"] else "stream" if found["stream"] else None)
    if scenario is None:
        return None
    items, answers = found[scenario], _standing(events) if scenario == "stream" else {}
    kept = [replace(one, answer=answers.get(one.id, one.answer)) for one in items.values()]
    asked = {
        query[0] for event in events if event.kind == "asked" and understood(event) for query in event.data["queries"]
    }
    whole = {name: state for name, state in states.items() if _whole(state[1])}
    return Beside(scenario, kept, whole, len(asked - items.keys()))


def _scenario(events: Sequence[Event]) -> Literal["stream", "synthesis"] | None:
    """What the events tell the project to be of; None if none of them does, or it is that of a pool."""
    for event in events:
        if event.kind == "let_go" or event.data.get("scenario") == "stream":
            return "stream"
        if event.data.get("scenario") == "synthesis":
            return "synthesis"
    return None


def _rows(main: bytes, ahead: bytes) -> Iterator[list[object]]:
    """Rows of all pages that may belong to the tables."""
    for page, known, start in pages_of(main, ahead):
        if len(page) < start + 12 or page[start] not in (_TABLE, _INDEX, _INNER):
            continue
        first = start + (12 if page[start] == _INNER else 8)
        for cell in range(struct.unpack_from(">H", page, start + 3)[0]):
            try:
                yield _row(page, known, page[start], struct.unpack_from(">H", page, first + 2 * cell)[0])
            except (ValueError, IndexError, struct.error):  # this cell is damaged; others may be whole
                continue


def _row(page: bytes, known: dict[int, bytes], kind: int, at: int) -> list[object]:
    """The values of one cell."""
    size = len(page)
    length, at = varint(page, at + 4 if kind == _INNER else at)
    if length > size * len(known):
        raise ValueError("a row is longer than the file")
    if kind == _TABLE:
        _, at = varint(page, at)
    most = size - 35 if kind == _TABLE else (size - 12) * 64 // 255 - 23
    return record(payload_of(page, known, at, length, most), length)


def _whole(packed: bytes) -> bool:
    """Whether packed data can be read."""
    try:
        unpack(packed)
    except (ValueError, TypeError, KeyError):
        return False
    return True


def _readable(content: bytes) -> bool:
    """Whether it can be what is kept of an item: a line of JSON, and numbers."""
    try:
        if scenario_beside(content) == "stream":
            return isinstance(json.loads(content.partition(b"\n")[0]), list)
        point = np.asarray(unpack(content)["point"], dtype=np.float64)
        return point.ndim == 1 and bool(np.isfinite(point).all())
    except (ValueError, TypeError, KeyError, OverflowError):
        return False


def _standing(events: Sequence[Event]) -> dict[str, str | None]:
    """The answer that stands of each item as JSON, "" for one that was skipped, None where all were taken back."""
    said: dict[str, dict[int, str]] = {}
    item_of: dict[int, str] = {}
    for event in events:
        if not understood(event):
            continue
        if event.kind in ("answer", "skip") and event.item is not None:
            said.setdefault(event.item, {})[event.seq] = _said(event)
            item_of[event.seq] = event.item
        elif event.kind == "undo":
            for seq in event.data["events"]:
                if seq in item_of:
                    said[item_of[seq]].pop(seq, None)
    return {item: next(reversed(given.values()), None) for item, given in said.items()}


def _said(event: Event) -> str:
    answer: Any = event.data.get("answer")
    return "" if event.kind == "skip" else json.dumps(answer, ensure_ascii=False)
