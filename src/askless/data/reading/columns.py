"""Which columns of a table hold the text, the title, the id and the label."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from askless.data.formats.header import TEXT_NAMES, is_number
from askless.data.items.number import is_missing
from askless.data.items.preview import cell_text
from askless.errors import SourceError

__all__ = ["NONE", "Columns", "find_columns", "number_column"]

NONE = "-"
"""Given for a column, it means that there is none: ``--id -`` takes row numbers."""

_TITLE = ("title", "subject", "headline", "heading")
_ID = ("id", "key", "uuid", "guid", "uid", "item_id", "doc_id", "document_id", "record_id", "text_id", "row_id",
       "sample_id", "message_id", "review_id", "comment_id", "tweet_id", "post_id", "sent_id", "pmid", "doi",
       "unnamed: 0", "index")  # fmt: skip
_LABEL = ("label", "labels", "class", "classes", "target", "category", "categories", "y", "sentiment", "tag", "tags",
          "topic", "label_included", "included", "gold", "ground_truth")  # fmt: skip
_MOST_LABELS = 200


@dataclass(frozen=True)
class Columns:
    """Positions of the columns that matter; None where there is none.

    Parameters
    ----------
    text, title, id, label : int or None
        A table without a text is labelled as rows.
    features : tuple of int
        All other columns.
    """

    text: int | None
    title: int | None
    id: int | None
    label: int | None
    features: tuple[int, ...]


def find_columns(
    names: Sequence[str],
    sample: Sequence[Sequence[Any]],
    *,
    text: str | None = None,
    id: str | None = None,
    label_column: str | None = None,
    numbers: bool = False,
) -> Columns:
    """Find the columns by their names and by what a sample of the rows holds.

    Parameters
    ----------
    names : sequence of str
        Column names.
    sample : sequence of rows
        The first rows, a thousand are plenty.
    text, id, label_column : str, optional
        What the caller says: a column name, or "-" for none. `text` may name two, "title,abstract".
    numbers : bool, default False
        Whether labels are numbers.

    Returns
    -------
    columns : Columns

    Raises
    ------
    SourceError
        If a named column does not exist, or nothing is left to show; or if labels are numbers and what is named
        like a label holds something else, for it may give the answers away.

    Notes
    -----
    An id has a telling name and differs in every sampled row. A label has a telling name and few
    values, or where labels are numbers mostly numbers. A text has a telling name and words, or a name
    with a telling part and more words, or no such name and many words (5 a cell; 20 in a table of
    measurements).

    Examples
    --------
    >>> rows = [["1", "see you at eight", "ham"], ["2", "you won a prize", "spam"]]
    >>> find_columns(["id", "text", "label"], rows)
    Columns(text=1, title=None, id=0, label=2, features=())
    """
    known = list(names)
    values = [[cell_text(row[i]).strip() for row in sample] for i in range(len(names))]
    fits = _mostly_numbers if numbers else _few
    label_at = _named(label_column, known, "--label-column") if label_column else _find_label(known, values, fits)
    if numbers and label_column is None and label_at is None:
        _check_answers(known, values)
    taken = {label_at}
    id_at = _named(id, known, "--id") if id else _find_id(known, values, taken)
    taken.add(id_at)
    if text:
        title_at, text_at = _named_text(text, known)
    else:
        text_at = _find_text(known, values, taken)
        title_at = _find_title(known, values, taken | {text_at}) if text_at is not None else None
    used = {label_at, id_at, title_at, text_at}
    features = tuple(i for i in range(len(names)) if i not in used)
    if text_at is None and not any(any(values[i]) for i in features):
        raise _nothing_left(known, id_at, label_at)
    return Columns(text_at, title_at, id_at, label_at, features)


def number_column(names: Sequence[str], sample: Sequence[Sequence[Any]]) -> str | None:
    """A column with the name of labels that holds many different numbers, and so is not taken for labels.

    Parameters
    ----------
    names : sequence of str
        Column names.
    sample : sequence of rows
        As in `find_columns`.

    Returns
    -------
    name : str or None

    Examples
    --------
    >>> number_column(["area", "target"], [[i, i / 7] for i in range(50)])
    'target'
    """
    values = [[cell_text(row[i]).strip() for row in sample] for i in range(len(names))]
    at = _find_label(names, values, lambda column: _mostly_numbers(column) and not _few(column))
    return None if at is None else names[at]


def _check_answers(known: Sequence[str], values: Sequence[Sequence[str]]) -> None:
    """Refuse a column that is named like labels: as a feature it would show the answers."""
    at = _find_label(known, values, lambda column: True)
    if at is None:
        return
    wrong = next(value for value in values[at] if not is_missing(value) and not is_number(value))
    raise SourceError(
        f"Column “{known[at]}” is named like answers, but “{wrong[:60]}” in it is no number.",
        "Write numbers with a decimal point and without their unit, name another column with --label-column, "
        "or say --label-column - if it holds no answers.",
    )


def _named(name: str, known: Sequence[str], option: str) -> int | None:
    """Position of a column that the caller named."""
    if name in known:
        return known.index(name)
    if name == NONE:
        return None
    folded = [k.casefold() for k in known]
    if folded.count(name.casefold()) == 1:
        return folded.index(name.casefold())
    raise no_column(name, known, option)


def no_column(name: str, known: Sequence[str], option: str) -> SourceError:
    """The error for a column that the caller named and that is not there.

    Examples
    --------
    >>> str(no_column("stat", ["size", "state"], "--target"))
    'There is no column “stat” (--target). Did you mean “state”?'
    """
    near = difflib.get_close_matches(name, known, n=3, cutoff=0.5)
    listed = ", ".join(f"“{n}”" for n in (near or known[:12])) or "none"
    more = f" and {len(known) - 12} more" if not near and len(known) > 12 else ""
    lead = f"Did you mean {listed}?" if near else f"The columns are {listed}{more}."
    return SourceError(f"There is no column “{name}” ({option}).", lead)


def _named_text(text: str, known: Sequence[str]) -> tuple[int | None, int | None]:
    """Positions of title and text that the caller named, "text" or "title,text"."""
    title, comma, body = text.partition(",")
    if text in known or not comma:
        return None, _named(text, known, "--text")
    return _named(title.strip(), known, "--text"), _named(body.strip(), known, "--text")


def _find_label(
    known: Sequence[str], values: Sequence[Sequence[str]], fits: Callable[[Sequence[str]], bool]
) -> int | None:
    """The column of the most telling label name whose values fit."""
    for name in _LABEL:
        for index, found in enumerate(known):
            if _plain(found) == name and fits(values[index]):
                return index
    return None


def _few(values: Sequence[str]) -> bool:
    """Whether values could be labels: few different ones, or nothing filled in yet."""
    filled = [value for value in values if value]
    different = len(set(filled))
    return different <= max(20, min(_MOST_LABELS, len(filled) // 2)) and all(len(v) <= 200 for v in filled)


def _mostly_numbers(values: Sequence[str]) -> bool:
    """Whether values could be labels that are numbers, some of them misspelt, or nothing is filled in yet."""
    filled = [value for value in values if not is_missing(value)]
    return 2 * sum(map(is_number, filled)) >= len(filled)


def _find_id(known: Sequence[str], values: Sequence[Sequence[str]], taken: set[int | None]) -> int | None:
    """The column of the most telling id name that is filled and (but for “id” itself) all different."""
    for name in _ID:
        for index, found in enumerate(known):
            if index in taken or _plain(found) != name:
                continue
            different = len(set(values[index])) == len(values[index]) and all(values[index])
            if different or name == "id":
                return index
    return None


def _find_text(known: Sequence[str], values: Sequence[Sequence[str]], taken: set[int | None]) -> int | None:
    """The column of the most telling text name that holds words, else that of the most words."""
    free = [i for i in range(len(known)) if i not in taken]
    words = {i: _words(values[i]) for i in free}
    for rank, name in enumerate(TEXT_NAMES):
        for index in free:
            if _plain(known[index]) == name and words[index] >= (1 if rank == 0 else 2):
                return index
    for name in TEXT_NAMES:  # part of a name: comment_text, reviewBody
        for index in free:
            if name in _parts(known[index]) and words[index] >= 3 and _varied(values[index]):
                return index
    # Among many measurements a short remark is one feature more, a long text is what is to be read.
    enough = 5 if sum(_numeric(values[i]) for i in free) < 5 else 20
    long = [i for i in free if words[i] >= enough and _varied(values[i])]
    if long:
        return max(long, key=lambda i: words[i])
    if len(free) == 1 and not _numeric(values[free[0]]) and _varied(values[free[0]]):
        return free[0]
    return None


def _find_title(known: Sequence[str], values: Sequence[Sequence[str]], taken: set[int | None]) -> int | None:
    """A column named as a title that holds words."""
    for name in _TITLE:
        for index, found in enumerate(known):
            if index not in taken and _plain(found) == name and _words(values[index]) >= 1:
                return index
    return None


def _words(values: Sequence[str]) -> float:
    """Mean words in a filled cell, 0 for numbers; scripts without spaces count three characters a word."""
    filled = [value[:2000] for value in values if value]
    if not filled or _numeric(filled):
        return 0.0
    return sum(max(len(v.split()), sum(c > "\u2e7f" for c in v) // 3) for v in filled) / len(filled)


def _numeric(values: Sequence[str]) -> bool:
    """Whether all filled cells are numbers."""
    return all(is_number(value) for value in values if value)


def _varied(values: Sequence[str]) -> bool:
    """Whether most filled cells differ."""
    filled = [value for value in values if value]
    return len(set(filled)) > 0.5 * len(filled)


def _plain(name: str) -> str:
    """A column name for comparison."""
    return name.strip().casefold().replace(" ", "_").replace("-", "_").replace("unnamed:_0", "unnamed: 0")


def _parts(name: str) -> list[str]:
    """Words that a column name is made of.

    >>> _parts("reviewText"), _parts("tweet_text-2")
    (['review', 'text'], ['tweet', 'text', '2'])
    """
    return [part.casefold() for part in re.findall(r"[A-Z]?[^\W_A-Z]+|[A-Z]+", name)]


def _nothing_left(known: Sequence[str], id_at: int | None, label_at: int | None) -> SourceError:
    """The error for a table with an id and a label at most."""
    listed = ", ".join(f"“{name}”" for name in known[:12])
    roles = [f"“{known[i]}” {role}" for i, role in ((id_at, "as id"), (label_at, "as label")) if i is not None]
    taken = f" besides {' and '.join(roles)}" if roles else ""
    return SourceError(
        f"No text and no filled column was found{taken} (columns: {listed}).",
        "Name the column that people are to read with --text.",
    )
