"""Turns of a stream: a handful of items and answers goes to the learner, and is on disk before anybody hears of it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from time import time as clock
from typing import Any

import numpy as np

from askless.core.events import Event
from askless.data.labels.real import Real
from askless.data.labels.skip import SKIP
from askless.errors import AsklessError, LabelError, ModelError, ProjectError, SourceError, StorageError
from askless.stream.decision import Decision, Decisions
from askless.stream.learner import StreamLearner
from askless.stream.sources.acts import Act, Answer, Broken, Offer

__all__ = ["MOST", "Tally", "Turns"]

MOST = 1000
"""Items of a micro-batch at the most: what one item costs falls little beyond."""

PAUSE = 0.25
"""Seconds between two attempts to write to a disk that refuses."""


@dataclass
class Tally:
    """What has been done since the start.

    Parameters
    ----------
    items, asked, answered : int
        New items, questions among them, and answers taken.
    again : int
        Items that had come before.
    refused : int
        Things that were neither items nor answers.
    """

    items: int = 0
    asked: int = 0
    answered: int = 0
    again: int = 0
    refused: int = 0


class Turns:
    """Hands what comes in to a learner, and gives its decisions out once they are on disk.

    Parameters
    ----------
    learner : StreamLearner
    say : callable or None
        Told in two sentences what cannot be used, and when the disk is full; the stream goes on. With None these
        are errors.
    stop : Event, optional
        When set, a disk that is full is waited for no longer.
    labelling : str, default ""
        How a label is added here, as the end of a sentence; told where an answer is none of the labels.

    Examples
    --------
    >>> import askless
    >>> turns = Turns(askless.StreamLearner(labels=["a", "b"], budget=1.0), print)
    >>> [(offer, decision)] = turns.take([Offer([1.0, 2.0], "x")])
    >>> decision.ask, turns.take([Answer("x", "a")]), turns.tally.answered
    (True, [], 1)
    >>> turns.take([Answer("y", "a", place="line 3")])
    line 3: No item with the id “y” has been offered. Offer it first; its answer can come at any time.
    []
    """

    def __init__(
        self,
        learner: StreamLearner,
        say: Callable[[str], None] | None,
        stop: threading.Event | None = None,
        labelling: str = "",
    ) -> None:
        self.learner, self.tally = learner, Tally()
        self._say, self._stop = say, stop or threading.Event()
        self._labelling = labelling
        self._lock = threading.Lock()

    def take(self, acts: Sequence[Act]) -> list[tuple[Offer, Decision]]:
        """Decide and learn, in the order in which things came.

        Parameters
        ----------
        acts : sequence of Act

        Returns
        -------
        decided : list of (Offer, Decision)
            The items that could be used, in order; everything is on disk.

        Raises
        ------
        StorageError
            If the disk refused until somebody set `stop`.
        ProjectError
            If what has come can never be written.
        """
        decided: list[tuple[Offer, Decision]] = []
        with self._lock:
            for kind, some in groupby(acts, type):
                if kind is Offer:
                    for offers in _decided_together(list(some)):  # type: ignore[arg-type]  # as the kind says
                        decided += self._offer(offers)
                elif kind is Answer:
                    self._tell(list(some))  # type: ignore[arg-type]
                else:
                    for broken in some:
                        self._refuse(broken.place, broken)  # type: ignore[arg-type]
            self._patiently(self.learner.commit)
        return decided

    def _offer(self, offers: list[Offer]) -> list[tuple[Offer, Decision]]:
        """Offer items; of those that cannot be used together, each half by itself."""
        named = offers[0].id is not None
        ids = [offer.id or "" for offer in offers] if named else None
        timed, now = any(offer.time is not None for offer in offers), clock()
        times = [now if offer.time is None else offer.time for offer in offers] if timed else None
        try:
            decisions: Decisions = self._patiently(lambda: self.learner.offer_many(_together(offers), ids, times))
        except (StorageError, ProjectError):
            raise
        except AsklessError as error:
            if len(offers) == 1:
                self._pass_over(offers[0])
                self._refuse(offers[0].place, error)
                return []
            half = len(offers) // 2
            return self._offer(offers[:half]) + self._offer(offers[half:])
        decided = list(zip(offers, decisions, strict=True))
        new = [decision for decision in decisions if not decision.again]
        self.tally.items += len(new)
        self.tally.again += len(decided) - len(new)
        self.tally.asked += sum(decision.ask for decision in new)
        self._tell(
            [
                Answer(decision.id, offer.truth, place=offer.place)
                for offer, decision in decided
                if decision.ask and offer.truth is not None
            ]
        )
        return decided

    def _tell(self, answers: list[Answer]) -> None:
        """Tell answers; of those that cannot be used together, each half by itself."""
        if not answers:
            return
        if len({answer.annotator for answer in answers}) == 1:
            ids = [answer.id for answer in answers]
            given = [self._fitting(answer.answer) for answer in answers]
            seconds = [np.nan if answer.seconds is None else answer.seconds for answer in answers]
            before = self.learner.answered
            try:
                self._patiently(lambda: self.learner.tell(ids, given, annotator=answers[0].annotator, seconds=seconds))
                return
            except (StorageError, ProjectError):
                raise
            except ModelError as error:  # they are taken nevertheless
                if self._say is None:
                    raise
                self._say(f"{answers[0].place}: {error}" if len(answers) == 1 else str(error))
                return
            except AsklessError as error:
                if len(answers) == 1:
                    self._refuse(answers[0].place, error)
                    return
            finally:
                self.tally.answered += self.learner.answered - before
        half = len(answers) // 2
        self._tell(answers[:half])
        self._tell(answers[half:])

    def _pass_over(self, offer: Offer) -> None:
        """Count an item without an id that cannot be used: a file that is read again is to go on behind it."""
        if offer.id is None and self.learner.project is not None:
            run = {"first": self.learner.seen, "items": 0, "asked": 0, "refused": 1}
            self._patiently(lambda: self.learner.record(Event("let_go", data=run)))

    def _fitting(self, answer: Any) -> Any:
        """An answer of JSON as the answer of a person: labels are texts."""
        if answer is SKIP or isinstance(self.learner.space, Real):
            return answer
        if isinstance(answer, bool):
            return "true" if answer else "false"
        return str(answer) if isinstance(answer, (int, float)) else answer

    def _refuse(self, place: str, why: Broken | AsklessError) -> None:
        self.tally.refused += 1
        if self._say is None:
            raise why if isinstance(why, AsklessError) else SourceError(f"{place}: {why.problem}", why.remedy)
        remedy = why.remedy
        if self._labelling and isinstance(why, LabelError):
            remedy = f"{remedy.removesuffix('.')}: {self._labelling}"
        self._say(f"{place}: {why.problem} {remedy}".strip())

    def _patiently(self, call: Callable[[], Any]) -> Any:
        """Call, and wait where the disk refuses: nothing has changed then, and the call can be repeated."""
        told = False
        while True:
            try:
                result = call()
            except StorageError as error:
                if self._say is None or self._stop.is_set():
                    raise
                if not told:
                    self._say(f"{error} The stream waits until there is room.")
                    told = True
                time.sleep(PAUSE)
            else:
                if told and self._say is not None:
                    self._say("The disk takes data again, and the stream goes on.")
                return result


def _decided_together(offers: list[Offer]) -> list[list[Offer]]:
    """Items in micro-batches; those that bring their answers one by one, so that each is learnt before the next."""
    parts: list[list[Offer]] = []
    for offer in offers:
        if offer.truth is None and parts and parts[-1][0].truth is None:
            parts[-1].append(offer)
        else:
            parts.append([offer])
    return parts


def _together(offers: Iterable[Offer]) -> Any:
    """Items as one array where they are rows of numbers of one length: it is read at once."""
    items = [offer.item for offer in offers]
    if all(type(item) in (list, np.ndarray) for item in items) and len({np.shape(item) for item in items}) == 1:
        return np.array(items, dtype=np.float64)
    return items
