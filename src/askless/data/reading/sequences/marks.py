"""Marks on a text as other tools write them, made into spans of characters that do not overlap."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

from askless.data.reading.sequences.sentence import Noticed, Place

__all__ = [
    "UNKNOWN",
    "Mark",
    "counts_utf16",
    "cut_tokens",
    "in_characters",
    "number",
    "spans_of",
    "spans_within",
    "tags_of_marks",
    "uncovered",
]

UNKNOWN = "?"
"""The type under which exports to other tools write a stretch that nobody has answered."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch with a type, as it stands in a file.

    Parameters
    ----------
    start, end : int
    label : str
    text : str, optional
        What the file says is there.
    """

    start: int
    end: int
    label: str
    text: str | None = None


def counts_utf16(text: str, marks: Iterable[Mark]) -> bool | None:
    """Whether positions count UTF-16 units: True and False where a mark shows it, None where none does.

    Examples
    --------
    >>> text = "😀 Anna"
    >>> counts_utf16(text, [Mark(3, 7, "PER", "Anna")]), counts_utf16(text, [Mark(2, 6, "PER")])
    (True, None)
    """
    if not text or max(text) <= "\uffff":
        return False
    units = _Units(text)
    for mark in marks:
        if mark.end > len(text):
            return mark.end <= units.n
        if mark.text is None:
            continue
        if text[mark.start : mark.end] == mark.text:
            if text[units.at(mark.start) : units.at(mark.end)] != mark.text:
                return False
        elif text[units.at(mark.start) : units.at(mark.end)] == mark.text:
            return True
    return None


def in_characters(text: str, marks: Sequence[Mark], where: str, noticed: Noticed) -> list[Mark]:
    """Marks whose positions count UTF-16 units, counted in characters; what begins inside of one takes it whole."""
    units = _Units(text)
    found = []
    for mark in marks:
        if units.inside(mark.start) or units.inside(mark.end):
            noticed.add("pair", f"{where}: {mark.start} to {mark.end}")
        found.append(Mark(units.at(mark.start), units.at(mark.end, up=True), mark.label, mark.text))
    noticed.add("utf16", where)
    return found


class _Units:
    """UTF-16 units of a text by character."""

    def __init__(self, text: str) -> None:
        self._character: list[int] = []  # of each unit; that of the second half of a pair is the same again
        for at, character in enumerate(text):
            self._character.extend([at] * (1 + (character > "\uffff")))
        self.n = len(self._character)
        self._length = len(text)

    def at(self, unit: int, *, up: bool = False) -> int:
        """The character of a unit; of one inside a character this one, or the next."""
        if unit < 0:
            return unit
        if unit >= self.n:
            return self._length + unit - self.n
        return self._character[unit] + (up and self.inside(unit))

    def inside(self, unit: int) -> bool:
        return 0 < unit < self.n and self._character[unit] == self._character[unit - 1]


def spans_of(text: str, marks: Sequence[Mark], where: str, noticed: Noticed) -> list[tuple[int, int, str | None]]:
    """Spans of marks that lie in the text and do not overlap.

    What a mark would have said that cannot be taken is not known: of one that overlaps another its rest, of one that
    lies nowhere in the text all that no other mark covers.
    """
    fitting, open_ = [], list[Place]()
    for mark in marks:
        if not 0 <= mark.start < mark.end <= len(text):
            noticed.add("beyond", f"{where}: {mark.start} to {mark.end} of {len(text)} characters")
            open_ = [(0, len(text))]
            continue
        if mark.text is not None and mark.text != text[mark.start : mark.end]:
            noticed.add("differs", f"{where}: “{text[mark.start : mark.end]:.30}” is called “{mark.text:.30}”")
        fitting.append(mark)
    found: list[tuple[int, int, str | None]] = []
    reach = 0
    for mark in sorted(fitting, key=lambda mark: (mark.start, -mark.end)):
        if mark.start < reach:
            if (mark.start, mark.end) == found[-1][:2] and mark.label in (found[-1][2], UNKNOWN):
                continue  # the same twice
            noticed.add("overlap", f"{where}: {mark.label} from {mark.start} to {mark.end}")
            open_.append((mark.start, mark.end))
            continue
        reach = mark.end
        found.append((mark.start, mark.end, None if mark.label == UNKNOWN else mark.label))
    return sorted([*found, *((start, end, None) for start, end in uncovered(open_, found))], key=lambda span: span[:2])


def uncovered(stretches: Iterable[Place], spans: Sequence[tuple[int, int, str | None]]) -> list[Place]:
    """What of some stretches no span covers, joined where they touch; spans are sorted and do not overlap."""
    left: list[Place] = []
    ends = [end for _, end, _ in spans]
    reach = 0  # what lies before it is done
    for begin, last in sorted(stretches):
        at = max(begin, reach)
        reach = max(reach, last)
        for number in range(bisect_right(ends, at), len(spans)):
            start, end, _ = spans[number]
            if start >= last:
                break
            if start > at:
                left.append((at, start))
            at = end
        if at < last:
            left.append((at, last))
    return left


def spans_within(
    stretches: Iterable[Place], spans: Sequence[tuple[int, int, str | None]]
) -> Iterator[list[tuple[int, int, str | None]]]:
    """The spans that lie in each of some stretches, if only in part; both are sorted, and none overlap.

    A span in several stretches is told of the first.

    Examples
    --------
    >>> list(spans_within([(0, 5), (6, 9)], [(0, 2, "X"), (3, 5, "Y"), (5, 7, "X"), (9, 10, "Z")]))
    [[(0, 2, 'X'), (3, 5, 'Y')], [(5, 7, 'X')]]
    """
    at = 0
    for start, end in stretches:
        while at < len(spans) and spans[at][1] <= start:
            at += 1
        first = at
        while at < len(spans) and spans[at][0] < end:
            at += 1
        yield list(spans[first:at])


def cut_tokens(
    text: str, spans: Iterable[tuple[int, int, str | None]], places: Sequence[Place], where: str, noticed: Noticed
) -> None:
    """Tell of spans that begin or end inside a token."""
    starts = [start for start, _ in places]

    def is_inside(at: int) -> bool:
        number = bisect_left(starts, at) - 1
        return number >= 0 and at < places[number][1]

    for start, end, _ in spans:
        if is_inside(start) or is_inside(end):
            noticed.add("cut", f"{where}: “{text[start:end]:.30}”")


def tags_of_marks(
    text: str, spans: Iterable[tuple[int, int, str | None]], places: Sequence[Place], where: str, noticed: Noticed
) -> list[str | None]:
    """Tags of tokens that marks fit exactly; the others are not known."""
    at = {place: number for number, place in enumerate(places)}
    found: list[str | None] = [None] * len(places)
    for start, end, kind in spans:
        number = at.get((start, end))
        if number is None:
            noticed.add("no token", f"{where}: “{text[start:end]:.30}”")
        else:
            found[number] = kind
    return found


def number(value: Any) -> int | None:
    """A position as a file has it; None if it is none."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not isfinite(value) or int(value) != value:
        return None
    return int(value)
