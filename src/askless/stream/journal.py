"""What a stream learner has to write, gathered and committed together.

One commit for each item would cost more than the item. So what was decided and told is gathered and
committed in one transaction at the latest 50 ms after the first of it: by the call that finds it due, or by
a thread where no call comes. `commit` waits for nothing: what was handed over is on disk when it returns.
"""

from __future__ import annotations

import json
import threading
import time
from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from askless.core.events import Event
from askless.core.pack import pack
from askless.data.store.kept import Keeper, Kept, Written
from askless.errors import AsklessError, ProjectError

__all__ = ["GROUP", "MODELS", "Journal", "answer_json"]

AHEAD = "ahead"
"""Name of the state that says that `Journal.ahead` is so."""

MODELS = "adapting"
"""Name of the state of the models, which is not written with each commit."""

GROUP = 0.05
"""Seconds after which what was gathered is on disk at the latest."""

BY_A_CALL, BY_THE_THREAD = 0.7 * GROUP, 0.9 * GROUP
"""When a call commits that finds something gathered, and when the thread does where no call has come. As long as calls
come it is left to them: a thread that wants the lock costs them more than the commit does."""

_ANSWER = json.JSONEncoder(ensure_ascii=False)  # `json.dumps` with an option makes one for each call


class Journal:
    """Gathers what is to be written.

    Parameters
    ----------
    keeper : Keeper
        Where it is written.
    states : callable
        Gives the states to be written with a commit, by name, as bytes.
    lock : RLock
        Held by whoever calls; the thread takes it before it commits.

    Attributes
    ----------
    heard : callable
        Given the events of each commit, as they were numbered, and the newly asked items; returns at once.
    ahead : bool
        Whether there are answers to items that nobody had asked about, which may yet come.

    Notes
    -----
    If a commit fails, everything stays gathered and the error is raised at the next call, before that call changes
    anything. So a full disk stops the stream and loses nothing that it still has in memory. That holds whatever goes
    wrong: what nobody has thought of is a ProjectError.
    """

    def __init__(self, keeper: Keeper, states: Callable[[], dict[str, bytes]], lock: Any) -> None:
        self._keeper, self._states, self._lock = keeper, states, lock
        self._gathered = Written()
        self._since: float | None = None
        self._failure: AsklessError | None = None
        self.heard: Callable[[list[Event], list[Kept]], None] = lambda events, kept: None
        self.ahead = AHEAD in keeper.states()
        self._held: dict[str, Kept] = {}  # what is gathered of items, by id
        self._passed: list[int] = []  # first, number of items, questions among them
        self._passed_ids: list[bytes] = []
        self._wake, self._ended = threading.Event(), threading.Event()
        self._idle = False  # whether the thread has to be woken
        self._closed = False
        self._thread: threading.Thread | None = None

    def offered(self, first: int, n: int, asked: int, ids: list[int] | None) -> None:
        """Items were decided upon; runs of them become one row of the log.

        Parameters
        ----------
        first, n, asked : int
            Number of the first, how many, and how many of them were asked about.
        ids : list of int or None
            Keys of their ids, where they have ids of their own.
        """
        if not self._passed:
            self._passed = [first, 0, 0]
        self._passed[1] += n
        self._passed[2] += asked
        if ids is not None:
            self._passed_ids.append(np.array(ids, dtype=np.uint64).tobytes())

    def asked(self, event: Event, kept: list[Kept]) -> None:
        """Items were asked about."""
        self._gathered.events.append(event)
        self._keep(kept)

    def told(self, events: list[Event], answers: Mapping[str, str | None], unasked: Iterable[Kept] = ()) -> None:
        """Answers have come, or were taken back; and items that nobody had asked about."""
        self._gathered.events += events
        self.ahead = self._keep(unasked) or self.ahead
        self._gathered.answers.update(answers)

    def _keep(self, items: Iterable[Kept]) -> bool:
        """Gather items; whether there are any."""
        new = {kept.id: kept for kept in items}
        self._held |= new
        self._gathered.kept += new.values()
        return bool(new)

    def taught(self, rows: Mapping[str, bytes]) -> None:
        """Rows that the models are taught now, by item id; on disk until the state of the models holds them."""
        self._gathered.taught.update(rows)

    def noted(self, *events: Event) -> None:
        """Anything else has happened."""
        self._gathered.events += events

    def check(self) -> None:
        """Raise what went wrong with the last commit, after trying once more."""
        if self._failure is not None:
            self.commit()

    def commit(self) -> None:
        """Write everything now.

        Raises
        ------
        StorageError
            If it could not be written; it stays gathered.
        ProjectError
            If it cannot be written at all.
        """
        if not (self._passed or self._gathered.events):
            return
        if self._passed:
            first, n, asked = self._passed
            data: dict[str, Any] = {"first": first, "items": n, "asked": asked}
            if self._passed_ids:
                data["ids"] = b64encode(b"".join(self._passed_ids)).decode()
            self._gathered.events.append(Event("let_go", data=data))
            self._passed, self._passed_ids = [], []
        try:
            self._gathered.states = self._states() | ({AHEAD: pack(True)} if self.ahead else {})
            self._gathered.learnt = MODELS in self._gathered.states
            written, kept = self._keeper.write(self._gathered), self._gathered.kept
        except AsklessError as error:
            self._failure = error
            raise
        except Exception as error:  # no call may go on as if it were on disk, and the thread must not end of it
            self._failure = ProjectError(
                f"What came last cannot be written down ({type(error).__name__}: {error}).",
                "Open the project again; it is as it was before.",
            )
            raise self._failure from error
        self._failure, self._since, self._gathered, self._held = None, None, Written(), {}
        self.heard(written, kept)

    def find(self, item_ids: list[str]) -> dict[str, Kept]:
        """Asked items by id, those that are not written yet included."""
        found = self._keeper.find(item_ids)
        for item_id in item_ids:
            kept = found.get(item_id) or self._held.get(item_id)
            if kept is not None:
                found[item_id] = replace(kept, answer=self._gathered.answers.get(item_id, kept.answer))
        return found

    def close(self) -> None:
        """Write everything, and end the thread."""
        self._closed = True
        self._ended.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join()
        with self._lock:
            self.commit()

    def due(self) -> None:
        """A call is done: commit if it is time, else see to it that it happens in time.

        Never in the middle of a call: the state that is written has to be that of a moment between two of them.
        """
        if not (self._passed or self._gathered.events):
            return
        now = time.monotonic()
        if self._since is None:
            self._since = now
            if self._thread is None:
                self._thread = threading.Thread(target=self._watch, name="askless-commit", daemon=True)
                self._thread.start()
            if self._idle:
                self._wake.set()
        elif now - self._since >= BY_A_CALL and self._failure is None:
            self._try()

    def _try(self) -> None:
        """Commit; what goes wrong is raised at the next call."""
        try:
            self.commit()
        except AsklessError:
            return

    def _watch(self) -> None:
        """Commit what no call has committed in time.

        As long as calls come it looks every now and then by itself: to be woken by each of them would take the
        interpreter from them.
        """
        while not self._closed:
            since = self._since
            if since is not None and self._failure is None:
                self._ended.wait(max(since + BY_THE_THREAD - time.monotonic(), 0.001))
                with self._lock:
                    if self._since == since and self._failure is None:
                        self._try()
                continue
            self._ended.wait(BY_THE_THREAD)
            self._idle = True
            if not self._closed and (self._since is None or self._failure is not None):
                self._wake.wait()
            self._idle = False
            self._wake.clear()


def answer_json(answer: Any) -> str:
    """An answer as it is kept."""
    return _ANSWER.encode(answer)
