"""JSON values, wherever they come from, as the rows of a table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from askless.data.formats.encoding import Encoding
from askless.data.formats.table import Cell, NewColumn, Table
from askless.errors import SourceError

__all__ = ["BARE", "objects_table"]

BARE = "text"
"""Column name of values that are strings, not objects."""

_SAMPLE_ROWS = 1000


def objects_table(
    path: Path,
    values: Callable[[], Iterator[tuple[str, Any]]],
    encoding: Encoding,
    extra: Sequence[str],
    notes: Sequence[str] = (),
) -> Table:
    """A table of JSON objects (or of strings), each given with the place to name in errors."""
    names: dict[str, None] = {}
    for where, value in islice(values(), _SAMPLE_ROWS):
        names.update(dict.fromkeys(_as_object(value, path, where)))
    names.update(dict.fromkeys(extra))
    if not names:
        raise SourceError(f"“{path.name}” holds no objects.", 'Write one a line, such as {"text": "..."}.')
    columns = tuple(names)

    def rows() -> Iterator[list[Cell]]:
        known = names.keys()
        for where, value in values():
            row = _as_object(value, path, where)
            if not row.keys() <= known:
                raise NewColumn(next(key for key in row if key not in known))
            yield [row.get(name) for name in columns]

    said = ([encoding.note] if encoding.note else []) + list(notes)
    return Table(names=columns, rows=rows, notes=tuple(said))


def _as_object(value: Any, path: Path, where: str) -> dict[str, Any]:
    """A JSON value as a row; only objects and strings can be one."""
    if isinstance(value, dict):
        return value
    if isinstance(value, str):
        return {BARE: value}
    raise SourceError(
        f"“{path.name}”, {where}, is {_kind(value)}, not an object.", 'Write items as objects such as {"text": "..."}.'
    )


def _kind(value: Any) -> str:
    """What a JSON value is called."""
    names = {list: "a list", bool: "true or false", int: "a number", float: "a number", type(None): "null"}
    return names.get(type(value), "something else")
