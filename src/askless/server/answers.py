"""Answers as pages get them."""

from __future__ import annotations

from typing import Any

from askless.data.labels.space import Answer

__all__ = ["answer_json", "answer_text"]


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
