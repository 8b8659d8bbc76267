"""`Desk`: where people answer what a stream asks, with the acts that a labelling page knows of a pool."""

from __future__ import annotations

import threading
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
from askless.data.store.log import SqliteLog
from askless.data.store.project import Project
from askless.data.store.state import State
from askless.enough.estimate import Estimate
from askless.errors import ModelError, NotReadyError, UsageError
from askless.stream.desk.questions import MOST, News, Questions
from askless.stream.desk.shown import AskedItems
from askless.stream.journal import answer_json
from askless.stream.learner import StreamLearner
from askless.stream.record import Record

__all__ = ["Desk", "Handed"]

FRESH = 64
"""Waiting items, the latest, of which the model is asked anew whenever it has learnt."""


@dataclass(frozen=True)
class Handed:
    """Items that somebody is to answer.

    Parameters
    ----------
    ids : list of str
        The one that was asked last first.
    """

    ids: list[str]


class Desk:
    """The questions of a stream, for people to answer while it goes on.

    It has the acts of a `PoolLearner` and means the same by them, as far as a stream can:

    * `ask` hands out what waits, the latest question first: in a stream that drifts an old question is worth
      less, its answer tells of a world that has passed, and with more questions than anybody can answer it is
      the old ones that stay without an answer. When no new ones wait, older ones come.
    * `tell` returns when the answer is on disk, and the model has learnt from it.
    * `undo` takes an answer back, and its item waits again; the log keeps both, and neither counts. The model
      cannot unlearn what it was told; it learns the new answer besides.

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
    All methods are called under one lock of the caller's. What the log says is taken in by `catch_up`
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
        self._questions = Questions(learner, self.project, most)
        self._said: dict[str, tuple[float, float]] = {}  # by item: code or number, and how sure
        self._said_at = -1  # answers that had been learnt from then

    # --- what a page asks of a learner ------------------------------------------------------------

    @property
    def items(self) -> AskedItems:
        """The latest asked items."""
        return self._questions.items

    @property
    def state(self) -> State:
        """What the log says of them, and its counts."""
        return self._questions.state

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
    def estimate(self) -> Estimate:
        """How good the model is, as `askless status` has it."""
        numbers, scores = zip(*self._questions.checks.latest, strict=True) if len(self._questions.checks) else ((), ())
        checked, turn = np.array(numbers, dtype=np.int64), self._questions.turn
        return Record(self.space, checked=checked, scores=np.array(scores, dtype=np.float64), turn=turn).estimate

    @property
    def notices(self) -> Sequence[tuple[int, str]]:
        """Steps of adaptation, the latest last: how many items had come by then, and a sentence."""
        return self._questions.notices

    @property
    def fresh(self) -> threading.Event:
        """Set when there may be news."""
        return self._questions.fresh

    def news(self) -> News:
        """Take in what the log has got, and tell what is new since the last call."""
        return self._questions.news()

    def catch_up(self) -> None:
        """Take in what the log has got."""
        self._questions.catch_up()

    def bring(self, item_ids: Iterable[str]) -> None:
        """Fetch items that are no longer in memory, for whoever still looks at them."""
        self._questions.bring(item_ids)

    def copies_of(self, row: int) -> Rows:
        """No rows: items of a stream are answered one by one."""
        return np.empty(0, dtype=np.int64)

    def ask(self, k: int = 1) -> Handed:
        """Up to `k` items that wait and that nobody has, the latest question first."""
        self.catch_up()
        found = self._questions.free(k)
        self._questions.out.update(found)
        return Handed(found)

    def release(self, ids: Iterable[Id]) -> None:
        """Nobody has these any more: they may be handed out again."""
        self._questions.out.difference_update(map(str, ids))

    def tell(self, ids: Sequence[Id], answers: Sequence[Answer], **details: Any) -> None:
        """Take in answers; when this returns they are on disk. Errors as in `StreamLearner.tell`."""
        self.bring(map(str, ids))
        try:
            self.learner.tell(ids, answers, **details)
        except ModelError:  # the answers are taken, whatever the model makes of them
            self._settle(map(str, ids))
            raise
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

        It counts no more, and stays in the log; the model does not unlearn.
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
            self._questions.out.add(act.item)  # it goes back to whoever took it back
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
        names = self.items.ids.names or ()
        if self._said_at != self.learner.answered or not self._said.keys() >= set(names):
            self._ask_model()
        if not self._said.keys() >= set(names):
            return None
        pairs = [self._said[item_id] for item_id in names]
        return [value for value, _ in pairs], [sure for _, sure in pairs]

    def _ask_model(self) -> None:
        """Ask the model about the items on which its word is missing or may have changed."""
        unsaid = [item_id for item_id in self.items.newest() if item_id not in self._said]
        waiting = islice((i for i in self.items.newest() if self.state.item(i).pending), FRESH)
        wanted = list(dict.fromkeys([*unsaid, *waiting, *self._questions.out]))
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
        known = (item for item in self._said.items() if item[0] in self.items)
        self._said = {**dict(known), **dict(zip(wanted, told, strict=True))}
        self._said_at = answered

    # --- inside -----------------------------------------------------------------------------------

    def _settle(self, item_ids: Iterable[str]) -> None:
        """See to it that an act is on disk, and take it in; people are slow enough for it to survive a power cut."""
        self.learner.commit()
        if isinstance(self.project.log, SqliteLog):
            self.project.log.sync()
        self._questions.out.difference_update(item_ids)
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
