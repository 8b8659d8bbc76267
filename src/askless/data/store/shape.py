"""Whether an event holds what its kind promises.

What askless writes always does. A letter of a log that changed on a disk, or in a file edited by
hand, may leave an event that is read without a fault and yet says nothing: then one answer is
lost, and not the project.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable
from math import isfinite
from typing import Any, TypeGuard

from askless.core.events import Event

__all__ = ["YEAR_9999", "understood"]


YEAR_9999 = 253_370_764_800
"""Unix seconds up to which there are dates."""


def understood(event: Event, kind: str | None = None) -> bool:
    """Whether a fold can take in an event; True for kinds that are not known, which it passes over.

    Parameters
    ----------
    event : Event
    kind : {"classes", "multilabel", "real", "tags", "spans"}, optional
        The kind of label space that an answer must fit, if that is known.

    Returns
    -------
    understood : bool

    Examples
    --------
    >>> understood(Event("answer", "7", {"answer": "spam"})), understood(Event("answer", "7", {"anzwer": "spam"}))
    (True, False)
    >>> understood(Event("answer", "7", {"answer": ["spam"]}), "classes")
    False
    """
    holds = _SHAPES.get(event.kind)
    if holds is None:
        return True
    about = all(_plain(event.data.get(key)) for key in ("request", "annotator"))
    dated = 0 <= event.time < YEAR_9999
    return about and dated and _spent(event.data.get("seconds")) and holds(event.data) and _fits(event, kind)


def _fits(event: Event, kind: str | None) -> bool:
    """Whether an answer has the form of its label space; a number has no name."""
    if event.kind == "answer" and kind is not None:
        return kind not in _FORMS or _FORMS[kind](event.data["answer"])
    return kind != "real" or event.kind not in ("label_added", "label_renamed")


def _plain(value: object) -> bool:
    """Whether it can be told from others of its kind, as lists and objects cannot."""
    return value is None or isinstance(value, (str, int, float))


def _spent(value: object) -> bool:
    """Whether it can be a time that was spent."""
    return value is None or isinstance(value, float) or (_whole(value) and abs(value) < YEAR_9999)


def _name(value: object) -> bool:
    """Whether it can be the name of a label."""
    return isinstance(value, str) and bool(value) and value == value.strip()


def _names(value: object) -> bool:
    return isinstance(value, (list, tuple)) and all(map(_name, value)) and len(set(value)) == len(value)


def _tags(value: object) -> bool:
    """Whether it is a tag, or nothing, for each token."""
    return isinstance(value, (list, tuple)) and all(tag is None or _name(tag) for tag in value)


def _spans(value: object) -> bool:
    """Whether it is a list of spans."""
    return isinstance(value, (list, tuple)) and all(map(_span, value))


def _span(value: object) -> bool:
    if not isinstance(value, (list, tuple)) or len(value) != 3:
        return False
    start, end, kind = value
    return _whole(start) and _whole(end) and 0 <= start < end and (kind is None or _name(kind))


def _whole(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _count(value: object) -> bool:
    return _whole(value) and 0 <= value < 2**53


def _project(data: dict[str, Any]) -> bool:
    words = all(isinstance(data.get(key, ""), str) for key in ("space", "fingerprint"))
    counts = _count(data.get("items", 0)) and _count(data.get("distinct", 0))
    numbers = counts and _whole(data.get("seed", 0)) and _bounds(data.get("number"))
    return _names(data.get("labels", [])) and words and numbers


def _bounds(value: object) -> bool:
    """Whether it says what numbers are answers, if it says anything."""
    if value is None:
        return True
    if not isinstance(value, dict) or set(value) != {"unit", "minimum", "maximum"}:
        return False
    low, high = value["minimum"], value["maximum"]
    apart = low is None or high is None or (_number(low) and _number(high) and low <= high)
    return isinstance(value["unit"], str) and apart and all(b is None or _number(b) for b in (low, high))


def _number(value: object) -> bool:
    """Whether it is a finite number."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and isfinite(value)


def _ids(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item_id, str) for item_id in value)


def _asked(data: dict[str, Any]) -> bool:
    queries = data.get("queries")
    about = _count(data.get("round")) and _count(data.get("version")) and isinstance(data.get("strategy"), str)
    return about and isinstance(queries, list) and all(map(_query, queries)) and _windows(data.get("windows", {}))


def _windows(value: object) -> bool:
    """Whether it says of items which of their tokens were asked."""
    return isinstance(value, dict) and all(
        isinstance(window, (list, tuple)) and len(window) == 2 and all(map(_count, window)) and window[0] < window[1]
        for window in value.values()
    )


def _query(query: object) -> bool:
    if not isinstance(query, (list, tuple)) or len(query) != 5:
        return False
    item, score, probability, _, why = query
    numbers = isinstance(score, (int, float)) and isinstance(probability, (int, float))
    return isinstance(item, str) and numbers and isinstance(why, str)


def _trained(data: dict[str, Any]) -> bool:
    return all(_count(data.get(key, 0)) for key in ("version", "trained_on")) and _estimate(data.get("estimate"))


def _look(data: dict[str, Any]) -> bool:
    """Whether it says what was forecast, and what a stopping rule said if one was asked."""
    forecast, verdict = data.get("forecast"), data.get("verdict")
    by = forecast.get("by") if isinstance(forecast, dict) else None
    counts = all(_count(data.get(key)) for key in ("labels", "names"))
    if not counts or not isinstance(by, dict):
        return False
    named = all(name == "gain" or name.replace(".", "", 1).isdecimal() for name in by)
    return named and all(map(_forecast, by.values())) and _verdict(verdict)


def _forecast(value: object) -> bool:
    if not isinstance(value, dict):
        return False
    words = all(isinstance(value.get(key), str) for key in ("headline", "range", "small_print", "missing"))
    flags = all(isinstance(value.get(key), bool) for key in ("ready", "known"))
    counts = all(_count(value.get(key)) for key in ("labels", "items"))
    counts = counts and all(value.get(key) is None or _count(value[key]) for key in ("even", "nine"))
    chances = value.get("chances")
    told = chances is None or (isinstance(chances, (list, tuple)) and len(chances) == 3 and all(map(_number, chances)))
    return words and flags and counts and told


def _verdict(value: object) -> bool:
    if value is None:
        return True
    if not isinstance(value, dict):
        return False
    return isinstance(value.get("recommend"), bool) and isinstance(value.get("sentence"), str)


def _let_go(data: dict[str, Any]) -> bool:
    """Whether it counts a run of items, and the keys of their ids can be read if there are any."""
    if not all(_count(data.get(key)) for key in ("first", "items", "asked")) or not _count(data.get("refused", 0)):
        return False
    ids = data.get("ids", "")
    try:
        return isinstance(ids, str) and len(b64decode(ids, validate=True)) % 8 == 0
    except ValueError:
        return False


def _adapted(data: dict[str, Any]) -> bool:
    words = all(isinstance(data.get(key), str) for key in ("act", "sentence"))
    return words and _count(data.get("number")) and _number(data.get("labels", 0))


def _estimate(value: object) -> bool:
    if value is None:
        return True
    if not isinstance(value, dict) or not isinstance(value.get("sentence"), str) or not _count(value.get("n")):
        return False
    numbers = [value.get(key, "") for key in ("value", "low", "high")]
    words = all(isinstance(value.get(key, ""), str) for key in ("basis", "advice"))
    if not words or not _count(value.get("needed", 0)) or not _number(value.get("level", 0.95)):
        return False
    wanted = (int, float) if value.get("ready") else (int, float, type(None))
    return isinstance(value.get("ready"), bool) and all(isinstance(number, wanted) for number in numbers)


_FORMS: dict[str, Callable[[object], bool]] = {
    "classes": _name,
    "multilabel": _names,
    "real": _number,
    "tags": _tags,
    "spans": _spans,
}
"""What an answer looks like, by label space."""

_SHAPES: dict[str, Callable[[dict[str, Any]], bool]] = {
    "project": _project,
    "asked": _asked,
    "holdout": lambda data: _ids(data.get("items")) and _count(data.get("of", 0)),
    "released": lambda data: _ids(data.get("items")),
    "answer": lambda data: any(holds(data.get("answer")) for holds in _FORMS.values()),
    "undo": lambda data: isinstance(data.get("events"), (list, tuple)) and all(map(_whole, data["events"])),
    "skip": lambda data: True,
    "flag": lambda data: True,
    "note": lambda data: True,
    "label_added": lambda data: _name(data.get("name")),
    "label_renamed": lambda data: _name(data.get("old")) and _name(data.get("new")),
    "strategy": lambda data: isinstance(data.get("name"), str),
    "trained": _trained,
    "look": _look,
    "let_go": _let_go,
    "adapted": _adapted,
}
