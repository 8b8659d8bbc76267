"""What a stream project has come to, told from its folder in bounded memory, also while the stream runs."""

from __future__ import annotations

import json
from array import array
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.core.events import Event
from askless.core.pack import unpack
from askless.data.labels.make import label_space
from askless.data.labels.real import Real
from askless.data.labels.space import LabelSpace
from askless.data.store.kept_rows import Kept, KeptRows
from askless.data.store.look import Look, look_at
from askless.data.store.project import Setting, read_settings
from askless.enough.estimate import Estimate, estimate_accuracy
from askless.enough.rmse import estimate_rmse
from askless.errors import CorruptLogError
from askless.stream.checks import score_of
from askless.stream.pending import Asked

__all__ = ["LATEST", "TURNS", "Record", "read_record", "space_of"]

TURNS = {"swap": "the swap", "recall": "the return of an earlier model", "drift": "the drift noticed"}
"""Steps after which what came before tells nothing of the present: another model, or another world."""

LATEST = 200
"""Answers to random questions, the latest by their place in the stream, that tell how good the model is."""
TOLD = 20
"""Steps of adaptation that a status tells, the latest."""


@dataclass(frozen=True)
class Record:
    """A stream project at one moment.

    Parameters
    ----------
    space : LabelSpace
    settings : dict
        Of the folder: "strategy", "budget", "adaptation" and "model", where the command line has written them.
    seen, asked : int
        Items that were decided upon, and those that were asked about.
    waiting, skipped : int
        Questions without an answer yet, and those that will get none.
    answers : dict of str to int
        How many items have each label; {} where answers are numbers.
    spread : str
        How far answers reach where they are numbers.
    random : (int, int)
        Questions that were drawn at random, and how many of them have an answer.
    numbers : int64 array of shape (n_asked,)
        Places in the stream of the items that were asked about, in order.
    checked : int64 array of shape (n_checked,)
        Places of the random questions whose answer had been predicted, in order.
    scores : float64 array of shape (n_checked,)
        Whether the prediction was right, 0 or 1; of numbers the squared error.
    adapted : list of Event
        Steps of adaptation, the latest last.
    steps : int
        How many there were in all.
    damaged : int
        Asked items whose contents cannot be read.
    turn : Event, optional
        The latest step of adaptation by which another model took over, or a drift was noticed.
    """

    space: LabelSpace
    settings: dict[str, Setting] = field(default_factory=dict)
    seen: int = 0
    asked: int = 0
    waiting: int = 0
    skipped: int = 0
    answered: int = 0
    answers: dict[str, int] = field(default_factory=dict)
    spread: str = ""
    random: tuple[int, int] = (0, 0)
    numbers: npt.NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    checked: npt.NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    scores: npt.NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    adapted: list[Event] = field(default_factory=list)
    steps: int = 0
    damaged: int = 0
    turn: Event | None = None

    @property
    def realised(self) -> float:
        """Share of the items that were asked about, in [0, 1]."""
        return self.asked / self.seen if self.seen else 0.0

    @property
    def estimate(self) -> Estimate:
        """How good the predictions of the latest random questions were, each made before its answer was known.

        After a swap or a drift it is counted anew: a mean over two models, or two worlds, is true of neither.
        """
        since = 0 if self.turn is None else self.turn.data["number"]
        scores = self.scores[np.searchsorted(self.checked, since) :][-LATEST:]
        if isinstance(self.space, Real):
            made = estimate_rmse(scores, unit=self.space.unit, basis="latest")
        else:
            made = estimate_accuracy(scores, basis="latest")
        if self.turn is None:
            return made
        told = f"since {TURNS[self.turn.data['act']]} at item {since:,}."
        return replace(made, sentence=f"{made.sentence.removesuffix('.')}{', all' if made.ready else ''} {told}")

    def to_json(self) -> dict[str, Any]:
        """The figures, as `askless status --json` gives them."""
        told = [(event.data["number"], event.data["act"], event.data["sentence"]) for event in self.adapted[-TOLD:]]
        return {
            "scenario": "stream",
            **{name: self.settings.get(name) for name in ("strategy", "budget", "adaptation", "model")},
            "seen": self.seen,
            "asked": self.asked,
            "realised": self.realised,
            "answered": self.answered,
            "labels": self.answers,
            "pending": self.waiting,
            "skipped": self.skipped,
            "random": {"asked": self.random[0], "answered": self.random[1]},
            "estimate": asdict(self.estimate),
            "since": None if self.turn is None else {key: self.turn.data[key] for key in ("number", "act")},
            "steps": self.steps,
            "adapted": [{"number": number, "act": act, "sentence": sentence} for number, act, sentence in told],
            "number": self.space.to_json() if isinstance(self.space, Real) else None,
        }


def read_record(folder: Path, *, most: int = TOLD) -> tuple[Record, str]:
    """What a stream project has come to.

    Parameters
    ----------
    folder : Path
        The project; it may be open elsewhere, and no lock is taken.
    most : int, default 20
        Steps of adaptation that are read, the latest.

    Returns
    -------
    record : Record
    notice : str
        What could not be read of a damaged project; "" if all could.

    Raises
    ------
    ProjectError
        As in `askless.data.store.look.look_at`.

    Notes
    -----
    O(n) in the asked items; of items that were let go only counts are read. Memory is 25 bytes an asked item.
    """
    settings = _plain(read_settings(folder))
    record, notice = look_at(folder / "labels.sqlite", lambda look: _record(look, settings, most))
    if record.damaged:
        notice = f"{notice} The contents of {record.damaged:,} asked items are damaged.".strip()
    return record, notice


def _plain(settings: dict[str, Setting]) -> dict[str, Setting]:
    """Settings, with a budget that is a share as a number, though it was written as it was said: "0.1"."""
    with suppress(KeyError, TypeError, ValueError):
        return {**settings, "budget": float(settings["budget"])}  # type: ignore[arg-type]
    return settings


def space_of(rows: KeptRows, known: Any) -> LabelSpace:
    """The label space of a stream, its labels in the order in which models know them.

    Parameters
    ----------
    rows : KeptRows
    known : dict or None
        The state of the learner, if it can be read.
    """
    begun = rows.begun()
    data = {} if begun is None else begun.data
    if data.get("space") == Real.kind:
        return Real(**data.get("number") or {})
    names = rows.names() if known is None else known["names"]
    return label_space(names, data.get("space", "classes"))


def state_of(rows: KeptRows) -> Any:
    """The state of the learner; None if it cannot be read."""
    try:
        return unpack(rows.states()["stream"][1])
    except (KeyError, ValueError, TypeError):
        return None


def _record(look: Look, settings: dict[str, Setting], most: int) -> Record:
    """Everything, of one moment."""
    rows = KeptRows(look)
    known = state_of(rows)
    space = space_of(rows, known)
    seen, asked = rows.decided()[:2] if known is None else known["counts"][:2]
    seen = max(seen, rows.last_number())  # where a damaged state is older than the log
    tally = _Tally(space)
    for row in look.rows("SELECT item, number, content, answer FROM kept"):
        tally.take(Kept(*row))
    order = np.argsort(np.asarray(tally.checked), kind="stable")
    return Record(
        space,
        settings,
        seen,
        asked,
        tally.waiting,
        tally.skipped,
        sum(tally.answers.values()),
        tally.by_label(),
        space.spread(tally.given) if isinstance(space, Real) and tally.given else "",
        (tally.random, tally.random_answered),
        np.sort(np.asarray(tally.numbers, dtype=np.int64)),
        np.asarray(tally.checked, dtype=np.int64)[order],
        np.asarray(tally.scores, dtype=np.float64)[order],
        rows.adapted(most),
        look.query("SELECT COUNT(*) FROM events WHERE kind = 'adapted'")[0][0],
        tally.damaged,
        rows.last_adapted(TURNS),
    )


class _Tally:
    """Counts asked items one by one."""

    def __init__(self, space: LabelSpace) -> None:
        self.space = space
        self.real = isinstance(space, Real)
        self.waiting = self.skipped = self.random = self.random_answered = self.damaged = 0
        self.answers: Counter[str] = Counter()
        self.given, self.numbers = array("d"), array("q")
        self.checked, self.scores = array("q"), array("d")

    def take(self, kept: Kept) -> None:
        """One more."""
        if kept.number >= 0:
            self.numbers.append(kept.number)
            self.waiting += kept.answer is None
            self.skipped += kept.answer == ""
        if kept.answer:
            self.answers["" if self.real else kept.answer] += 1
            if self.real:
                self.given.append(json.loads(kept.answer))
        if b",true," in kept.content:  # else it was not drawn at random, which is told without reading it
            self._random(kept)

    def _random(self, kept: Kept) -> None:
        """Whether an item that was drawn at random had been predicted right."""
        try:
            asked = Asked.of(kept)
        except CorruptLogError:
            self.damaged += 1
            return
        if not asked.random:
            return
        self.random += 1
        self.random_answered += bool(kept.answer)
        score = score_of(asked, kept.answer, self.space)
        if score is not None:
            self.scores.append(score)
            self.checked.append(kept.number)

    def by_label(self) -> dict[str, int]:
        """How often each label was given, every label listed."""
        if self.real:
            return {}
        return self.space.count(_answers(self.answers))


def _answers(counted: Counter[str]) -> Iterator[Any]:
    """Answers as often as they were given."""
    for text, n in counted.items():
        answer = json.loads(text)
        for _ in range(n):
            yield tuple(answer) if isinstance(answer, list) else answer
