"""Items from a real NATS server, which dies in mid-stream, and a learner that dies too."""

import asyncio
import contextlib
import gc
import json
import signal
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from askless.stream.learner import StreamLearner
from askless.stream.sources.carry import carry
from askless.stream.sources.reading import Reading
from askless.stream.sources.turns import Turns

nats = pytest.importorskip("nats")
pytest.importorskip("faststream.nats")

from askless.stream.sources.nats_jetstream import NatsJetStream  # noqa: E402

# The client of NATS leaves the socket to a server that has died to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@pytest.fixture(autouse=True)
def collected() -> Iterator[None]:
    """Collects it here, not in a later test."""
    yield
    gc.collect()


DOWN = (nats.errors.Error, nats.js.errors.Error, OSError)
SUBJECT = "machine.items"
BACK = "The broker answers again, and the stream goes on."


def body(number: int, x: float) -> bytes:
    return json.dumps({"id": f"i{number}", "x": x, "y": number % 7}).encode()


@contextlib.asynccontextmanager
async def client(address: str) -> AsyncIterator[Any]:
    """A connection of somebody else."""

    async def silent(error: Exception) -> None:
        pass

    connection = await nats.connect(address, error_cb=silent, max_reconnect_attempts=-1, reconnect_time_wait=0.1)
    try:
        yield connection
    finally:
        await connection.close()


async def publish(js: Any, numbers: range, xs: Any) -> None:
    """Hand items over for sure."""
    for number in numbers:
        while True:
            try:
                await js.publish(SUBJECT, body(number, float(xs[number])), timeout=1)
                break
            except DOWN:
                await asyncio.sleep(0.1)


async def answered(address: str, xs: Any, stop: threading.Event) -> None:
    """Somebody who answers every question."""
    async with client(address) as connection:
        js = connection.jetstream()
        while True:
            try:
                questions = await js.pull_subscribe(f"{SUBJECT}.asked", durable="people")
                break
            except DOWN:
                await asyncio.sleep(0.1)
        while not stop.is_set():
            try:
                found = await questions.fetch(100, timeout=0.2)
                for message in found:
                    item_id = json.loads(message.data)["id"]
                    answer = {"tell": item_id, "answer": "high" if xs[int(item_id[1:])] > 0 else "low"}
                    await js.publish(f"{SUBJECT}.answers", json.dumps(answer).encode(), timeout=1)
                    await message.ack()
            except DOWN:
                continue


async def every(address: str, subject: str) -> list[dict[str, Any]]:
    """All messages of a subject."""
    async with client(address) as connection:
        pull = await connection.jetstream().pull_subscribe(subject, durable=f"all-{time.monotonic_ns()}")
        found: list[dict[str, Any]] = []
        with contextlib.suppress(TimeoutError):  # the client's own is one, and some are not the client's
            while True:
                for message in await pull.fetch(1000, timeout=0.5):
                    found.append(json.loads(message.data))
                    await message.ack()
        return found


async def quiet(so: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not so():
        assert time.monotonic() < end, "it takes too long"
        await asyncio.sleep(0.02)


def test_end_to_end(nats_server: Any, tmp_path: Path, logged: Callable[[Path], Any]) -> None:
    n, said = 2000, []
    xs = np.random.default_rng(0).normal(size=n).round(4)
    stop = threading.Event()

    async def story() -> None:
        learner = StreamLearner(labels=["low", "high"], project=tmp_path / "project")
        turns = Turns(learner, said.append, stop)
        broker = NatsJetStream(nats_server.address, SUBJECT, "test")
        work = asyncio.create_task(carry(broker, turns, Reading("id"), stop, said.append, "nats"))
        people = asyncio.create_task(answered(nats_server.address, xs, stop))
        async with client(nats_server.address) as connection:
            js = connection.jetstream()
            await publish(js, range(0, 1), xs)
            await connection.publish(SUBJECT, b"no JSON")
            await connection.publish(SUBJECT, b'{"x": 1.5, "y": 0}')  # without an id
            for number in range(n - 1):  # all of them twice
                await connection.publish(SUBJECT, body(number, float(xs[number])))
                await connection.publish(SUBJECT, body(number, float(xs[number])))
            await publish(js, range(n - 1, n), xs)
            await quiet(lambda: turns.tally.items == n + 1 and turns.tally.answered == turns.tally.asked)
            await quiet(lambda: turns.tally.again == n)
            for subject in (SUBJECT, f"{SUBJECT}.answers"):
                name = await js.find_stream_name_by_subject(subject)
                info = await js.consumer_info(name, f"test-{subject.replace('.', '_')}")
                while info.num_pending or info.num_ack_pending:
                    info = await js.consumer_info(name, f"test-{subject.replace('.', '_')}")
            await js.publish(f"{SUBJECT}.answers", b'{"tell": "nobody", "answer": "low"}')
            await quiet(lambda: turns.tally.refused == 2)
        stop.set()
        await asyncio.gather(work, people)
        assert learner.answered == learner.asked
        learner.close()

    asyncio.run(story())
    log = logged(tmp_path / "project")
    log.whole(n + 1, 0.1)
    assert set(log.answered) == set(log.asked)
    assert [line for line in said if "no JSON" in line] == [
        "item #2: “no JSON” is no JSON (Expecting value). Write items as "
        '{"id": "7", "size": 3.5} and answers as {"tell": "7", "answer": "yes"}.'
    ]
    made = [line for line in said if line.startswith("Made at nats, and left there when this ends: ")]
    assert {name for line in made for name in line.rstrip(".").split(": ")[1].split(", ")} == {
        "machine_items", "machine_items_answers", "machine_items_decisions", "machine_items_asked",
    }  # fmt: skip
    assert len(said) == 3
    decisions = asyncio.run(every(nats_server.address, f"{SUBJECT}.decisions"))
    assert {decision["id"] for decision in decisions} == {*(f"i{at}" for at in range(n)), "#3"}
    questions = asyncio.run(every(nats_server.address, f"{SUBJECT}.asked"))
    assert {question["id"] for question in questions} == set(log.asked)


def test_broker_killed(nats_server: Any, tmp_path: Path, logged: Callable[[Path], Any]) -> None:
    n, said = 2000, []
    xs = np.random.default_rng(1).normal(size=n).round(4)
    stop = threading.Event()

    async def story() -> None:
        learner = StreamLearner(labels=["low", "high"], project=tmp_path / "project")
        turns = Turns(learner, said.append, stop)
        broker = NatsJetStream(nats_server.address, SUBJECT, "test", wait=1)
        work = asyncio.create_task(carry(broker, turns, Reading("id"), stop, said.append, "nats"))
        people = asyncio.create_task(answered(nats_server.address, xs, stop))
        async with client(nats_server.address) as connection:
            await quiet(lambda: bool(broker._pulls))
            for time_, half in enumerate((range(n // 2), range(n // 2, n))):
                source = asyncio.create_task(publish(connection.jetstream(), half, xs))
                await quiet(lambda half=half: turns.tally.items > half[0] + n / 5)
                nats_server.kill()
                await asyncio.sleep(0.7)
                await asyncio.to_thread(nats_server.start)
                await source
                await quiet(lambda time_=time_: said.count(BACK) == time_ + 1)
            await quiet(lambda: turns.tally.items == n and turns.tally.answered == turns.tally.asked)
        stop.set()
        await asyncio.gather(work, people)
        learner.close()

    asyncio.run(story())
    log = logged(tmp_path / "project")
    log.whole(n, 0.1)
    assert set(log.answered) == set(log.asked)
    assert sum(line.startswith("The broker nats does not answer (") for line in said) == 2
    assert said.count(BACK) == 2
    decisions = asyncio.run(every(nats_server.address, f"{SUBJECT}.decisions"))
    assert {decision["id"] for decision in decisions} == {f"i{at}" for at in range(n)}
    assert {decision["id"] for decision in decisions if decision["ask"]} == set(log.asked)


@pytest.mark.parametrize("command", [["askless.stream.sources.nats_jetstream", "faststream.nats"]], indirect=True)
def test_learner_killed(
    nats_server: Any, tmp_path: Path, command: Callable[..., Any], logged: Callable[[Path], Any]
) -> None:
    n, folder = 6000, tmp_path / "project"
    xs = np.random.default_rng(2).normal(size=n).round(4)
    rng = np.random.default_rng(3)

    async def offer(numbers: range) -> None:
        async with client(nats_server.address) as connection:
            js = connection.jetstream()
            with contextlib.suppress(nats.js.errors.BadRequestError):
                await js.add_stream(name="items", subjects=[SUBJECT])
            for number in numbers:
                await connection.publish(SUBJECT, body(number, float(xs[number])))
            await connection.flush()

    async def settled() -> int:
        """How many items the broker was told to forget."""
        async with client(nats_server.address) as connection:
            infos = await connection.jetstream().consumers_info("items")
            return infos[0].ack_floor.stream_seq if infos else 0

    address = f"{nats_server.address}/{SUBJECT}"
    arguments = ["stream", "run", address, "--labels", "low,high", "--project", folder]
    for turn in range(10):
        asyncio.run(offer(range(turn * n // 10, (turn + 1) * n // 10)))
        process = command(*arguments)
        time.sleep(rng.uniform(0.1, 0.5))
        assert process.signal(signal.SIGKILL) == -signal.SIGKILL
        if (folder / "labels.sqlite").exists():
            log = logged(folder)
            assert len(log.asked) == len(set(log.asked))
            assert len(set(log.keys)) == len(log.keys) >= asyncio.run(settled())
    said, greeting = tmp_path / "err", f"Items come from {address}"
    before = said.read_text().count(greeting)
    process = command(*arguments)
    end = time.monotonic() + 30
    while said.read_text().count(greeting) == before or asyncio.run(settled()) < n:
        assert time.monotonic() < end
        time.sleep(0.1)
    assert process.signal(signal.SIGTERM) == 0
    log = logged(folder)
    log.whole(n, 0.1)
    decisions = asyncio.run(every(nats_server.address, f"{SUBJECT}.decisions"))
    assert {decision["id"] for decision in decisions} == {f"i{at}" for at in range(n)}
    assert {decision["id"] for decision in decisions if decision["ask"]} == set(log.asked)
