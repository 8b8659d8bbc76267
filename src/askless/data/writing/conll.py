"""Sentences with their answers as CoNLL: into the file that they came from, or afresh."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from askless.data.formats.conll import DOCUMENT, read_conll
from askless.data.formats.encoding import find_encoding, open_text
from askless.data.labels.schemes import Scheme, tags_of
from askless.data.reading.sequences.conll import IN_MISC
from askless.data.writing.tools import Sentence, touched

__all__ = ["OPEN", "Lost", "fresh_lines", "source_lines", "token_tags"]

OPEN = "_"
"""What is written for a token of which nobody has said what it is."""

_UPOS, _MISC = 3, 9
_INSIDE = re.compile(rf"(?<![^|]){IN_MISC}=[^|]*")
_GAPS = re.compile(r"\s+")


class Lost:
    """What CoNLL cannot hold, counted."""

    def __init__(self) -> None:
        self.cut = self.shared = self.marks = 0

    def told(self) -> list[str]:
        """In words."""
        found = []
        if self.cut:
            which = "1 span begins or ends" if self.cut == 1 else f"{self.cut:,} spans begin or end"
            found.append(f"{which} inside a token, and CoNLL has the whole token: JSON lines keep the characters.")
        if self.shared:
            which = "1 span is" if self.shared == 1 else f"{self.shared:,} spans are"
            found.append(
                f"{which} left out, as another one is in the same token, of which CoNLL has one tag: "
                "JSON lines keep them."
            )
        if self.marks:
            which = f"1 word “{DOCUMENT}” is" if self.marks == 1 else f"{self.marks:,} words “{DOCUMENT}” are"
            found.append(
                f"{which} written as it stands, and whoever reads the file takes it for the beginning of a document: "
                "CoNLL-U and JSON lines keep the word."
            )
        return found


def token_tags(sentence: Sentence, scheme: Scheme, lost: Lost) -> list[str]:
    """What stands in the column of each token.

    Parameters
    ----------
    sentence : Sentence
    scheme : {"BIO", "IOB1", "BIOES", "BILOU"}
        Of spans.
    lost : Lost
        Told of what cannot be written.

    Returns
    -------
    tags : list of str
        “_” where nobody has said.

    Examples
    --------
    >>> places, answer = [(0, 4), (5, 8), (9, 13)], ((0, 8, "PER"), (9, 13, None))
    >>> sentence = Sentence(id="a", text="Anna Lee sang", places=places, answer=answer, task="spans")
    >>> token_tags(sentence, "BIO", Lost())
    ['B-PER', 'I-PER', '_']
    """
    n = len(sentence.places)
    if sentence.answer is None:
        return [OPEN] * n
    if sentence.task == "tags":
        return [OPEN if tag is None else tag for tag in sentence.answer]
    spans: list[tuple[int, int, str]] = []
    unknown: list[int] = []
    reach = 0
    for start, end, kind in sentence.answer:
        first, last = touched(sentence.places, start, end)
        if kind is None:
            unknown.extend(range(first, last))
            continue
        if first == last:
            lost.cut += 1  # between tokens
            continue
        lost.cut += (start, end) != (sentence.places[first][0], sentence.places[last - 1][1])
        if first < reach:
            lost.shared += 1
            first = reach
        if first < last:
            spans.append((first, last, kind))
        reach = max(reach, last)
    tags = tags_of(n, spans, scheme)
    for at in unknown:
        if tags[at] == "O":
            tags[at] = OPEN
    return tags


def fresh_lines(sentences: Iterable[Sentence], *, universal: bool, scheme: Scheme, lost: Lost) -> Iterator[str]:
    """A file of two columns, the word and its tag; or of the ten of CoNLL-U, spans being in the last one."""
    for sentence in sentences:
        tags = token_tags(sentence, scheme, lost)
        if universal:
            yield f"# sent_id = {_GAPS.sub(' ', sentence.id)}\n# text = {_GAPS.sub(' ', sentence.text)}\n"
        for at, ((start, end), tag) in enumerate(zip(sentence.places, tags, strict=True)):
            word = _GAPS.sub(" ", sentence.text[start:end])
            if not universal:
                lost.marks += word == DOCUMENT
                yield f"{word}\t{tag}\n"
                continue
            glued = at + 1 < len(sentence.places) and sentence.places[at + 1][0] == end
            more = [] if sentence.task == "tags" or sentence.answer is None else [f"{IN_MISC}={tag}"]
            misc = "|".join([*(["SpaceAfter=No"] if glued else []), *more]) or "_"
            upos = tag if sentence.task == "tags" else "_"
            yield f"{at + 1}\t{word}\t_\t{upos}\t_\t_\t_\t_\t_\t{misc}\n"
        yield "\n"


def source_lines(
    source: Path, meta: Mapping[str, Any], sentences: Mapping[int, Sentence], *, scheme: Scheme | None, lost: Lost
) -> Iterator[str]:
    """The lines of a CoNLL file, of some sentences, with other tags; all else is as it was.

    Parameters
    ----------
    source : Path
        The file that the items were read from.
    meta : mapping
        What the import said of it.
    sentences : mapping of int to Sentence
        By row.
    scheme : Scheme, optional
        Of spans; that of the file if not given.
    lost : Lost
    """
    encoding = find_encoding(source)
    with open_text(source, encoding) as file:
        conll = read_conll(file.read(), lenient=True)
    task = "tags" if meta["task"] == "tag" else "spans"
    at, in_misc = meta["label_at"], bool(meta["in_misc"])
    if at is None:
        in_misc = conll.conllu and task == "spans"
        at = _MISC if in_misc else _UPOS if conll.conllu else conll.columns
    known: Scheme = scheme or meta["scheme"] or "BIO"
    ends = np.cumsum(conll.lengths).tolist()
    values: list[str | None] = [None] * len(conll.rows)
    before = conll.column(at) if at < conll.columns else [""] * len(values)
    for row, (start, end) in enumerate(pairwise([0, *ends])):
        if row in sentences:
            tags = token_tags(sentences[row], known, lost)
            values[start:end] = _cells(before[start:end], tags, in_misc=in_misc, spans=task == "spans")
    lines = conll.lines_with_column(at, values)
    if encoding.codec == "utf-8-sig":
        yield "\ufeff"
    for row in sorted(sentences):
        first, last = conll.blocks[row]
        yield from lines[first:last]


def _cells(before: Sequence[str], tags: Sequence[str], *, in_misc: bool, spans: bool) -> list[str | None]:
    """New cells; None where the old one says the same."""
    found: list[str | None] = []
    for cell, tag in zip(before, tags, strict=True):
        if not in_misc:
            # What says already that the tag is not known stays as it is.
            same = tag == OPEN and cell.strip() in (("", "_", "-") if spans else ("", "_"))
            found.append(None if cell.strip() == tag or (same and cell) else tag)
            continue
        inside = f"{IN_MISC}={tag}"
        if _INSIDE.search(cell):
            found.append(_INSIDE.sub(lambda _, inside=inside: inside, cell))  # type: ignore[misc]
        elif tag == OPEN:
            found.append(None)
        else:
            found.append(inside if cell in ("", "_") else f"{cell}|{inside}")
    return found
