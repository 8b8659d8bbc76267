"""Ways to write spans as one tag a token: BIO, IOB1, BIOES, BILOU.

All are read alike, by where a span begins and ends; which one it is matters only for writing it again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, get_args

__all__ = ["SCHEMES", "Scheme", "misplaced", "scheme_of", "tags_of", "token_spans"]

Scheme = Literal["BIO", "IOB1", "BIOES", "BILOU"]
SCHEMES: tuple[Scheme, ...] = get_args(Scheme)
OUTSIDE = "O"
_FIRST, _LAST = "BSU", "ELSU"
_PLACES: dict[Scheme, tuple[str, str, str]] = {"BIOES": ("B", "E", "S"), "BILOU": ("B", "L", "U")}
"""Of a span's first token, of its last, and of one that is alone, where they are not B, I and B."""


def _parts(tag: str) -> tuple[str, str]:
    """What a tag says of the place in a span, and the type of the span; of anything else outside."""
    place, _, kind = tag.partition("-")
    return (place, kind) if kind and place in ("B", "I", "E", "S", "L", "U") else (OUTSIDE, "")


def token_spans(tags: Sequence[str]) -> list[tuple[int, int, str]]:
    """Spans of a sentence as first token, end and type; whatever the scheme.

    Examples
    --------
    >>> token_spans(["B-PER", "I-PER", "O", "S-LOC"])
    [(0, 2, 'PER'), (3, 4, 'LOC')]
    """
    found: list[tuple[int, int, str]] = []
    start, kind, over = 0, "", True
    for at, tag in enumerate([*tags, OUTSIDE]):
        place, of = _parts(tag)
        if kind and (over or not of or of != kind or place in _FIRST):
            found.append((start, at, kind))
            kind = ""
        if of and not kind:
            start, kind = at, of
        over = place in _LAST
    return found


def scheme_of(sentences: Sequence[Sequence[str]]) -> Scheme | None:
    """The scheme in which tags are written; None if they are those of no spans.

    An I at the beginning of a span shows IOB1, unless a B stands at one that touches no other of its type.
    """
    seen = {tag for tags in sentences for tag in tags}
    places = {_parts(tag)[0] for tag in seen if tag != OUTSIDE}
    if not places or OUTSIDE in places:
        return None
    if places & {"E", "S"}:
        return "BIOES"
    if places & {"L", "U"}:
        return "BILOU"
    inner = outer = 0
    for tags in sentences:
        for before, tag in zip([OUTSIDE, *tags], tags, strict=False):
            place, kind = _parts(tag)
            touches = _parts(before)[1] == kind
            inner += place == "I" and not touches
            outer += place == "B" and not touches
    return "IOB1" if inner > outer else "BIO"


def misplaced(tags: Sequence[str], scheme: Scheme) -> list[tuple[int, str]]:
    """Tags of a sentence that do not stand where their scheme has them, and what is expected there.

    Examples
    --------
    >>> misplaced(["O", "I-PER", "O"], "BIO"), misplaced(["B-PER", "I-LOC"], "BIOES")
    ([(1, 'B-PER')], [(0, 'S-PER'), (1, 'S-LOC')])
    """
    right = tags_of(len(tags), token_spans(tags), scheme)
    return [(at, to) for at, (tag, to) in enumerate(zip(tags, right, strict=True)) if tag != to]


def tags_of(n: int, spans: Sequence[tuple[int, int, str]], scheme: Scheme = "BIO") -> list[str]:
    """Tags of a sentence of n tokens with some spans that do not overlap.

    Examples
    --------
    >>> tags_of(4, [(0, 2, "PER"), (3, 4, "LOC")], "BIOES")
    ['B-PER', 'E-PER', 'O', 'S-LOC']
    """
    found, before = [OUTSIDE] * n, (-1, "")
    for start, end, kind in sorted(spans):
        first, last, alone = _PLACES.get(scheme, ("B", "I", "B"))
        if scheme == "IOB1" and before != (start, kind):
            first = alone = "I"
        for at in range(start, end):
            place = alone if end - start == 1 else first if at == start else last if at == end - 1 else "I"
            found[at] = f"{place}-{kind}"
        before = (end, kind)
    return found
