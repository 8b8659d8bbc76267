"""What a reader of sentences gives, and what it tells of places that it could not take as they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Found", "Noticed", "Place", "Reading", "whole"]

Place = tuple[int, int]
"""First character and end, in code points."""

_SHOWN = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """A sentence of a source.

    Parameters
    ----------
    text : str
    places : sequence of (int, int)
        Its tokens.
    document : int
        Number of the document it is of.
    id : str
        "" if it has none.
    tags : sequence of str or None, optional
        One a token, None where it is not known; None if nobody has answered.
    spans : sequence of (int, int, str or None), optional
        As in `askless.data.labels.spans`; None if nobody has answered.
    """

    text: str
    places: Sequence[Place]
    document: int
    id: str = ""
    tags: Sequence[str | None] | None = None
    spans: Sequence[tuple[int, int, str | None]] | None = None


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A source as sentences.

    Parameters
    ----------
    sentences : iterator of Found
    origin : str
        "conll", "records" or "text".
    what : str
        Where texts come from, in words.
    label_place : str
        Where labels come from, in words; "" if there are none.
    columns : dict
        Names of what was taken as "text", "title", "id" and "label", and of the "others".
    notes : list of str
        What else a person should know. May grow while sentences are read.
    more : dict
        What an export needs to write the source again; ready for JSON.
    """

    sentences: Iterator[Found]
    origin: str
    what: str
    label_place: str = ""
    columns: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    more: dict[str, Any] = field(default_factory=dict)


_SAID: dict[str, tuple[str, str, str]] = {
    "lines": ("1 line is broken", "{n} lines are broken", "what could be read of them is taken, and the rest unknown"),
    "words": ("1 token has no word", "{n} tokens have no word", "“_” stands for it"),
    "scheme": (
        "1 tag does not follow {scheme}, the scheme of the others",
        "{n} tags do not follow {scheme}, the scheme of the others",
        "each span is taken from where it begins to where it ends",
    ),
    "mixed": ("The file mixes schemes", "The file mixes schemes", "each span is taken from where it begins"),
    "strange": (
        "1 tag is none of {scheme}",
        "{n} tags are none of {scheme}",
        "what these tokens are is taken as unknown",
    ),
    "unlisted": (
        "1 given label is not among the labels that you named",
        "{n} given labels are not among the labels that you named",
        "there it is taken as unknown; add it with --labels, or leave all out with --ignore-labels",
    ),
    "blank": ("1 blank text was left out", "{n} blank texts were left out", ""),
    "beyond": (
        "1 span does not lie in its text",
        "{n} spans do not lie in their texts",
        "left out, and what no other span covers there is unknown",
    ),
    "utf16": (
        "1 text has its positions counted in UTF-16 units, as JavaScript does",
        "{n} texts have their positions counted in UTF-16 units, as JavaScript does",
        "they are counted in characters now",
    ),
    "pair": (
        "1 span begins or ends inside a character (a surrogate pair)",
        "{n} spans begin or end inside a character (a surrogate pair)",
        "it is taken whole",
    ),
    "differs": (
        "1 span is another text than the file says",
        "{n} spans are other texts than the file says",
        "their positions are taken; check them",
    ),
    "overlap": (
        "1 span overlaps one before it",
        "{n} spans overlap one before them",
        "of such spans the first is kept, the longest if they begin together, and the rest of the others is unknown: "
        "askless holds none that overlap",
    ),
    "several": (
        "1 span has several types",
        "{n} spans have several types",
        "the first is taken",
    ),
    "cut": (
        "1 span begins or ends inside a token",
        "{n} spans begin or end inside a token",
        "kept as they are; a model, and CoNLL, take the whole tokens",
    ),
    "blanks": (
        "1 span reaches into the blanks around a sentence",
        "{n} spans reach into the blanks around a sentence",
        "taken without these, and left out if there is nothing else in it",
    ),
    "no token": (
        "1 mark fits no token, so it is no tag of one",
        "{n} marks fit no token, so they are no tags of one",
        "left out",
    ),
    "count": (
        "1 text has another number of tags than tokens",
        "{n} texts have another number of tags than tokens",
        "their tags are left out",
    ),
    "no spans": (
        "1 text has labels that cannot be read",
        "{n} texts have labels that cannot be read",
        "left out",
    ),
    "tokens": (
        "1 text does not hold the tokens that stand beside it",
        "{n} texts do not hold the tokens that stand beside them",
        "askless parts them into tokens itself",
    ),
    "repeated": ("1 id comes twice", "{n} ids come twice", "the ids number the sentences instead, from 0"),
}


def whole(text: str) -> str:
    """Text that can be written: half a surrogate pair, which only JSON can hold, becomes U+FFFD."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


class Noticed:
    """Places that could not be taken as they are, told once for each kind.

    Examples
    --------
    >>> noticed = Noticed()
    >>> for row in range(4):
    ...     noticed.add("words", f"line {row + 1}")
    >>> noticed.told()
    ['4 tokens have no word (line 1; line 2; line 3; …): “_” stands for it.']
    """

    def __init__(self) -> None:
        self._count: dict[str, int] = {}
        self._examples: dict[str, list[str]] = {}
        self.scheme = "BIO"

    def add(self, kind: str, example: str = "") -> None:
        """Note a place."""
        self._count[kind] = self._count.get(kind, 0) + 1
        examples = self._examples.setdefault(kind, [])
        if example and len(examples) < _SHOWN:
            examples.append(whole(example))

    def told(self) -> list[str]:
        """A sentence for each kind."""
        found = []
        for kind, n in self._count.items():
            one, many, rest = _SAID[kind]
            examples = self._examples[kind]
            listed = "; ".join(examples) + ("; …" if n > len(examples) else "")
            said = (one if n == 1 else many).format(n=f"{n:,}", scheme=self.scheme)
            found.append(f"{said}{f' ({listed})' if examples else ''}{f': {rest}' if rest else ''}.")
        return found
