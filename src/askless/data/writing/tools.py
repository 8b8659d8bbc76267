"""Sentences with their answers as records of Prodigy, doccano and Label Studio.

None of them can say that nobody has answered yet what a stretch is. Unknown stretches are therefore written as spans
of the type “?”, so that they are never taken as outside of all spans; of tags, unknown tokens have no mark at all.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from askless.core.task import Task
from askless.data.labels.space import Answer
from askless.data.reading.sequences.marks import UNKNOWN
from askless.data.reading.sequences.sentence import Place

__all__ = ["TOOLS", "Sentence", "marks_of", "touched"]

Span = tuple[int, int, str | None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Sentence:
    """A sentence to be written.

    Parameters
    ----------
    id : str
    text : str
    places : sequence of (int, int)
        Its tokens.
    answer : answer or None
        Canonical; None if nobody has answered.
    task : {"tags", "spans"}
    """

    id: str
    text: str
    places: Sequence[Place]
    answer: Answer | None
    task: Task


def marks_of(sentence: Sentence) -> list[Span]:
    """An answer as spans; of tags, those of the tokens that have one.

    Examples
    --------
    >>> marks_of(Sentence(id="a", text="It is", places=[(0, 2), (3, 5)], answer=(None, "V"), task="tags"))
    [(3, 5, 'V')]
    """
    if sentence.answer is None:
        return []
    if sentence.task == "spans":
        return list(sentence.answer)
    pairs = zip(sentence.places, sentence.answer, strict=True)
    return [(start, end, tag) for (start, end), tag in pairs if tag is not None]


def touched(places: Sequence[Place], start: int, end: int) -> tuple[int, int]:
    """First token and end of those that a stretch touches; equal if it touches none.

    Examples
    --------
    >>> touched([(0, 4), (5, 8), (8, 9)], 2, 8)
    (0, 2)
    """
    first = next((at for at, (_, stop) in enumerate(places) if stop > start), len(places))
    last = next((at for at in range(first, len(places)) if places[at][0] >= end), len(places))
    return first, last


def _prodigy(sentence: Sentence) -> dict[str, Any]:
    """A task of Prodigy."""
    tokens = [
        {
            "text": sentence.text[start:end],
            "start": start,
            "end": end,
            "id": number,
            "ws": sentence.text[end : end + 1].isspace(),
        }
        for number, (start, end) in enumerate(sentence.places)
    ]
    record: dict[str, Any] = {"id": sentence.id, "text": sentence.text, "tokens": tokens}
    if sentence.answer is None:
        return record
    spans = []
    for start, end, kind in marks_of(sentence):
        span: dict[str, Any] = {"start": start, "end": end, "label": UNKNOWN if kind is None else kind}
        first, last = touched(sentence.places, start, end)
        # As Prodigy has it, the last token belongs to the span. One that cuts a token has none that it could name.
        if first < last and (start, end) == (sentence.places[first][0], sentence.places[last - 1][1]):
            span |= {"token_start": first, "token_end": last - 1}
        spans.append(span)
    view = "pos_manual" if sentence.task == "tags" else "ner_manual"
    return record | {"spans": spans, "_view_id": view, "answer": "accept"}


def _doccano(sentence: Sentence) -> dict[str, Any]:
    """A record of doccano."""
    record: dict[str, Any] = {"id": sentence.id, "text": sentence.text}
    if sentence.answer is None:
        return record
    return record | {"label": [[start, end, kind or UNKNOWN] for start, end, kind in marks_of(sentence)]}


def _label_studio(sentence: Sentence) -> dict[str, Any]:
    """A task of Label Studio, its text being called “text” and its labels “label”."""
    record: dict[str, Any] = {"data": {"text": sentence.text, "id": sentence.id}}
    if sentence.answer is None:
        return record
    regions = [
        {
            "id": f"r{number}",
            "from_name": "label",
            "to_name": "text",
            "type": "labels",
            "value": {"start": start, "end": end, "text": sentence.text[start:end], "labels": [kind or UNKNOWN]},
        }
        for number, (start, end, kind) in enumerate(marks_of(sentence))
    ]
    return record | {"annotations": [{"was_cancelled": False, "result": regions}]}


TOOLS: dict[str, Callable[[Sentence], dict[str, Any]]] = {
    "prodigy": _prodigy,
    "doccano": _doccano,
    "label-studio": _label_studio,
}
"""What makes a record of a sentence, by the name of the tool."""
