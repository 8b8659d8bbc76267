"""CoNLL files: a token a line, columns beside it, an empty line behind each sentence.

What is not asked about stays as it is, byte by byte: comments, unknown columns, ranges of tokens (``3-4``), empty nodes
(``5.1``), the way lines end, and how wide the gaps between columns are. A lone carriage return ends a line too, as old
programs write it; before a line feed any number of them is one end with it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from askless.errors import SourceError

__all__ = ["UNIVERSAL", "Conll", "parted_by_tabs", "read_conll"]

Ints = npt.NDArray[np.int64]
UNIVERSAL = ("ID", "FORM", "LEMMA", "UPOS", "XPOS", "FEATS", "HEAD", "DEPREL", "DEPS", "MISC")
"""Columns of CoNLL-U."""
CONLLU = len(UNIVERSAL)
ADDED = "ASKLESS:LABEL"
"""What a new column is called where columns have names."""
DOCUMENT = "-DOCSTART-"
_CELL = re.compile(r"\S+")
_NUMBER = re.compile(r"[0-9]+")
_OTHER_NODE = re.compile(r"[0-9]+[-.][0-9]+")
_NAMES = re.compile(r"#\s*global\.columns\s*=(.*)")
_HEAD = 5


@dataclass(frozen=True)
class Conll:
    """A file in CoNLL format.

    Attributes
    ----------
    lines : list of str
        As they are, with their ends.
    rows : int64 array of shape (n,)
        The line of each token, from 0.
    lengths : int64 array of shape (s,)
        Tokens of each sentence.
    document : int64 array of shape (s,)
        Number of the document that each sentence belongs to.
    columns : int
        Of every token.
    tabs : bool
        Whether columns are parted by tabs; else by any white space.
    conllu : bool
        Whether it is CoNLL-U, by its ten columns and the numbers in the first.
    names : list of str
        Of columns, where the file has them in a line, as CoNLL-U Plus does; [] if not.
    named_in : int, optional
        That line.
    marked : bool
        Whether it says where documents begin.
    broken : dict of int to str
        Of lines that have not the columns that they should have, what is wrong with them.
    """

    lines: list[str]
    rows: Ints
    lengths: Ints
    document: Ints
    columns: int
    tabs: bool
    conllu: bool
    marked: bool = False
    broken: dict[int, str] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    named_in: int | None = None

    def place(self, *names: str) -> int | None:
        """The first column with one of some names, from 0; None if there is none."""
        known = [*UNIVERSAL] if self.conllu else [name.upper() for name in self.names[: self.columns]]
        return next((known.index(name) for name in names if name in known), None)

    @property
    def word_column(self) -> int:
        """Which column is the word, from 0: that named FORM, else the first that is no number."""
        form = self.place("FORM")
        return form if form is not None else int(self.columns > 1 and self.place("ID") == 0)

    @property
    def tag_column(self) -> int | None:
        """Which column is the tag where nobody says otherwise, from 0; None if there is none.

        That named UPOS, else XPOS, else the first with a name of its own; without names the second.
        """
        if not self.conllu and not self.names:
            return 1 if self.columns > 1 else None
        tag = self.place("UPOS", "XPOS")
        if tag is not None:
            return tag
        own = (at for at, name in enumerate(self.names[: self.columns]) if name.upper() not in UNIVERSAL)
        return next((at for at in own if at != self.word_column), None)

    def column(self, at: int) -> list[str]:
        """What stands in a column for each token, from 0.

        Raises
        ------
        SourceError
            If there is no such column.
        """
        if not 0 <= at < self.columns:
            raise SourceError(
                f"There is no column {at + 1}: the tokens have {self.columns}.", f"Take one from 1 to {self.columns}."
            )
        found = []
        for row in self.rows.tolist():
            line = self.lines[row]
            if row not in self.broken:
                found.append(line.rstrip("\r\n").split("\t")[at] if self.tabs else line.split()[at])
                continue
            places = self.places(row)
            start, end = places[at] if at < len(places) else (0, 0)
            found.append(line[start:end])
        return found

    def places(self, row: int) -> list[tuple[int, int]]:
        """Where the cells of a line begin and end; of one that is broken, as far as that can be told."""
        line = self.lines[row]
        places = _places(line, self.tabs)
        if row not in self.broken or len(places) == self.columns:
            return places
        if self.tabs:
            by_blanks = _places(line, False)
            return by_blanks if len(by_blanks) == self.columns else places
        # Blanks inside of a word make more cells than there are columns.
        more = len(places) - self.columns
        return [(places[0][0], places[more][1]), *places[more + 1 :]] if more > 0 else places

    @cached_property
    def blocks(self) -> list[tuple[int, int]]:
        """First line and end of each sentence, with all that stands before it and the empty lines behind it."""
        ends = np.cumsum(self.lengths)
        found, start = [], 0
        for last in self.rows[ends - 1].tolist():
            end = last + 1
            while end < len(self.lines) and self.lines[end].strip():
                end += 1
            while end < len(self.lines) and not self.lines[end].strip():
                end += 1
            found.append((start, end))
            start = end
        if found:
            found[-1] = (found[-1][0], len(self.lines))
        return found

    def comments(self, sentence: int) -> list[str]:
        """Comments before the first token of a sentence, without their mark."""
        start, _ = self.blocks[sentence]
        row = int(self.rows[int(self.lengths[:sentence].sum())]) if sentence else int(self.rows[0])
        found: list[str] = []
        for line in self.lines[start:row]:
            if line.startswith("#"):
                found.append(line[1:].strip())
            elif not line.strip():
                found.clear()
        return found

    def with_column(self, at: int, values: Sequence[str | None]) -> str:
        """The file with other values in a column; where the value is None, or the same, nothing changes.

        A column right behind the last one is added to every token, with `_` where there is no value.
        """
        return "".join(self.lines_with_column(at, values))

    def lines_with_column(self, at: int, values: Sequence[str | None]) -> list[str]:
        """The same, line by line."""
        lines = list(self.lines)
        new = at == self.columns
        if new and self.named_in is not None and len(self.names) == self.columns:
            lines[self.named_in] = _longer(lines[self.named_in], f" {ADDED}")
            for row in sorted({*range(len(lines))}.difference(self.rows.tolist())):
                number = _number(lines[row], self.tabs, self.columns, self.names)
                if number is not None and _OTHER_NODE.fullmatch(number):
                    lines[row] = _longer(lines[row], "\t_" if self.tabs else " _")
        for row, value in zip(self.rows.tolist(), values, strict=True):
            line = lines[row]
            gap = "\t" if self.tabs else " "
            places = self.places(row)
            if new or (value is not None and at >= len(places)):
                missing = f"{gap}_" * (at - len(places))
                lines[row] = _longer(line, f"{missing}{gap}{'_' if value is None else value}")
            elif value is not None:
                start, end = places[at]
                lines[row] = line[:start] + value + line[end:]
        return lines


def read_conll(text: str, *, lenient: bool = False) -> Conll:
    """Read a CoNLL file.

    Parameters
    ----------
    text : str
        All of it, with the line ends that it has.
    lenient : bool
        Take lines whose columns are not those of most lines too, as far as they can be read; see `Conll.broken`.

    Raises
    ------
    SourceError
        If it has no token, or lines have different numbers of columns; with the line.

    Examples
    --------
    >>> file = read_conll("EU B-ORG\\nrejects O\\n\\nPeter B-PER\\n")
    >>> file.column(0), file.lengths.tolist()
    (['EU', 'rejects', 'Peter'], [2, 1])
    """
    lines = _lines(text)
    tabs = parted_by_tabs(lines)
    named_in, names = _names(lines)
    rows: list[int] = []
    lengths: list[int] = []
    document: list[int] = []
    broken: dict[int, str] = {}
    begun, open_, columns, unnumbered = 0, False, _usual(lines, tabs) if lenient else 0, 0
    for row, line in enumerate(lines):
        if not line.strip():
            open_ = False
            continue
        width = _width(line, tabs)
        comment = line.startswith("#") and (width != columns if columns else _is_comment(line, tabs))
        if not open_ and (comment or row == named_in):
            begun += line[1:].strip().startswith("newdoc")
            continue
        first = line.split("\t" if tabs else None, 1)[0].rstrip("\r\n")
        if first.startswith(DOCUMENT) and line.split()[0] == DOCUMENT:
            begun += 1
            continue
        if not columns:
            columns = width
        if width != columns:
            if not lenient:
                raise SourceError(
                    f"Line {row + 1:,} has {_counted(width)}, and the lines before it have {columns}: "
                    f"“{line.strip():.60}”.",
                    "Give every token the same columns, parted by tabs or by spaces, and an empty line behind each "
                    "sentence.",
                )
            broken[row] = f"{_counted(width)} where {columns} {'is' if columns == 1 else 'are'} expected"
        number = _number(line, tabs, columns, names)
        if number is not None:
            if _OTHER_NODE.fullmatch(number):
                continue
            unnumbered += _NUMBER.fullmatch(number) is None
        if not open_:
            lengths.append(0)
            document.append(begun)
            open_ = True
        lengths[-1] += 1
        rows.append(row)
    if not rows:
        raise SourceError("There is no token in it.", "Give a file with a token and its columns on each line.")
    at, each, of = (np.array(one, dtype=np.int64) for one in (rows, lengths, document))
    # A few that are broken do not make it another format.
    numbered = 10 * unnumbered < len(rows) if lenient else not unnumbered
    if numbered and unnumbered:
        for row in rows:
            number = _number(lines[row], tabs, columns, names)
            if row not in broken and number is not None and _NUMBER.fullmatch(number) is None:
                broken[row] = f"“{number:.20}” in the first column where a number is expected"
    conllu = numbered and columns == CONLLU and (not names or tuple(name.upper() for name in names) == UNIVERSAL)
    return Conll(lines, at, each, of, columns, tabs, conllu, begun > 0, broken, names, named_in)


def parted_by_tabs(lines: Iterable[str]) -> bool:
    """Whether columns are parted by tabs: at least half of the lines have one that are neither empty nor comments.

    A few that are parted otherwise are mistakes, and do not change how all others are read.
    """
    filled = [line for line in lines if line.strip() and not line.startswith(("# ", DOCUMENT))]
    # Words may begin with the mark of comments, but seldom do.
    chosen = [line for line in filled if not line.startswith("#")] or filled
    return bool(chosen) and 2 * sum("\t" in line for line in chosen) >= len(chosen)


def _lines(text: str) -> list[str]:
    """Lines with their ends."""
    *whole, last = text.split("\n")
    found: list[str] = []
    for line in whole:
        body = line.rstrip("\r")
        *before, rest = body.split("\r")
        found.extend(f"{part}\r" for part in before)
        found.append(f"{rest}{line[len(body) :]}\n")
    *before, rest = last.split("\r")
    found.extend(f"{part}\r" for part in before)
    return [*found, rest] if rest else found


def _names(lines: Sequence[str]) -> tuple[int | None, list[str]]:
    """The line that names the columns, if there is one, and the names."""
    for row, line in enumerate(lines[:_HEAD]):
        if match := _NAMES.match(line):
            return row, match.group(1).split()
    return None, []


def _number(line: str, tabs: bool, columns: int, names: Sequence[str]) -> str | None:
    """What stands where a token has its number, in the first column; None if tokens have none."""
    if names[0].upper() != "ID" if names else columns != CONLLU:
        return None
    return line.split("\t" if tabs else None, 1)[0].rstrip("\r\n")


def _usual(lines: Sequence[str], tabs: bool) -> int:
    """How many columns most lines have that are no comments."""
    filled = [line for line in lines if line.strip()]
    # Words may begin with the mark of comments, but seldom do.
    chosen = [line for line in filled if not line.startswith("#")] or [x for x in filled if not _is_comment(x, tabs)]
    counts = Counter(_width(line, tabs) for line in chosen)
    return counts.most_common(1)[0][0] if counts else 0


def _is_comment(line: str, tabs: bool) -> bool:
    """Whether a line before the first token is a comment: words behind the mark, and no columns."""
    return "\t" not in line if tabs else line.startswith("# ")


def _width(line: str, tabs: bool) -> int:
    """How many cells a line has."""
    return line.count("\t") + 1 if tabs else len(line.split())


def _places(line: str, tabs: bool) -> list[tuple[int, int]]:
    """Where the cells of a line begin and end."""
    if not tabs:
        return [match.span() for match in _CELL.finditer(line)]
    body, found, start = line.rstrip("\r\n"), [], 0
    for cell in body.split("\t"):
        found.append((start, start + len(cell)))
        start += len(cell) + 1
    return found


def _longer(line: str, more: str) -> str:
    """A line with something before its end."""
    body = line.rstrip("\r\n")
    return f"{body}{more}{line[len(body) :]}"


def _counted(n: int) -> str:
    return f"{n} column{'' if n == 1 else 's'}"
