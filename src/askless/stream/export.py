"""What leaves the project of a stream: the items that were answered, as rows of a table.

The items lie in the project itself, so no source is needed. Rows are streamed in the order of the stream.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np

from askless.core.program import program
from askless.data.formats.reader import extension
from askless.data.formats.write import format_to_write, free_names, write_rows
from askless.data.items.preview import plain
from askless.data.labels.real import Real
from askless.data.labels.space import LabelSpace
from askless.data.store.kept_rows import Kept, KeptRows
from askless.data.store.look import Look, look_at
from askless.errors import CorruptLogError, ProjectError
from askless.stream.desk.shown import cells
from askless.stream.pending import Asked
from askless.stream.record import space_of, state_of

__all__ = ["export_stream"]

OURS = ("label", "prediction", "annotator", "seconds", "time", "flagged", "note", "number", "probability", "random")
"""Columns beside those of the items."""

UNDONE = (
    "SELECT u.value FROM events e, json_each(CASE WHEN json_valid(e.data) THEN e.data ELSE '{}' END, '$.events') u "
    "WHERE e.kind = 'undo'"
)
"""Numbers of the events that were taken back."""


def export_stream(folder: Path, path: Path) -> tuple[int, str]:
    """Write a row for each item that has an answer.

    Parameters
    ----------
    folder : Path
        The project; it may be open elsewhere, and no lock is taken.
    path : Path
        CSV, TSV, JSON lines, a JSON array or Parquet by its extension, perhaps with ``.gz``.

    Returns
    -------
    n : int
        Number of rows, with the columns "id", those of the items ("text" for texts, "x1", "x2", ... for rows of
        numbers), "label", "prediction" (of the model when the item was asked about; empty if there was none),
        "annotator", "seconds", "time", "flagged", "note", "number" (its place in the stream; -1 for an item that
        was told unasked), "probability" (with which it was asked about) and "random" (whether it was drawn at
        random).
    notice : str
        What could not be read of a damaged project; "" if all could.

    Raises
    ------
    ProjectError
        If nothing is answered yet.
    UsageError
        If the extension is unknown.
    StorageError
        If the file cannot be written; an older file of this name is then untouched.

    Notes
    -----
    Memory does not grow with the items, except for Parquet, which holds them all.
    """
    format_to_write(path)
    table = _Table(as_cells=extension(path) in (".csv", ".tsv", ".tab"))
    n, notice = look_at(folder / "labels.sqlite", partial(table.write, path))
    if table.damaged:
        notice = f"{notice} The contents of {table.damaged:,} of them are damaged and left empty.".strip()
    return n, notice


class _Table:
    """Rows of an export."""

    def __init__(self, *, as_cells: bool) -> None:
        self._as_cells = as_cells
        self.damaged = 0

    def write(self, path: Path, look: Look) -> int:
        """Write all rows; how many."""
        if not look.query("SELECT 1 FROM kept WHERE answer != '' LIMIT 1"):
            raise ProjectError(
                "Nothing is answered yet, so there is nothing to export.",
                f"Answer some items first, for instance on the page of `{program()} stream run SOURCE --label`.",
            )
        rows = KeptRows(look)
        self._space: LabelSpace = space_of(rows, state_of(rows))
        self._marks = dict(_marks(look))
        self.damaged = 0
        names = self._names(look)
        own = dict(zip(names, free_names(names, {"id", *OURS}), strict=True))
        return write_rows(path, ["id", *own.values(), *OURS], self._rows(look, own))

    def _names(self, look: Look) -> list[str]:
        """Columns that the items bring, in the order of the stream."""
        found: dict[str, None] = {}
        for row in look.rows("SELECT item, number, content, answer FROM kept WHERE answer != '' ORDER BY number"):
            asked = self._sound(Kept(*row))
            if asked is not None:
                found.update(_columns(asked.raw))
        self.damaged = 0
        return list(found)

    def _rows(self, look: Look, own: Mapping[str, str]) -> Iterator[Mapping[str, Any]]:
        """Answered items with what is known of their answers."""
        statement = (
            "SELECT k.item, k.number, k.content, k.answer, e.time, e.data FROM kept k LEFT JOIN ("
            f"SELECT item, MAX(seq) AS seq FROM events WHERE kind = 'answer' AND seq NOT IN ({UNDONE}) GROUP BY item"
            ") latest ON latest.item = k.item LEFT JOIN events e ON e.seq = latest.seq "
            "WHERE k.answer != '' ORDER BY k.number"
        )
        for *kept, when, data in look.rows(statement):
            yield self._row(Kept(*kept), when, _object(data), own)

    def _row(self, kept: Kept, when: float | None, data: dict[str, Any], own: Mapping[str, str]) -> dict[str, Any]:
        """One item."""
        asked = self._sound(kept)
        flagged, note = self._marks.get(kept.id, (False, None))
        row = {
            "id": kept.id,
            "label": self._answer(json.loads(kept.answer or "null")),
            "annotator": data.get("annotator"),
            "seconds": data.get("seconds"),
            "time": None if when is None else datetime.fromtimestamp(when, UTC).isoformat(),
            "flagged": flagged,
            "note": note,
            "number": kept.number,
        }
        if asked is None:
            return row
        row |= {own[name]: value for name, value in _cells(asked.raw).items()}
        row["prediction"] = self._said(asked)
        if kept.number >= 0:
            row |= {"probability": asked.probability, "random": asked.random}
        return row

    def _said(self, asked: Asked) -> Any:
        """What the model said of an item when it was asked about."""
        if not len(asked.said):
            return None
        if isinstance(self._space, Real):
            return float(f"{self._space.within(asked.said[0]):.9g}")
        return self._answer(self._space.decode(asked.said.argmax()))

    def _answer(self, answer: Any) -> Any:
        """An answer as the format holds it."""
        if not self._as_cells:
            return list(answer) if isinstance(answer, tuple) else answer
        return self._space.to_cell(tuple(answer) if isinstance(answer, list) else answer) or "[]"

    def _sound(self, kept: Kept) -> Asked | None:
        """An item, if it can be read."""
        try:
            return Asked.of(kept)
        except CorruptLogError:
            self.damaged += 1
            return None


def _columns(raw: Any) -> dict[str, None]:
    """Names of the columns of an item."""
    if isinstance(raw, np.ndarray):
        return _numbered(raw.size)
    return dict.fromkeys(_cells(raw))


def _cells(raw: Any) -> dict[str, Any]:
    """Columns of an item, however it came."""
    if isinstance(raw, np.ndarray):
        return dict(zip(_numbered(raw.size), map(plain, raw.reshape(-1).tolist()), strict=True))
    return {"text": raw} if isinstance(raw, str) else dict(cells(raw))


@cache
def _numbered(n: int) -> dict[str, None]:
    """Names of columns that have none."""
    return dict.fromkeys(f"x{at}" for at in range(1, n + 1))


def _object(data: str | None) -> dict[str, Any]:
    """The data of an event; {} where it is lost."""
    found = json.loads(data or "{}")
    return found if isinstance(found, dict) else {}


def _marks(look: Look) -> Iterator[tuple[str, tuple[bool, str | None]]]:
    """Items that were flagged or have a note."""
    marks: dict[str, tuple[bool, str | None]] = {}
    wanted = "SELECT kind, item, data FROM events WHERE kind IN ('flag', 'note')"
    for kind, item, data in look.rows(f"{wanted} AND seq NOT IN ({UNDONE}) ORDER BY seq"):
        flagged, note = marks.get(item, (False, None))
        about = _object(data)
        if kind == "flag":
            marks[item] = (bool(about.get("on", True)), note)
        else:
            marks[item] = (flagged, str(about.get("text", "")) or None)
    yield from marks.items()
