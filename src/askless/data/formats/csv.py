"""Delimited text: CSV and TSV, streamed; read strictly, written as RFC 4180 has it.

Nothing is guessed about a broken row: a row with too many cells, or a quote that does not close,
is an error that names its line, because reading on would swallow rows or shift cells.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any, Literal

from askless.data.formats.delimiter import find_delimiter
from askless.data.formats.encoding import Encoding, find_encoding, open_text
from askless.data.formats.format import FORMATS, Format
from askless.data.formats.header import column_names, has_header, is_doubtful
from askless.data.formats.plain import plain
from askless.data.formats.quotes import quote_error, swallowed_rows
from askless.data.formats.table import Table
from askless.data.items.preview import cell_text
from askless.errors import SourceError

__all__ = ["read_delimited", "write_delimited"]

_SAMPLE_ROWS = 200
_EARLIER_ROWS = 100
# The csv module refuses cells over 128 kB by default; C long is 32 bits wide on Windows.
_LONGEST_CELL = 2**31 - 1
_DECLARED = re.compile(r"sep=([,;\t|])\r?\n?", re.IGNORECASE)
_NAMES = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}


def read_delimited(path: Path, delimiter: str | None = None, *, header: bool | None = None) -> Table:
    """Open a delimited file.

    Parameters
    ----------
    path : Path
        A text file, perhaps gzipped.
    delimiter : str, optional
        Found among comma, semicolon, tab and bar if not given.
    header : bool, optional
        Whether the first row names the columns; found if not given.

    Returns
    -------
    table : Table
        All cells are strings.

    Raises
    ------
    SourceError
        If the file is empty or broken; reading its rows raises it for what comes later.

    Notes
    -----
    The header is the first row unless that plainly is none (see `has_header`). Tab-separated files
    often carry bare quotes; if reading their quotes fails but every line has equally many tabs,
    quotes are taken as plain characters, and a note says so.
    """
    encoding = find_encoding(path)
    with open_text(path, encoding) as text:
        lines = list(islice(text, _SAMPLE_ROWS))
    notes = [encoding.note] if encoding.note else []
    if lines[0].lstrip().startswith(('{"', '[{"', '["')):
        raise SourceError(f"“{path.name}” is JSON, not a table of cells.", "Rename it to end in .jsonl or .json.")
    declared = _DECLARED.fullmatch(lines[0])
    found = delimiter or (declared[1] if declared else find_delimiter(lines))
    if found != (delimiter or ","):
        notes.append(f"cells are separated by {_NAMES[found]}")
    file = _Delimited(path, encoding, found, declared=declared is not None)
    try:
        sample = list(islice(file.records(), _SAMPLE_ROWS))
    except SourceError:
        if found != "\t" or not _plain_tabs(path, encoding):
            raise
        file = _Delimited(path, encoding, found, plain_quotes=True, declared=declared is not None)
        sample = list(islice(file.records(), _SAMPLE_ROWS))
        notes.append("quotes are taken as plain characters")
    headed = has_header(sample) if header is None else header
    if headed:
        names, made = column_names(sample[0])
        notes.extend(made)
        otherwise = "--no-header" if header is None and is_doubtful(sample) else ""
        notes += [f"the first row is a header: {_listed(names)}"] if otherwise else []
    else:
        names = tuple(f"column {i + 1}" for i in range(len(sample[0])))
        notes.append("the first row is an item, as it names no columns" if header is None else "no row is a header")
        otherwise = "--header" if header is None else ""

    def rows() -> Iterator[list[str]]:
        return islice(file.records(), int(headed), None)

    return Table(
        names=names,
        rows=rows,
        notes=tuple(notes),
        otherwise=otherwise,
        header=tuple(sample[0]) if headed and len(names) > 1 else None,
        commas_free=found != ",",
    )


def write_delimited(
    file: IO[bytes], columns: Sequence[str], rows: Iterable[Mapping[str, Any]], delimiter: str = ","
) -> None:
    """Write a header and rows; None is an empty cell, a list is JSON, true and false are words."""
    # Half a surrogate pair cannot be written in UTF-8: it is spelled out, for instance "\\ud83d".
    text = io.TextIOWrapper(file, "utf-8", errors="backslashreplace", newline="")
    writer = csv.writer(text, delimiter=delimiter)  # ends lines with \r\n, so both are quoted inside cells
    writer.writerow(columns)
    writer.writerows([cell_text(plain(row.get(name))) for name in columns] for row in rows)
    text.flush()
    text.detach()


@dataclass(frozen=True)
class _Delimited:
    """A delimited file and how to read it."""

    path: Path
    encoding: Encoding
    delimiter: str
    plain_quotes: bool = False
    declared: bool = False  # the first line is Excel's "sep=;" and no record

    def records(self) -> Iterator[list[str]]:
        """All records, the header among them, each as wide as the first."""
        csv.field_size_limit(_LONGEST_CELL)
        width, line, blanks = 0, 0, 0
        before: list[list[str]] = []
        with open_text(self.path, self.encoding) as text:
            lines = chain(["\n"], islice(text, 1, None)) if self.declared else text
            reader = csv.reader(lines, delimiter=self.delimiter, strict=True, quoting=self._quoting)
            try:
                for record in reader:
                    if not record and not width:  # before the first record
                        line = reader.line_num
                        continue
                    if len(record) != width:
                        if not record:
                            blanks += 1
                            line = reader.line_num
                            continue
                        if width:
                            raise self._ragged(record, line + 1, width)
                        width = len(record)
                    if width == 1 and blanks:  # in a file of one column a blank line is a blank cell
                        yield from ([""] for _ in range(blanks))
                    blanks = 0
                    if reader.line_num - line > 1 and swallowed_rows(record, self.delimiter, before[1:]):
                        raise self._swallow(line + 1, reader.line_num)
                    line = reader.line_num
                    if len(before) < _EARLIER_ROWS:
                        before.append(record)
                    yield record
            except csv.Error as error:
                last, at_end = reader.line_num, "end of data" in str(error)
                raise self._broken(line + 1, last, at_end) from None

    @property
    def _quoting(self) -> Literal[0, 3]:
        return csv.QUOTE_NONE if self.plain_quotes else csv.QUOTE_MINIMAL

    def _ragged(self, record: list[str], line: int, width: int) -> SourceError:
        """The error for a record with too many or too few cells."""
        cells = f"{len(record)} cell" + "s" * (len(record) != 1)
        text = self.delimiter.join(record)
        return SourceError(
            f"Line {line} of “{self.path.name}” has {cells} where the first line has {width}: “{text[:60]}”.",
            f"Mend that line; a cell that contains {_NAMES[self.delimiter]} needs quotes around it.",
        )

    def _swallow(self, first: int, last: int) -> SourceError:
        """The error for a quote that closes by chance, rows later."""
        return SourceError(
            f"The quote that opens in line {first} of “{self.path.name}” closes only in line {last}, "
            "and what lies between looks like rows.",
            'Close it in its line; a quote that belongs to the text is written twice ("") inside quotes.',
        )

    def _broken(self, first: int, last: int, at_end: bool) -> SourceError:
        """The error for a record that the csv module refuses."""
        with open_text(self.path, self.encoding) as text:
            return quote_error(self.path.name, text, first, last, self.delimiter, at_end=at_end)


def _listed(names: Sequence[str]) -> str:
    """A few names, each shortened."""
    shown = [f"“{name[:40]}{'…' * (len(name) > 40)}”" for name in names[:4]]
    return ", ".join(shown) + ", …" * (len(names) > 4)


def _plain_tabs(path: Path, encoding: Encoding) -> bool:
    """Whether every line of a file has equally many tabs, at least one."""
    with open_text(path, encoding) as text:
        counts = {line.count("\t") for line in text if line.strip("\r\n")}
    return len(counts) == 1 and counts != {0}


_TABS = Format(
    summary="cells separated by tabs",
    read=lambda path, extra: read_delimited(path, "\t"),
    read_headed=lambda path, header: read_delimited(path, "\t", header=header),
    write=lambda file, columns, rows: write_delimited(file, columns, rows, "\t"),
)
FORMATS.register("tsv", _TABS)
FORMATS.register("tab", _TABS)
FORMATS.register(
    "csv",
    Format(
        summary="cells separated by commas, semicolons, tabs or bars",
        read=lambda path, extra: read_delimited(path),
        read_headed=lambda path, header: read_delimited(path, header=header),
        write=write_delimited,
    ),
)
