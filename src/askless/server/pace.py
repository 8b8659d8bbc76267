"""Labels a minute, and how long more of them take."""

from __future__ import annotations

import itertools
import time
from collections import deque
from collections.abc import Callable
from statistics import median

from askless.data.store.state import State

__all__ = ["Pace", "in_words", "seconds_each"]

TIMED = 20
"""Answers with a time that it takes to say what others will take."""

LATEST = 100
"""Of those, how many of the latest count: people get faster."""

FEWEST = 5
WINDOW = 300.0
PAUSE = 60.0


class Pace:
    """How fast somebody labels now; pauses of over a minute do not count.

    Parameters
    ----------
    clock : callable
        Seconds, counting up.

    Examples
    --------
    >>> ticks = iter(range(0, 100, 2))
    >>> pace = Pace(lambda: next(ticks))
    >>> for _ in range(6):
    ...     pace.answered()
    >>> pace.per_minute()
    30.0
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._times: deque[float] = deque(maxlen=60)

    def answered(self) -> None:
        """Note an answer."""
        self._times.append(self._clock())

    def per_minute(self) -> float | None:
        """Answers a minute over the latest ones; None while there are under five."""
        times = list(self._times)
        if not times:
            return None
        recent = [t for t in times if t >= times[-1] - WINDOW]
        gaps = [b - a for a, b in itertools.pairwise(recent) if b - a < PAUSE]
        if len(gaps) < FEWEST - 1 or not sum(gaps):
            return None
        return round(60 * len(gaps) / sum(gaps), 1)


def seconds_each(state: State) -> float | None:
    """Seconds that somebody looks at an item before they answer, in the middle of the latest answers.

    Parameters
    ----------
    state : State

    Returns
    -------
    seconds : float or None
        The median of the latest 100 answers that were timed; None while there are under 20.

    Notes
    -----
    Labels that came from elsewhere, copies of an answer and corrections in a list have no time of their own.

    Examples
    --------
    >>> seconds_each(State()) is None
    True
    """
    times: list[float] = []
    for item_id in itertools.islice(reversed(state.recent), 5 * LATEST):
        answered = state.items[item_id].answered
        if answered is None or answered.data.get("given") or answered.data.get("copy_of"):
            continue
        if (spent := answered.data.get("seconds")) and spent > 0:
            times.append(float(spent))
        if len(times) == LATEST:
            break
    return median(times) if len(times) >= TIMED else None


def in_words(seconds: float) -> str:
    """A time to come, as exact as anybody knows it.

    Parameters
    ----------
    seconds : float
        At least 0.

    Returns
    -------
    words : str
        In steps of a minute, from 10 minutes of 5, from an hour of 10, from 3 hours of 30, from 10 of an hour.

    Examples
    --------
    >>> [in_words(60 * minutes) for minutes in (0.4, 3.3, 44, 68, 200, 2000)]
    ['under a minute', '3 min', '45 min', '1 h 10 min', '3 h 30 min', '33 h']
    """
    minutes = seconds / 60
    if minutes < 1:
        return "under a minute"
    step = next(step for least, step in ((600, 60), (180, 30), (60, 10), (10, 5), (0, 1)) if minutes >= least)
    hours, rest = divmod(step * round(minutes / step), 60)
    return " ".join([f"{hours:,} h"] * (hours > 0) + [f"{rest} min"] * (rest > 0))
