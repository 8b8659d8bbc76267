"""A labelling session over a stream that goes on while people answer."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import asdict
from typing import Any

import numpy as np

from askless.core.events import Event
from askless.data.labels.real import Real
from askless.data.store.log import SqliteLog
from askless.data.store.scan import event_of
from askless.errors import AsklessError, StorageError
from askless.pool.ranked import Predictions
from askless.server.session import LabellingSession
from askless.server.standing import ELSEWHERE, Standing
from askless.stream.desk.desk import Desk
from askless.stream.watched import watched

__all__ = ["StreamSession"]

BREATH = 0.25
"""Seconds between two looks at what the stream has brought; pages hear of it then."""

SHOWN = 5
"""Steps of adaptation that pages tell of, the latest."""


class Asking:
    """The order in which a stream's questions are answered, the latest first: another object when there are new ones.

    Parameters
    ----------
    desk : Desk
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._made: tuple[tuple[int, int], Predictions | None] = ((-1, -1), None)

    @property
    def version(self) -> int:
        """The model is another one with each answer."""
        return self._desk.learner.answered

    @property
    def predictions(self) -> Predictions | None:
        """What the model says of the items in memory."""
        key = (self._desk.state.seq, self.version)
        if self._made[0] != key:
            self._made = (key, self._predictions())
        return self._made[1]

    def _predictions(self) -> Predictions | None:
        said, names = self._desk.said(), self._desk.space.names
        if said is None:
            return None
        if isinstance(self._desk.space, Real):
            return Predictions((), np.array(said[0], np.float64))
        return Predictions(names, np.array(said[0], np.int16), np.array(said[1], np.float32))


class Learnt:
    """Stands where a pool has its trainer: of a stream, the model has learnt before an answer is acknowledged.

    Parameters
    ----------
    desk : Desk
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.ranking = Asking(desk)
        self.notify: Callable[[str, dict[str, Any]], None] = lambda word, data: None

    @property
    def state(self) -> dict[str, Any]:
        """How the model stands."""
        n = self._desk.learner.answered
        about = {"version": n, "trained_on": n, "name": self._desk.learner.model.name, "message": "", "share": None}
        return {"state": "ready" if n else "waiting", **about}


class StreamStanding(Standing):
    """Where a stream stands, in the words of pages."""

    learner: Desk

    def __init__(self, learner: Desk, trainer: Learnt, about: dict[str, Any]) -> None:
        super().__init__(learner, trainer, about)
        self.ended = False
        """Whether no more items come."""

    @property
    def remaining(self) -> int:
        """Questions that wait."""
        return self.learner.waiting

    @property
    def done(self) -> bool:
        """Never: an answer can be corrected, and another stream may go on where this one ended."""
        return False

    def binds(self, item_id: str) -> bool:
        """No: a question that nobody has seen yet comes after the newer ones, drawn at random or not."""
        return False

    def nothing(self) -> str:
        """Why there is no item to ask."""
        if not self.learner.space.names and self.learner.space.kind != "real":
            return "No label has a name yet."
        if self.learner.waiting:
            return f"All questions that wait are {ELSEWHERE}"
        stream = self.learner.learner
        counts = f"{stream.seen:,} {'item' if stream.seen == 1 else 'items'} seen, {stream.asked:,} asked about"
        if self.ended:
            return f"The stream has ended, and every question is answered: {counts}."
        return f"Nothing to label just now: {counts}. The next question shows here by itself."

    def query(self, item_id: str) -> dict[str, Any]:
        """An item with everything that the page shows beside it; an old one comes from the disk."""
        with self._lock:
            self.learner.bring([item_id])
            query = super().query(item_id)
            came = f"item {self.learner.items.get(query['id']).number + 1:,} of the stream"
            return query | {"why": f"{query['why']} · {came}"}

    def steady(self) -> AbstractContextManager[Any]:
        """Items come and go, but not while this is entered."""
        return self._lock

    def progress(self) -> dict[str, Any]:
        """Counts, and how the stream goes."""
        with self._lock:
            # Of the whole stream, not only of the questions that are still kept.
            mine = {"items": self.learner.learner.asked, "labelled": self.learner.state.labelled}
            return self._counts() | mine | {"estimate": self._estimate(), "stream": self._stream()}

    def _estimate(self) -> dict[str, Any]:
        """How good the model is: the number of `askless status`, in its words."""
        made = self.learner.estimate
        told = {name: value for name, value in asdict(made).items() if name not in ("level", "advice")}
        _, _, rests_on = made.sentence.partition("), ")  # behind the interval, which the page shows by itself
        note = f"{100 * made.level:.0f} % interval, {rests_on}" if made.ready else ""
        return told | {"measure": "error" if isinstance(self.learner.space, Real) else "accuracy", "note": note}

    def _stream(self) -> dict[str, Any]:
        """Of items and questions."""
        desk, stream = self.learner, self.learner.learner
        latest = list(desk.notices)[: -SHOWN - 1 : -1]
        return {
            "seen": stream.seen,
            "asked": stream.asked,
            "waiting": desk.waiting,
            "share": stream.realised,
            "budget": getattr(stream.budget, "share", None),
            "watched": watched(desk.project.settings),
            "happened": [{"item": number, "sentence": sentence} for number, sentence in latest],
            "ended": self.ended,
        }

    def _menu(self) -> list[dict[str, str]]:
        """Nothing to choose from."""
        return []


class StreamSession(LabellingSession):
    """A session whose questions come from a running stream.

    Parameters
    ----------
    desk : Desk
    about : dict
        "name", "source", and perhaps "export" (the command that writes the labels).

    Notes
    -----
    Whoever offers items goes on doing so from another thread. `close` leaves the learner open.
    """

    learner: Desk
    trainer: Learnt
    standing: StreamStanding

    def __init__(self, desk: Desk, about: dict[str, Any]) -> None:
        full = {"export": "", "batch": 1, **about}
        super().__init__(desk, Learnt(desk), full, StreamStanding)
        self._closed = threading.Event()
        self._watcher = threading.Thread(target=self._watch, name="askless-desk", daemon=True)
        self._watcher.start()

    def ended(self) -> None:
        """No more items come: pages say so, and what waits can still be answered."""
        self.standing.ended = True
        self.hub.publish("progress")

    def close(self) -> None:
        """Tell no more."""
        self._closed.set()
        self.learner.fresh.set()
        self._watcher.join()
        super().close()

    def _watch(self) -> None:
        """Tell pages what the stream brings."""
        while not self._closed.wait(BREATH):
            if not self.learner.fresh.wait(4 * BREATH):
                continue
            try:
                self._tell_news()
            except AsklessError as error:  # a disk that cannot be read
                self.trainer.notify("fault", {"error": error.problem, "remedy": error.remedy})

    def _tell_news(self) -> None:
        """Of new questions, and of answers that were given elsewhere."""
        with self._lock:
            news = self.learner.news()
            self.learner.release(news.answered)
            for item_id in news.answered:
                self.leases.drop(item_id)
                row = self.standing.browser.row(self.learner.items.ids.row(item_id))
                self.hub.publish("answered", {"tab": "", "row": row})
            if news.asked:
                self.trainer.ranking = Asking(self.learner)
        if news.asked:
            self.trainer.notify("model", {"version": self.trainer.ranking.version})
        else:
            self.trainer.notify("progress", {})

    def _undone_by(self, seq: int) -> tuple[str, Any]:
        """What an earlier undo took back."""
        undo = self._event(seq)
        if undo.kind != "undo":
            return super()._undone_by(seq)
        act = self._event(undo.data["events"][0])
        return act.kind, act.item

    def _event(self, seq: int) -> Event:
        """An event by its number: a log of a stream is too long to be read for one."""
        log = self.learner.project.log
        assert isinstance(log, SqliteLog)
        found = log.query("SELECT seq, time, kind, item, data FROM events WHERE seq = ?", (seq,))
        if not found:
            raise StorageError(f"The event {seq} is not in the label log.", "Check the project folder.")
        return event_of(*found[0])
