"""Items from a real Redis server, which dies in mid-stream."""

import asyncio
import json
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from askless.stream.learner import StreamLearner
from askless.stream.sources.carry import carry
from askless.stream.sources.reading import Reading
from askless.stream.sources.turns import Turns

redis = pytest.importorskip("redis")
pytest.importorskip("faststream.redis")

from askless.stream.sources.redis_streams import RedisStreams  # noqa: E402

STREAM = "items"


async def quiet(so: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not so():
        assert time.monotonic() < end, "it takes too long"
        await asyncio.sleep(0.02)


@pytest.mark.parametrize("kill", [False, True])
def test_end_to_end(kill: bool, redis_server: Any, tmp_path: Path, logged: Callable[[Path], Any]) -> None:
    n, said = 1000, []
    xs = np.random.default_rng(0).normal(size=n).round(4).tolist()
    stop = threading.Event()

    def add(numbers: range) -> None:
        with redis.Redis(port=redis_server.port) as server:
            for number in numbers:
                server.xadd(STREAM, {"data": json.dumps({"id": f"i{number}", "x": xs[number]})})

    def answer() -> None:
        since = b"0"
        while not stop.is_set():
            try:
                with redis.Redis(port=redis_server.port) as server:
                    for entry, fields in server.xrange(f"{STREAM}.asked", min=b"(" + since if since != b"0" else "-"):
                        item_id = json.loads(fields[b"data"])["id"]
                        said_ = "high" if item_id[0] == "i" and xs[int(item_id[1:])] > 0 else "low"
                        server.xadd(f"{STREAM}.answers", {"tell": item_id, "answer": said_})
                        since = entry
            except redis.RedisError:
                pass
            time.sleep(0.05)

    async def story() -> None:
        learner = StreamLearner(labels=["low", "high"], project=tmp_path / "project")
        turns = Turns(learner, said.append, stop)
        broker = RedisStreams(redis_server.address, STREAM, "test")
        work = asyncio.create_task(carry(broker, turns, Reading("id"), stop, said.append, "redis"))
        people = asyncio.create_task(asyncio.to_thread(answer))
        await asyncio.to_thread(add, range(n // 2))
        if kill:
            redis_server.kill()
            await asyncio.sleep(0.7)
            await asyncio.to_thread(redis_server.start)
        await asyncio.to_thread(add, range(n // 2 - 10, n))  # some of them twice
        with redis.Redis(port=redis_server.port) as server:
            server.xadd(STREAM, {"data": "no JSON"})
            server.xadd(STREAM, {"x": "2.5"})  # an entry of its own fields, without an id
        await quiet(lambda: turns.tally.items == n + 1 and turns.tally.answered == turns.tally.asked)
        await quiet(lambda: turns.tally.refused == 1)
        with redis.Redis(port=redis_server.port) as server:
            await quiet(lambda: not server.xpending(STREAM, "test")["pending"])
        stop.set()
        await asyncio.gather(work, people)
        learner.close()

    asyncio.run(story())
    log = logged(tmp_path / "project")
    log.whole(n + 1, 0.1)
    assert set(log.answered) == set(log.asked)
    assert sum("no JSON" in line for line in said) == 1
    assert said[0].startswith("Made at redis, and left there when this ends: ")
    assert f"{STREAM}.answers" in said[0]
    assert sum("does not answer" in line for line in said) == kill
    with redis.Redis(port=redis_server.port) as server:
        decisions = [json.loads(fields[b"data"]) for _, fields in server.xrange(f"{STREAM}.decisions")]
        questions = [json.loads(fields[b"data"]) for _, fields in server.xrange(f"{STREAM}.asked")]
    assert len({decision["id"] for decision in decisions}) == n + 1
    assert {question["id"] for question in questions} == set(log.asked)


def test_what_was_given_before_comes_first(redis_server: Any) -> None:
    async def story() -> None:
        with redis.Redis(port=redis_server.port) as server:
            for number in range(5):
                server.xadd(STREAM, {"id": number, "x": number})
        for _ in range(2):  # the first one takes and dies
            broker = RedisStreams(redis_server.address, STREAM, "test")
            await broker.open()
            found: list[Any] = []
            while not found:
                found += await broker.items(3)
            assert [json.loads(message.body)["x"] for message in found] == [0, 1, 2]
            await broker.close()
            await asyncio.sleep(0)
        broker = RedisStreams(redis_server.address, STREAM, "test")
        await broker.open()
        await broker.settle(await broker.items(3))
        rest: list[Any] = []
        while len(rest) < 2:
            rest += await broker.items(3)
        assert [json.loads(message.body)["id"] for message in rest] == ["3", "4"]
        await broker.close()

    asyncio.run(story())


def test_what_faststream_publishes(redis_server: Any) -> None:
    from faststream.redis import RedisBroker

    async def story() -> None:
        other = RedisBroker(redis_server.address, logger=None)
        connection = await other.connect()
        await other.publish({"id": "a", "x": 1.5}, stream=STREAM)
        await connection.aclose(close_connection_pool=True)
        await other.stop()
        broker = RedisStreams(redis_server.address, STREAM, "test")
        await broker.open()
        found: list[Any] = []
        while not found:
            found += await broker.items(3)
        assert json.loads(found[0].body) == {"id": "a", "x": 1.5}
        await broker.close()

    asyncio.run(story())
