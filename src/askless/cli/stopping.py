"""SIGTERM and SIGHUP mean what Ctrl+C means: whoever cleans up after the one does so after the others."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from askless.core.endings import endings

__all__ = ["stoppable"]


@contextmanager
def stoppable() -> Iterator[None]:
    """Raise KeyboardInterrupt when the process is asked to end.

    Without it, SIGTERM or SIGHUP would end the process on the spot, with half-made folders and temporary files
    left behind. What the signal meant before holds again afterwards. Only a main thread may say what a
    signal means; in another one nothing changes.

    Examples
    --------
    >>> try:
    ...     with stoppable():
    ...         signal.raise_signal(signal.SIGTERM)
    ... except KeyboardInterrupt:
    ...     print("stopped")
    stopped
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, _stop) for number in endings()}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, signal.SIG_DFL if handler is None else handler)


def _stop(number: int, frame: object) -> None:
    raise KeyboardInterrupt
