"""SIGTERM and SIGHUP mean what Ctrl+C means: whoever cleans up after the one does so after the others."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from askless.core.endings import endings

__all__ = ["stoppable", "stopping"]


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


@contextmanager
def stopping() -> Iterator[threading.Event]:
    """Ctrl+C, SIGTERM and the closing of the terminal are the normal end; a second Ctrl+C does not wait for it."""
    stop = threading.Event()
    since = 0.0

    def end(number: int, frame: object) -> None:
        nonlocal since
        if not stop.is_set():
            since = time.monotonic()
            stop.set()
        elif time.monotonic() - since > 1:  # some send a signal to a process and to its group: that is one
            raise KeyboardInterrupt

    main = threading.current_thread() is threading.main_thread()
    before = {number: signal.signal(number, end) for number in [signal.SIGINT, *endings()] if main}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _stop(number: int, frame: object) -> None:
    raise KeyboardInterrupt
