"""A table turned into stored items, row by row: the one long pass over a source.

Nothing is kept in memory but offsets, label codes and the distinct label values.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from askless.data.formats.header import is_number
from askless.data.formats.table import Cell, NewColumn, Table
from askless.data.items.blob import Blob
from askless.data.items.copies import first_in_blob
from askless.data.items.number import is_missing
from askless.data.items.preview import cell_text
from askless.data.items.writer import ItemsWriter
from askless.data.reading.columns import NONE, Columns, find_columns, number_column
from askless.data.reading.decimals import NotDecimal, comma_columns, unread_commas, with_points
from askless.data.reading.gaps import Gaps
from askless.data.reading.given import LabelCells, TooManyLabels
from askless.errors import SourceError

__all__ = ["Progress", "import_table"]

Progress = Callable[[str, float | None], None]
"""Told what was done, in words, and the share of all that is to do, or None if that is not known."""

_SAMPLE_ROWS = 1000
_REPORT_EVERY = 20_000
_MOST_COLUMNS = 20_000
_MOST_NAMED = 4


def import_table(
    open_table: Callable[[Sequence[str]], Table],
    folder: Path,
    *,
    text: str | None = None,
    id: str | None = None,
    label_column: str | None = None,
    numbers: bool = False,
    progress: Progress | None = None,
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
    numbers : bool, default False
        Whether labels are numbers.
    progress : callable, optional
        Called now and then with what was done so far and the share of it (None: not known).

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
    mixed: set[int] = set()  # columns with decimal commas and something else
    while True:
        table = open_table(tuple(extra))
        try:
            sample = _sample(table)
            if not sample:
                raise SourceError(
                    f"The file has a header ({', '.join(table.names[:8])}) and no rows.",
                    "Add rows, or export it again.",
                )
            commas = comma_columns(sample) - mixed if table.commas_free else frozenset()
            pointed = _sample(with_points(table, commas)) if commas else sample
            columns = find_columns(table.names, pointed, text=text, id=id, label_column=label_column, numbers=numbers)
            commas &= _measured(columns)
            unlabelled = label_column is None and columns.label is None
            left = number_column(table.names, pointed) if unlabelled else None
            hint = [] if left is None else [f"column “{left}” of many numbers becomes the label with --task regress"]
            named = label_column is not None or numbers  # numbers may be as many as they like
            meta = _write(
                with_points(table, commas),
                columns,
                folder,
                [*notes, *_commas_read(table, commas), *hint],
                label_named=named,
                gaps=Gaps({i: table.names[i] for i in columns.features} if numbers and unlabelled else {}),
                progress=progress,
            )
            meta["problems"] += _commas_left(table, sample, _measured(columns) - commas)
            return meta | {"number_column": left}
        except NotDecimal as found:
            mixed.add(found.column)
        except NewColumn as found:
            extra.append(found.name)
            if len(extra) > _MOST_COLUMNS:
                raise SourceError(
                    f"The objects have over {_MOST_COLUMNS:,} different keys.", "Write the same keys in each object."
                ) from None
        except TooManyLabels as many:
            notes.append(f"column “{many.column}” is not taken as labels, as it holds too many different values")
            label_column = NONE


def _sample(table: Table) -> list[Sequence[Cell]]:
    """The first rows."""
    return list(islice((row for row in table.rows() if not table.repeats_header(row)), _SAMPLE_ROWS))


def _measured(columns: Columns) -> frozenset[int]:
    """Columns whose cells may be taken as numbers: the label, and the features of rows."""
    features = columns.features if columns.text is None else ()
    return frozenset(features).union(() if columns.label is None else (columns.label,))


def _commas_read(table: Table, columns: Collection[int]) -> list[str]:
    """A note on decimal commas that are read, if there are any."""
    listed = [f"“{table.names[at]}”" for at in sorted(columns)]
    more = ", …" if len(listed) > _MOST_NAMED else ""
    return [f"decimal commas are read as points in {', '.join(listed[:_MOST_NAMED])}{more}"] if listed else []


def _commas_left(table: Table, sample: Sequence[Sequence[Cell]], columns: Collection[int]) -> list[str]:
    """Sentences on columns that would be numbers but for their commas."""
    found = [(table.names[at], unread_commas(sample, at)) for at in sorted(columns)]
    return [
        f"Column “{name}” is read as words, for the comma in “{cell}” may mean several things; write it as a point."
        for name, cell in found
        if cell is not None
    ]


def _write(
    table: Table,
    columns: Columns,
    folder: Path,
    notes: Sequence[str],
    *,
    label_named: bool,
    gaps: Gaps,
    progress: Progress | None,
) -> dict[str, Any]:
    """Write all rows; the meta of the result."""
    names = table.names
    label = None if columns.label is None else names[columns.label]
    labels = LabelCells(label, named=label_named)
    numeric = [True] * len(columns.features)
    blank = repeated = 0
    with ItemsWriter(folder, with_ids=columns.id is not None, with_titles=columns.title is not None) as writer:
        for number, row in enumerate(table.rows()):
            if progress is not None and number and number % _REPORT_EVERY == 0:
                progress(f"{number:,} rows read", None)
            if table.repeats_header(row):
                repeated += 1
                continue
            if not _store(writer, row, columns, numeric):
                blank += 1
                continue
            writer.number(number)
            gaps.add(row)
            if columns.id is not None:
                writer.id(row[columns.id], number, names[columns.id])
            if columns.label is not None:
                labels.add(row[columns.label])
        writer.finish(blank + repeated)
    if not writer.count:
        shown = "every row" if columns.text is None else f"column “{names[columns.text]}”"
        raise SourceError(
            f"No text was found: {shown} is blank ({blank:,} rows).", "Name another column with --text, or fill it."
        )
    if columns.id is not None:
        _check_ids(folder, names[columns.id])
    labels.save(folder)
    features = [names[i] for i in columns.features]
    roles = {"text": columns.text, "title": columns.title, "id": columns.id, "label": columns.label}
    return {
        "kind": "rows" if columns.text is None else "text",
        "origin": "table",
        "label_place": "" if label is None else f"column “{label}”",
        "n": writer.count,
        "names": features,
        "numeric": numeric,
        "columns": {role: None if at is None else names[at] for role, at in roles.items()} | {"others": features},
        "label_values": labels.values,
        "notes": [*table.notes, *notes, *gaps.notes(writer.count)],
        "otherwise": table.otherwise,
        "problems": [*_problems(blank, repeated, writer.mended)],
    }


def _store(writer: ItemsWriter, row: Sequence[Cell], columns: Columns, numeric: list[bool]) -> bool:
    """Store what a person reads of a row; False if that is blank."""
    if columns.text is not None:
        return writer.text(row[columns.text], None if columns.title is None else row[columns.title])
    cells = [row[i] for i in columns.features]
    kept = writer.row(cells)
    if kept:
        _still_numeric(numeric, cells)
    return kept


def _problems(blank: int, repeated: int, mended: int) -> Iterator[str]:
    """What was passed over or mended, in words."""
    if blank:
        yield f"{blank:,} blank row{' was' if blank == 1 else 's were'} left out."
    if repeated:
        rows = "row that repeats the header was" if repeated == 1 else "rows that repeat the header were"
        yield f"{repeated:,} {rows} left out."
    if mended:
        yield f"{mended:,} text{' has' if mended == 1 else 's have'} half characters, shown as “\ufffd”."


def _still_numeric(numeric: list[bool], cells: Sequence[Cell]) -> None:
    """Cross off the columns whose cell is no number."""
    for index, cell in enumerate(cells):
        if not numeric[index] or is_missing(cell):
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
