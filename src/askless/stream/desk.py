"""`Desk`: where people answer what a stream asks, with the acts that a labelling page knows of a pool."""

from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, cast

import numpy as np

from askless.core.events import Event
from askless.core.ids import Id, Rows
from askless.data.labels.real import Real
from askless.data.labels.skip import SKIP
from askless.data.labels.space import Answer, LabelSpace
from askless.data.store.kept import Kept, keeper_of
from askless.data.store.log import SqliteLog
from askless.data.store.project import Project
from askless.data.store.shape import understood
from askless.data.store.state import OF_ITEMS, ItemState, State
from askless.errors import NotReadyError, UsageError
from askless.stream.journal import answer_json
from askless.stream.learner import StreamLearner
from askless.stream.pending import Asked
from askless.stream.shown import AskedItems

__all__ = ["MOST", "Desk", "Handed", "News"]

MOST = 2_000
"""Asked items that are held in memory, the latest; all others are on disk only."""

SPARE = 256
"""So many more may be held before the oldest are dropped together."""

FRESH = 64
"""Waiting items, the latest, of which the model is asked anew whenever it has learnt."""

CHECKED = 200
"""Random questions, the latest answered, that tell how often the model is right."""


@dataclass(frozen=True)
class Handed:
    """Items that somebody is to answer.

    Parameters
    ----------
    ids : list of str
        The one that was asked last first.
    """

    ids: list[str]


@dataclass(frozen=True)
class News:
    """What has come from the log since it was last told.

    Parameters
    ----------
    asked : bool
        Whether there are new questions.
    answered : list of str
        Items that were answered or skipped elsewhere: not at this desk.
    """

    asked: bool
    answered: list[str]


class Desk:
    """The questions of a stream, for people to answer while it goes on.

    It has the acts of a `PoolLearner` and means the same by them, as far as a stream can:

    * `ask` hands out what waits, the latest question first: in a stream that drifts an old question is worth
      less, its answer tells of a world that has passed, and with more questions than anybody can answer it is
      the old ones that stay without an answer. When no new ones wait, older ones come.
    * `tell` returns when the answer is on disk, and the model has learnt from it.
    * `undo` takes an answer back from the log, and its item waits again. The model cannot unlearn what it was
      told; it learns the new answer besides.

    Parameters
    ----------
    learner : StreamLearner
        On a project; whoever offers items may go on doing so from another thread.
    most : int, default 2_000
        Asked items that are held in memory, see `MOST`.

    Raises
    ------
    UsageError
        If the learner has no project: an acknowledged answer has to be on disk.

    Notes
    -----
    All methods but `heard` are called under one lock of the caller's. What the log says is taken in by `catch_up`
    and by every act. Memory does not grow with the stream.

    Examples
    --------
    >>> import askless, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     stream = askless.StreamLearner(labels=["low", "high"], budget=1.0, project=f"{folder}/a.askless")
    ...     desk = Desk(stream)
    ...     decisions = stream.offer_many([[0.1], [0.9]])
    ...     stream.commit()
    ...     asked = desk.ask(1).ids
    ...     desk.tell(asked, ["high"])
    ...     counts = desk.waiting, desk.state.labelled
    ...     stream.close()
    >>> asked, counts
    (['1'], (1, 1))
    """

    def __init__(self, learner: StreamLearner, most: int = MOST) -> None:
        if learner.project is None:
            raise UsageError("This stream has no project.", "Name a folder with `project`, where its answers are kept.")
        self.learner = learner
        self.project: Project = learner.project
        self.items = AskedItems()
        self.state = State(learner.space)
        self.notices: deque[tuple[int, str]] = deque(maxlen=20)
        self.fresh = threading.Event()
        """Set when there may be news."""
        self._most = most
        self._keeper = keeper_of(self.project.log)
        self._heard: deque[tuple[list[Event], list[Kept]]] = deque()
        self._asked, self._elsewhere = False, deque[str](maxlen=FRESH)
        self._out: set[str] = set()  # handed to somebody
        self._said: dict[str, tuple[float, float]] = {}  # by item: code or number, and how sure
        self._said_at = -1  # answers that had been learnt from then
        self._floor = 0  # all items that wait and have this number or a higher one are in memory
        self._checks: deque[bool] = deque(maxlen=CHECKED)
        self._miscounted = False  # old questions were answered, of which nothing is in memory
        self._recall()

    # --- what a page asks of a learner ------------------------------------------------------------

    @property
    def space(self) -> LabelSpace:
        """The label space, as the learner has it."""
        return self.learner.space

    @property
    def strategy(self) -> str:
        """Name of the strategy in use."""
        return self.learner.strategy

    @property
    def strategies(self) -> list[str]:
        """None to choose from: a stream keeps its strategy."""
        return []

    @property
    def waiting(self) -> int:
        """Asked items without an answer."""
        return self.state.pending

    @property
    def outstanding(self) -> list[str]:
        """Items that were handed out before the program was started again: nobody knows."""
        return []

    @property
    def checked(self) -> tuple[int, int]:
        """Of how many random questions, of the latest `CHECKED`, the model had foreseen the answer, and how many."""
        return sum(self._checks), len(self._checks)

    def copies_of(self, row: int) -> Rows:
        """No rows: items of a stream are answered one by one."""
        return np.empty(0, dtype=np.int64)

    def ask(self, k: int = 1) -> Handed:
        """Up to `k` items that wait and that nobody has, the latest question first."""
        self.catch_up()
        found = list(islice(self._free(), k))
        if len(found) < k and self._floor > 0:
            self._fetch_older(k - len(found))
            found = list(islice(self._free(), k))
        self._out.update(found)
        return Handed(found)

    def release(self, ids: Iterable[Id]) -> None:
        """Nobody has these any more: they may be handed out again."""
        self._out.difference_update(map(str, ids))

    def tell(self, ids: Sequence[Id], answers: Sequence[Answer], **details: Any) -> None:
        """Take in answers; when this returns they are on disk. Errors as in `StreamLearner.tell`."""
        self.bring(map(str, ids))
        self.learner.tell(ids, answers, **details)
        self._settle(map(str, ids))

    def skip(self, item_id: Id, **details: Any) -> None:
        """Say that an item will get no answer."""
        self.bring([str(item_id)])
        self.learner.tell([item_id], [SKIP], **details)
        self._settle([str(item_id)])

    def flag(self, item_id: Id, on: bool = True, **details: Any) -> None:
        """Mark an item for somebody to look at, or take the mark away."""
        self._act("flag", str(item_id), {"on": on, **details})

    def note(self, item_id: Id, text: str, **details: Any) -> None:
        """Write a note on an item; an empty one takes it away."""
        self._act("note", str(item_id), {"text": text, **details})

    def undo(self, annotator: str | None = None, **details: Any) -> tuple[str, Id] | None:
        """Take back the latest answer, skip, flag or note on the items in memory; None if there is none.

        The log takes it back; the model does not unlearn.
        """
        self.catch_up()
        events = self.state.undoable(annotator)
        act = self.state.event(events[0]) if events else None
        if act is None or act.item is None:
            return None
        earlier = {act.item: self._before(act)} if act.kind in ("answer", "skip") else {}
        self.learner.record(Event("undo", data={"events": events, **details}), earlier)
        self._settle([])
        if self.state.item(act.item).pending:
            self._out.add(act.item)  # it goes back to whoever took it back
        return act.kind, act.item

    def add_label(self, name: str) -> None:
        """Add a label; LabelError if the name is blank or taken."""
        self.learner.add_label(name)
        self._settle([])

    def rename_label(self, old: str, new: str) -> None:
        """Not in a stream: UsageError."""
        raise UsageError(
            f"The labels of a stream keep their names, so “{old}” cannot be renamed.",
            "Add another label, or begin another project.",
        )

    def set_strategy(self, name: str) -> None:
        """Not while a stream runs: UsageError."""
        raise UsageError(f"A running stream keeps its strategy “{self.strategy}”.", "Name another one when it starts.")

    def close(self) -> None:
        """Hear no more; the learner stays open."""
        self.learner.listen(lambda events, kept: None)

    # --- what the model says ----------------------------------------------------------------------

    def said(self) -> tuple[list[float], list[float]] | None:
        """What the model says of each item here, in their order: codes of labels or numbers, and probabilities.

        Of items that are waiting and recent what it says now, of the others its last word while they waited. None
        as long as it has learnt nothing.
        """
        if self._said_at != self.learner.answered or len(self._said) < len(self.items):
            self._ask_model()
        if len(self._said) < len(self.items):
            return None
        pairs = [self._said[item_id] for item_id in self.items.ids.names or ()]
        return [value for value, _ in pairs], [sure for _, sure in pairs]

    def _ask_model(self) -> None:
        """Ask the model about the items on which its word is missing or may have changed."""
        unsaid = [item_id for item_id in self.items.newest() if item_id not in self._said]
        waiting = islice((i for i in self.items.newest() if self.state.item(i).pending), FRESH)
        wanted = list(dict.fromkeys([*unsaid, *waiting, *self._out]))
        if not wanted:
            return
        answered = self.learner.answered
        raw = [self.items.get(item_id).raw for item_id in wanted]
        try:
            if isinstance(self.space, Real):
                told = [(float(f"{number:.4g}"), 0.0) for number in cast("list[float]", self.learner.predict(raw))]
            else:
                proba = self.learner.predict_proba(raw)
                told = list(zip(proba.argmax(axis=1).tolist(), proba.max(axis=1).tolist(), strict=True))
        except NotReadyError:
            return
        self._said.update(zip(wanted, told, strict=True))
        self._said_at = answered

    # --- the log ----------------------------------------------------------------------------------

    def heard(self, events: list[Event], kept: list[Kept]) -> None:
        """Something was committed; called from the learner's threads."""
        self._heard.append((events, kept))
        self.fresh.set()

    def news(self) -> News:
        """Take in what the log has got, and tell what is new since the last call."""
        self.fresh.clear()
        self.catch_up()
        news = News(self._asked, [item_id for item_id in self._elsewhere if item_id in self.items])
        self._asked = False
        self._elsewhere.clear()
        return news

    def catch_up(self) -> None:
        """Take in what the log has got."""
        while self._heard:
            events, kept = self._heard.popleft()
            for event in events:
                if event.seq > self.state.seq:
                    self._take(event, {one.id: Asked.of(one) for one in kept})
                    self._asked |= event.kind == "asked"
                    if event.kind in ("answer", "skip") and "request" not in event.data:
                        self._elsewhere.append(str(event.item))
        if self._miscounted:
            self._count()
        if len(self.items) > self._most + SPARE:
            self._trim()

    def bring(self, item_ids: Iterable[str]) -> None:
        """Fetch items that are no longer in memory, for whoever still looks at them."""
        self.catch_up()
        missing = [item_id for item_id in item_ids if item_id not in self.items]
        found = self._keeper.find(missing) if missing else {}
        self._take_before(sorted(found.values(), key=lambda one: one.number))

    def _recall(self) -> None:
        """Be as the log is: its latest questions, and what happened to them."""
        self.learner.commit()
        self.learner.listen(self.heard)
        begun = next((event for event in self.project.log if event.kind == "project"), None)
        if begun is not None:
            self.state.apply(begun)
        events = [event for event in self._keeper.latest(self._most) if understood(event)]
        asked = [query[0] for event in events if event.kind == "asked" for query in event.data["queries"]]
        contents = {item_id: Asked.of(one) for item_id, one in self._keeper.find(asked).items()}
        for event in events:
            if event.seq > self.state.seq:
                self._take(event, contents)
        first = self.items.oldest()
        self._floor = 0 if first is None else first.number
        self._count()

    def _take(self, event: Event, contents: dict[str, Asked]) -> None:
        """Take in the next event of the log."""
        if event.kind == "adapted":
            self.notices.append((int(event.data.get("number", 0)), str(event.data.get("sentence", ""))))
        if event.kind == "asked":
            for item_id, *_ in event.data["queries"]:
                if item_id in contents:
                    self.items.add(item_id, contents[item_id])
        if event.kind not in OF_ITEMS or str(event.item) in self.items:
            self._check(event)
            self.state.apply(event)
            return
        self.state.seq = event.seq
        self._miscounted |= event.kind in ("answer", "skip")

    def _check(self, event: Event) -> None:
        """Whether the model had foreseen the answer to a random question."""
        if event.kind != "answer" or isinstance(self.space, Real) or self.state.item(str(event.item)).labelled:
            return
        asked = self.items.get(str(event.item))
        names = self.space.names
        if asked.random and len(asked.said) and np.ptp(asked.said) > 0:  # it had something to say
            self._checks.append(names[int(asked.said.argmax())] == event.data["answer"])

    def _count(self) -> None:
        """Count in the log how many wait and how often each label was given."""
        self._miscounted = False
        waiting, skipped, answers = self._keeper.counts()
        self.state.pending, self.state.skipped, self.state.labelled = waiting, skipped, sum(answers.values())
        self.state.label_counts.clear()
        if not isinstance(self.space, Real):
            self.state.label_counts.update({json.loads(answer): n for answer, n in answers.items()})

    # --- inside -----------------------------------------------------------------------------------

    def _free(self) -> Iterable[str]:
        """Items that wait and that nobody has, the latest first."""
        return (i for i in self.items.newest() if i not in self._out and self.state.item(i).pending)

    def _fetch_older(self, n: int) -> None:
        """Take up waiting items that are on disk only, the latest of them."""
        while n > 0 and self._floor > 0:
            kept = self._keeper.older(self._floor, n)
            self._floor = kept[-1].number if kept else 0
            new = [one for one in kept if one.id not in self.items]
            self._take_before(new[::-1])
            n -= len(new)

    def _take_before(self, older: Sequence[Kept]) -> None:
        """Put older items before those in memory; the counts know them already."""
        contents = {kept.id: Asked.of(kept) for kept in older}
        queries = [[i, one.score, one.probability, one.random, one.why] for i, one in contents.items()]
        pending = self.state.pending
        about = {"round": 0, "strategy": self.strategy, "version": 0, "queries": queries}
        self.state.apply(Event("asked", data=about, seq=1))
        self.state.pending = pending
        self.items.add_before(contents)
        for kept in older:
            if kept.answer is not None:
                self._answer_before(self.state.items[kept.id], kept.id, kept.answer)

    def _answer_before(self, item: ItemState, item_id: str, answer: str) -> None:
        """An older item has been answered or skipped, by an act of which nothing else is in memory."""
        item.pending, item.skipped = False, answer == ""
        if item.skipped:
            item.history = [Event("skip", item_id, seq=1)]
            return
        item.answered = Event("answer", item_id, {"answer": json.loads(answer)}, seq=1)
        item.answer, item.history = self.state.meant(item.answered), [item.answered]

    def _trim(self) -> None:
        """Drop the oldest items that nobody has."""
        over = len(self.items) - self._most
        names = self.items.ids.names or ()
        gone = list(islice((item_id for item_id in names if item_id not in self._out), over))
        self._floor = max(self._floor, *(self.items.get(item_id).number + 1 for item_id in gone))
        self.items.drop(gone)
        self.state.forget(gone)
        for item_id in gone:
            self._said.pop(item_id, None)

    def _settle(self, item_ids: Iterable[str]) -> None:
        """See to it that an act is on disk, and take it in; people are slow enough for it to survive a power cut."""
        self.learner.commit()
        if isinstance(self.project.log, SqliteLog):
            self.project.log.sync()
        self._out.difference_update(item_ids)
        self.catch_up()

    def _act(self, kind: str, item_id: str, data: dict[str, Any]) -> None:
        """Write down an act that concerns people only."""
        self.bring([item_id])
        self.items.ids.row(item_id)  # UnknownNameError if it was never asked about
        known = {name: value for name, value in data.items() if value is not None}
        self.learner.record(Event(kind, item_id, known))
        self._settle([])

    def _before(self, act: Event) -> str | None:
        """The answer to an item as it stood before its latest act: as JSON, "" if skipped, None if it waited."""
        history = self.state.item(str(act.item)).history
        for event in reversed([event for event in history if event.seq < act.seq]):
            if event.kind == "answer":
                return answer_json(cast("Any", self.state.meant(event)))
            if event.kind == "skip":
                return ""
        return None
