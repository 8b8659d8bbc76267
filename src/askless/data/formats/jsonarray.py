"""A JSON array of objects (or strings) in one file."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from askless.data.formats.encoding import find_encoding, open_text
from askless.data.formats.objects import objects_table
from askless.data.formats.table import Table
from askless.errors import SourceError

__all__ = ["read_json"]


def read_json(path: Path, extra: Sequence[str] = ()) -> Table:
    """Open a JSON file: an array, or an object with one array in it.

    Parameters
    ----------
    path : Path
        A text file, perhaps gzipped. It is held in memory: write large data as JSON lines.
    extra : sequence of str
        Names of columns that come only far down (see `NewColumn`).

    Returns
    -------
    table : Table

    Raises
    ------
    SourceError
        If it is not JSON (the line is named), or holds no array.
    """
    encoding = find_encoding(path)
    with open_text(path, encoding) as text:
        try:
            value = json.load(text)
        except json.JSONDecodeError as error:
            raise SourceError(
                f"“{path.name}” is not JSON: {error.msg} in line {error.lineno}, column {error.colno}.",
                "Mend it there, or save the data as CSV.",
            ) from None
        except RecursionError:
            raise SourceError(f"“{path.name}” is nested too deeply.", "Write items as a flat array.") from None
    array, key = _array(value, path)

    def values() -> Iterator[tuple[str, Any]]:
        return ((f"element {number}", element) for number, element in enumerate(array, 1))

    return objects_table(path, values, encoding, extra, [f"items are those of “{key}”"] if key else [])


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
