"""Labels a minute."""

from __future__ import annotations

import itertools
import time
from collections import deque
from collections.abc import Callable

__all__ = ["Pace"]

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
