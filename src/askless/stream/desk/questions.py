"""The latest questions of a stream: a window over its log that moves on with it."""

from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice

from askless.core.events import Event
from askless.data.labels.real import Real
from askless.data.store.kept import Kept, keeper_of
from askless.data.store.project import Project
from askless.data.store.shape import understood
from askless.data.store.state import OF_ITEMS, ItemState, State
from askless.errors import CorruptLogError
from askless.stream.checks import KEPT, Checks
from askless.stream.desk.shown import AskedItems
from askless.stream.journal import answer_json
from askless.stream.learner import StreamLearner
from askless.stream.pending import Asked
from askless.stream.record import TURNS

__all__ = ["MOST", "News", "Questions"]

MOST = 2_000
"""Asked items that are held in memory, the latest; all others are on disk only."""

SPARE = 256
"""So many more may be held before the oldest are dropped together."""

LOUD = 64
"""Answers from elsewhere that news tell of at the most."""


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


class Questions:
    """What was asked lately, and what happened to it, as the log says.

    Parameters
    ----------
    learner : StreamLearner
    project : Project
        Its project.
    most : int
        Asked items that are held in memory.

    Attributes
    ----------
    items : AskedItems
    state : State
        A fold of the log as far as it is about these items; its counts are of all.
    out : set of str
        Items that somebody has been given.
    notices : deque of (int, str)
        Steps of adaptation, the latest last.
    checks : Checks
        How well the latest answers to random questions had been predicted.
    turn : Event or None
        The latest step of adaptation after which that is counted anew.
    fresh : Event
        Set when there may be news.

    Notes
    -----
    All methods but `heard` are called under one lock of the caller's.
    """

    def __init__(self, learner: StreamLearner, project: Project, most: int) -> None:
        self.items = AskedItems()
        self.state = State(learner.space)
        self.out: set[str] = set()
        self.notices: deque[tuple[int, str]] = deque(maxlen=20)
        self.checks = Checks()
        self.turn: Event | None = None
        self.fresh = threading.Event()
        self._learner, self._most = learner, most
        self._keeper = keeper_of(project.log)
        self._heard: deque[tuple[list[Event], list[Kept]]] = deque()
        self._asked, self._elsewhere = False, deque[str](maxlen=LOUD)
        self._floor = 0  # all items that wait and have this number or a higher one are in memory
        self._miscounted = False  # old questions were answered, of which nothing is in memory
        self._recall(project)

    def free(self, k: int) -> list[str]:
        """Up to `k` items that wait and that nobody has, the latest first; older ones come from the disk."""
        found = list(islice(self._free(), k))
        if len(found) < k and self._floor > 0:
            self._fetch_older(k - len(found))
            found = list(islice(self._free(), k))
        return found

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
            contents = {one.id: Asked.of(one) for one in kept}
            for event in events:
                if event.seq > self.state.seq:
                    self._take(event, contents)
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

    def _recall(self, project: Project) -> None:
        """Be as the log is: its latest questions, and what happened to them."""
        self._learner.commit()
        self._learner.listen(self.heard)
        begun = next((event for event in project.log if event.kind == "project"), None)
        if begun is not None:
            self.state.apply(begun)
        self.turn = self._keeper.last_adapted(tuple(TURNS))
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
            if event.data.get("act") in TURNS:
                self.turn = event
        if event.kind == "asked":
            for item_id, *_ in event.data["queries"]:
                if item_id in contents:
                    self.items.add(item_id, contents[item_id])
        if event.kind not in OF_ITEMS or str(event.item) in self.items:
            touched = self.state.apply(event)
            if event.kind in ("answer", "skip", "undo"):
                for item_id in touched:
                    self._check(item_id)
            return
        self.state.seq = event.seq
        self._miscounted |= event.kind in ("answer", "skip")

    def _check(self, item_id: str) -> None:
        """Something happened to the answer of an item: whether it had been predicted."""
        answer = self.state.item(item_id).answer
        self.checks.take(self.items.get(item_id), None if answer is None else answer_json(answer), self.state.space)

    def _check_all(self) -> None:
        """The same of all items, from the disk."""
        self.checks.clear()
        for kept in self._keeper.drawn():
            with suppress(CorruptLogError):
                self.checks.take(Asked.of(kept), kept.answer, self._learner.space)
            if len(self.checks) == KEPT:
                break

    def _count(self) -> None:
        """Count in the log how many wait, how often each label was given, and how often it was predicted."""
        self._check_all()
        self._miscounted = False
        waiting, skipped, answers = self._keeper.counts()
        self.state.pending, self.state.skipped, self.state.labelled = waiting, skipped, sum(answers.values())
        self.state.label_counts.clear()
        if not isinstance(self._learner.space, Real):
            self.state.label_counts.update({json.loads(answer): n for answer, n in answers.items()})

    def _free(self) -> Iterable[str]:
        """Items in memory that wait and that nobody has, the latest first."""
        return (i for i in self.items.newest() if i not in self.out and self.state.item(i).pending)

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
        about = {"round": 0, "strategy": self._learner.strategy, "version": 0, "queries": queries}
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
        gone = list(islice((item_id for item_id in names if item_id not in self.out), over))
        self._floor = max(self._floor, *(self.items.get(item_id).number + 1 for item_id in gone))
        self.items.drop(gone)
        self.state.forget(gone)
