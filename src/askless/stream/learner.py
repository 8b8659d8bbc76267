"""`StreamLearner`: selective sampling of a stream behind two calls, offer and tell."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from math import isfinite, nan
from pathlib import Path
from time import time as clock
from types import MappingProxyType
from typing import Any
from uuid import uuid4

import numpy as np

from askless.core.events import Event
from askless.core.ids import Id
from askless.data.labels.given import new_labels, paired
from askless.data.labels.real import Real
from askless.data.labels.skip import SKIP
from askless.data.labels.space import Answer, LabelSpace
from askless.data.store.kept import Keeper, Kept, keeper_of
from askless.data.store.log import MemoryLog, SqliteLog
from askless.data.store.project import Project
from askless.data.store.scan import Glance
from askless.data.store.scenario import refuse_other
from askless.errors import AsklessError, NotReadyError, ProjectError, StorageError, UsageError
from askless.models.online.online import Float64s, OnlineModel
from askless.stream.adaptation.adaptation import Adaptation, Notice
from askless.stream.adaptation.titles import model_title
from askless.stream.arrivals import Arrived, texts_of
from askless.stream.budgets.budget import Budget
from askless.stream.choosing import Chooser
from askless.stream.decision import Decision, Decisions
from askless.stream.encoding.items import item_of, items_of
from askless.stream.journal import Journal
from askless.stream.offering import Offering
from askless.stream.options import Options, check_seed, settled
from askless.stream.pending import Asked
from askless.stream.resume import resume
from askless.stream.samplers.sampler import Sampler
from askless.stream.state import StreamState
from askless.stream.telling import Telling, check_written, facts_of

__all__ = ["StreamLearner"]


class StreamLearner:
    """Decides item by item what is worth a label, under a budget, and learns from the answers.

    Parameters
    ----------
    model : str, estimator, or None
        Name of an online model, an estimator of river or scikit-learn, or None: "softmax", where answers are
        numbers "linear". One without ``partial_fit`` is fitted anew on a window of answers.
    labels : sequence of str, or label space, or None
        The possible answers, of which an item has one; ``askless.Real()`` for numbers. None: labels are learnt from
        the answers.
    strategy : str or Sampler, optional
        Which items are worth a label; "split_quantile" if not given.
    budget : float, str or Budget, optional
        Share of the items that may be asked about, in (0, 1], 0.1 if not given; or another budget, as in
        "per_hour(labels=60)".
    adaptation : str or Adaptation, optional
        How it keeps up with a stream that changes: "passive", "active:adwin", "hybrid:adwin", "frozen". If not given
        it is "passive:ensemble", four copies of the model that forget at different paces, which did best on most
        streams; and "passive" for models without an option `forgetting`.
    random_share : float, optional
        Least part of the budget that is drawn at random, in [0, 1]; what the strategy or the adaptation
        wants by itself is the least.
    seed : int, default 0
        All randomness is keyed by (seed, item id). A project that is resumed keeps its own.
    project : path or Project, optional
        Folder that keeps the log; an existing one is resumed, with the options it has where none are given here.
        None keeps nothing.

    Raises
    ------
    UnknownNameError
        If no model, strategy or adaptation has the name.
    UsageError
        If an option cannot be meant, or a strategy does not fit the answers.
    ProjectError
        If the folder is open elsewhere, or holds a project of another kind.

    Notes
    -----
    Items are asked about with a known probability, which is kept. Answers may come at any later time, in any
    order, twice or never. A stream that is resumed with another strategy, budget or model goes on with that from
    there: what the strategy and the budget had counted begins anew, and the model learns the answers so far again;
    `project.notice` says so. What `offer` and `tell` return is on disk within 50 ms; `commit` waits for it.
    Memory does not grow with the stream.

    Examples
    --------
    >>> import askless
    >>> stream = askless.StreamLearner(labels=["low", "high"], budget=0.5)
    >>> for value in [0.1, 0.9, 0.2, 0.8] * 25:
    ...     decision = stream.offer([value])
    ...     if decision.ask:
    ...         stream.tell(decision.id, "high" if value > 0.5 else "low")
    >>> stream.offer([0.95]).prediction, stream.seen
    ('high', 101)
    """

    def __init__(
        self,
        model: Any = None,
        *,
        labels: Sequence[str] | LabelSpace | None = None,
        strategy: str | Sampler | None = None,
        budget: float | str | Budget | None = None,
        adaptation: str | Adaptation | None = None,
        random_share: float | None = None,
        seed: int = 0,
        project: str | Path | Project | None = None,
    ) -> None:
        self._lock = threading.RLock()
        self.seed = check_seed(seed)
        self.notices: deque[Notice] = deque(maxlen=100)
        self._closing = False
        self._own = isinstance(project, (str, Path))
        given = (model, strategy, budget, adaptation, labels, random_share)
        begun = isinstance(project, (str, Path)) and (Path(project) / "labels.sqlite").exists()
        if isinstance(project, (str, Path)) and not begun:  # what cannot be meant is refused before a folder is made
            check_written(settled(*given, kept={}, began=None).space.names)
        self.project = Project.open(Path(project), stream=True) if isinstance(project, (str, Path)) else project
        log = MemoryLog() if self.project is None else self.project.log
        try:
            seen = log.glance() if isinstance(log, SqliteLog) else Glance.of(log)
            began = seen.began
            if began is not None:
                self.seed = self._resumable(began)
            kept = {} if self.project is None else self.project.settings
            options = settled(*given, kept=kept, began=began)
            self._open_space = options.open_space
            chooser = Chooser(options.sampler, options.budget, self.seed)
            title = f"{options.adaptation.title} {model_title(options.adapting.model)}"
            self._state = StreamState(options.space, chooser, options.adapting, title)
            keeper = keeper_of(log)
            self._journal = Journal(keeper, self._written, self._lock)
            self._call = _Call(self._lock, self._check_open, self._journal)
            self._offering = Offering(self._state, self._journal, options.random_share, self._notice)
            self._telling = Telling(self._state, self._journal, self._notice)
            if began is not None or keeper.states():  # or that event was lost to damage
                resume(self._state, keeper)
                if labels is not None:
                    self._journal.noted(*_added(options.space, keeper))
                if self.project is not None:
                    self.project.tell(_strange(seen.strange))
                    self.project.tell(self._state.notice)
            if began is None and self.project is not None:
                self._begin()
            if self.project is not None:
                self._keep(options)
        except BaseException:  # a model of somebody else may raise anything, and the folder would stay locked
            if self._own and self.project is not None:
                self.project.close()
            raise

    # --- the two calls -----------------------------------------------------------------------

    def offer(self, item: Any, id: Id | None = None, time: float | None = None) -> Decision:
        """Decide upon one item.

        Parameters
        ----------
        item : array, list, dict or str
            A row of numbers, a dict of features, or a text. It is copied. All in a dict are features, "id" too.
        id : str or int, optional
            Its own id; an item that comes again is not asked about twice. Its number in the stream if not given.
        time : float, optional
            Seconds; now if not given.

        Returns
        -------
        decision : Decision
            Whether a person is to be asked, with which probability, and what the model predicts.

        Raises
        ------
        SourceError
            If the item cannot be read.
        ModelError
            If the model fails to predict; nothing has changed then, and the call can be repeated.
        UsageError
            If the id or the time is none.
        StorageError
            If what came before could not be written; nothing has changed then, and the call can be repeated.
        ProjectError
            If the learner is closed.
        """
        raw = item_of(item)
        with self._call:
            arrived, times = self._arrived(raw, None if id is None else [id], None if time is None else [time])
            if arrived.fresh is not None:
                decision = self._offering.with_known(raw, arrived, times)[0]
            else:  # the same as in `offer_many`, without arrays around it
                said, verdicts, again = self._offering.decide(raw, arrived, times)
                encoded = self._offering.encoded(said)
                prediction = None if encoded is None else self.space.decode(encoded[0])
                ask, random, probability = verdicts.ask[0], verdicts.random[0], verdicts.probability[0]
                decision = Decision(arrived.ids[0], ask, probability, prediction, random, bool(again))
            return decision

    def offer_many(
        self, items: Any, ids: Sequence[Id] | None = None, times: Sequence[float] | None = None
    ) -> Decisions:
        """Decide upon a micro-batch: each item in turn, with what the model knows before the first.

        Parameters
        ----------
        items : array of shape (n_items, n_features), list, or data frame of pandas, Polars or Arrow
            Each as in `offer`.
        ids : sequence of str or int, optional
            Their own ids; their numbers in the stream if not given.
        times : sequence of float, optional
            Seconds; now if not given.

        Returns
        -------
        decisions : Decisions
            One for each item, in order. With one item the same as `offer`.

        Raises
        ------
        SourceError
            If these are not several items, or one of them cannot be read; then none of them was decided upon.
        UsageError
            If there are not as many ids or times as items, or one of them is none.
        ModelError, StorageError, ProjectError
            As in `offer`.
        """
        raw = items_of(items)
        with self._call:
            arrived, moments = self._arrived(raw, ids, times)
            if arrived.fresh is not None:
                decisions = self._offering.with_known(raw, arrived, moments)
            elif len(raw):
                said, verdicts, met = self._offering.decide(raw, arrived, moments)
                again = np.zeros(len(raw), dtype=bool)
                again[met] = True
                decided = verdicts.ask, verdicts.probability, verdicts.random
                decisions = self._offering.decisions(arrived, said, *decided, again)
            else:
                decisions = self._offering.decisions(arrived, None, [], [], [])
            return decisions

    def tell(
        self,
        ids: Id | Iterable[Id],
        answers: Any,
        *,
        items: Any = None,
        annotator: str | None = None,
        seconds: float | Sequence[float] | None = None,
        **details: Any,
    ) -> None:
        """Take in answers, at any time after their items were offered.

        Parameters
        ----------
        ids : id or iterable of ids
            Which items.
        answers : answer or iterable of answers
            One for each id, in the label space, or `askless.SKIP`.
        items : item or sequence of items, optional
            The items again, needed for those that nobody asked about: their contents are not kept.
        annotator : str, optional
            Who answered.
        seconds : float or sequence of float, optional
            Time that each answer took.
        **details
            JSON values that are kept with each answer.

        Raises
        ------
        LabelError
            If an answer is not in the label space; then none of them is taken.
        UsageError
            If there are not as many answers as ids, an id is none, or a detail is no JSON or named "answer".
        UnknownNameError
            If no item of this id has come, or it was let go and `items` does not give it.
        ModelError
            If the model fails at an answer. All of them are taken nevertheless, and count; those that it can learn
            are learnt.
        StorageError, ProjectError
            As in `offer`.

        Notes
        -----
        The same answer again changes nothing; another one corrects the first in the log, and is learnt besides.
        """
        if items is not None and isinstance(ids, (str, int, np.integer)):
            items = [items]
        which, given, times = paired(ids, answers, seconds)
        with self._call:
            texts = texts_of(which)
            facts = facts_of({"annotator": annotator, **details}, reserved=["answer"])
            events, space = new_labels(self.space, given) if self._open_space else ([], self.space)
            check_written(event.data["name"] for event in events)
            checked = [answer if answer is SKIP else space.check(answer) for answer in given]
            found = self._telling.found(texts, None if items is None else items_of(items))
            about = [{**facts, "seconds": spent} for spent in times]
            self._state.space = space
            self._journal.noted(*events)
            failure = self._telling.take_in(texts, checked, about, found)
            if failure is not None:
                raise failure

    # --- other acts ----------------------------------------------------------------------------

    def skip(self, item_id: Id, **details: Any) -> None:
        """Say that an item will get no answer."""
        self.tell(item_id, SKIP, **details)

    def record(self, event: Event, answers: Mapping[str, str | None] = MappingProxyType({})) -> None:
        """Write down an event of another kind, and which answers stand from now on; models learn nothing from it.

        Parameters
        ----------
        event : Event
            As it goes into the log.
        answers : mapping of str to str or None, optional
            By id of an item that was asked about: its answer as JSON, "" if it is skipped, None if it waits again.
        """
        with self._call:
            event = replace(event, data=facts_of(event.data))
            texts_of([*answers, *([] if event.item is None else [event.item])])
            for item_id, kept in self._journal.find(list(answers)).items():
                before, now = kept.answer, answers[item_id]
                self._state.answered += bool(now) - bool(before)
                self._state.skipped += (now == "") - (before == "")
                if now is None and before is not None:
                    self._state.waiting.add(item_id, Asked.of(kept))
            self._journal.told([event], answers)

    def add_label(self, name: str) -> None:
        """Add a label; LabelError if the name is blank or taken."""
        with self._call:
            name = name.strip()
            check_written([name])
            self._state.space = self.space.added(name)
            self._journal.noted(Event("label_added", data={"name": name}))

    def listen(self, heard: Callable[[list[Event], list[Kept]], None]) -> None:
        """Be told of each commit from now on: its events as the log has them, and the items newly asked about.

        Parameters
        ----------
        heard : callable
            Is called under the lock of the learner, from any thread, and returns at once.
        """
        with self._lock:
            self._journal.heard = heard

    def commit(self) -> None:
        """Wait until everything that was returned so far is on disk.

        Raises
        ------
        StorageError
            If it could not be written; it is tried again with the next call.
        ProjectError
            If the learner is closed.
        """
        with self._lock:
            self._check_open()
            self._journal.commit()

    def close(self) -> None:
        """Write what is left, and close the project; no item and no answer is taken any more.

        Raises
        ------
        StorageError
            If it could not be written. The project stays open then, and nothing is lost: close again.
        """
        with self._lock:
            self._closing = True
        try:
            self._journal.close()
        except StorageError:
            raise
        except AsklessError:
            self._let_go()
            raise
        self._let_go()

    # --- what is known -----------------------------------------------------------------------

    @property
    def pending(self) -> list[str]:
        """Ids of the latest items that wait for their answer, the oldest first."""
        with self._lock:
            return self._state.waiting.ids

    def item(self, item_id: Id) -> Any:
        """An item that was asked about, as it came.

        Parameters
        ----------
        item_id : str or int
            Its id.

        Returns
        -------
        item : object
            What was offered: an array or a list of numbers, a dict, or a text.

        Raises
        ------
        UnknownNameError
            If nobody asked about an item of this id.
        """
        with self._lock:
            (text,) = texts_of([item_id])
            return self._telling.found([text], None)[text][0].raw

    @property
    def space(self) -> LabelSpace:
        """The label space, as the log has it."""
        return self._state.space

    @property
    def seen(self) -> int:
        """Items that were decided upon."""
        return self._state.seen

    @property
    def asked(self) -> int:
        """Items among them that were asked about."""
        return self._state.asked

    @property
    def answered(self) -> int:
        """Items that have an answer."""
        return self._state.answered

    @property
    def skipped(self) -> int:
        """Items that were asked about and will get no answer."""
        return self._state.skipped

    @property
    def realised(self) -> float:
        """Share of the items that were asked about, in [0, 1]."""
        return self.asked / self.seen if self.seen else 0.0

    @property
    def strategy(self) -> str:
        """Name of the strategy."""
        return self._state.chooser.sampler.name

    @property
    def budget(self) -> Budget:
        """What may be asked about."""
        return self._state.chooser.budget

    @property
    def model(self) -> OnlineModel:
        """The model whose word counts now."""
        return self._state.adapting.model

    def predict(self, items: Any) -> list[Answer]:
        """Predicted answers of items, which do not count as offered; nothing changes.

        Parameters
        ----------
        items : array of shape (n_items, n_features), list, or data frame
            As in `offer_many`; features that the stream has not shown are left out.

        Returns
        -------
        answers : list
            One for each item.

        Raises
        ------
        NotReadyError
            Before the first answer.
        SourceError
            If these are not several items, or one of them cannot be read.
        ModelError
            If the model fails.
        """
        real = self._state.real
        return [self.space.decode(row if real else row.argmax()) for row in self._said(items)]

    def predict_proba(self, items: Any) -> Float64s:
        """Probabilities of shape (n_items, n_labels), in the order of `space.names`; UsageError for numbers."""
        if self._state.real:
            raise UsageError("Numbers have no probabilities.", "Use `predict`.")
        return self._said(items)

    # --- inside --------------------------------------------------------------------------------------

    def _check_open(self) -> None:
        if self._closing:
            raise ProjectError("This stream is closed.", "Make another learner; with the same project it goes on.")

    def _let_go(self) -> None:
        """Let others open the project."""
        if self._own and self.project is not None:
            self.project.close()

    def _arrived(
        self, raw: Any, ids: Sequence[Id] | None, times: Sequence[float] | None
    ) -> tuple[Arrived, list[float]]:
        """Ids and times of items."""
        if times is None:
            moments = [clock()] * len(raw)
        elif len(times) == len(raw):
            moments = _moments(times)
        else:
            raise UsageError(f"There are {len(times)} times for {len(raw)} items.", "Give one for each item, or none.")
        return self._state.arrivals.take(len(raw), ids, self.seen), moments

    def _said(self, items: Any) -> Float64s:
        """What the models say of items that are not part of the stream."""
        raw = items_of(items)
        with self._lock:
            if not self._state.has_learnt:
                raise NotReadyError("Nothing has been learnt yet.", "Tell the first answers.")
            return self._offering.said(raw)

    def _notice(self, notices: list[Notice]) -> None:
        """Act on what adaptation has to say, and write it down."""
        for notice in notices:
            data: dict[str, Any] = {"act": notice.act, "sentence": notice.sentence, "number": self.seen, **notice.about}
            if notice.labels:
                data["labels"] = self._state.chooser.budget.advance(notice.labels)
            self.notices.append(notice)
            self._journal.noted(Event("adapted", data=data))

    def _resumable(self, began: Event) -> int:
        """The seed of a project that has begun, if it is a stream."""
        assert self.project is not None
        refuse_other(began.data, "stream", self.project.path)
        return int(began.data.get("seed", self.seed))

    def _begin(self) -> None:
        """Write the first event."""
        from askless import __version__

        facts: dict[str, Any] = {
            "id": uuid4().hex, "scenario": "stream", "space": self.space.kind, "labels": list(self.space.names),
            "seed": self.seed, "askless": __version__,
        }  # fmt: skip
        if isinstance(self.space, Real):
            facts["number"] = self.space.to_json()
        self._journal.noted(Event("project", data=facts))
        self._journal.commit()

    def _keep(self, options: Options) -> None:
        """Let the project remember the options, and say what differs from before."""
        assert self.project is not None
        if any(self.project.settings.get(name) != text for name, text in options.texts.items()):
            self.project.save(**options.texts)
        for sentence in options.changed:
            self.project.tell(sentence)
            self._journal.noted(Event("adapted", data={"act": "option", "sentence": sentence, "number": self.seen}))

    def _written(self) -> dict[str, bytes]:
        """The state as it is written with each commit; whole with the last."""
        return {} if self.project is None else self._state.written(whole=self._closing)


class _Call:
    """A call that changes something: is entered once it is sure that what came before is on disk or can be.

    Not a generator with a decorator, which takes a microsecond an item.
    """

    def __init__(self, lock: threading.RLock, check_open: Callable[[], None], journal: Journal) -> None:
        self._lock, self._check_open, self._journal = lock, check_open, journal

    def __enter__(self) -> None:
        self._lock.acquire()
        try:
            self._check_open()
            self._journal.check()
        except BaseException:
            self._lock.release()
            raise

    def __exit__(self, *_: object) -> None:
        try:
            self._journal.due()  # what was taken before something went wrong is on disk in time, too
        finally:
            self._lock.release()


def _added(space: LabelSpace, keeper: Keeper) -> list[Event]:
    """Labels that are given to a stream which does not have them yet."""
    known = set(keeper.names())
    return [Event("label_added", data={"name": name}) for name in space.names if name not in known]


def _moments(times: Sequence[Any]) -> list[float]:
    """Times as numbers; UsageError if one is none."""
    moments: list[float] = []
    for moment in times:
        try:
            number = float(moment)
        except (TypeError, ValueError, OverflowError):
            number = nan
        if not isfinite(number):
            raise UsageError(f"A time is {moment!r}, which is no number.", "Give seconds, as `time.time()` does.")
        moments.append(number)
    return moments


def _strange(events: int) -> str:
    """A sentence on events that have to be passed over, if there are any."""
    told = f"{events:,} of the events of the label log cannot be understood, and are passed over."
    return told if events else ""
