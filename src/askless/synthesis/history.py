"""What has happened in a project of synthesis: its log and its questions, always in step."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from askless.core.events import Event
from askless.data.labels.space import LabelSpace
from askless.data.store.log import Log
from askless.data.store.shape import understood
from askless.data.store.state import State
from askless.synthesis.asked import Asked
from askless.synthesis.domain.space import Points, Space
from askless.synthesis.journal import Journal
from askless.synthesis.questions import Questions
from askless.synthesis.real_rows import RealRows

__all__ = ["History", "Sorted"]

MOST_GIVEN = 500
"""Labelled rows of the pool that models are taught beside the answers; of more, so many spread over all."""

_TEACHES = frozenset({"answer", "undo", "label_added"})
"""Events after which a model is out of date."""


class Sorted(NamedTuple):
    """Questions by what became of them, as rows of `History.items`."""

    answered: list[int]
    waiting: list[int]
    """Those that were given back, too."""
    unanswerable: list[int]


class History:
    """A log, folded into the state of every question.

    Parameters
    ----------
    domain : Space
    log : Log
        Read once, and appended to.
    space : LabelSpace
        Labels to begin with; those in the log go before.
    real : RealRows
    belongs : callable
        Given what the first event says; raises what is wrong if the log is that of something else.

    Attributes
    ----------
    items : Questions
    state : State
    refused : Counter of (str, str)
        How often each test refused a question, by test and reason. Of many at a time 20 are told by their reason.
    failed : dict of str to str
        Why a laboratory gave no answer, by question.
    snapped : bool
        Whether too many questions could not be answered, so that rows that exist are asked instead.
    used_up : bool
        Whether it was told that all rows that exist are asked.
    ids : set of str
        All ids that were ever asked about, those of damaged questions among them.
    damaged : int
        Questions whose content could not be read.
    lessons : int
        Number of the last event from which a model can learn.
    """

    def __init__(
        self,
        domain: Space,
        log: Log,
        space: LabelSpace,
        real: RealRows,
        belongs: Callable[[Mapping[str, Any]], None] = lambda begun: None,
    ) -> None:
        self.journal = Journal(log)
        self.items = Questions(domain)
        self.state = State(space)
        self.refused: Counter[tuple[str, str]] = Counter()
        self.failed: dict[str, str] = {}
        self.snapped = self.used_up = False
        self.lessons = 0
        self.ids: set[str] = set()
        self._real = real
        self._sorted: tuple[int, Sorted] | None = None
        events, asked, self.damaged = self.journal.read()
        if events:
            belongs(next((event.data for event in events if event.kind == "project"), {}))
        for event in events:
            self._take_in(event, asked)

    @property
    def space(self) -> LabelSpace:
        """The label space, as the log has it."""
        return self.state.space

    def commit(self, events: Sequence[Event], asked: Mapping[str, Asked] | None = None) -> None:
        """Store events and questions, then take them in."""
        found = asked or {}
        kept = [one.kept(item_id) for item_id, one in found.items()]
        for event in self.journal.write(events, kept):
            self._take_in(event, found)

    def sorted(self) -> Sorted:
        """All questions by what became of them."""
        if self._sorted is None or self._sorted[0] != self.state.seq:
            found = Sorted([], [], [])
            for row, name in enumerate(self.items.names):
                item = self.state.items[name]
                (found.answered if item.labelled else found.unanswerable if item.skipped else found.waiting).append(row)
            self._sorted = self.state.seq, found
        return self._sorted[1]

    def returned(self) -> list[str]:
        """Questions that were given back and wait for nobody."""
        state = self.state
        if len(self.items) - state.labelled - state.skipped - state.pending <= 0:
            return []
        return [name for row in self.sorted().waiting if not state.items[name := self.items.names[row]].pending]

    def made_up(self, rows: Sequence[int]) -> Points:
        """Points of those of some questions that were made up."""
        return self.items.points([row for row in rows if not self.items.at(row).real])

    def taught(self, first: int | None = None) -> tuple[Points, npt.NDArray[Any]]:
        """Points and encoded answers that models learn from: known rows of the pool, then the first so many answers."""
        names, answered = self.items.names, self.sorted().answered[:first]
        rows = self.known_rows()
        answers = self.space.encode([self.state.items[names[row]].answer for row in answered])
        points = self.items.points(answered)
        if not len(rows):
            return points, answers
        codes = self._real.codes(self.space)[rows]
        return np.concatenate([self._real.points[rows], points]), np.concatenate([codes, answers])

    def known_rows(self) -> npt.NDArray[np.int64]:
        """Rows of the pool whose answers are known from the beginning, as many as teach models."""
        rows = self._real.known(self.space)
        if len(rows) <= MOST_GIVEN:
            return rows
        return rows[np.linspace(0, len(rows) - 1, MOST_GIVEN).astype(np.int64)]

    def _take_in(self, event: Event, asked: Mapping[str, Asked]) -> None:
        """Take in an event, and the questions that it asks."""
        if event.kind == "asked" and understood(event):
            for item_id, *_ in event.data["queries"]:
                self.ids.add(item_id)
                if item_id in asked and item_id not in self.items:
                    self.items.add(item_id, asked[item_id])
                    if asked[item_id].real:  # a made-up question may be called as a row of a pool that came later
                        self._real.asked(item_id)
        elif event.kind == "refused":
            for test, said in event.data.get("reasons", ()):
                self.refused[str(test), str(said)] += 1
            if more := int(event.data.get("more", 0)):
                self.refused["", "Reasons that are not told one by one."] += more
        elif event.kind == "snapped":
            self.snapped = bool(event.data.get("on"))
            self.used_up = self.used_up or bool(event.data.get("used_up"))
        elif event.kind == "label_renamed" and understood(event, self.space.kind):
            self._real.rename(event.data["old"], event.data["new"])
        elif event.kind == "failed" and event.item is not None:
            self.failed[event.item] = str(event.data.get("reason", ""))
        if event.kind in _TEACHES or (event.kind == "skip" and event.data.get("instead")):
            self.lessons = event.seq
        self.state.apply(event)
