"""Questions that are made before somebody asks for them: making one takes up to a second, and nobody is to wait."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from askless.core.ids import Id, Ids, Rows
from askless.data.items.items import Kind
from askless.data.labels.space import LabelSpace
from askless.data.store.project import Project
from askless.data.store.state import State
from askless.errors import AsklessError
from askless.pool.ranked import Predictions

if TYPE_CHECKING:
    from askless.synthesis.learner import SynthesisLearner

__all__ = ["Ahead", "AskedSoFar", "Handed"]


@dataclass(frozen=True)
class Handed:
    """Questions that somebody is to answer.

    Parameters
    ----------
    ids : list of str
        In the order in which they were made.
    """

    ids: list[str]


class AskedSoFar:
    """The first questions of a learner: their number stands still while another one is being made.

    Parameters
    ----------
    items : Questions
        All of them; more may come. Those whose content was damaged are not among them.
    """

    def __init__(self, items: Any) -> None:
        self._items = items
        self.ids = Ids(tuple(items.names))

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def kind(self) -> Kind:
        """What an item is."""
        kind: Kind = self._items.kind
        return kind

    def show(self, row: int) -> dict[str, Any]:
        """One item for the page, and whether it is one that exists."""
        shown: dict[str, Any] = self._items.show(row)
        return shown | {"real": self._items.at(row).real}

    def image(self, row: int) -> tuple[bytes, str]:
        """The picture of a row, and its media type."""
        picture: tuple[bytes, str] = self._items.image(row)
        return picture

    def line(self, row: int) -> str:
        """One item as a line."""
        return str(self._items.line(row))

    def search(self, query: str, rows: Rows | None = None) -> Rows:
        """Rows whose values contain `query`."""
        found: Rows = self._items.search(query, np.arange(len(self)) if rows is None else rows)
        return found


class Ahead:
    """A learner that makes its questions in a thread of its own, and hands out those that are ready.

    It has the acts of a learner and means the same by them. `ask` alone differs: it never makes a question itself, so
    it returns at once, with fewer than `k` if fewer are ready; what was missing is then made. Nobody knows better what
    to ask than a model that has learnt from the latest answer, so no more are made than somebody asked for.

    Parameters
    ----------
    learner : SynthesisLearner
    budget : int, optional
        Questions that may be asked in all.

    Notes
    -----
    All methods are called under one lock of the caller's, which `begin` is told of. None of them but `close` waits for
    a question that is being made: such a one goes on with the strategy and the answers that it was begun with.
    """

    def __init__(self, learner: SynthesisLearner, budget: int | None = None) -> None:
        self.learner, self.budget = learner, budget
        self.items = AskedSoFar(learner.items)
        self._damaged = learner.asked - len(self.items)
        self.predictions = self._said()
        """What the model said of each question when it was made, before anybody had answered it."""
        self.making = False
        self.trouble: AsklessError | None = None
        """Why the latest question could not be made."""
        self.exhausted = False
        """Whether the learner had no more to ask, when it was tried last."""
        self.unanswerable = learner.unanswerable
        self._ready = deque(learner.outstanding)
        self._wanted = 0 if self._ready else 1
        self._wake = threading.Event()
        self._closed = False
        self._thread: threading.Thread | None = None
        self._lock: AbstractContextManager[Any] = threading.RLock()
        self._tell: Callable[[str, dict[str, Any]], None] = lambda word, data: None

    def begin(self, lock: AbstractContextManager[Any], tell: Callable[[str, dict[str, Any]], None]) -> None:
        """Make questions from now on.

        Parameters
        ----------
        lock : context manager
            Entered whenever something changes here.
        tell : callable
            Called from another thread with a word ("made", "progress", "fault") and a dict.
        """
        self._lock, self._tell = lock, tell
        self._thread = threading.Thread(target=self._work, name="askless-ahead", daemon=True)
        self._thread.start()
        self._wake.set()

    # --- what a page asks of a learner ------------------------------------------------------------

    @property
    def state(self) -> State:
        """What the log says."""
        return self.learner.state

    @property
    def space(self) -> LabelSpace:
        """The label space."""
        return self.learner.space

    @property
    def project(self) -> Project | None:
        """The project."""
        return self.learner.project

    @property
    def strategy(self) -> str:
        """Name of the strategy in use."""
        return self.learner.strategy

    @property
    def strategies(self) -> list[str]:
        """Names of those that fit."""
        return self.learner.strategies

    @property
    def outstanding(self) -> list[str]:
        """None: questions of an earlier run are ready."""
        return []

    @property
    def spent(self) -> bool:
        """Whether as many were asked as may be."""
        return self.budget is not None and len(self.items) + self._damaged >= self.budget

    def copies_of(self, row: int) -> Rows:
        """None: no question is asked twice."""
        return np.empty(0, dtype=np.int64)

    def ask(self, k: int = 1) -> Handed:
        """Up to `k` questions that are ready."""
        ids: list[str] = []
        while self._ready and len(ids) < k:
            item_id = self._ready.popleft()
            if self.state.item(item_id).pending:  # not answered elsewhere meanwhile
                ids.append(item_id)
        if len(ids) < k:
            self._wanted = max(self._wanted, k - len(ids))
            self._wake.set()
        return Handed(ids)

    def claim(self, ids: Iterable[Id]) -> list[str]:
        """Those that are ready are so no more: a page that outlived the server shows them."""
        shown = [str(item_id) for item_id in ids if str(item_id) in self._ready]
        for item_id in shown:
            self._ready.remove(item_id)
        return shown

    def release(self, ids: Iterable[Id]) -> None:
        """Questions that nobody looks at any more are ready again, before all others."""
        self._ready.extendleft(item_id for item_id in reversed([str(one) for one in ids]) if item_id not in self._ready)

    def tell(self, ids: Any, answers: Any, **details: Any) -> None:
        """Take in answers; when this returns they are on disk."""
        self.learner.tell(ids, answers, **details)
        self._wake.set()

    def skip(self, item_id: Id, **details: Any) -> None:
        """Take in that nobody can tell; when this returns it is on disk."""
        self.learner.skip(item_id, **details)
        self._wake.set()

    def flag(self, item_id: Id, on: bool = True, **details: Any) -> None:
        """Mark an item, or take the mark away."""
        self.learner.flag(item_id, on, **details)

    def note(self, item_id: Id, text: str, **details: Any) -> None:
        """Write a note on an item."""
        self.learner.note(item_id, text, **details)

    def undo(self, annotator: str | None = None, **details: Any) -> tuple[str, Id] | None:
        """Take back the latest act."""
        undone = self.learner.undo(annotator, **details)
        self._wake.set()
        return undone

    def add_label(self, name: str) -> None:
        """Add a label."""
        self.learner.add_label(name)

    def rename_label(self, old: str, new: str) -> None:
        """Rename a label."""
        self.learner.rename_label(old, new)

    def set_strategy(self, name: str) -> None:
        """Make questions another way from the next one on; UsageError at once if it does not fit."""
        self.learner.set_strategy(name)
        self.trouble, self.exhausted = None, False

    def close(self) -> None:
        """Make no more questions, and close the learner."""
        self._closed = True
        self._wake.set()
        if self._thread is not None:
            self._thread.join()
        self.learner.close()

    def _said(self) -> Predictions | None:
        """What the model said of each question."""
        n = len(self.items)
        said = [self.learner.items.at(row).said for row in range(n)]
        known = np.array([one is not None for one in said], dtype=bool)
        if not known.any():
            return None
        sure = np.full(n, np.nan, np.float32)
        if self.space.kind == "real":
            values = np.array([0.0 if one is None else one[0] for one in said])
            sure[known] = [one[1] for one in said if one is not None]
            return Predictions.of_numbers(self.space, values, sure)  # type: ignore[arg-type]  # numbers are of a Real
        labels = np.array([-1 if one is None else int(np.argmax(one)) for one in said], np.int16)
        sure[known] = [float(np.max(one)) for one in said if one is not None]
        return Predictions(self.space.names, labels, sure)

    # --- in a thread of its own -------------------------------------------------------------------

    def _work(self) -> None:
        while True:
            self._wake.wait()
            self._wake.clear()
            if self._closed:
                return
            self._look()
            while self._begins():
                self._make()

    def _look(self) -> None:
        """How often people could not tell, by now."""
        found = self.learner.unanswerable
        with self._lock:
            changed, self.unanswerable = found.counts != self.unanswerable.counts, found
        if changed:
            self._tell("progress", {})

    def _begins(self) -> bool:
        """Whether another question is to be made now."""
        with self._lock:
            if self.spent:
                self._wanted = 0
            self.making = self._wanted > 0 and not self._closed
            return self.making

    def _make(self) -> None:
        """One more question."""
        ids: list[str] = []
        trouble: AsklessError | None = None
        strategy = self.strategy
        try:
            ids = self.learner.ask(1).ids
        except AsklessError as error:
            trouble = error
        except Exception as error:  # of somebody's model or strategy: pages have to hear of it, and answering goes on
            trouble = AsklessError(
                f"The next question could not be made: {type(error).__name__}: {error}.",
                "Choose another strategy, or start again with another model.",
            )
        with self._lock:
            before = self.trouble
            if ids or self.strategy == strategy:
                self.trouble, self.exhausted = trouble, not ids and trouble is None
                self._wanted = self._wanted - 1 if ids else 0  # else whoever asks again has it tried again
            else:  # somebody chose another strategy meanwhile, which is tried next
                trouble = None
            self.making = False
            self._ready.extend(ids)
            self.items = AskedSoFar(self.learner.items)
            self.predictions = self._said()
        if self._closed:
            return
        if trouble is not None and (before is None or before.problem != trouble.problem):
            self._tell("fault", {"error": trouble.problem, "remedy": trouble.remedy})
        self._tell("made" if ids else "progress", {})
