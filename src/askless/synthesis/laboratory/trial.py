"""One evaluation in a laboratory, which can be ended from outside, and how it can fail."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import final

__all__ = ["Failure", "Trial"]


class Failure(Exception):
    """An evaluation gave no answer that can be used.

    Parameters
    ----------
    reason : str
        A sentence for people.
    kind : str, optional
        How it failed in a few words, under which failures are counted: "time-out", "exit status 3". If not given, the
        sentence is looked at, see `askless.synthesis.laboratory.failures.kind_of`.
    """

    def __init__(self, reason: str, kind: str = "") -> None:
        super().__init__(reason)
        self.reason, self.kind = reason, kind


@final
class Trial:
    """One evaluation while it runs.

    Examples
    --------
    >>> trial = Trial()
    >>> trial.on_cancel(lambda: print("the process is ended"))
    >>> trial.cancel()
    the process is ended
    >>> trial.cancelled
    True
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._end: Callable[[], object] | None = None
        self.cancelled = False

    def on_cancel(self, end: Callable[[], object] | None) -> None:
        """How to end it from now on; called at once if it is to be ended already. None: nothing is left to end."""
        with self._lock:
            self._end = end
            if self.cancelled and end is not None:
                end()

    def cancel(self) -> None:
        """End it, from any thread, also more than once."""
        with self._lock:
            self.cancelled = True
            if self._end is not None:  # within the lock: never after it was said that nothing is left to end
                self._end()
