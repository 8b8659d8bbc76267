"""A labelling job without a training process, and a browser that has been let in."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
from starlette.types import ASGIApp

from askless.choose.choice import Choice
from askless.core.events import Event
from askless.data.items.text import TextItems
from askless.data.labels.make import label_space
from askless.data.labels.real import Real
from askless.data.labels.space import LabelSpace
from askless.data.store.project import Project
from askless.pool.background import BackgroundTrainer
from askless.pool.learner import PoolLearner
from askless.pool.ranked import Predictions, Ranking
from askless.server.app import build_app
from askless.server.security import Gate
from askless.server.session import LabellingSession

ADDRESS = "http://127.0.0.1:8642"


class StillTrainer(BackgroundTrainer):
    """A trainer that starts no process; a test hands out its rankings."""

    def __init__(self, items: Path = Path(), model: str | None = None, *, batch: int = 10) -> None:
        super().__init__(items, model, batch=batch)
        self.state = {**self.state, "state": "ready", "name": "still"}

    def attach(self, learner: PoolLearner) -> None:
        self._learner = learner

    def warm(self) -> None:
        """There is no process to start."""

    def changed(self) -> None:
        """Nobody trains."""

    def close(self) -> None:
        """Nothing to end."""

    def rank(self, rows: Sequence[int], labels: Sequence[float] = (), confidence: Sequence[float] = ()) -> None:
        """Hand out a ranking, and predictions for all rows if given; of numbers the second is their deviation."""
        self._version += 1
        choice = Choice.of(list(rows), why="unlike all others")
        predictions = None
        if len(labels):
            space, sure = self._learner.space, np.array(confidence, np.float32)
            if isinstance(space, Real):
                predictions = Predictions.of_numbers(space, np.array(labels), sure)
            else:
                predictions = Predictions(space.names, np.array(labels, np.int16), sure)
        self._learner.record(Event("trained", data={"version": self._version, "trained_on": 0, "model": "still"}))
        self.ranking = Ranking(self._version, "margin", choice, predictions)
        self.state = {**self.state, "version": self._version}
        self.notify("model", {"version": self._version})


class InProcess(httpx.BaseTransport):
    """Calls an ASGI application where it is; an exception in it is one of the test."""

    def __init__(self, app: ASGIApp) -> None:
        self._inner = httpx.ASGITransport(app)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        async def answer() -> httpx.Response:
            response = await self._inner.handle_async_request(request)
            return httpx.Response(response.status_code, headers=response.headers, content=await response.aread())

        return asyncio.run(answer())


@pytest.fixture
def make_session(tmp_path: Path) -> Iterator[Callable[..., LabellingSession]]:
    """A function from texts and labels to a session on a project in `tmp_path`."""
    made: list[LabellingSession] = []

    def make(
        items: Any = None,
        labels: Sequence[str] | LabelSpace = ("ham", "spam"),
        kind: str = "classes",
        random_share: float = 0.0,
        strategy: str = "margin",  # which wants no random share of its own
    ) -> LabellingSession:
        pool = [f"text {i}" for i in range(20)] if items is None else items
        trainer = StillTrainer()
        learner = PoolLearner(
            TextItems(pool) if isinstance(pool, list) else pool,
            labels=label_space(labels, kind),
            strategy=strategy,
            project=Project.open(tmp_path / "job.askless"),
            random_share=random_share,
            trainer=trainer,
        )
        learner.start(name="job", source="job.csv")
        about = {"name": "job", "source": "job.csv", "export": "askless export job.csv -o labels.csv", "batch": 10}
        made.append(LabellingSession(learner, trainer, about))
        return made[-1]

    yield make
    for session in made:
        session.close()


@pytest.fixture
def no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Jobs that are opened from a source start no training process."""
    monkeypatch.setattr("askless.server.opening.BackgroundTrainer", StillTrainer)


@pytest.fixture
def session(make_session: Callable[..., LabellingSession]) -> LabellingSession:
    """Twenty texts, two labels."""
    return make_session()


@pytest.fixture
def enter() -> Iterator[Callable[..., httpx.Client]]:
    """A function from a session to a browser in front of its page."""
    opened: list[httpx.Client] = []

    def browser(session: LabellingSession, static: Path = Path("nowhere"), **headers: str) -> httpx.Client:
        gate = Gate(8642)
        app = build_app(session, gate, static=static)
        client = httpx.Client(transport=InProcess(app), base_url=ADDRESS, headers={"X-Askless": "1"})
        assert client.get("/", params={"token": gate.token}).status_code == 303
        client.headers.update(headers)
        opened.append(client)
        return client

    yield browser
    for client in opened:
        client.close()


@pytest.fixture
def client(session: LabellingSession, enter: Callable[..., httpx.Client]) -> httpx.Client:
    """A browser that has been let in."""
    return enter(session)
