"""Answers to questions, as they are given and as they are logged."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from askless.core.events import Event
from askless.data.labels.skip import SKIP
from askless.errors import LabelError

__all__ = ["answered", "check_given", "check_no_numbers"]


def answered(item_id: str, answer: Any, about: dict[str, Any], stands: Any) -> list[Event]:
    """Events of one answer; none if it stands already."""
    if answer is SKIP:
        instead = {"instead": True} if stands is not None else {}  # undone, it gives back the answer that it hides
        return [] if stands is SKIP else [Event("skip", item_id, {**about, **instead})]
    return [] if stands == answer else [Event("answer", item_id, {"answer": answer, **about})]


def check_given(answers: Iterable[Any]) -> None:
    """Who leaves an answer out may mean that nobody can tell, or only that there is none yet."""
    for answer in answers:
        if answer is None:
            raise LabelError(
                "None is no answer.", "Answer askless.SKIP if nobody can tell; leave the question out if it waits."
            )


def check_no_numbers(answers: Iterable[Any]) -> None:
    """Where nobody said what an answer is, a number with a point is no name of a label."""
    for answer in answers:
        if isinstance(answer, (float, np.floating)) and not np.isnan(answer):
            raise LabelError(
                f"{float(answer)!r} is a number, and nothing says that answers are numbers.",
                "Give the learner labels=askless.Real(), or answer with names.",
            )
