"""The state of a project: a fold over its log.

Applying the same events in the same order gives the same state, in any process. Undo is an event
like any other: it takes back the events it names, and what they had hidden shows again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from askless.core.events import Event
from askless.data.labels.classes import Classes
from askless.data.labels.make import KINDS, label_space
from askless.data.labels.real import Real
from askless.data.labels.space import Answer, LabelSpace, from_json
from askless.data.store.shape import understood

__all__ = ["ItemState", "Query", "State"]

OF_ITEMS = frozenset({"answer", "skip", "flag", "note"})
"""Kinds of events that happen to one item and can be taken back."""


@dataclass(frozen=True, slots=True)
class Query:
    """How an item came to be asked.

    Parameters
    ----------
    round, version : int
        Round of asking, and version of the model that ranked it (0 = none).
    strategy : str
    score : float
        Larger = asked sooner.
    probability : float
        Probability with which the round selected the item, in (0, 1].
    random : bool
        Whether it belongs to the random share.
    why : str
        One line for people.
    turn : int
        How many queries had been asked before it, those left out that were released by then, and test items.
    test : bool, default False
        Whether it was asked for the test, see `State.held`.
    window : (int, int) or None
        First token and end of what was asked of a sentence; None for the whole of it.
    """

    round: int
    version: int
    strategy: str
    score: float
    probability: float
    random: bool
    why: str
    turn: int
    test: bool = False
    window: tuple[int, int] | None = None


@dataclass(slots=True)
class ItemState:
    """What is known of one item that something has happened to."""

    answer: Answer | None = None
    answered: Event | None = None
    partly: bool = False  # the answer leaves something unknown, so that the item may be asked again
    earlier: Query | None = None  # by which the answer came, if the item was asked again since
    skipped: bool = False
    flagged: bool = False
    note: str = ""
    query: Query | None = None
    asked_at: int = 0  # sequence number of the latest question that was not released
    pending: bool = False
    history: list[Event] = field(default_factory=list)

    @property
    def labelled(self) -> bool:
        """Whether it has an answer."""
        return self.answered is not None


class State:
    """Everything that the log says, kept up to date event by event.

    Parameters
    ----------
    space : LabelSpace, optional
        The label space before the first event; the log's own word on it wins.

    Examples
    --------
    >>> state = State(Classes(["ham", "spam"]))
    >>> state.apply(Event("answer", "7", {"answer": "spam"}, seq=1))
    ['7']
    >>> state.items["7"].answer, state.labelled
    ('spam', 1)
    >>> state.apply(Event("undo", data={"events": [1]}, seq=2))
    ['7']
    >>> state.labelled
    0
    """

    def __init__(self, space: LabelSpace | None = None) -> None:
        self.space: LabelSpace = space if space is not None else Classes()
        self.items: dict[str, ItemState] = {}
        self.project: dict[str, Any] = {}
        self.strategy: str | None = None
        self.trained: list[dict[str, Any]] = []
        self.looks: list[dict[str, Any]] = []  # forecasts and verdicts, the latest last
        self.requests: dict[str, list[int]] = {}
        self.recent: dict[str, None] = {}  # ids of answered items, the latest last
        self.label_counts: Counter[str] = Counter()  # answers that give each label
        self.labelled = self.partly = self.skipped = self.flagged = self.pending = 0
        self.rounds = self.asked = self.seq = 0
        self.held: dict[str, float] = {}  # items kept apart for the test, in order, and the chance of each at its draw
        self.taken_back: set[str] = set()  # items that had an answer once: a model may have learnt it
        self.tested = 0  # of them, those that were asked and not released; `asked` does not count these
        self.held_at = (0, 0)  # `asked` and `tested` when the latest were drawn
        self.strange = 0  # events that do not hold what their kind promises, which are passed over
        self._renames: list[tuple[int, str, str]] = []
        self._item_of: dict[int, str] = {}
        self._undone: set[int] = set()
        self._drawn: set[int] = set()  # turns at which a row was drawn at random and not released

    @classmethod
    def of(cls, events: Iterable[Event], space: LabelSpace | None = None) -> State:
        """Fold a whole log."""
        state = cls(space)
        for event in events:
            state.apply(event)
        return state

    def item(self, item_id: str) -> ItemState:
        """State of an item, an untouched one if nothing has happened to it."""
        return self.items.get(item_id) or ItemState()

    def counts(self) -> dict[str, Any]:
        """Counts, and the latest estimate, forecast and verdict (None where there is none), as JSON has them."""
        look = self.looks[-1] if self.looks else {}
        return {
            "items": int(self.project.get("items", len(self.items))),
            "labelled": self.labelled,
            "skipped": self.skipped,
            "flagged": self.flagged,
            "pending": self.pending,
            "test": {"answered": self.tests_answered(), "size": len(self.held)} if self.held else None,
            "estimate": next((t["estimate"] for t in reversed(self.trained) if t.get("estimate")), None),
            "forecast": look.get("forecast"),
            "verdict": look.get("verdict"),
        }

    @property
    def notice(self) -> str:
        """A sentence on events that had to be passed over; "" if there are none."""
        if not self.strange:
            return ""
        return f"{self.strange:,} of the events of the label log cannot be understood, and are passed over."

    def tests_answered(self) -> int:
        """How many of the items that are kept apart have an answer."""
        return sum(item.labelled and not item.partly for item in map(self.item, self.held))

    def served(self) -> list[int]:
        """Turns to come at which a row was drawn at random already, and kept when others were released."""
        return sorted(turn for turn in self._drawn if turn >= self.asked)

    def apply(self, event: Event) -> list[str]:
        """Take in the next event of the log; kinds that are not known are passed over.

        Parameters
        ----------
        event : Event
            As the log returned it.

        Returns
        -------
        touched : list of str
            Ids of the items whose state may have changed.
        """
        self.seq = max(self.seq, event.seq)
        self._guess_kind(event)
        if not understood(event, self.space.kind):
            self.strange += 1
            return []
        if event.kind in OF_ITEMS and event.item is not None:
            self._item_of[event.seq] = event.item
            if request := event.data.get("request"):
                self.requests.setdefault(request, []).append(event.seq)
            self._change(event.item, [*self.item(event.item).history, event])
            return [event.item]
        if (handler := _HANDLERS.get(event.kind)) is not None:
            return list(handler(self, event) or ())
        return []

    def forget(self, item_ids: Iterable[str]) -> None:
        """Drop what is known of some items; the counts stay. Their acts cannot be taken back any more.

        For streams, whose items never end.
        """
        for item_id in item_ids:
            self.items.pop(item_id, None)
            self.recent.pop(item_id, None)
            self.taken_back.discard(item_id)
        self._item_of = {seq: item_id for seq, item_id in self._item_of.items() if item_id in self.items}
        self._undone &= self._item_of.keys()
        first = next(iter(self._item_of), self.seq)
        self.requests = {request: seqs for request, seqs in self.requests.items() if seqs[-1] >= first}
        self._drawn = {turn for turn in self._drawn if turn >= self.asked}

    def answers_by(self, item_ids: Iterable[str]) -> dict[str, Answer]:
        """The latest answer of each person to an item, or to several that are exact copies of each other.

        Parameters
        ----------
        item_ids : iterable of str
            Those of the item and its copies; answers that were only carried over to a copy do not count.

        Returns
        -------
        answers : dict of str to answer
            By annotator, "" for whoever is not named, in the order of answering and under today's label names.
        """
        found = [event for item_id in item_ids for event in self.item(item_id).history if event.kind == "answer"]
        own = sorted((event for event in found if "copy_of" not in event.data), key=lambda event: event.seq)
        answers: dict[str, Answer] = {}
        for event in own:
            who, said = event.data.get("annotator") or "", self.meant(event)
            answers[who] = self.space.merged(answers[who], said) if who in answers else said
        return answers

    def undoable(self, annotator: str | None = None) -> list[int]:
        """Sequence numbers of the latest act that can be taken back: one call of `tell` or the like.

        Parameters
        ----------
        annotator : str, optional
            Only acts of this annotator.

        Returns
        -------
        events : list of int
            Empty if there is none.
        """
        for seq in reversed(self._item_of):
            event = self.event(seq)
            if event is None or event.data.get("given") or event.data.get("copy_of"):
                continue
            if annotator is None or event.data.get("annotator") == annotator:
                return [seq, *self._copies(seq, event)]
        return []

    def _copies(self, seq: int, of: Event) -> list[int]:
        """Events that answered the exact copies of an item together with it: they follow it in the log."""
        found: list[int] = []
        while (follower := seq + len(found) + 1) in self._item_of:
            event = self.event(follower)
            if event is None or event.data.get("copy_of") != of.item:
                break
            found.append(follower)
        return found

    def event(self, seq: int) -> Event | None:
        """A live event of an item by its number."""
        if seq in self._undone:
            return None
        return next((e for e in reversed(self.items[self._item_of[seq]].history) if e.seq == seq), None)

    def _change(self, item_id: str, history: list[Event]) -> None:
        """Give an item a new history, and correct the counts."""
        item = self.items.setdefault(item_id, ItemState())
        self._count(item, -1)
        before = item.answered
        item.history = history
        item.answer, item.answered, item.skipped, item.flagged, item.note = None, None, False, False, ""
        for event in history:
            if event.kind == "answer":
                said = self.meant(event)
                item.answer = said if item.answered is None else self.space.merged(item.answer, said)
                item.answered, item.skipped = event, False
            elif event.kind == "skip":
                if event.data.get("instead"):  # of the answers so far, which show again where it is undone
                    item.answer, item.answered = None, None
                item.skipped = True
            elif event.kind == "flag":
                item.flagged = bool(event.data.get("on", True))
            elif event.kind == "note":
                item.note = str(event.data.get("text", ""))
        item.partly = item.labelled and not self.space.complete(item.answer)
        item.skipped = item.skipped and (item.partly or not item.labelled)
        passed_over = max((event.seq for event in history if event.kind == "skip"), default=0)
        open_ = item.answered is None or (item.partly and item.asked_at > item.answered.seq)
        item.pending = item.asked_at > passed_over and open_  # so that undo brings the question back
        if item.answered is not before:  # a flag or a note does not make an answer recent
            self.recent.pop(item_id, None)
            if item.labelled:
                self.recent[item_id] = None
            else:
                self.taken_back.add(item_id)
        self._count(item, +1)

    def _guess_kind(self, event: Event) -> None:
        """Where the event that began the project is lost, the first answer tells what an answer is."""
        if event.kind != "answer" or self.project or self.labelled or not understood(event):
            return
        if self.space.kind != "classes":
            return
        if isinstance(event.data["answer"], (list, tuple)):
            answer = list(event.data["answer"])
            spans = bool(answer) and all(isinstance(part, (list, tuple)) for part in answer)
            # A sentence says a tag twice, sooner or later; a set of labels never does.
            tags = not spans and (None in answer or len(set(answer)) < len(answer))
            self.space = label_space(self.space.names, "spans" if spans else "tags" if tags else "multilabel")
        elif isinstance(event.data["answer"], (int, float)) and not self.space.names:
            self.space = Real()

    def _count(self, item: ItemState, by: int) -> None:
        self.labelled += by * item.labelled
        self.partly += by * item.partly
        self.skipped += by * item.skipped
        self.flagged += by * item.flagged
        self.pending += by * item.pending
        if item.labelled and self.space.names:
            for name in self.space.named(item.answer):
                self.label_counts[name] += by

    def meant(self, event: Event) -> Answer:
        """Answer of an event under today's label names."""
        answer = event.data["answer"]
        if self.space.kind == "real":
            return float(answer)
        answer = from_json(answer)
        for seq, old, new in self._renames:
            if seq > event.seq:
                answer = self.space.rename_answer(answer, old, new)
        for name in self.space.named(answer):
            if name not in self.space.names:  # its addition is lost to a damaged log: the answer is not
                self.space = self.space.added(name)
        return answer

    def _on_project(self, event: Event) -> None:
        if (kind := event.data.get("space", "classes")) not in KINDS:
            self.strange += 1  # in a damaged log
            return
        self.project = event.data
        if kind == Real.kind:
            self.space = Real(**event.data.get("number") or {})
        elif "labels" in event.data:
            self.space = label_space(event.data["labels"], kind)

    def _on_asked(self, event: Event) -> list[str]:
        data = event.data
        self.rounds = max(self.rounds, int(data["round"]) + 1)
        windows = data.get("windows", {})
        for item_id, score, probability, random, why in data["queries"]:
            item = self.items.setdefault(item_id, ItemState())
            about = (data["round"], data["version"], data["strategy"])
            test = item_id in self.held
            window = tuple(windows[item_id]) if item_id in windows else None
            item.earlier = item.query if item.labelled else None
            item.query = Query(*about, score, probability, random, why, self.asked, test, window)
            item.asked_at = event.seq
            if test:
                self.tested += 1  # strategies count their turns as if there were no test
            else:
                if random:
                    self._drawn.add(self.asked)
                self.asked += 1
            if not item.labelled or item.partly:
                self.pending += not item.pending
                item.pending = True
        return [query[0] for query in data["queries"]]

    def _on_released(self, event: Event) -> list[str]:
        for item_id in event.data["items"]:
            item = self.items.get(item_id)
            if item is not None and item.pending:
                item.pending, item.asked_at = False, 0
                test = item.query is not None and item.query.test
                if item.query is not None and item.query.random and not test:
                    self._drawn.discard(item.query.turn)
                item.query = item.earlier  # an answer that comes all the same is nobody's random draw
                self.pending -= 1
                self.asked -= not test  # it was never seen, so it does not count towards the random share
                self.tested -= test
        return list(event.data["items"])

    def _on_undo(self, event: Event) -> list[str]:
        gone = [seq for seq in event.data["events"] if seq in self._item_of and seq not in self._undone]
        self._undone.update(gone)
        if request := event.data.get("request"):
            self.requests.setdefault(request, []).append(event.seq)
        for seq in gone:
            item_id = self._item_of[seq]
            self._change(item_id, [e for e in self.items[item_id].history if e.seq != seq])
        return [self._item_of[seq] for seq in gone]

    def _on_label_added(self, event: Event) -> None:
        if event.data["name"] not in self.space.names:
            self.space = self.space.added(event.data["name"])

    def _on_label_renamed(self, event: Event) -> None:
        old, new = event.data["old"], event.data["new"]
        if old not in self.space.names or (new != old and new in self.space.names):
            self.strange += 1  # in a damaged log
            return
        self.space = self.space.renamed(old, new)
        self._renames.append((event.seq, old, new))
        self.label_counts[new] = self.label_counts.pop(old, 0)
        for item in self.items.values():
            if item.labelled:
                item.answer = self.space.rename_answer(item.answer, old, new)

    def _on_holdout(self, event: Event) -> None:
        new = [item_id for item_id in event.data["items"] if item_id not in self.held]
        self.held_at = (self.asked, self.tested)
        self.held.update(dict.fromkeys(new, len(new) / max(int(event.data.get("of", 0)), len(new), 1)))

    def _on_strategy(self, event: Event) -> None:
        self.strategy = event.data["name"]

    def _on_trained(self, event: Event) -> None:
        self.trained.append({**event.data, "labels": event.data.get("trained_on", self.labelled)})

    def _on_look(self, event: Event) -> None:
        self.looks.append(event.data)


_HANDLERS: dict[str, Callable[[State, Event], list[str] | None]] = {
    "project": State._on_project,
    "asked": State._on_asked,
    "released": State._on_released,
    "undo": State._on_undo,
    "label_added": State._on_label_added,
    "label_renamed": State._on_label_renamed,
    "holdout": State._on_holdout,
    "strategy": State._on_strategy,
    "trained": State._on_trained,
    "look": State._on_look,
}
