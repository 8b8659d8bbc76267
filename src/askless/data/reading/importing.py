"""A table turned into stored items, row by row: the one long pass over a source.

Nothing is kept in memory but offsets, label codes and the distinct label values.
"""

from __future__ import annotations

import json
import math
from array import array
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from askless.data.formats.header import is_number
from askless.data.formats.table import Cell, NewColumn, Table
from askless.data.items.blob import Blob, BlobWriter
from askless.data.items.copies import first_in_blob
from askless.data.items.preview import cell_text
from askless.data.items.stored import TITLE_GAP
from askless.data.reading.columns import NONE, Columns, find_columns
from askless.data.reading.given import LabelCells, TooManyLabels
from askless.errors import SourceError

__all__ = ["import_table"]

_SAMPLE_ROWS = 1000
_MOST_COLUMNS = 20_000


def import_table(
    open_table: Any,
    folder: Path,
    *,
    text: str | None = None,
    id: str | None = None,
    label_column: str | None = None,
) -> dict[str, Any]:
    """Write the items of a table into an empty folder.

    Parameters
    ----------
    open_table : callable
        Takes names of columns to expect besides those found, returns a `Table`.
    folder : Path
        Where the blobs go.
    text, id, label_column : str, optional
        As the caller named them; found if not given.

    Returns
    -------
    meta : dict
        What `StoredTexts` or `StoredRows` need, and what was found; ready for JSON.

    Raises
    ------
    SourceError
        If the source breaks, has no items, or has the same id twice.
    """
    extra: list[str] = []
    notes: list[str] = []
    while True:
        table: Table = open_table(tuple(extra))
        try:
            sample = list(islice(table.rows(), _SAMPLE_ROWS))
            if not sample:
                raise SourceError(
                    f"The file has a header ({', '.join(table.names[:8])}) and no rows.",
                    "Add rows, or export it again.",
                )
            columns = find_columns(table.names, sample, text=text, id=id, label_column=label_column)
            return _write(table, columns, folder, notes, label_named=label_column is not None)
        except NewColumn as found:
            extra.append(found.name)
            if len(extra) > _MOST_COLUMNS:
                raise SourceError(
                    f"The objects have over {_MOST_COLUMNS:,} different keys.", "Write the same keys in each object."
                ) from None
        except TooManyLabels as many:
            notes.append(f"column “{many.column}” is not taken as labels, as it holds too many different values")
            label_column = NONE


def _write(table: Table, columns: Columns, folder: Path, notes: Sequence[str], *, label_named: bool) -> dict[str, Any]:
    """Write all rows; the meta of the result."""
    names = table.names
    label_name = None if columns.label is None else names[columns.label]
    labels = LabelCells(label_name, named=label_named)
    numeric = [True] * len(columns.features)
    writer = _Writer(folder, with_ids=columns.id is not None, with_titles=columns.title is not None)
    with writer:
        blank = 0
        for number, row in enumerate(table.rows()):
            if columns.text is not None:
                kept = writer.text(row[columns.text], None if columns.title is None else row[columns.title])
            else:
                cells = [row[i] for i in columns.features]
                kept = writer.row(cells)
                if kept:
                    _still_numeric(numeric, cells)
            if not kept:
                blank += 1
                continue
            writer.number(number)
            if columns.id is not None:
                writer.id(row[columns.id], number, names[columns.id])
            if columns.label is not None:
                labels.add(row[columns.label])
        writer.finish(blank)
    if not writer.count:
        shown = "every row" if columns.text is None else f"column “{names[columns.text]}”"
        raise SourceError(
            f"No text was found: {shown} is blank ({blank:,} rows).", "Name another column with --text, or fill it."
        )
    if columns.id is not None:
        _check_ids(folder, names[columns.id])
    labels.save(folder)
    problems = [*table_problems(blank, writer.mended)]
    return {
        "kind": "rows" if columns.text is None else "text",
        "origin": "table",
        "label_place": "" if label_name is None else f"column “{label_name}”",
        "n": writer.count,
        "names": [names[i] for i in columns.features],
        "numeric": numeric,
        "columns": {
            "text": None if columns.text is None else names[columns.text],
            "title": None if columns.title is None else names[columns.title],
            "id": None if columns.id is None else names[columns.id],
            "label": label_name,
            "others": [names[i] for i in columns.features],
        },
        "label_values": labels.values,
        "notes": [*table.notes, *notes],
        "problems": problems,
    }


def table_problems(blank: int, mended: int) -> Iterator[str]:
    """What was passed over or mended, in words."""
    if blank:
        yield f"{blank:,} blank row{' was' if blank == 1 else 's were'} left out."
    if mended:
        yield f"{mended:,} text{' has' if mended == 1 else 's have'} half characters, shown as “\ufffd”."


class _Writer:
    """Payloads, ids and titles of the items as they come."""

    def __init__(self, folder: Path, *, with_ids: bool, with_titles: bool) -> None:
        self._folder = folder
        self._with_ids = with_ids
        self.count = 0
        self.mended = 0
        self._titles: array[int] | None = array("q") if with_titles else None
        self._numbers = array("q")
        self._stack = ExitStack()
        self._payloads = BlobWriter(folder, "payloads")
        self._stack.callback(self._payloads.close)
        if with_ids:
            self._ids = BlobWriter(folder, "ids")
            self._stack.callback(self._ids.close)

    def __enter__(self) -> _Writer:
        return self

    def __exit__(self, *exc: object) -> None:
        self._stack.close()

    def text(self, cell: Cell, title: Cell) -> bool:
        """Store a text; False if there is nothing to read in it."""
        body = cell if isinstance(cell, str) else cell_text(cell)
        if self._titles is None:
            if not body or body.isspace():
                return False
            self._payloads.add(self._encode(body))
            return True
        heading = cell_text(title).strip()
        if not heading and not body.strip():
            return False
        first = self._encode(heading)
        self._titles.append(len(first))
        self._payloads.add(first + self._encode(TITLE_GAP + body if heading else body))
        return True

    def row(self, cells: list[Cell]) -> bool:
        """Store the cells of a row; False if all are blank."""
        if not any(cell_text(cell).strip() for cell in cells):
            return False
        plain = [_finite(cell) if isinstance(cell, float) else cell for cell in cells]
        self._payloads.add(self._encode(json.dumps(plain, ensure_ascii=False, separators=(",", ":"), default=str)))
        return True

    def number(self, number: int) -> None:
        """Note which row of the source the item just stored is."""
        self._numbers.append(number)
        self.count += 1

    def id(self, cell: Cell, number: int, column: str) -> None:
        """Store the id of the item."""
        text = cell_text(cell).strip()
        if not text:
            raise SourceError(
                f"Row {number + 1:,} has no id in column “{column}”.", "Fill it, or take row numbers with --id -."
            )
        self._ids.add(self._encode(text))

    def finish(self, blank: int) -> None:
        """Write what is waiting. Rows left out make row numbers and positions differ: then numbers are ids."""
        self._payloads.finish()
        if self._with_ids:
            self._ids.finish()
        elif blank:
            ids = BlobWriter(self._folder, "ids")
            for number in self._numbers:
                ids.add(b"%d" % number)
            ids.finish()
        if blank:
            np.save(self._folder / "numbers.npy", np.array(self._numbers, dtype=np.int64), allow_pickle=False)
        if self._titles is not None:
            np.save(self._folder / "titles.npy", np.array(self._titles, dtype=np.int64), allow_pickle=False)

    def _encode(self, text: str) -> bytes:
        """UTF-8; half a surrogate pair, which JSON can hold and UTF-8 cannot, becomes U+FFFD."""
        try:
            return text.encode()
        except UnicodeEncodeError:
            self.mended += 1
            return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").encode()


def _finite(value: float) -> float | str | None:
    """A float as browsers can read it: JSON has neither NaN nor infinity."""
    return value if math.isfinite(value) else None if math.isnan(value) else str(value)


def _still_numeric(numeric: list[bool], cells: Sequence[Cell]) -> None:
    """Cross off the columns whose cell is no number."""
    for index, cell in enumerate(cells):
        if not numeric[index] or cell is None or cell == "":
            continue
        if isinstance(cell, (int, float)):
            numeric[index] = not isinstance(cell, bool)
        else:
            numeric[index] = not isinstance(cell, (list, dict)) and is_number(cell_text(cell))


def _check_ids(folder: Path, column: str) -> None:
    """Refuse an id that comes twice, naming both rows."""
    blob = Blob(folder, "ids")
    first = first_in_blob(blob)
    again = np.flatnonzero(first != np.arange(len(first)))
    if len(again):
        rows = np.array([first[again[0]], again[0]])
        if (folder / "numbers.npy").exists():
            rows = np.load(folder / "numbers.npy", allow_pickle=False)[rows]
        one, two = (int(row) + 1 for row in rows)
        raise SourceError(
            f"The id “{blob[int(again[0])].decode()}” of column “{column}” comes twice: in rows {one:,} and {two:,}.",
            "Give each row an id of its own, name another column with --id, or take row numbers with --id -.",
        )
