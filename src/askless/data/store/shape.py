"""Whether an event holds what its kind promises.

What askless writes always does. A letter of a log that changed on a disk, or in a file edited by
hand, may leave an event that is read without a fault and yet says nothing: then one answer is
lost, and not the project.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from askless.core.events import Event

__all__ = ["understood"]


def understood(event: Event) -> bool:
    """Whether a fold can take in an event; True for kinds that are not known, which it passes over.

    Parameters
    ----------
    event : Event

    Returns
    -------
    understood : bool

    Examples
    --------
    >>> understood(Event("answer", "7", {"answer": "spam"})), understood(Event("answer", "7", {"anzwer": "spam"}))
    (True, False)
    """
    holds = _SHAPES.get(event.kind)
    return holds is None or holds(event.data)


def _name(value: object) -> bool:
    """Whether it can be the name of a label."""
    return isinstance(value, str) and bool(value) and value == value.strip()


def _names(value: object) -> bool:
    return isinstance(value, (list, tuple)) and all(map(_name, value))


def _whole(value: object) -> bool:
    return isinstance(value, int)


def _project(data: dict[str, Any]) -> bool:
    labels = data.get("labels", [])
    words = all(isinstance(data.get(key, ""), str) for key in ("space", "fingerprint"))
    numbers = all(_whole(data.get(key, 0)) for key in ("items", "seed"))
    return _names(labels) and len(set(labels)) == len(labels) and words and numbers


def _asked(data: dict[str, Any]) -> bool:
    queries = data.get("queries")
    about = _whole(data.get("round")) and _whole(data.get("version")) and isinstance(data.get("strategy"), str)
    return about and isinstance(queries, list) and all(map(_query, queries))


def _query(query: object) -> bool:
    if not isinstance(query, (list, tuple)) or len(query) != 5:
        return False
    item, score, probability, _, why = query
    numbers = isinstance(score, (int, float)) and isinstance(probability, (int, float))
    return isinstance(item, str) and numbers and isinstance(why, str)


def _trained(data: dict[str, Any]) -> bool:
    return all(_whole(data.get(key, 0)) for key in ("version", "trained_on")) and _estimate(data.get("estimate"))


def _estimate(value: object) -> bool:
    if value is None:
        return True
    if not isinstance(value, dict) or not isinstance(value.get("sentence"), str) or not _whole(value.get("n")):
        return False
    numbers = [value.get(key, "") for key in ("value", "low", "high")]
    wanted = (int, float) if value.get("ready") else (int, float, type(None))
    return isinstance(value.get("ready"), bool) and all(isinstance(number, wanted) for number in numbers)


_SHAPES: dict[str, Callable[[dict[str, Any]], bool]] = {
    "project": _project,
    "asked": _asked,
    "released": lambda data: isinstance(data.get("items"), list) and all(isinstance(i, str) for i in data["items"]),
    "answer": lambda data: _name(data.get("answer")) or _names(data.get("answer")),
    "undo": lambda data: isinstance(data.get("events"), (list, tuple)) and all(map(_whole, data["events"])),
    "label_added": lambda data: _name(data.get("name")),
    "label_renamed": lambda data: _name(data.get("old")) and _name(data.get("new")),
    "strategy": lambda data: isinstance(data.get("name"), str),
    "trained": _trained,
}
