"""Redis streams: a consumer group, and what it has been given but not acknowledged first."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from askless.stream.sources.message import Message, Outgoing

__all__ = ["RedisStreams"]

LATEST = 1_000_000
"""Decisions that are kept at the least: Redis holds streams in memory."""

_CONSUMER = "learner"


class RedisStreams:
    """Items from a stream, decisions to ``STREAM.decisions``, questions to ``STREAM.asked`` as well.

    Parameters
    ----------
    server : str
        ``redis://host:port``.
    stream : str
        Of the items; answers come in ``STREAM.answers``.
    group : str
        Name of the consumer groups; who comes with the same one goes on where it left off.

    Notes
    -----
    An entry is an item of its own fields, or has JSON in the field ``data``, or is what FastStream publishes. The
    connection is FastStream's; entries are read from it in batches.
    """

    def __init__(self, server: str, stream: str, group: str) -> None:
        from faststream.redis import RedisBroker
        from redis.exceptions import RedisError

        self._stream, self._group = stream, group
        self.lost: tuple[type[BaseException], ...] = (RedisError, OSError)
        # A read that blocks half a second at the server must not time out here before.
        self._broker = RedisBroker(server, logger=None, socket_timeout=5, socket_connect_timeout=2)
        self._redis: Any = None
        self.made: list[str] = []
        self._owed: dict[str, bool] = {}  # whether entries given before may wait for their acknowledgement

    async def open(self) -> None:
        """Connect, and see to it that the groups are there."""
        from redis.exceptions import ResponseError

        if self._redis is None:
            self._redis = await self._broker.connect()
        for stream in (self._stream, f"{self._stream}.answers"):
            self._owed[stream] = True
            there = await self._redis.exists(stream)
            try:
                await self._redis.xgroup_create(stream, self._group, id="0", mkstream=True)
            except ResponseError as error:
                if "BUSYGROUP" not in str(error):
                    raise
            if not there:
                self.made.append(stream)

    async def items(self, most: int) -> Sequence[Message]:
        """Items that wait."""
        return await self._read(self._stream, most)

    async def answers(self, most: int) -> Sequence[Message]:
        """Answers that wait."""
        return await self._read(f"{self._stream}.answers", most)

    async def publish(self, decisions: Sequence[Outgoing]) -> None:
        """Publish in one trip."""
        async with self._redis.pipeline(transaction=False) as trip:
            for one in decisions:
                trip.xadd(f"{self._stream}.decisions", {b"data": one.body}, maxlen=LATEST, approximate=True)
                if one.ask:
                    trip.xadd(f"{self._stream}.asked", {b"data": one.body})
            await trip.execute()

    async def settle(self, messages: Sequence[Message]) -> None:
        """Acknowledge."""
        by_stream: dict[str, list[Any]] = {}
        for message in messages:
            stream, entry = message.raw
            by_stream.setdefault(stream, []).append(entry)
        for stream, entries in by_stream.items():
            await self._redis.xack(stream, self._group, *entries)

    async def close(self) -> None:
        """Disconnect; FastStream leaves the connections of its pool open."""
        if self._redis is not None:
            await self._redis.aclose(close_connection_pool=True)
        await self._broker.stop()

    async def _read(self, stream: str, most: int) -> Sequence[Message]:
        """Entries that were given before first: an answer of the server may have been lost on its way."""
        owed, self._owed[stream] = self._owed[stream], True
        since = "0" if owed else ">"
        answer = await self._redis.xreadgroup(
            self._group, _CONSUMER, {stream: since}, count=most, block=None if owed else 500
        )
        found = answer[0][1] if answer else []
        self._owed[stream] = owed and bool(found)
        # The fields of an entry that has been deleted in the meantime are gone; it is acknowledged as it is.
        return [Message(_body(fields or {}), f"#{entry.decode()}", (stream, entry)) for entry, fields in found]


def _body(fields: dict[bytes, bytes]) -> bytes:
    """JSON of an entry.

    Examples
    --------
    >>> _body({b"size": b"3.5", b"id": b"7"})
    b'{"size": 3.5, "id": "7"}'
    """
    if b"__data__" in fields:
        from faststream.redis.parser import BinaryMessageFormatV1

        return bytes(BinaryMessageFormatV1.parse(fields[b"__data__"])[0])
    if fields.keys() == {b"data"}:
        return fields[b"data"]
    texts = {name.decode(errors="replace"): value.decode(errors="replace") for name, value in fields.items()}
    return json.dumps({name: text if name in _TEXTS else _number(text) for name, text in texts.items()}).encode()


_TEXTS = frozenset({"id", "tell", "skip", "answer", "annotator"})
"""Fields that mean no number even where they look like one."""


def _number(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text
