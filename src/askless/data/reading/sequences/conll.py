"""Sentences of a CoNLL file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from askless.core.task import TaskName
from askless.data.formats.conll import UNIVERSAL, Conll, parted_by_tabs, read_conll
from askless.data.formats.encoding import find_encoding, open_text
from askless.data.labels.schemes import misplaced, scheme_of, token_spans
from askless.data.reading.columns import NONE, no_column
from askless.data.reading.sequences.sentence import Found, Noticed, Place, Reading
from askless.errors import SourceError

__all__ = ["CONLL", "IN_MISC", "UNIVERSAL", "looks_like_conll", "read_sentences", "span_tags", "words_of"]

CONLL = (".conll", ".conllu", ".conllup", ".bio", ".iob", ".iob2", ".bioes", ".bilou")
"""Extensions of CoNLL files."""

IN_MISC = "ner"
"""The key in the column MISC of CoNLL-U under which spans are written, as other programs do it too."""

_OPEN = frozenset(["", "_", "-"])
"""What stands for a tag that is not known; of tags, “-” may be one."""

_SPAN = re.compile(r"[BIESLU]-.+|O|_|-|")
_TYPED = re.compile(r"[BIESLU]-(?=.*[^\W\d_]).+")
"""A tag of a span whose type has a letter: “B-52” is a word."""
_NEARLY = 0.9
_NER = re.compile(rf"(?:^|\|){IN_MISC}=([^|]*)")
_SENTENCE_OF = re.compile(r"(.+)[-_.:/#]s?[0-9]+")
_SAMPLE = 500


def looks_like_conll(path: Path) -> bool:
    """Whether a text file holds tokens in columns: nearly all of its first lines have as many, two or more."""
    with open_text(path, find_encoding(path)) as file:
        lines = [line for _, line in zip(range(_SAMPLE), file, strict=False)]
    filled = [line for line in lines if line.strip() and not line.startswith(("# ", "-DOCSTART-"))]
    # A table of tabs has no empty lines.
    if len(filled) < 2 or (
        path.name.lower().removesuffix(".gz").endswith((".tsv", ".tab")) and len(filled) == len(lines)
    ):
        return False
    tabs = parted_by_tabs(filled)
    counts = [len(line.split("\t") if tabs and "\t" in line else line.split()) for line in filled]
    usual = max(set(counts), key=counts.count)
    return (
        usual >= 2 and counts.count(usual) >= _NEARLY * len(counts) and (tabs or usual <= 4 or usual == len(UNIVERSAL))
    )


def read_sentences(
    path: Path, task: TaskName, noticed: Noticed, *, text: str | None, id: str | None, label_column: str | None
) -> Reading:
    """Sentences of a CoNLL file, with the tags of one of its columns.

    Parameters
    ----------
    path : Path
        Perhaps gzipped.
    task : {"tag", "span"}
    noticed : Noticed
        Told of lines that are broken.
    text, id, label_column : str, optional
        Columns by name or number; "-" for none.

    Raises
    ------
    SourceError
        If there is no token, or no such column.
    """
    encoding = find_encoding(path)
    with open_text(path, encoding) as file:
        content = file.read()
    try:
        conll = read_conll(content, lenient=True)
    except SourceError as error:
        raise SourceError(f"“{path.name}” cannot be read as CoNLL: {error.problem}", error.remedy) from None
    for row, what in conll.broken.items():
        noticed.add("lines", f"line {row + 1:,} has {what}: “{conll.lines[row].strip():.40}”")
    names = _names(conll)
    word_at = conll.word_column if text is None else _column(text, conll, names, "--text")
    words = words_of(conll, word_at, noticed)
    at, in_misc = _label(conll, names, words, word_at, task, label_column)
    cells = None
    if at is not None:
        cells = [cell.strip() for cell in conll.column(at)]
        if in_misc:
            cells = [_in_misc(cell) for cell in cells]
    notes = [encoding.note] if encoding.note else []
    more: dict[str, Any] = {"conllu": conll.conllu, "label_at": at, "in_misc": in_misc, "scheme": None}
    if at is None and conll.names and not conll.conllu:
        # Where columns have names, answers are written to the one that is meant for them; but not to a column NER
        # that holds something that was not understood.
        misc = conll.place("MISC")
        meant = ("NER", "MISC") if label_column == NONE else ("MISC",)
        meant_at = conll.place(*meant) if task == "span" else conll.tag_column
        more |= {"label_at": meant_at, "in_misc": task == "span" and meant_at is not None and meant_at == misc}
    place = ""
    if cells is not None and at is not None:
        name = names[at] if at < len(names) else str(at + 1)
        place = f"“{IN_MISC}” of column MISC" if in_misc else f"column {name}"
        if task == "span":
            more["scheme"] = noticed.scheme = _check_scheme(conll, cells, noticed)
            notes.append(f"spans are written as {noticed.scheme}")
    elif task == "span" and label_column is None:
        notes.append("no column holds spans such as B-TYPE, I-TYPE and O")
    return Reading(
        sentences=_sentences(conll, words, cells, task, noticed, with_ids=id != NONE),
        origin="conll",
        what=_what(conll),
        label_place=place,
        columns={
            "text": names[word_at] if text is None else text,
            "title": None,
            "id": None,
            "label": None if at is None or not place else (names[at] if at < len(names) else str(at + 1)),
            "others": [],
        },
        notes=notes,
        more=more,
    )


def words_of(conll: Conll, at: int | None = None, noticed: Noticed | None = None) -> list[str]:
    """Words of all tokens; of those that have none, “_”."""
    words = conll.column(conll.word_column if at is None else at)
    for i, word in enumerate(words):
        if not word.strip():
            words[i] = "_"
            if noticed is not None:
                noticed.add("words", f"line {int(conll.rows[i]) + 1:,}")
    return words


def span_tags(cells: Sequence[str]) -> list[str]:
    """Cells of a sentence as tags of spans, O for what is none of these; what is unknown is seen from the cells."""
    return [cell if cell not in _OPEN and _SPAN.fullmatch(cell) else "O" for cell in cells]


def _what(conll: Conll) -> str:
    """The format in words."""
    if conll.conllu:
        return "CoNLL-U"
    columns = f"{conll.columns} column{'s' if conll.columns > 1 else ''}"
    return f"a {'CoNLL-U Plus' if conll.names else 'CoNLL'} file of {columns}"


def _names(conll: Conll) -> Sequence[str]:
    """Names of all columns; numbers of those that have none."""
    known = UNIVERSAL if conll.conllu else conll.names
    return [*known[: conll.columns], *(str(at + 1) for at in range(len(known), conll.columns))]


def _column(name: str, conll: Conll, names: Sequence[str], option: str) -> int:
    """A column by name or number, from 0."""
    if name.isdigit() and 1 <= int(name) <= conll.columns:
        return int(name) - 1
    folded = [known.casefold() for known in names]
    if name.casefold() in folded:
        return folded.index(name.casefold())
    raise no_column(name, [*names] if not names[0].isdigit() else [str(i + 1) for i in range(conll.columns)], option)


def _label(
    conll: Conll, names: Sequence[str], words: Sequence[str], word_at: int, task: TaskName, label_column: str | None
) -> tuple[int | None, bool]:
    """The column of the labels, and whether they stand beside other things in MISC."""
    if label_column == NONE:
        return None, False
    misc = conll.place("MISC")
    if label_column is not None:
        at = _column(label_column, conll, names, "--label-column")
        return at, task == "span" and at == misc
    if task == "tag":
        return conll.tag_column, False
    by_name = conll.place("NER")
    doubtful = None
    # The one that is called so first, then the last.
    for at in sorted(range(conll.columns - 1, -1, -1), key=lambda at: at != by_name):
        if at == word_at:
            continue
        cells = [cell.strip() for cell in conll.column(at)]
        if "O" in cells and _nearly_all(cells):
            return at, False
        if doubtful is None and (_all_inside(cells, words) or (at == by_name and _OPEN.issuperset(cells))):
            doubtful = at
    if misc is not None and any(_NER.search(cell) for cell in conll.column(misc)):
        return misc, True
    return doubtful, False


def _nearly_all(cells: Sequence[str]) -> bool:
    """Whether a column with an O is one of spans, but for one tag in ten, or one or two of a short file."""
    fitting = [cell for cell in cells if _SPAN.fullmatch(cell)]
    odd = len(cells) - len(fitting)
    if odd < (1 - _NEARLY) * len(cells):
        return True
    typed = sum(_TYPED.fullmatch(cell) is not None for cell in fitting)
    return odd <= 2 and typed > odd and len(fitting) >= 3 * odd


def _all_inside(cells: Sequence[str], words: Sequence[str]) -> bool:
    """Whether what is known of a column are tags of spans, though none is outside of all.

    As where only what was marked has been answered, or a file holds names alone. Lemmas may look like tags (“U-Boot”).
    """
    known = [(cell, word) for cell, word in zip(cells, words, strict=True) if cell not in _OPEN]
    fitting = [cell for cell, word in known if _TYPED.fullmatch(cell) and cell.casefold() != word.casefold()]
    return any(cell[0] in "BSUI" for cell in fitting) and len(fitting) > _NEARLY * len(known)


def _in_misc(cell: str) -> str:
    """The tag of a span that stands in a cell of several things."""
    found = _NER.search(cell)
    return found.group(1) if found else "_"


def _check_scheme(conll: Conll, cells: Sequence[str], noticed: Noticed) -> str:
    """The scheme of the spans; tags that do not follow it are told."""
    ends = np.cumsum(conll.lengths).tolist()
    tags = [span_tags(cells[start:end]) for start, end in pairwise([0, *ends])]
    scheme = scheme_of(tags) or "BIO"
    noticed.scheme = scheme
    for at, cell in enumerate(cells):
        if cell not in _OPEN and not _SPAN.fullmatch(cell):
            noticed.add("strange", f"“{cell:.20}” in line {int(conll.rows[at]) + 1:,}")
    for start, one in zip([0, *ends], tags, strict=False):
        for at, expected in misplaced(one, scheme):
            line = int(conll.rows[start + at]) + 1
            before = f" behind {one[at - 1]}" if at else " at the beginning"
            noticed.add("scheme", f"line {line:,}: {one[at]}{before}, where {expected} is expected")
    return scheme


def _sentences(
    conll: Conll, words: list[str], cells: list[str] | None, task: TaskName, noticed: Noticed, *, with_ids: bool
) -> Iterator[Found]:
    """Each sentence."""
    said = [_comments(conll, sentence) for sentence in range(len(conll.lengths))]
    ids = [comments.get("sent_id", "") for comments in said]
    named = with_ids and all(ids)  # whether each comes once is seen, and told, once all are read
    documents = _documents(conll, ids)
    glued = _glued(conll)
    ends = np.cumsum(conll.lengths).tolist()
    for sentence, (start, end) in enumerate(pairwise([0, *ends])):
        tokens = words[start:end]
        text, places = _text(tokens, said[sentence].get("text", ""), None if glued is None else glued[start:end])
        here = None if cells is None else cells[start:end]
        yield Found(
            text=text,
            places=places,
            document=documents[sentence],
            id=ids[sentence] if named else "",
            tags=_tags(here) if task == "tag" and here is not None else None,
            spans=_spans(here, places) if task == "span" and here is not None else None,
        )


def _comments(conll: Conll, sentence: int) -> dict[str, str]:
    """Comments of the form “key = value” before a sentence."""
    start, end = conll.blocks[sentence]
    found: dict[str, str] = {}
    for line in conll.lines[start:end]:
        if line.startswith("#") and "=" in line:
            key, _, value = line[1:].partition("=")
            found.setdefault(key.strip(), value.strip())
    return found


def _documents(conll: Conll, ids: Sequence[str]) -> list[int]:
    """Number of the document of each sentence: as it is marked, or by what ids of sentences have in common."""
    if conll.marked:
        return [int(number) for number in conll.document]
    stems = [match.group(1) if (match := _SENTENCE_OF.fullmatch(name)) else "" for name in ids]
    if not all(stems):
        return list(range(len(ids)))
    found = [0]
    for before, stem in pairwise(stems):
        found.append(found[-1] + (stem != before))
    return found


def _glued(conll: Conll) -> list[bool] | None:
    """Whether no blank stands behind each token; None if the file does not say."""
    misc = conll.place("MISC")
    return None if misc is None else ["SpaceAfter=No" in cell for cell in conll.column(misc)]


def _text(words: Sequence[str], said: str, glued: Sequence[bool] | None) -> tuple[str, list[Place]]:
    """Text of a sentence and places of its words: as the file says it if they are in it, else put together."""
    if said:
        places, at = [], 0
        for word in words:
            while at < len(said) and said[at].isspace():
                at += 1
            if not said.startswith(word, at):
                break
            places.append((at, at + len(word)))
            at += len(word)
        if len(places) == len(words):
            return said, places
    parts, places, at = [], [], 0
    for i, word in enumerate(words):
        places.append((at, at + len(word)))
        gap = "" if i + 1 == len(words) or (glued is not None and glued[i]) else " "
        parts.append(word + gap)
        at += len(word) + len(gap)
    return "".join(parts), places


def _tags(cells: Sequence[str]) -> list[str | None] | None:
    """Tags of a sentence; None if none is known."""
    tags = [None if cell in ("", "_") else cell for cell in cells]
    return tags if any(tags) else None


def _spans(cells: Sequence[str], places: Sequence[Place]) -> list[tuple[int, int, str | None]] | None:
    """Spans of a sentence, unknown tokens being stretches of no type; None if nothing is known."""
    unknown = [cell in _OPEN or _SPAN.fullmatch(cell) is None for cell in cells]
    if all(unknown):
        return None
    found: list[tuple[int, int, str | None]] = [
        (places[start][0], places[end - 1][1], kind) for start, end, kind in token_spans(span_tags(cells))
    ]
    first = None
    for at, open_ in enumerate([*unknown, False]):
        if open_ and first is None:
            first = at
        elif not open_ and first is not None:
            found.append((places[first][0], places[at - 1][1], None))
            first = None
    return sorted(found, key=lambda span: span[:2])
