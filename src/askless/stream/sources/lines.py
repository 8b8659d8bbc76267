"""Lines of a pipe or a file, as they come, and rows of a table."""

from __future__ import annotations

import csv
import gzip
import io
import itertools
import json
import math
import os
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

from askless.data.reading.columns import no_column
from askless.errors import SourceError
from askless.stream.sources.acts import Act, Broken
from askless.stream.sources.reading import ID, Reading, is_answer

__all__ = ["glance", "growing", "lines", "rows"]

LONGEST = 16 * 2**20
"""Bytes of a line; a longer one is skipped, or it would fill the memory."""

PAUSE = 0.05
"""Seconds between two looks at a file that grows."""

AHEAD = 1000
"""Lines of a file that are looked at before anything is decided."""


def lines(file: BinaryIO, reading: Reading) -> Iterator[Act]:
    """What the lines of a file say, until it ends; empty ones say nothing.

    Parameters
    ----------
    file : binary file
    reading : Reading
    """
    number = 0
    while line := file.readline(LONGEST):
        number += 1
        if len(line) == LONGEST and not line.endswith(b"\n"):
            while (more := file.readline(LONGEST)) and not more.endswith(b"\n"):
                pass
            yield Broken(f"It is longer than {LONGEST // 2**20} MiB.", "Keep large things out of items.", _at(number))
        elif line.strip():
            yield reading.line(line, _at(number))


def glance(path: Path) -> tuple[list[str], bool]:
    """What the first thousand lines of a file of JSON lines hold.

    Parameters
    ----------
    path : Path
        Perhaps packed with gzip. One that is no file, but a pipe, is not looked into.

    Returns
    -------
    fields : list of str
        Of the items, in the order in which they came.
    answers : bool
        Whether answers are among them.
    """
    fields: dict[str, None] = {}
    answers = False
    if path.is_file():
        with opened(path) as file:
            for line in itertools.islice(iter(lambda: file.readline(LONGEST), b""), AHEAD):
                with suppress(ValueError, RecursionError):  # told when it is its turn
                    value = json.loads(line)
                    if isinstance(value, dict) and is_answer(value):
                        answers = True
                    elif isinstance(value, dict):
                        fields.update(dict.fromkeys(value))
    return list(fields), answers


def growing(path: Path, reading: Reading, over: threading.Event) -> Iterator[Act]:
    """What the lines of a file of answers say that grows, from its first on; waits for more.

    Parameters
    ----------
    path : Path
        May come later. One that becomes shorter is read from its start.
    reading : Reading
    over : Event
        Once it is set, the file is read to its present end, and that is all.
    """
    number, begun, at = 0, b"", 0
    while True:
        last = over.is_set()
        if path.exists():
            if path.stat().st_size < at:
                number, begun, at = 0, b"", 0
            with path.open("rb") as file:
                file.seek(at)
                for line in file:
                    at += len(line)
                    begun += line
                    if not line.endswith(b"\n") and not last:
                        break  # somebody is still writing it
                    number += 1
                    if begun.strip():
                        yield reading.answer(begun, f"{path.name}, {_at(number)}")
                    begun = b""
        if last:
            return
        over.wait(PAUSE)


def rows(path: Path, reading: Reading, target: str | None = None, id: str | None = None) -> Iterator[Act]:
    """Rows of a table whose first line names the columns; cells that look like numbers are numbers.

    Parameters
    ----------
    path : Path
        CSV, or TSV by its name; perhaps packed with gzip.
    reading : Reading
    target, id : str, optional
        Columns whose cells stay texts.

    Raises
    ------
    SourceError
        If a column that is named is not there, or the file is no text.
    """
    separator = "\t" if ".tsv" in path.suffixes else ","
    with opened(path) as packed, io.TextIOWrapper(packed, "utf-8-sig", newline="") as file:
        table = csv.DictReader(file, delimiter=separator)
        try:
            for option, wanted in (("--target", target), ("--id", None if id == "-" else id), ("--time", reading.time)):
                if wanted is not None and wanted not in (table.fieldnames or ()):
                    raise no_column(wanted, list(table.fieldnames or ()), option)
            texts = {target, id or ID}
            for row in table:
                if None in row or None in row.values():
                    yield Broken(
                        f"It has {'more' if None in row else 'fewer'} cells than the first line.",
                        "Quote cells that hold the separator.",
                        _at(table.line_num),
                    )
                    continue
                cells = {name: text if name in texts else _cell(text) for name, text in row.items()}
                yield reading.value(cells, _at(table.line_num))
        except UnicodeDecodeError:
            raise SourceError(f"{path} is no text in UTF-8.", "Save it as UTF-8.") from None


def opened(path: Path) -> BinaryIO:
    """A file, unpacked if it is packed with gzip.

    Raises
    ------
    SourceError
        If it is not there or cannot be read.
    """
    try:
        return gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb")  # type: ignore[return-value]
    except OSError as error:
        reason = os.strerror(error.errno or 0).lower()
        raise SourceError(f"{path} could not be read ({reason}).", "Check the path and its rights.") from None


def _cell(text: str) -> Any:
    """A cell as a number if it looks like one, else as its text; None if it is empty."""
    text = text.strip()
    try:
        number = float(text)
    except ValueError:
        return text or None
    return number if math.isfinite(number) else None


def _at(number: int) -> str:
    return f"line {number}"
