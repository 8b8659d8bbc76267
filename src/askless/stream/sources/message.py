"""What every broker is asked for, whatever its own words are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

__all__ = ["Broker", "Message", "Outgoing"]


@dataclass(frozen=True, slots=True)
class Message:
    """A message that came.

    Parameters
    ----------
    body : bytes
        JSON.
    id : str
        The broker's own name of it, the same each time it is delivered.
    raw : object
        What the broker's adapter needs to acknowledge it.
    """

    body: bytes
    id: str
    raw: Any


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A decision to be published.

    Parameters
    ----------
    body : bytes
        JSON.
    ask : bool
        Whether it is published among the questions, too.
    """

    body: bytes
    ask: bool


class Broker(Protocol):
    """Delivers each item and answer at least once, and takes decisions."""

    lost: tuple[type[BaseException], ...]
    """Errors that mean that it does not answer now, but may later."""

    @property
    def made(self) -> Sequence[str]:
        """Names of what `open` has made at the server because it was not there; it stays when the command ends."""
        ...

    async def open(self) -> None:
        """Connect; may be called again after it failed."""
        ...

    async def items(self, most: int) -> Sequence[Message]:
        """Items that wait, at most so many; none if there is none within half a second."""
        ...

    async def answers(self, most: int) -> Sequence[Message]:
        """Answers, in the same way."""
        ...

    async def publish(self, decisions: Sequence[Outgoing]) -> None:
        """Hand decisions over; the broker has them when this returns."""
        ...

    async def settle(self, messages: Sequence[Message]) -> None:
        """Acknowledge messages; they are not delivered again."""
        ...

    async def close(self) -> None:
        """Let go of the connection."""
        ...
