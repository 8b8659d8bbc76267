"""NATS with JetStream: a durable consumer that is asked for messages, so that it cannot be flooded."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from askless.stream.sources.message import Message, Outgoing

__all__ = ["NatsJetStream"]

KEPT = 7 * 86400
"""Seconds for which a stream that is made here keeps its messages."""


class NatsJetStream:
    """Items from a subject, decisions to ``SUBJECT.decisions``, questions to ``SUBJECT.asked`` as well.

    Parameters
    ----------
    server : str
        ``nats://host:port``.
    subject : str
        Of the items; answers come in ``SUBJECT.answers``.
    group : str
        Name of the durable consumers; who comes with the same one goes on where it left off.
    wait : float, default 5.0
        Seconds after which a message that nobody has acknowledged is delivered again.

    Notes
    -----
    The connection is FastStream's; messages are fetched from it in batches, because its subscribers either
    handle message by message or wait for a batch to fill.

    A stream that holds the subjects is used as it is; one is made where there is none. A connection keeps the
    order of what is published, and so does a stream. So only the last decision of a batch waits for its receipt;
    should the connection have been lost in between, the batch is published again.
    """

    def __init__(self, server: str, subject: str, group: str, *, wait: float = 5.0) -> None:
        from faststream.nats import NatsBroker
        from nats import errors
        from nats.js.errors import Error

        self._subject, self._group, self._wait = subject, group, wait
        self.lost: tuple[type[BaseException], ...] = (errors.Error, Error, OSError)
        self._broker = NatsBroker(
            server, logger=None, error_cb=_silent, max_reconnect_attempts=-1, reconnect_time_wait=0.25,
            connect_timeout=2,
        )  # fmt: skip
        self._client: Any = None
        self._stream: Any = None
        self._pulls: dict[str, Any] = {}
        self.made: list[str] = []

    async def open(self) -> None:
        """Connect, and see to it that the streams and consumers are there."""
        if self._client is None:
            self._client = await asyncio.wait_for(self._broker.connect(), 3)
        self._stream = self._client.jetstream(timeout=5)
        for subject in (self._subject, f"{self._subject}.answers"):
            self._pulls[subject] = await self._pull(subject)
        for part in ("decisions", "asked"):
            await self._held(f"{self._subject}.{part}")

    async def items(self, most: int) -> Sequence[Message]:
        """Items that wait."""
        return await self._fetch(self._subject, most)

    async def answers(self, most: int) -> Sequence[Message]:
        """Answers that wait."""
        return await self._fetch(f"{self._subject}.answers", most)

    async def publish(self, decisions: Sequence[Outgoing]) -> None:
        """Publish, and wait until the server has all of them."""
        for part in ("decisions", "asked"):
            bodies = [one.body for one in decisions if one.ask or part == "decisions"]
            subject = f"{self._subject}.{part}"
            if bodies:
                before = self._client.stats["reconnects"]
                for body in bodies[:-1]:
                    await self._client.publish(subject, body)
                await self._stream.publish(subject, bodies[-1], timeout=2)
                if self._client.stats["reconnects"] != before:
                    raise ConnectionResetError("the connection was lost in between")

    async def settle(self, messages: Sequence[Message]) -> None:
        """Acknowledge, and wait until the server knows."""
        for message in messages:
            await self._client.publish(message.raw, b"+ACK")
        await self._client.flush(2)

    async def close(self) -> None:
        """Disconnect."""
        if self._client is not None:
            await self._client.close()  # what matters has been flushed; a drain would wait for a server that is dead

    async def _fetch(self, subject: str, most: int) -> Sequence[Message]:
        try:
            found = await self._pulls[subject].fetch(most, timeout=0.5)
        except TimeoutError:
            if not self._client.is_connected:
                raise ConnectionError("it does not answer") from None
            return []
        return [Message(message.data, f"#{_sequence(message.reply)}", message.reply) for message in found]

    async def _held(self, subject: str) -> str:
        """Name of the stream that holds a subject; made if there is none."""
        from nats.js.api import StorageType, StreamConfig
        from nats.js.errors import NotFoundError

        try:
            return str(await self._stream.find_stream_name_by_subject(subject))
        except NotFoundError:
            name = subject.replace(".", "_")
            config = StreamConfig(name=name, subjects=[subject], storage=StorageType.FILE, max_age=KEPT)
            await self._stream.add_stream(config)
            self.made.append(name)
            return name

    async def _pull(self, subject: str) -> Any:
        from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy

        stream = await self._held(subject)
        config = ConsumerConfig(
            ack_policy=AckPolicy.EXPLICIT, deliver_policy=DeliverPolicy.ALL, ack_wait=self._wait, max_ack_pending=5000
        )
        durable = f"{self._group}-{subject.replace('.', '_')}"
        return await self._stream.pull_subscribe(subject, durable=durable, stream=stream, config=config)


def _sequence(reply: str) -> str:
    """The number of a message in its stream, which its reply subject tells.

    Examples
    --------
    >>> _sequence("$JS.ACK.items.group.1.77.70.1700000000000000000.5")
    '77'
    """
    parts = reply.split(".")
    return parts[5] if len(parts) == 9 else parts[7]  # newer servers put domain and account in front


async def _silent(error: Exception) -> None:
    """What goes wrong is told by whoever waits for it."""
