"""Answers as pages get them."""

from __future__ import annotations

from functools import partial
from typing import Any

from askless.data.labels.space import Answer

__all__ = ["answer_json", "answer_text", "decisions"]


def answer_json(answer: Answer | None) -> Any:
    """An answer as JSON has it.

    Examples
    --------
    >>> answer_json(((0, 4, "PER"),)), answer_json("ham")
    ([[0, 4, 'PER']], 'ham')
    """
    return [answer_json(part) for part in answer] if isinstance(answer, tuple) else answer


def answer_text(answer: Answer, row: int, items: Any) -> str:
    """An answer about a sentence on one line: what its words are called, those that nobody asked about left out."""
    if all(isinstance(part, tuple) for part in answer):
        text = items.text(row)
        return " · ".join(f"{kind} {text[start:end]}" for start, end, kind in answer if kind) or "no spans"
    return " ".join(tag or "–" for tag in answer)


def decisions(answer: Answer, suggested: Answer | None) -> int:
    """How much a person decided: tokens or spans that are otherwise than was suggested, or all where nothing was.

    Parameters
    ----------
    answer : tuple of str or None, or of spans
        About a sentence.
    suggested : the same, or None

    Returns
    -------
    n : int
        A span of another type, or with another end, counts once.

    Examples
    --------
    >>> decisions(("DET", "NOUN", None), ("DET", "VERB", "X")), decisions(("DET", None), None)
    (1, 1)
    >>> decisions(((0, 4, "PER"), (9, 20, None)), ((0, 4, "LOC"), (5, 8, "PER"), (10, 12, "PER")))
    2
    """
    if not any(isinstance(part, tuple) for part in (*answer, *(suggested or ()))):
        guess = (None,) * len(answer) if suggested is None else suggested
        return sum(tag is not None and tag != said for tag, said in zip(answer, guess, strict=True))
    marked = [span for span in answer if span[2] is not None and span not in (suggested or ())]
    # What was suggested and is gone was taken away by hand, unless another span took its place, or nobody was asked.
    gone = [span for span in suggested or () if span not in answer and not any(map(partial(_meet, span), answer))]
    return len(marked) + len(gone)


def _meet(one: tuple[int, int, Any], other: tuple[int, int, Any]) -> bool:
    return one[0] < other[1] and other[0] < one[1]
