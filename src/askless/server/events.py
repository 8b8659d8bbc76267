"""News for open pages, without anybody waiting for a slow one.

Every listener has a mailbox with one place per kind of news. What is put there is the newest word
on it, or (progress, labels) only the word that there is something new: the data is made when the
listener is ready to take it. Faults and answers add up. A listener that does not read costs nothing.
The last word to everybody is “ended”.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import Any

__all__ = ["Hub", "Mailbox"]

ADDING_UP = frozenset({"fault", "answered"})
"""Kinds of news of which the newest does not replace the older."""

KEPT = 20
"""Of these, how many are kept for a listener that does not read; older ones are dropped."""


class Mailbox:
    """News for one listener; used on the event loop only."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self._news: dict[str, list[Any]] = {}
        self._arrived = asyncio.Event()
        self.closed = False

    def put(self, word: str, data: Any) -> None:
        """Leave news; the newest of a kind replaces the older, unless they add up."""
        kept = self._news.get(word, []) if word in ADDING_UP else []
        self._news[word] = [*kept, data][-KEPT:]
        self._arrived.set()

    def close(self, farewell: dict[str, str]) -> None:
        """Leave the last word: there will be no more."""
        self.put("ended", farewell)
        self.closed = True

    async def take(self) -> list[tuple[str, Any]]:
        """Wait for news and return all of it; nothing more comes after a closed box is empty."""
        await self._arrived.wait()
        if not self.closed:
            self._arrived.clear()
        news, self._news = self._news, {}
        return [(word, data) for word, listed in news.items() for data in listed]


class Hub:
    """Passes news from any thread to all listeners.

    Attributes
    ----------
    farewell : callable
        What pages show when the streams end: a "title" and a "text". With a title all is done, and nothing more can be
        answered; without, it is a pause.
    """

    def __init__(self) -> None:
        self.farewell: Callable[[], dict[str, str]] = lambda: {"title": "", "text": ""}
        self._lock = threading.Lock()
        self._boxes: set[Mailbox] = set()
        self._closed = False

    def join(self) -> Mailbox:
        """A mailbox for a new listener on the running event loop."""
        box = Mailbox(asyncio.get_running_loop())
        with self._lock:
            self._boxes.add(box)
            if self._closed:
                box.close(self.farewell())
        return box

    def leave(self, box: Mailbox) -> None:
        """The listener has gone."""
        with self._lock:
            self._boxes.discard(box)

    def publish(self, word: str, data: Any = None) -> None:
        """Tell all listeners; returns at once."""
        with self._lock:
            for box in self._boxes:
                if not box.loop.is_closed():
                    box.loop.call_soon_threadsafe(box.put, word, data)

    def close(self) -> None:
        """End all streams with a farewell, so that the server can stop."""
        with self._lock:
            self._closed = True
            for box in self._boxes:
                if not box.closed and not box.loop.is_closed():
                    box.loop.call_soon_threadsafe(box.close, self.farewell())
