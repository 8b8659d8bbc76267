"""Whether alarms were right, where it is known when a stream changes.

A change owns the items from its beginning to that of the next change. The first alarm there finds it, and is as
late as the items between. Alarms while a change is still under way tell the truth too, each of them. All other
alarms are false: those before the first change, and those after a change has ended and been found. Nothing has
to be assumed about how late is too late; the delay tells.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from askless.bench.prequential.flow import Change

__all__ = ["Found", "found_changes", "mean_delay"]


@dataclass(frozen=True)
class Found:
    """How alarms fit the changes of a stream.

    Parameters
    ----------
    delays : tuple of (int or None)
        For each change the items from its beginning to the alarm that found it; None if it was missed.
    false_alarms : int
    """

    delays: tuple[int | None, ...]
    false_alarms: int


def found_changes(alarms: Sequence[int], changes: Sequence[Change]) -> Found:
    """Hold alarms against the changes.

    Parameters
    ----------
    alarms : sequence of int
        Numbers of the items before which an alarm had been given.
    changes : sequence of (int, int)
        In order; see `Flow`.

    Returns
    -------
    found : Found

    Examples
    --------
    >>> found_changes([50, 120, 130, 350], [(100, 100), (200, 200), (300, 360)])
    Found(delays=(20, None, 50), false_alarms=2)
    """
    delays: list[int | None] = [None] * len(changes)
    false = 0
    for alarm in sorted(alarms):
        latest = sum(start <= alarm for start, _ in changes) - 1
        if latest < 0:
            false += 1
        elif delays[latest] is None:
            delays[latest] = alarm - changes[latest][0]
        elif alarm > changes[latest][1]:
            false += 1
    return Found(tuple(delays), false)


def mean_delay(delays: Sequence[int | None]) -> float:
    """Mean delay of the changes that were found, in items; NaN if none was.

    Examples
    --------
    >>> mean_delay([20, None, 50])
    35.0
    """
    found = [delay for delay in delays if delay is not None]
    return sum(found) / len(found) if found else math.nan
