"""The state of a river detector as plain data, and back.

river's detectors are objects with attributes: numbers, running means, windows and a generator of random
numbers. What is written are these attributes; what is read is set on a detector that was built with the same
options, attribute by attribute, so that a file can change numbers and nothing else.
"""

from __future__ import annotations

import random
from collections import deque
from typing import Any

__all__ = ["put", "taken"]

Plain = dict[str, Any]


def taken(thing: Any) -> Plain:
    """Attributes of a detector, or of a part of it, as plain data.

    Parameters
    ----------
    thing : object
        A river detector that is pure Python.

    Returns
    -------
    state : dict
        Attributes by name; parts of the detector are dicts in turn.

    Examples
    --------
    >>> from river.stats import Mean
    >>> mean = Mean()
    >>> mean.update(1.0)
    >>> taken(mean)
    {'n': 1.0, '_mean': 1.0}
    """
    begun = vars(thing).get("_is_init", True)  # of the parts of HDDM-W: without it, a mean of 0 or none at all
    return {name: _plain(value, begun) for name, value in vars(thing).items() if not callable(value)}


def put(state: Plain, thing: Any) -> None:
    """Set attributes that `taken` has written."""
    for name, value in state.items():
        setattr(thing, name, _full(value, getattr(thing, name)))


def _plain(value: Any, begun: bool) -> Any:
    if isinstance(value, deque):
        return list(value)
    if isinstance(value, random.Random):
        version, words, gauss = value.getstate()
        return [version, list(words), gauss]
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if type(value).__name__ == "EWMean":  # compiled: one update with its value gives the same mean again
        return value.get() if begun else None
    return taken(value)


def _full(value: Any, now: Any) -> Any:
    """The value of an attribute, made as the one that is there now."""
    if isinstance(now, deque):
        return deque(value, maxlen=now.maxlen)
    if isinstance(now, random.Random):
        now.setstate((value[0], tuple(value[1]), value[2]))
        return now
    if type(now).__name__ == "EWMean":
        if value is not None:
            now.update(value)
        return now
    if isinstance(value, dict):
        put(value, now)
        return now
    return value
