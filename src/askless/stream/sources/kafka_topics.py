"""Kafka topics, through FastStream's subscribers; tested with its in-memory broker only."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from askless.stream.sources.message import Message, Outgoing

__all__ = ["KafkaTopics"]


@dataclass
class _Delivery:
    """A batch that a subscriber holds until it is settled."""

    messages: list[Message]
    left: int = 0
    settled: asyncio.Event = field(default_factory=asyncio.Event)


class KafkaTopics:
    """Items from a topic, decisions to ``TOPIC.decisions``, questions to ``TOPIC.asked`` as well.

    Parameters
    ----------
    server : str
        ``host:port``.
    topic : str
        Of the items; answers come in ``TOPIC.answers``.
    group : str
        The consumer group; who comes with the same one goes on where it left off.

    Notes
    -----
    A subscriber is held until its batch is settled, and commits the offsets then. No Kafka server was
    at hand when this was tested: only FastStream's in-memory broker stands behind it.
    """

    def __init__(self, server: str, topic: str, group: str) -> None:
        from aiokafka.errors import KafkaError
        from faststream import AckPolicy
        from faststream.kafka import KafkaBroker

        logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # it is told by whoever waits
        self._topic = topic
        self.lost: tuple[type[BaseException], ...] = (KafkaError, OSError)
        self.made: tuple[str, ...] = ()  # whether topics are made for those who ask is up to the server
        self.broker = KafkaBroker(server, logger=None)
        self._queues: dict[str, asyncio.Queue[_Delivery]] = {}
        for name in (topic, f"{topic}.answers"):
            queue = self._queues[name] = asyncio.Queue()
            self.broker.subscriber(
                name, group_id=group, batch=True, max_records=1000, batch_timeout_ms=5,
                auto_offset_reset="earliest", ack_policy=AckPolicy.MANUAL,
            )(_holder(queue))  # fmt: skip

    async def open(self) -> None:
        """Connect, and subscribe."""
        asyncio.get_running_loop().set_exception_handler(_quiet)
        await self.broker.start()

    async def items(self, most: int) -> Sequence[Message]:
        """Items that wait."""
        return await self._next(self._topic)

    async def answers(self, most: int) -> Sequence[Message]:
        """Answers that wait."""
        return await self._next(f"{self._topic}.answers")

    async def publish(self, decisions: Sequence[Outgoing]) -> None:
        """Publish in batches."""
        for part in ("decisions", "asked"):
            bodies = [one.body for one in decisions if one.ask or part == "decisions"]
            if bodies:
                await self.broker.publish_batch(*bodies, topic=f"{self._topic}.{part}")

    async def settle(self, messages: Sequence[Message]) -> None:
        """Let the subscribers commit what they hold."""
        for message in messages:
            delivery: _Delivery = message.raw
            delivery.left -= 1
            if not delivery.left:
                delivery.settled.set()

    async def close(self) -> None:
        """Disconnect."""
        await self.broker.stop()

    async def _next(self, topic: str) -> Sequence[Message]:
        try:
            delivery = await asyncio.wait_for(self._queues[topic].get(), 0.5)
        except TimeoutError:
            return []
        return delivery.messages


def _quiet(loop: asyncio.AbstractEventLoop, what: dict[str, Any]) -> None:
    """What FastStream leaves behind when a server does not answer needs nobody's attention."""
    if not str(what.get("message")).startswith("Unclosed AIOKafka"):
        loop.default_exception_handler(what)


def _holder(queue: asyncio.Queue[_Delivery]) -> Any:
    """A handler of batches that returns when they are settled."""
    from faststream.kafka.annotations import KafkaMessage

    async def hold(bodies: list[Any], message: KafkaMessage) -> None:
        delivery = _Delivery([], len(message.raw_message))
        for record in message.raw_message:
            body = record.value if isinstance(record.value, bytes) else json.dumps(record.value).encode()
            delivery.messages.append(Message(body, f"#{record.partition}:{record.offset}", delivery))
        await queue.put(delivery)
        await delivery.settled.wait()
        await message.ack()

    hold.__annotations__.update(message=KafkaMessage, bodies=list[Any])  # FastStream reads them, strings do not tell
    return hold
