"""Items from FastStream's in-memory stand-in for Kafka: no real server stands behind this."""

import asyncio
import json
import threading
import time
from pathlib import Path

import pytest

from askless.stream.learner import StreamLearner
from askless.stream.sources.carry import carry
from askless.stream.sources.reading import Reading
from askless.stream.sources.turns import Turns

pytest.importorskip("faststream.kafka")

from askless.stream.sources.kafka_topics import KafkaTopics


def test_end_to_end(tmp_path: Path) -> None:
    from faststream.kafka import TestKafkaBroker

    stop = threading.Event()
    decisions: list[str] = []

    async def story() -> None:
        learner = StreamLearner(labels=["low", "high"], budget=0.5, project=tmp_path / "project")
        said: list[str] = []
        turns = Turns(learner, said.append, stop)
        broker = KafkaTopics("localhost:9092", "items", "test")

        @broker.broker.subscriber("items.decisions", batch=True)
        async def decided(bodies: list[dict[str, object]]) -> None:
            decisions.extend(str(body["id"]) for body in bodies)

        async with TestKafkaBroker(broker.broker):
            work = asyncio.create_task(carry(broker, turns, Reading("id"), stop, said.append, "kafka"))
            for number in range(20):
                await broker.broker.publish({"id": f"i{number % 15}", "x": number}, topic="items")
            await broker.broker.publish(b"no JSON", topic="items")
            for item_id in learner.pending:
                await broker.broker.publish(json.dumps({"tell": item_id, "answer": "low"}).encode(), "items.answers")
            end = time.monotonic() + 20
            while learner.answered < learner.asked and time.monotonic() < end:
                await asyncio.sleep(0.02)
            stop.set()
            await work
        assert (turns.tally.items, turns.tally.again, turns.tally.refused) == (15, 5, 1)
        assert learner.answered == learner.asked > 0
        learner.close()

    asyncio.run(story())
    assert set(decisions) == {f"i{at}" for at in range(15)}
    assert len(decisions) == 20
