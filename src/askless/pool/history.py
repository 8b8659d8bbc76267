"""What has happened in a job: the log, and what follows from it, always in step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeGuard

from askless.core.events import Event
from askless.core.ids import Rows
from askless.core.task import SEQUENCES, Task
from askless.data.items.items import Items
from askless.data.labels.real import Real
from askless.data.labels.space import Answer, LabelSpace
from askless.data.store.log import Log
from askless.data.store.state import ItemState, Query, State
from askless.enough.effort import LONGEST
from askless.pool.job import Job
from askless.pool.marks import FREE, LABELLED, SKIPPED, Marks
from askless.pool.settled import Settled
from askless.pool.unfit import set_aside

__all__ = ["History"]

_TEACHES = frozenset({"answer", "skip", "undo", "label_added", "label_renamed", "holdout", "strategy"})
"""Events after which a model or a ranking is out of date."""

_MOST = 1_000_000
"""Tokens or decisions beyond which no answer about a sentence has them."""


class History:
    """A log, folded into the state of every item and into masks over the pool.

    Parameters
    ----------
    items : Items
        The pool.
    log : Log
        Read once, and appended to.
    space : LabelSpace
        Labels to begin with; those in the log go before.
    """

    def __init__(self, items: Items, log: Log, space: LabelSpace) -> None:
        self.items, self.log = items, log
        self.state = State(space)
        self.marks = Marks(items.ids, items.duplicates())
        for event in log:
            self._take_in(event)
        touched, self.notice = set_aside(items, self.state)
        self.marks.refresh(self.state, touched)

    def append(self, events: Sequence[Event]) -> bool:
        """Store events, then take them in; whether a model or a ranking is out of date now."""
        for event in self.log.append(events):
            self._take_in(event)
        return any(event.kind in _TEACHES for event in events)

    def candidates(self) -> Rows:
        """Rows that may be asked now, in order: untouched ones, or else the skipped."""
        free = self.marks.candidates()
        return free if free.size or self.marks.tests(FREE).size else self.marks.skipped()

    def tests(self) -> Rows:
        """Test items that may be asked now, in the order of their draw: untouched ones, or at last the skipped."""
        free = self.marks.tests(FREE)
        return free if free.size or self.candidates().size else self.marks.tests(SKIPPED)

    def job(self, seed: int, strategy: str, *, by_person: bool = False) -> Job:
        """Everything that training and choosing need to know, as of now; who answered what only if asked for."""
        state, ids = self.state, self.items.ids
        labelled = [(row, state.items[ids.text(row)]) for row in self.marks.labelled().tolist()]
        # In the order of asking, which the order of answering does not change; older ones stay in front.
        # Within a round by key: folds follow this order, and the order of the pool must not change a pick.
        keys = ids.keys()
        test = [(row, state.items[ids.text(row)]) for row in self.marks.tests(LABELLED).tolist()]
        test = [(row, item) for row, item in test if _blind(item) and _at_once(item, state.space.kind)]
        labelled.sort(key=lambda pair: (-1 if pair[1].query is None else pair[1].query.round, int(keys[pair[0]])))
        settled = Settled(state)
        several = [
            settled.doubts(self._group(row), item.answer)
            for row, item in labelled
            if sum(event.kind == "answer" for event in item.history) > 1
        ]
        return Job(
            seq=state.seq,
            rows=[row for row, _ in labelled],
            answers=[item.answer for _, item in labelled],
            random=[row for row, item in labelled if _drawn_and_blind(item) and _at_once(item, state.space.kind)],
            pending=self.marks.pending().tolist(),
            skipped=self.marks.skipped().tolist(),
            names=list(state.space.names),
            space=state.space.kind,
            seed=seed,
            number=state.rounds,
            asked=state.asked,
            served=state.served(),
            strategy=strategy,
            held=self.marks.held().tolist(),
            test=[row for row, _ in test],
            test_answers=[item.answer for _, item in test],
            test_size=len(state.held),
            looked=_looked(state.looks[-1]) if state.looks else None,
            contradicted=sum(disputed for disputed, _ in several),
            changed=sum(changed for _, changed in several),
            since_start=_since_start([item.query for _, item in labelled if item.query is not None]),
            counted=state.labelled,
            partly=self.marks.partly().tolist(),
            spent=self._spent() if state.space.kind in SEQUENCES else [],
            by_person=[self._said(row) for row, _ in labelled] if by_person else None,
            real=state.space.to_json() if isinstance(state.space, Real) else None,
        )

    def _spent(self) -> list[list[float]]:
        """What was read and decided for each timed answer about a sentence, and its seconds."""
        answers = (event for item in self.state.items.values() for event in item.history if event.kind == "answer")
        told = ([event.data.get(name) for name in ("read", "decisions", "seconds")] for event in answers)
        return [[read, made, time] for read, made, time in told if _amount(read) and _amount(made) and _lasted(time)]

    def _said(self, row: int) -> dict[str, Answer]:
        """What each person answered to an item or to a copy of it."""
        return self.state.answers_by(self._group(row))

    def _group(self, row: int) -> list[str]:
        """Ids of an item and of its exact copies."""
        return [self.items.ids.text(one) for one in (row, *self.marks.copies_of(row).tolist())]

    def _take_in(self, event: Event) -> None:
        self.marks.refresh(self.state, self.state.apply(event))


def _since_start(queries: Sequence[Query]) -> list[int]:
    """Of answered queries those from the first on that a strategy chose: how many there are, and how many were drawn.

    Before it, everything is drawn as there is no model yet. What nobody asked for is left out: where it comes
    from is not known.
    """
    first = min((query.turn for query in queries if not query.random), default=None)
    since = [] if first is None else [query for query in queries if query.turn >= first]
    return [len(since), sum(query.random for query in since)]


def _amount(value: object) -> TypeGuard[float]:
    """Whether it can be a number of tokens or decisions: another one is of a damaged log."""
    return isinstance(value, (int, float)) and 0 <= value < _MOST


def _lasted(value: object) -> TypeGuard[float]:
    """Whether it can be the time of one answer."""
    return isinstance(value, (int, float)) and 0 < value <= LONGEST


def _looked(look: dict[str, Any]) -> list[int]:
    """Labels, names of labels and doubtful items at a look; older logs do not count the last."""
    doubtful = look.get("doubtful")
    return [look["labels"], look["names"], doubtful if isinstance(doubtful, int) else 0]


def _drawn_and_blind(item: ItemState) -> bool:
    """Whether an answer may tell how good the model is: the item was drawn, and nobody saw a suggestion."""
    return item.query is not None and item.query.random and _blind(item)


def _at_once(item: ItemState, task: Task) -> bool:
    """Whether all that is known of an item was said after it was asked last, and by nobody who saw a suggestion.

    What was known of a sentence before it was drawn may be what a strategy asked for.
    """
    if task not in SEQUENCES:
        return True
    answers = [event for event in item.history if event.kind == "answer"]
    return not item.partly and all(e.seq > item.asked_at and not e.data.get("suggestion_seen") for e in answers)


def _blind(item: ItemState) -> bool:
    """Whether it was answered by somebody who saw no suggestion."""
    return item.answered is not None and not item.answered.data.get("suggestion_seen")
