"""What can come in on a stream: an item, an answer, or something that is neither."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from askless.data.labels.skip import SKIP

__all__ = ["Act", "Answer", "Broken", "Offer"]


@dataclass(frozen=True, slots=True)
class Offer:
    """An item.

    Parameters
    ----------
    item : list or dict
        As `StreamLearner.offer` takes it.
    id : str or None
        None where items have no ids of their own.
    truth : object
        Its answer, if it came with it; it is told only if the item is asked about. None if there is none.
    place : str
        Where it came from, for people: “line 12”.
    time : float or None
        When it was, in seconds; None for now.
    """

    item: Any
    id: str | None = None
    truth: Any = None
    place: str = ""
    time: float | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to an item that came before.

    Parameters
    ----------
    id : str
    answer : object
        Perhaps `askless.SKIP`.
    annotator : str or None
        Who gave it.
    seconds : float or None
        Time that it took.
    place : str
        Where it came from, for people.
    """

    id: str
    answer: Any = SKIP
    annotator: str | None = None
    seconds: float | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class Broken:
    """Something that cannot be read.

    Parameters
    ----------
    problem, remedy : str
        Two sentences, as errors have them.
    place : str
        Where it came from, for people.
    """

    problem: str
    remedy: str
    place: str = ""


Act = Offer | Answer | Broken
"""What can come in."""
