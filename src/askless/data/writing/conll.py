"""Sentences with their answers as CoNLL, written afresh."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from askless.data.formats.conll import DOCUMENT
from askless.data.labels.schemes import Scheme, tags_of
from askless.data.reading.sequences.conll import IN_MISC
from askless.data.writing.tools import Sentence, touched
from askless.errors import UsageError

__all__ = ["OPEN", "Lost", "check_label", "fresh_lines", "token_tags"]

OPEN = "_"
"""What is written for a token of which nobody has said what it is."""

_BREAKS = re.compile(r"[\t\r\n]")
_HALF = re.compile("[\ud800-\udfff]")


class Lost:
    """What CoNLL cannot hold, counted."""

    def __init__(self) -> None:
        self.cut = self.shared = self.marks = self.words = self.ids = 0

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
        if self.words:
            which = "1 word is" if self.words == 1 else f"{self.words:,} words are"
            found.append(
                f"{which} written with a blank where a tab or a line end stands, or as “_” where nothing can be seen, "
                "as CoNLL has no such words: JSON lines keep them."
            )
        if self.ids:
            which = "1 id is" if self.ids == 1 else f"{self.ids:,} ids are"
            found.append(
                f"{which} written with a blank where a tab or a line end stands, which parts columns or lines: JSON "
                "lines keep them."
            )
        return found


def check_label(name: str, *, blanks: bool, in_misc: bool) -> None:
    """Refuse a label that would not be read again as it is.

    Parameters
    ----------
    name : str
    blanks : bool
        Whether columns are parted by blanks; else by tabs.
    in_misc : bool
        Whether it stands beside other things in a cell.

    Raises
    ------
    UsageError
        If a sign in it parts lines, columns or the things in a cell.

    Examples
    --------
    >>> check_label("A|B", blanks=False, in_misc=True)
    Traceback (most recent call last):
    askless.errors.UsageError: The label “A|B” has a “|” in it, which parts what stands in MISC of CoNLL-U. Rename \
the label, or write JSON lines, which keep it: end the name of the file in .jsonl.
    """
    what = None
    if _BREAKS.search(name):
        what = ("a tab" if "\t" in name else "a line end"), "parts columns or lines of CoNLL"
    elif blanks and any(sign.isspace() for sign in name):
        what = "a blank", "parts the columns of this CoNLL file"
    elif in_misc and "|" in name:
        what = "a “|”", "parts what stands in MISC of CoNLL-U"
    if what is not None:
        raise UsageError(
            f"The label “{name}” has {what[0]} in it, which {what[1]}.",
            "Rename the label, or write JSON lines, which keep it: end the name of the file in .jsonl.",
        )


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
            lost.ids += _BREAKS.search(sentence.id) is not None
            yield f"# sent_id = {_held(sentence.id)}\n# text = {_held(sentence.text)}\n"
        for at, ((start, end), tag) in enumerate(zip(sentence.places, tags, strict=True)):
            word = _held(sentence.text[start:end])
            word = word if word.strip() else OPEN  # a cell is not blank
            lost.words += word != sentence.text[start:end]
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


def _held(text: str) -> str:
    """Text as a cell or a comment can hold it, of as many characters."""
    return _HALF.sub("\ufffd", _BREAKS.sub(" ", text))
