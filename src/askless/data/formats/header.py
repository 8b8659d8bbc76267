"""Whether the first row of a table names its columns, and what the columns are then called."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

__all__ = ["TEXT_NAMES", "column_names", "has_header", "is_doubtful", "is_number"]

TEXT_NAMES = ("text", "body", "abstract", "content", "contents", "message", "review", "comment", "sentence", "document",
              "tweet", "utterance", "question", "post", "description", "paragraph", "passage", "snippet", "answer",
              "transcript", "note", "notes", "summary", "sms", "email", "mail", "headline", "title",
              "subject")  # fmt: skip
"""What columns of texts are called, the most telling first."""

_LONGEST_NAME = 60
_MOST_WORDS = 4
_ENOUGH_TEXTS = 5
_SENTENCE_ENDS = (".", "!", "…", "。", "！")
"""Not “?”: tables of answers name their columns by the questions."""


def is_number(text: str) -> bool:
    """Whether a cell is written as a number (a decimal point, no thousands, "nan" included).

    Examples
    --------
    >>> is_number("-1.5e3"), is_number("12 May"), is_number("1_000")
    (True, False, False)
    """
    try:
        float(text)
    except ValueError:
        return False
    return "_" not in text


def has_header(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first of some rows is a header; assumed unless it plainly is not.

    It is one if a word heads a column of longer texts, or if it comes again as a whole and nothing of
    it does otherwise, as where files were put together. It plainly is none if every cell of it and of
    the rows below is a number (0, 1, 2, ... are taken for names); or if no column of numbers has a word
    on top, and either one of its values comes again in its column, or it reads as the rows below do: one
    cell is a text as that column has them, and no other one looks like a name.

    Parameters
    ----------
    rows : sequence of sequences of str
        The first rows of the file, of equal length.

    Examples
    --------
    >>> has_header([["text", "label"], ["hello there", "ham"], ["win now", "spam"]])
    True
    >>> has_header([["hello there", "ham"], ["win now", "spam"], ["see you", "ham"]])
    False
    >>> has_header([["5.1", "3.5"], ["4.9", "3.0"]])
    False
    >>> has_header([["I waited for an hour."], ["never again, broke at once"], ["fine"]])
    False
    >>> has_header([["m1", "I waited for an hour."], ["m2", "never again, broke at once"]])
    False
    >>> has_header([["text", "spam"], ["hello there", "not spam"], ["win a prize", "spam"], ["buy now", "spam"]])
    True
    >>> has_header([["What do you think of it?"], ["never again, broke at once"], ["all was fine"]])
    True
    """
    first, below = rows[0], rows[1:]
    if not below:
        return True
    if [cell.strip() for cell in first] == [str(i) for i in range(len(first))]:
        return True
    if _comes_again(first, below):
        return True
    others = _others(first, below)
    numeric = [all(is_number(row[i]) for row in others if row[i].strip()) for i in range(len(first))]
    if any(n and not is_number(cell) for n, cell in zip(numeric, first, strict=True) if cell.strip()):
        # A column of blanks is numeric by the test above, and proves nothing.
        proof = [i for i, n in enumerate(numeric) if n and any(row[i].strip() for row in others)]
        if any(not is_number(first[i]) for i in proof):
            return True
    if all(numeric) and all(is_number(cell) for cell in first):
        return False
    if any(_heads_texts(cell.strip(), [row[i].strip() for row in others]) for i, cell in enumerate(first)):
        return True
    if _has_values(first, below):
        return False
    return not _reads_as_those_below(first, below)


def is_doubtful(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first of some rows, which was taken as a header, has a cell that is an unlikely name.

    It is a sentence, or is a value of its column too.

    Examples
    --------
    >>> is_doubtful([["id", "text"], ["1", "hello"]]), is_doubtful([["free prizes, all week long, for you", "spam"]])
    (False, True)
    """
    first = rows[0]
    return any(_is_text(cell.strip()) for cell in first) or _has_values(first, _others(first, rows[1:]))


def column_names(first: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names from a header row, all different, and notes on names that had to be made.

    Examples
    --------
    >>> column_names(["id", "", "text", "text"])
    (('id', 'column 2', 'text', 'text (2)'), ('the second column “text” is called “text (2)”',))
    """
    names: list[str] = []
    notes: list[str] = []
    seen: Counter[str] = Counter()
    for index, cell in enumerate(first):
        name = cell.strip() or f"column {index + 1}"
        seen[name] += 1
        if seen[name] > 1:
            again = f"{name} ({seen[name]})"
            which = "second" if seen[name] == 2 else f"{seen[name]}th"
            notes.append(f"the {which} column “{name}” is called “{again}”")
            name = again
        names.append(name)
    return tuple(names), tuple(notes)


def _reads_as_those_below(first: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Whether a row holds a text, as the rows below do in that column, and nothing that could be a name."""
    texts = False
    for index, cell in enumerate(map(str.strip, first)):
        others = [row[index].strip() for row in below if row[index].strip()]
        if not cell or is_number(cell):
            continue
        if _is_text(cell) and 2 * sum(_words(other) >= 3 for other in others) >= max(1, len(others)):
            texts = True
        elif not _is_of_a_pattern(cell, others):
            return False
    return texts


def _is_text(cell: str) -> bool:
    """Whether a cell is too much of a sentence for a name; a question may be one."""
    words = _words(cell)
    if cell.endswith(("?", "？", ":", "：")):
        return False
    return words > _MOST_WORDS or len(cell) > _LONGEST_NAME or (words > 1 and cell.endswith(_SENTENCE_ENDS))


def _words(cell: str) -> int:
    """Words in a cell; scripts without spaces count three characters a word."""
    return max(len(cell.split()), sum(c > "\u2e7f" for c in cell) // 3)


def _is_of_a_pattern(cell: str, others: Sequence[str]) -> bool:
    """Whether a cell differs from most of its column in digits only, as “m1” does from “m2”."""
    pattern = re.sub(r"\d+", "0", cell)
    alike = sum(re.sub(r"\d+", "0", other) == pattern for other in others)
    return any(c.isdigit() for c in cell) and 2 * alike > len(others)


def _others(first: Sequence[str], below: Sequence[Sequence[str]]) -> Sequence[Sequence[str]]:
    """The rows that do not repeat the first one, which in a file of one column may be a common answer."""
    return [row for row in below if list(row) != list(first)] or below if len(first) > 1 else below


def _comes_again(first: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Whether a row of several words comes again as a whole, and no word of it does so otherwise."""
    others = _others(first, below)
    if len(first) < 2 or len(others) == len(below) or not all(map(_is_word, map(str.strip, first))):
        return False
    return not any(row[i] == cell for row in others for i, cell in enumerate(first))


def _heads_texts(cell: str, column: Sequence[str]) -> bool:
    """Whether a word stands over a column in which everything else is longer, mostly if it is a telling word."""
    others = [other for other in column if other]
    longer = sum(_words(other) > 1 for other in others)
    if not _is_word(cell) or cell in others:
        return False
    if cell.casefold() in TEXT_NAMES:
        return 2 * longer > len(others)
    return len(set(others)) >= _ENOUGH_TEXTS and longer == len(others)


def _is_word(cell: str) -> bool:
    """Whether a cell could be a name by itself: one word that is no number and ends no sentence."""
    short = cell.split() == [cell] and _words(cell) == 1 and len(cell) <= _LONGEST_NAME
    return short and cell[-1].isalnum() and not is_number(cell)


def _has_values(first: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Whether a cell of the first row is a value of its column."""
    return any(cell.strip() and _recurs(cell, i, below) for i, cell in enumerate(first) if not is_number(cell))


def _recurs(cell: str, column: int, below: Sequence[Sequence[str]]) -> bool:
    """Whether a word of the first row is a value of its column, twice at least or in one row of few."""
    times = sum(row[column] == cell for row in below)
    return times >= 2 or (times == 1 and len(below) <= 5)
