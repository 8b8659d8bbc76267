"""JSON: one object a line (JSON lines), or one array of objects; strings count as objects too.

Both are found under both extensions, so the contents decide.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from askless.data.formats.encoding import Encoding, find_encoding, open_text
from askless.data.formats.format import FORMATS, Format
from askless.data.formats.objects import objects_table
from askless.data.formats.plain import plain
from askless.data.formats.table import Table
from askless.errors import SourceError

__all__ = ["read_json", "write_array", "write_lines"]


def read_json(path: Path, extra: Sequence[str] = ()) -> Table:
    """Open a file of JSON lines (streamed) or with one JSON array (held in memory).

    Parameters
    ----------
    path : Path
        A text file, perhaps gzipped.
    extra : sequence of str
        Names of columns that come only far down (see `NewColumn`).

    Returns
    -------
    table : Table
        Columns are the keys of the objects, in order of appearance.

    Raises
    ------
    SourceError
        If a line is not JSON (its number is named), or there is no array of items.
    """
    encoding = find_encoding(path)
    if _is_lines(path, encoding):
        return objects_table(path, lambda: _lines(path, encoding), encoding, extra)
    array, key = _array(_load(path, encoding), path)

    def values() -> Iterator[tuple[str, Any]]:
        return ((f"element {number}", element) for number, element in enumerate(array, 1))

    return objects_table(path, values, encoding, extra, [f"items are those of “{key}”"] if key else [])


def write_lines(file: IO[bytes], columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
    """Write an object a line."""
    for row in rows:
        file.write(_object(columns, row) + b"\n")


def write_array(file: IO[bytes], columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
    """Write one array, an object a line."""
    before = b"[\n"
    for row in rows:
        file.write(before + _object(columns, row))
        before = b",\n"
    file.write(b"[]\n" if before == b"[\n" else b"\n]\n")


def _object(columns: Sequence[str], row: Mapping[str, Any]) -> bytes:
    """A row as JSON; one with half a surrogate pair, which UTF-8 cannot hold, in ASCII."""
    values = {name: plain(row.get(name)) for name in columns}
    try:
        return json.dumps(values, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return json.dumps(values).encode()


def _is_lines(path: Path, encoding: Encoding) -> bool:
    """Whether the file is read line by line: it is no array, and its first line is not part of a larger object."""
    with open_text(path, encoding) as text:
        filled = (line for line in text if line.strip())
        first, second = next(filled, "").strip(), next(filled, "")
    if first.startswith("["):
        return False
    if not path.name.lower().removesuffix(".gz").endswith(".json"):
        return True
    try:
        json.loads(first)
    except json.JSONDecodeError:
        return False
    return bool(second)


def _load(path: Path, encoding: Encoding) -> Any:
    """The whole file as one JSON value."""
    with open_text(path, encoding) as text:
        try:
            return json.load(text)
        except json.JSONDecodeError as error:
            raise SourceError(
                f"“{path.name}” is not JSON: {error.msg} in line {error.lineno}, column {error.colno}.",
                "Mend it there, or save the data as CSV.",
            ) from None
        except RecursionError:
            raise SourceError(f"“{path.name}” is nested too deeply.", "Write items as a flat array.") from None


def _lines(path: Path, encoding: Encoding) -> Iterator[tuple[str, Any]]:
    """Line by line, the place and the value; blank lines are passed over."""
    with open_text(path, encoding) as text:
        for number, line in enumerate(text, 1):
            if not line.strip():
                continue
            try:
                yield f"line {number}", json.loads(line)
            except (json.JSONDecodeError, RecursionError) as error:
                reason = error.msg if isinstance(error, json.JSONDecodeError) else "nested too deeply"
                raise SourceError(
                    f"Line {number} of “{path.name}” is not JSON ({reason}): “{line.strip()[:60]}”.",
                    "Mend that line; each line is one JSON object.",
                ) from None


def _array(value: Any, path: Path) -> tuple[list[Any], str]:
    """The array of items in a JSON value, and the key it stands under."""
    if isinstance(value, list):
        array, key = value, ""
    else:
        lists = {k: v for k, v in value.items() if isinstance(v, list)} if isinstance(value, dict) else {}
        if len(lists) != 1:
            raise SourceError(
                f"“{path.name}” is JSON, but no array of items.", 'Write [{"text": "..."}, ...], or one object a line.'
            )
        key, array = next(iter(lists.items()))
    if not array:
        raise SourceError(f"“{path.name}” holds an empty array.", "Check that it was exported whole.")
    return array, key


_LINES = Format(summary="JSON lines, an object a line", read=read_json, write=write_lines)
FORMATS.register("jsonl", _LINES)
FORMATS.register("ndjson", _LINES)
FORMATS.register("json", Format(summary="a JSON array of objects", read=read_json, write=write_array))
