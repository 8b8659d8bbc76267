"""`kill -9` of the page of made-up questions loses no acknowledged answer, and the same question waits afterwards."""

import os
import random
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest

from askless.core.events import Event
from askless.data.store.read import read_events
from askless.data.store.state import State

LIVES = 4
"""Each ends with a kill: in turn with a question on screen, and while an answer is under way."""

TOML = """
[[inputs]]
name = "temperature"
type = "real"
low = 280
high = 420

[answer]
labels = ["safe", "runaway"]
"""


class Person:
    """Somebody who never stops, and sends again what was not acknowledged, as the page does."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.acknowledged: dict[str, tuple[str, str | None]] = {}
        self.unsent: tuple[str, dict[str, Any]] | None = None
        self.screen: dict[str, Any] | None = None
        """The question on screen, which nobody has answered yet."""

    def work(self, client: httpx.Client, acts: dict[int, Callable[[], None]]) -> None:
        """Answer until the server is gone; the acts happen after so many answers."""
        held: list[dict[str, Any]] = []
        answered = 0
        while True:
            if self.unsent is None:
                while not held:
                    held = client.get("/api/queue", params={"n": 2, "tab": "t"}).json()["queries"]
                self.screen = held.pop(0)
                body = {"id": self.screen["id"], "request": str(UUID(int=self.chance.getrandbits(128))), "tab": "t"}
                acts.pop(answered, lambda: None)()
                tells = self.chance.random() < 0.8
                answer = {"answer": self.chance.choice(["safe", "runaway"])} if tells else {}
                self.unsent = ("/api/answers" if tells else "/api/skips", body | answer)
            path, body = self.unsent
            reply = client.post(path, json=body | {"n": 2, "have": [query["id"] for query in held]})
            assert reply.status_code == 200, reply.text
            self.acknowledged[body["request"]] = (body["id"], body.get("answer"))
            self.unsent = self.screen = None
            held += reply.json()["queries"]
            answered += 1


def test_nothing_is_lost(start: Callable[..., Any], tmp_path: Path) -> None:
    seed = int(os.environ.get("ASKLESS_SEED", "0")) or random.SystemRandom().randrange(1, 10**6)
    print(f"ASKLESS_SEED={seed}")
    chance = random.Random(seed)
    source = tmp_path / "tank.toml"
    source.write_text(TOML, encoding="utf-8")
    log = tmp_path / "tank.askless" / "labels.sqlite"
    person, before = Person(chance), list[Event]()

    for life in range(LIVES + 1):
        served = start("synthesize", source, "--strategy", "sobol", "--port", "0")
        now = served.client.get("/api/project").json()["progress"]
        before = check(log, person, before, now, life)
        waits = served.client.get("/api/queue", params={"n": 2, "tab": "t"}).json()["queries"]
        on_screen = person.screen if person.unsent is None else None  # else the answer may have come through
        if on_screen is not None:
            assert [query["item"] for query in waits if query["id"] == on_screen["id"]] == [on_screen["item"]]
        if life == LIVES:
            break

        def kill_now(server: Any = served.process) -> None:
            server.kill()
            server.wait()
            raise httpx.ReadError("The server is gone.")

        def kill_soon(server: Any = served.process, delay: float = chance.uniform(0, 0.05)) -> None:
            threading.Timer(delay, server.kill).start()

        with pytest.raises(httpx.TransportError):
            person.work(served.client, {chance.randrange(1, 12): kill_soon if life % 2 else kill_now})
        served.process.wait()
    assert len(person.acknowledged) >= LIVES


def check(log: Path, person: Person, before: list[Event], now: dict[str, Any], life: int) -> list[Event]:
    """What the log holds after a restart, and what the server made of it."""
    events, notice = read_events(log)
    assert not notice
    assert events[: len(before)] == before, f"life {life}: the log was changed"
    acts = [event for event in events if event.kind in ("answer", "skip") and "request" in event.data]
    requests = [event.data["request"] for event in acts]
    assert len(requests) == len(set(requests)), f"life {life}: an answer is there twice"
    lost = set(person.acknowledged) - set(requests)
    assert not lost, f"life {life}: {len(lost)} acknowledged answers are lost"
    asked = [query[0] for event in events if event.kind == "asked" for query in event.data["queries"]]
    assert len(asked) == len(set(asked)), f"life {life}: a question was made twice"
    state = State.of(events)
    for item_id, answer in person.acknowledged.values():
        item = state.items[item_id]
        assert (item.answer, item.skipped) == (answer, answer is None)
    in_flight = 0 if person.unsent is None else person.unsent[1]["request"] in requests
    assert state.labelled + state.skipped == len(person.acknowledged) + in_flight
    assert (now["labelled"], now["skipped"]) == (state.labelled, state.skipped)
    return events
