"""`kill -9` at any moment loses no acknowledged answer, doubles none, and changes nothing else."""

import os
import random
import signal
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import psutil
import pytest

from askless.core.events import Event
from askless.data.store.read import read_events
from askless.data.store.state import State

LIVES = 25
"""In each, first the trainer is killed and then the server: 50 kills in all."""

ITEMS = 4000


class Labeller:
    """Somebody who never stops, and sends again what was not acknowledged, as the page does."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.acknowledged: dict[str, tuple[str, str]] = {}
        self.unsent: dict[str, Any] | None = None
        self.last: dict[str, Any] = {}

    def work(self, client: httpx.Client, acts: dict[int, Callable[[], None]]) -> None:
        """Label until the server is gone; the acts happen after so many answers."""
        unsent = [] if self.unsent is None else [self.unsent["id"]]
        held = client.get("/api/queue", params={"n": 5, "tab": "t", "have": unsent}).json()["queries"]
        answered = 0
        while True:
            if self.unsent is None:
                query = held.pop(0)
                body = {
                    "id": query["id"],
                    "answer": self.chance.choice(["ham", "spam"]),
                    "request": str(UUID(int=self.chance.getrandbits(128))),
                    "tab": "t",
                }
                self.unsent = body
            more = {"n": 5 - len(held), "have": [query["id"] for query in held]}
            acts.get(answered, lambda: None)()
            reply = client.post("/api/answers", json=self.unsent | more).json()
            self.acknowledged[self.unsent["request"]] = (self.unsent["id"], self.unsent["answer"])
            self.unsent = None
            self.last = reply["progress"]
            held += reply["queries"]
            answered += 1


def trainers(pid: int) -> list[psutil.Process]:
    """The training processes of a server."""
    return [child for child in psutil.Process(pid).children() if "askless.pool.worker" in child.cmdline()]


def test_nothing_is_lost(start: Callable[..., Any], tmp_path: Path) -> None:
    seed = int(os.environ.get("ASKLESS_SEED", "0")) or random.SystemRandom().randrange(1, 10**6)
    print(f"ASKLESS_SEED={seed}")
    chance = random.Random(seed)
    words = ["win", "prize", "lunch", "tomorrow", "free", "call", "home", "now"]
    source = tmp_path / "mails.csv"
    lines = (f"{' '.join(chance.choices(words, k=6))} {i}" for i in range(ITEMS))
    source.write_text("text\n" + "\n".join(lines) + "\n")
    log = tmp_path / "mails.askless" / "labels.sqlite"
    labeller, before = Labeller(chance), list[Event]()

    for life in range(LIVES):
        served = start("label", source, "--labels", "ham,spam", "--port", "0")
        now = served.client.get("/api/project").json()["progress"]
        check(log, labeller, before, now, life)

        def kill_trainer(pid: int = served.process.pid) -> None:
            for trainer in trainers(pid):
                trainer.kill()

        def kill_server(pid: int = served.process.pid, delay: float = chance.uniform(0, 0.05)) -> None:
            threading.Timer(delay, os.kill, (pid, signal.SIGKILL)).start()  # while requests are under way

        one, other = sorted(chance.sample(range(40), 2))
        with pytest.raises(httpx.TransportError):
            labeller.work(served.client, {one: kill_trainer, other: kill_server})
        served.process.wait()
        before = read_events(log)[0]

    served = start("label", source, "--port", "0")
    check(log, labeller, before, served.client.get("/api/project").json()["progress"], LIVES)
    assert len(labeller.acknowledged) >= LIVES


def check(log: Path, labeller: Labeller, before: list[Event], now: dict[str, Any], life: int) -> None:
    """What the log holds after a restart, and what the server made of it."""
    events, notice = read_events(log)
    assert not notice
    assert events[: len(before)] == before, f"life {life}: the log was changed"
    requests = [event.data["request"] for event in events if event.kind == "answer" and "request" in event.data]
    assert len(requests) == len(set(requests)), f"life {life}: an answer is there twice"
    lost = set(labeller.acknowledged) - set(requests)
    assert not lost, f"life {life}: {len(lost)} acknowledged answers are lost"
    state = State.of(events)
    for item_id, answer in labeller.acknowledged.values():
        assert state.items[item_id].answer == answer
    in_flight = 0 if labeller.unsent is None else labeller.unsent["request"] in requests
    assert state.labelled == len(labeller.acknowledged) + in_flight
    assert (now["labelled"], now["skipped"], now["flagged"]) == (state.labelled, state.skipped, state.flagged)
