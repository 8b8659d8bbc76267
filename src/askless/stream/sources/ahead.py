"""Reads ahead of the learner, a little: micro-batches grow by themselves, and the source is held back."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterable
from typing import Any, Generic, TypeVar

__all__ = ["Ahead"]

T = TypeVar("T")


class Ahead(Generic[T]):
    """What sources have given and nobody has taken yet.

    Each source is read by a thread of its own, until `room` things wait. Whoever takes gets all that
    waits: much where the source is ahead, a single thing where it is idle. So nothing waits for company,
    and a source that is too fast is held back.

    Parameters
    ----------
    room : int
        How many things may wait.

    Examples
    --------
    >>> ahead = Ahead(room=100)
    >>> ahead.read(range(5))
    >>> found = []
    >>> while not ahead.over:
    ...     found += ahead.take(3)
    >>> found
    [0, 1, 2, 3, 4]
    """

    def __init__(self, room: int) -> None:
        self._room = room
        self._waiting: deque[T] = deque()
        self._turn = threading.Condition()
        self._open = 0
        self._stopped = False
        self._failure: BaseException | None = None

    def read(self, source: Iterable[T], *, endless: bool = False) -> None:
        """Begin to read a source.

        Parameters
        ----------
        source : iterable
        endless : bool, default False
            Its end is not waited for, as that of a file that grows.
        """
        self._open += not endless
        threading.Thread(target=self._read, args=(source, endless), name="askless-source", daemon=True).start()

    @property
    def over(self) -> bool:
        """Whether everything has been taken."""
        with self._turn:
            return not self._waiting and (self._stopped or not self._open) and self._failure is None

    def take(self, most: int, patience: float = 0.1) -> list[T]:
        """What waits, at most `most` things; waits up to `patience` seconds for the first of them.

        Raises whatever a source has raised, after everything that came before.
        """
        with self._turn:
            if not self._waiting and self._open and not self._stopped:
                self._turn.wait(patience)
            if not self._waiting and self._failure is not None:
                failure, self._failure = self._failure, None
                raise failure
            taken = [self._waiting.popleft() for _ in range(min(most, len(self._waiting)))]
            self._turn.notify_all()
            return taken

    def stop(self) -> None:
        """Take no more from the sources, and forget what waits."""
        with self._turn:
            self._stopped = True
            self._waiting.clear()
            self._turn.notify_all()

    def _read(self, source: Iterable[Any], endless: bool) -> None:
        try:
            for thing in source:
                with self._turn:
                    while len(self._waiting) >= self._room and not self._stopped:
                        self._turn.wait()
                    if self._stopped:
                        return
                    self._waiting.append(thing)
                    if len(self._waiting) == 1:
                        self._turn.notify_all()
        except BaseException as error:  # handed to whoever takes, in the thread where it can be told
            with self._turn:
                self._failure = error
        finally:
            with self._turn:
                self._open -= not endless
                self._turn.notify_all()
