"""Carries items from a broker to a learner and decisions back, and acknowledges what is safe."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from askless.stream.sources.acts import Act
from askless.stream.sources.message import Broker, Message, Outgoing
from askless.stream.sources.reading import Reading
from askless.stream.sources.turns import MOST, Turns
from askless.stream.sources.writing import decision_json

__all__ = ["carry"]

LONG = 0.5
"""Seconds that a micro-batch may take; brokers deliver anew what is not acknowledged in time."""

PAUSE = 0.25
"""Seconds between two attempts to reach a broker."""

SURE = 1.0
"""Seconds without a failure after which a broker counts as back: one that starts answers some things earlier."""


async def carry(
    broker: Broker,
    turns: Turns,
    reading: Reading,
    stop: threading.Event,
    say: Callable[[str], None],
    name: str,
) -> None:
    """Decide upon items of a broker until somebody sets `stop`.

    Parameters
    ----------
    broker : Broker
    turns : Turns
    reading : Reading
    stop : Event
        What has been fetched is finished then.
    say : callable
        Told what was made at the broker, and once when the broker does not answer, and when it does again.
    name : str
        Of the broker, for people.

    Notes
    -----
    A message is acknowledged only when what was decided upon it is on disk and published. Whatever dies in
    between, it is delivered again; the learner knows it, decides nothing anew, and its decision is published again.
    """
    line = _Line(broker, stop, say, name)
    try:
        await line.until(broker.open)
        if broker.made:
            say(f"Made at {name}, and left there when this ends: {', '.join(broker.made)}.")
        await asyncio.gather(
            _lane(broker.items, line, turns, reading.line, "item"),
            _lane(broker.answers, line, turns, reading.answer, "answer"),
        )
    except _Ended:
        return  # what is not acknowledged is delivered again
    finally:
        stop.set()
        await broker.close()


class _Ended(Exception):
    """Somebody has set `stop` while a broker was waited for."""


class _Line:
    """The line to a broker: waits where it is dead, and says so once."""

    def __init__(self, broker: Broker, stop: threading.Event, say: Callable[[str], None], name: str) -> None:
        self.broker, self.stop = broker, stop
        self._say, self._name = say, name
        self._down = False
        self._failed = self._back = 0.0

    async def until(self, act: Callable[[], Awaitable[Any]]) -> Any:
        """Do something until it succeeds."""
        while True:
            began = time.monotonic()
            try:
                result = await act()
            except self.broker.lost as error:
                self._failed = time.monotonic()
                if not self._down and began >= self._back:  # else it was under way when the broker had died
                    self._down = True
                    why = str(error).strip() or type(error).__name__
                    self._say(f"The broker {self._name} does not answer ({why[:100]}). The stream waits for it.")
                if self.stop.is_set():
                    raise _Ended from None
                await asyncio.sleep(PAUSE)
            else:
                if self._down and time.monotonic() - self._failed > SURE:
                    self._down, self._back = False, time.monotonic()
                    self._say("The broker answers again, and the stream goes on.")
                return result


async def _lane(
    fetch: Callable[[int], Awaitable[Sequence[Message]]],
    line: _Line,
    turns: Turns,
    read: Callable[[bytes, str, str], Act],
    what: str,
) -> None:
    """Items, or answers, from the broker to the learner and back."""
    most = MOST
    while not line.stop.is_set():
        messages: Sequence[Message] = await line.until(lambda most=most: fetch(most))  # type: ignore[misc]
        if not messages:
            continue
        began = time.monotonic()
        acts = [read(message.body, f"{what} {message.id}", message.id) for message in messages]
        decided = await asyncio.to_thread(turns.take, acts)
        if decided:
            outgoing = [Outgoing(decision_json(decision).encode(), decision.ask) for _, decision in decided]
            await line.until(lambda outgoing=outgoing: line.broker.publish(outgoing))  # type: ignore[misc]
        await line.until(lambda messages=messages: line.broker.settle(messages))  # type: ignore[misc]
        spent = time.monotonic() - began
        most = max(most // 2, 1) if spent > LONG else min(2 * most, MOST)
