"""Items a second through a real broker on loopback: published, decided upon, on disk, decision published, acknowledged.

    python benchmarks/stream_brokers.py --items 50000 --features 8

nats-server and redis-server have to be installed; each runs on a free port in a temporary folder. A second process
publishes the items as fast as it can and answers every question, so that the learner learns meanwhile. The clock runs
from the first item published until the broker knows that the last one is settled.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np

from askless.stream.learner import StreamLearner
from askless.stream.sources.address import address_of
from askless.stream.sources.carry import carry
from askless.stream.sources.reading import Reading
from askless.stream.sources.turns import Turns

PATH = "/usr/local/bin:/usr/bin:/usr/sbin"


def bodies(items: int, features: int) -> list[bytes]:
    """Items as JSON; the sign of the first feature is the label."""
    rows = np.random.default_rng(0).normal(size=(items, features)).round(4).tolist()
    return [
        json.dumps({"id": at, **{f"x{column}": value for column, value in enumerate(row)}}).encode()
        for at, row in enumerate(rows)
    ]


def answer(question: bytes, given: list[bytes]) -> bytes:
    """The answer to a question."""
    item_id = json.loads(question)["id"]
    positive = json.loads(given[int(item_id)])["x0"] > 0
    return json.dumps({"tell": item_id, "answer": "high" if positive else "low"}).encode()


async def nats_people(port: int, given: list[bytes]) -> None:
    """Publishes everything, then answers until it is ended."""
    import nats

    client = await nats.connect(f"nats://127.0.0.1:{port}")
    stream = client.jetstream()
    print(time.time(), flush=True)

    async def publish() -> None:
        for at, body in enumerate(given):
            await client.publish("items", body)
            if at % 500 == 499:  # as fast as the server takes them
                await client.flush()
        await client.flush()

    async def reply() -> None:
        questions = await stream.pull_subscribe("items.asked", durable="people")
        while True:
            with suppress(TimeoutError):
                for message in await questions.fetch(200, timeout=1):
                    await client.publish("items.answers", answer(message.data, given))
                    await client.publish(message.reply, b"+ACK")

    await asyncio.gather(publish(), reply())


async def redis_people(port: int, given: list[bytes]) -> None:
    """The same with Redis."""
    from redis.asyncio import Redis

    client: Any = Redis(port=port)
    print(time.time(), flush=True)

    async def publish() -> None:
        for start in range(0, len(given), 500):
            async with client.pipeline(transaction=False) as trip:
                for body in given[start : start + 500]:
                    trip.xadd("items", {b"data": body})
                await trip.execute()

    async def reply() -> None:
        last = b"0"
        while True:
            for _, entries in await client.xread({"items.asked": last}, count=200, block=200):
                for last, fields in entries:  # noqa: B007  # where the next one begins
                    await client.xadd("items.answers", {b"data": answer(fields[b"data"], given)})

    await asyncio.gather(publish(), reply())


async def settled(kind: str, port: int, items: int) -> None:
    """Wait until the broker knows that every item is settled."""
    if kind == "nats":
        import nats

        client = await nats.connect(f"nats://127.0.0.1:{port}")
        stream = client.jetstream()
        while (await stream.consumer_info("items", "bench-items")).ack_floor.stream_seq < items:
            await asyncio.sleep(0.02)
        await client.close()
        return
    from redis.asyncio import Redis

    other: Any = Redis(port=port)
    while True:
        (group,) = await other.xinfo_groups("items")
        if group["entries-read"] == items and not group["pending"]:
            break
        await asyncio.sleep(0.02)
    await other.aclose()


async def measured(kind: str, port: int, items: int, features: int, folder: Path) -> tuple[float, float, Turns]:
    """Seconds, seconds of processor of the learner, and what was done."""
    stop = threading.Event()
    learner = StreamLearner(labels=["low", "high"], project=folder / "project")
    turns = Turns(learner, print, stop)
    address = address_of(f"{kind}://127.0.0.1:{port}/items")
    assert address is not None
    work = asyncio.create_task(carry(address.broker("bench"), turns, Reading("id"), stop, print, address.name))
    await asyncio.sleep(1)  # its streams and groups are there
    command = [sys.executable, __file__, "--people", kind, "--port", str(port)]
    people = subprocess.Popen(
        [*command, "--items", str(items), "--features", str(features)], stdout=subprocess.PIPE, text=True
    )
    assert people.stdout is not None
    began = float(await asyncio.to_thread(people.stdout.readline))
    used = time.process_time()
    while turns.tally.items < items:
        await asyncio.sleep(0.02)
    await settled(kind, port, items)
    spent, used = time.time() - began, time.process_time() - used
    stop.set()
    await work
    people.kill()
    people.wait()
    learner.close()
    return spent, used, turns


def bench(kind: str, items: int, features: int) -> dict[str, Any] | None:
    """Start a server, measure, print a line; the figures, None without the server."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port = sock.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        command = {
            "nats": ["nats-server", "-js", "-sd", folder, "-a", "127.0.0.1", "-p", str(port)],
            "redis": [
                "redis-server", "--port", str(port), "--bind", "127.0.0.1", "--dir", folder, "--save", "",
                "--appendonly", "yes",
            ],
        }[kind]  # fmt: skip
        found = shutil.which(command[0], path=PATH)
        if found is None:
            print(f"{kind:6}  {command[0]} is not installed")
            return None
        server = subprocess.Popen([found, *command[1:]], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            time.sleep(1)
            spent, used, turns = asyncio.run(measured(kind, port, items, features, Path(folder)))
        finally:
            server.kill()
            server.wait()
    tally = turns.tally
    print(
        f"{kind:6}  {items:>7,}  {features:>8}  {tally.asked:>6,}  {tally.answered:>8,}  {spent:>7.2f}"
        f"  {items / spent:>10,.0f}  {items / used:>19,.0f}",
        flush=True,
    )
    return {
        "broker": kind, "items": items, "features": features, "asked": tally.asked, "answered": tally.answered,
        "seconds": round(spent, 2), "cpu_seconds": round(used, 2),
    }  # fmt: skip


def main() -> None:
    """Measure, or be the people of a measurement."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--items", type=int, default=50_000)
    parser.add_argument("--features", default="8", help="one number, or several with commas between")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--brokers", default="nats,redis")
    parser.add_argument("--people", help=argparse.SUPPRESS)
    parser.add_argument("--port", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.people:
        people = {"nats": nats_people, "redis": redis_people}[given.people]
        asyncio.run(people(given.port, bodies(given.items, int(given.features))))
        return
    print("broker    items  features   asked  answered  seconds  items/s     items/s of learner's CPU")
    found = [
        bench(kind, given.items, features)
        for kind in given.brokers.split(",")
        for features in map(int, given.features.split(","))
    ]
    if given.json is not None:
        told = [one for one in found if one is not None]
        given.json.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
