"""JSON lines: one JSON object (or one string) a line, streamed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from askless.data.formats.encoding import Encoding, find_encoding, open_text
from askless.data.formats.objects import objects_table
from askless.data.formats.table import Table
from askless.errors import SourceError

__all__ = ["read_jsonl"]


def read_jsonl(path: Path, extra: Sequence[str] = ()) -> Table:
    """Open a file of JSON lines.

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
        If a line is not JSON; its number is named.
    """
    encoding = find_encoding(path)
    return objects_table(path, lambda: _lines(path, encoding), encoding, extra)


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
