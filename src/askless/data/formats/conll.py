"""CoNLL files: a token a line, columns beside it, an empty line behind each sentence.

What is not asked about stays as it is, byte by byte: comments, unknown columns, ranges of tokens (``3-4``), empty nodes
(``5.1``), the way lines end, and how wide the gaps between columns are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from askless.errors import SourceError

__all__ = ["Conll", "read_conll"]

Ints = npt.NDArray[np.int64]
CONLLU = 10
"""Columns of CoNLL-U, in which the word is the second and the universal tag the fourth."""
DOCUMENT = "-DOCSTART-"
_CELL = re.compile(r"\S+")
_NUMBER = re.compile(r"[0-9]+")
_OTHER_NODE = re.compile(r"[0-9]+[-.][0-9]+")


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
    """

    lines: list[str]
    rows: Ints
    lengths: Ints
    document: Ints
    columns: int
    tabs: bool
    conllu: bool

    @property
    def word_column(self) -> int:
        """Which column is the word, from 0."""
        return 1 if self.conllu else 0

    @property
    def tag_column(self) -> int:
        """Which column is the tag where nobody says otherwise: the second; in CoNLL-U the fourth."""
        return 3 if self.conllu else 1

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
            start, end = _places(self.lines[row], self.tabs)[at]
            found.append(self.lines[row][start:end])
        return found

    def comments(self, sentence: int) -> list[str]:
        """Comments before the first token of a sentence, without their mark."""
        first = int(self.lengths[:sentence].sum())
        row, found = int(self.rows[first]) - 1, []
        while row >= 0 and self.lines[row].strip():
            if self.lines[row].startswith("#"):
                found.append(self.lines[row][1:].strip())
            row -= 1
        return found[::-1]

    def with_column(self, at: int, values: Sequence[str | None]) -> str:
        """The file with other values in a column; where the value is None, or the same, nothing changes.

        A column right behind the last one is added to every token, with `_` where there is no value.
        """
        lines = list(self.lines)
        new = at == self.columns
        for row, value in zip(self.rows.tolist(), values, strict=True):
            line = lines[row]
            if new:
                body = line.rstrip("\r\n")
                lines[row] = f"{body}{chr(9) if self.tabs else ' '}{'_' if value is None else value}{line[len(body) :]}"
            elif value is not None:
                start, end = _places(line, self.tabs)[at]
                lines[row] = line[:start] + value + line[end:]
        return "".join(lines)


def read_conll(text: str) -> Conll:
    """Read a CoNLL file.

    Parameters
    ----------
    text : str
        All of it, with the line ends that it has.

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
    lines = text.split("\n")
    lines = [line + "\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])
    tabs = any("\t" in line for line in lines if not line.startswith("# "))
    rows: list[int] = []
    lengths: list[int] = []
    document: list[int] = []
    begun, open_, columns, numbered = 0, False, 0, True
    for row, line in enumerate(lines):
        if not line.strip():
            open_ = False
            continue
        places = _places(line, tabs)
        cells = [line[start:end] for start, end in places]
        if not open_ and line.startswith("#") and (len(cells) != columns if columns else _is_comment(line, tabs)):
            begun += line[1:].strip().startswith("newdoc")
            continue
        if cells[0] == DOCUMENT:
            begun += 1
            continue
        if not columns:
            columns = len(cells)
        if len(cells) != columns:
            raise SourceError(
                f"Line {row + 1:,} has {_counted(len(cells))}, and the lines before it have {columns}: "
                f"“{line.strip():.60}”.",
                "Give every token the same columns, parted by tabs or by spaces, and an empty line behind each "
                "sentence.",
            )
        if columns == CONLLU and _OTHER_NODE.fullmatch(cells[0]):
            continue
        numbered &= _NUMBER.fullmatch(cells[0]) is not None
        if not open_:
            lengths.append(0)
            document.append(begun)
            open_ = True
        lengths[-1] += 1
        rows.append(row)
    if not rows:
        raise SourceError("There is no token in it.", "Give a file with a token and its columns on each line.")
    at, each, of = (np.array(one, dtype=np.int64) for one in (rows, lengths, document))
    return Conll(lines, at, each, of, columns, tabs, columns == CONLLU and numbered)


def _is_comment(line: str, tabs: bool) -> bool:
    """Whether a line before the first token is a comment: words behind the mark, and no columns."""
    return "\t" not in line if tabs else line.startswith("# ")


def _places(line: str, tabs: bool) -> list[tuple[int, int]]:
    """Where the cells of a line begin and end."""
    if not tabs:
        return [match.span() for match in _CELL.finditer(line)]
    body, found, start = line.rstrip("\r\n"), [], 0
    for cell in body.split("\t"):
        found.append((start, start + len(cell)))
        start += len(cell) + 1
    return found


def _counted(n: int) -> str:
    return f"{n} column{'' if n == 1 else 's'}"
