"""`SynthesisLearner`: membership query synthesis behind two calls, ask and tell."""

from __future__ import annotations

import copy
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from askless.core.events import Event
from askless.core.ids import Id, Rows
from askless.data.labels.given import new_labels, paired
from askless.data.labels.make import label_space
from askless.data.labels.real import Real
from askless.data.labels.skip import SKIP
from askless.data.labels.space import Answer, LabelSpace
from askless.data.store.log import MemoryLog
from askless.data.store.project import Project
from askless.data.store.state import State
from askless.errors import ProjectError, UsageError
from askless.synthesis.asked import Asked
from askless.synthesis.beginning import check_belongs, checked_seed, recalled, remember, resume, tell_outside
from askless.synthesis.domain.space import Allowed, Points, Space
from askless.synthesis.entries import answered, check_given, check_no_numbers
from askless.synthesis.generators.generator import Generator, generators
from askless.synthesis.guard.guard import Guard
from askless.synthesis.guard.unanswerable import Unanswerable
from askless.synthesis.guard.verdict import Verdict
from askless.synthesis.history import History
from askless.synthesis.making import Made, Maker
from askless.synthesis.models.model import PointModel
from askless.synthesis.queries import Queries
from askless.synthesis.questions import Questions
from askless.synthesis.real_rows import RealRows
from askless.synthesis.round import Goal, Round
from askless.synthesis.snap import Snap
from askless.synthesis.teacher import Teacher
from askless.synthesis.way import Way, built, check_fit, chosen, named

__all__ = ["SynthesisLearner"]

BOUND = 0.1
"""Share of questions that cannot be answered above which rows that exist are asked instead, where there is no guard."""

MOST_AT_START = 20
"""Questions at most that are spread over the domain before a model has its say."""

TOLD = 20
"""Reasons of one round that are written down one by one."""

GOALS = ("learn", "minimum", "maximum")


class SynthesisLearner:
    """Makes up the items that it asks about, learns from the answers, and remembers everything.

    Parameters
    ----------
    domain : Domain, or Space
        What can be asked about. `Domain.box(low, high)` is the shortest one, `Domain.read("domain.toml")` one from a
        file.
    model : str, scikit-learn estimator, PyTorch module, PointModel, or None
        None is a Gaussian process, or the model that belongs to the strategy.
    labels : sequence of str, or label space, or None
        The possible answers; ``askless.Real(unit="K")`` for numbers. None: what the domain says, or else labels are
        learnt from the answers.
    strategy : str or Generator, optional
        How items are made; "margin_sobol" where answers are labels, "alc" where they are numbers,
        "expected_improvement" with a goal.
    pool : DataFrame, list of dict, or array, optional
        Rows that exist. The guard judges by them, and the nearest of those without a label are asked instead of
        made-up items, unless `snap` says otherwise.
    pool_labels : sequence, optional
        Answers of the rows of the pool where they are known, None or NaN where not. Models are taught up to 500 of
        them.
    guard : "auto", Guard or None, default "auto"
        What keeps implausible questions away, see `askless.synthesis.Guard`; a copy of it is fitted. None leaves the
        domain's constraints alone to decide.
    snap : bool, optional
        Whether real rows are asked instead of the items that were made up. Where nothing is said they are, as long as
        there are any without an answer, and then items are made up. True ends with the last of them.
    goal : {"learn", "minimum", "maximum"}, optional
        Where answers are numbers: whether all of the domain is to be known, which is meant if nothing is said, or
        where they are least or largest.
    seed : int, default 0
        All randomness is keyed by it; >= 0. A project that is resumed keeps its own.
    project : path or Project, optional
        Folder that keeps the log; an existing one is resumed. None keeps the log in memory.
    ids : sequence of str, optional
        Ids of the pool's rows.

    Raises
    ------
    UnknownNameError
        If no strategy or model has the name.
    UsageError
        If the strategy is made for other answers, or needs evidence that the model does not give; or if the project
        that is resumed has another domain or other answers.
    SourceError
        If a row of the pool cannot be read as an item of the domain.
    ProjectError
        If the folder is no project of synthesis or is open elsewhere.

    Notes
    -----
    Answers may come in any order, late, in part and twice. `askless.SKIP` says “cannot tell”: it counts as a question,
    and teaches the guard. Once it is sure that more than a tenth of the questions cannot be answered, real rows are
    asked instead where there are any. The state is a fold over the log: a learner that is opened again on the same
    project has the same state and asks the same next questions.

    Examples
    --------
    >>> import numpy as np
    >>> import askless
    >>> domain = askless.synthesis.Domain.box([-1.0, -1.0], [1.0, 1.0])
    >>> learner = askless.SynthesisLearner(domain, labels=["left", "right"], strategy="halfspace")
    >>> for _ in range(24):
    ...     queries = learner.ask()
    ...     learner.tell(queries.ids, ["right" if x[0] > 0.3 * x[1] else "left" for x in queries.items])
    >>> learner.predict(np.array([[0.5, 0.0], [-0.5, 0.0]]))
    ['right', 'left']
    """

    def __init__(
        self,
        domain: Space,
        model: Any = None,
        *,
        labels: Sequence[str] | LabelSpace | None = None,
        strategy: str | Generator | None = None,
        pool: Any = None,
        pool_labels: Sequence[Any] | None = None,
        guard: Guard | Literal["auto"] | None = "auto",
        snap: bool | None = None,
        goal: Goal | None = None,
        seed: int = 0,
        project: str | Path | Project | None = None,
        ids: Iterable[object] | None = None,
    ) -> None:
        if goal is not None and goal not in GOALS:
            raise UsageError(f"The goal is {goal!r}.", f"Give one of: {', '.join(GOALS)}.")
        if isinstance(labels, str):
            raise UsageError(f"`labels` is the text {labels!r}.", "Give a list of names, or askless.Real().")
        seed = checked_seed(seed)
        self.domain, self._closed = domain, False
        self._lock = threading.RLock()
        self._making = threading.RLock()  # model, strategy and guard; taken before the other, which is never held long
        self._real = RealRows(domain, pool, pool_labels, ids)
        given = labels if labels is not None else getattr(domain, "answer", None)
        space = label_space(given, "classes") if not isinstance(given, Real) else given
        self._own = isinstance(project, (str, Path))
        self.project = Project.open(Path(project)) if isinstance(project, (str, Path)) else project
        try:
            if self.project is not None:
                strategy, model, goal = recalled(self.project, strategy, model, goal)
            self.goal: Goal = goal or "learn"
            log = MemoryLog() if self.project is None else self.project.log
            self._history = History(
                domain, log, space, self._real, lambda begun: check_belongs(begun, domain, self.project)
            )
            resume(self._history, domain, self._real, self.project, given=given, seed=seed, goal=self.goal)
            self.seed = abs(int(self.state.project.get("seed", seed)))  # once any was taken, also one below 0
            known = isinstance(self.space, Real) or self.state.project.get("labels")
            self._open_space = given is None and not known
            self._learn_labels()
            self._wanted = model
            generator = chosen(strategy, self.state, self.goal, self.project)
            self._way = Way(generator, self._teacher(generator))
            check_fit(generator, self._way.teacher.model, self.space, self.goal)
            self._snap, self._only = snap is not False and len(self._real) > 0, snap is True
            if self._only and not len(self._real):
                raise UsageError("`snap` is on without a pool.", "Give the rows that exist with `pool`.")
            self.guard = Guard() if guard == "auto" else copy.copy(guard)  # which another learner may have, too
            if self.guard is not None:
                inside = self._real.inside
                classes = None if self.space.kind == "real" else self._real.codes(self.space)[inside]
                self.guard.fit(domain, self._real.points[inside], self.seed, classes)
            self._nearest = Snap(self._real.points) if len(self._real) else None
            self._cannot: tuple[int, Unanswerable] | None = None
            if self.project is not None:
                remember(self.project, generator, model, self.goal)
                tell_outside(self.project, self._real)
        except BaseException:  # whatever it was, the folder is let go of
            if self._own and self.project is not None:
                self.project.close()
            raise

    # --- the two calls -----------------------------------------------------------------------

    def ask(self, k: int = 1) -> Queries:
        """Make the next questions, and mark them pending.

        Parameters
        ----------
        k : int, default 1
            How many, >= 0.

        Returns
        -------
        queries : Queries
            At most `k`: fewer when no more plausible ones can be made, or the pool has no more rows. Questions that
            were given back by `release` come first.

        Raises
        ------
        UsageError
            If `k` is negative or not a whole number; or if the domain is empty.

        Notes
        -----
        Trains the model first if answers have come since. With a Gaussian process a question takes up to a second at
        200 answers, with "halfspace" about a millisecond. Answers may be told from another thread meanwhile, and are
        in the log at once.

        Examples
        --------
        >>> import askless
        >>> askless.SynthesisLearner(askless.synthesis.Domain.box(0.0, 1.0)).ask(2).synthetic.tolist()
        [True, True]
        """
        if isinstance(k, bool) or not isinstance(k, (int, np.integer)) or k < 0:
            raise UsageError(f"`k` is {k!r}.", "Ask for a whole number of questions, 0 or more.")
        with self._making:
            with self._lock:
                self._check_open()
                missing, way = int(k) - len(self._history.returned()), self._way
            made = self._make(way, missing) if missing > 0 else Made()
            with self._lock:
                return self._ask(way, self._history.returned()[: int(k) - len(made)], made)

    def tell(
        self,
        ids: Id | Iterable[Id],
        answers: Any,
        annotator: str | None = None,
        seconds: float | Sequence[float] | None = None,
        **details: Any,
    ) -> None:
        """Take in answers; when this returns they are in the log.

        Parameters
        ----------
        ids : id or iterable of ids
            Which questions.
        answers : answer or iterable of answers
            One for each id, in the label space, or `askless.SKIP` for “cannot tell”.
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
        UnknownNameError
            If no question has the id; then none of the answers is taken.
        StorageError
            If they could not be written; then none of them was.

        Notes
        -----
        Another answer to the same question corrects it; one that stands already is not stored again.

        Examples
        --------
        >>> import askless
        >>> learner = askless.SynthesisLearner(askless.synthesis.Domain.box(0.0, 1.0), labels=["low", "high"])
        >>> learner.tell(learner.ask().ids, ["low"])
        >>> learner.labels
        {'1': 'low'}
        """
        listed, given, times = paired(ids, answers, seconds)
        with self._lock:
            texts = [str(one) for one in listed]
            self._check_open()
            for text in texts:
                self.items.row(text)
            check_given(given)
            if self._open_space:
                check_no_numbers(given)
            events, space = new_labels(self.space, given) if self._open_space else ([], self.space)
            checked = [answer if answer is SKIP else space.check(answer) for answer in given]
            stands = {text: self._stands(text) for text in texts}
            for text, answer, spent in zip(texts, checked, times, strict=True):
                about = {"annotator": annotator, "seconds": spent, **details}
                known = {name: value for name, value in about.items() if value is not None}
                events += answered(text, answer, known, stands[text])
                stands[text] = answer  # of two answers to one question the later one holds
            self._history.commit(events)

    # --- other acts, each an event ------------------------------------------------------------

    def skip(self, item_id: Id, **details: Any) -> None:
        """Say that a question cannot be answered; it counts, and teaches the guard."""
        self.tell(item_id, SKIP, **details)

    def flag(self, item_id: Id, on: bool = True, **details: Any) -> None:
        """Mark an item for somebody to look at, or take the mark away."""
        self._act("flag", item_id, {"on": on, **details})

    def note(self, item_id: Id, text: str, **details: Any) -> None:
        """Write a note on an item; an empty one takes it away."""
        self._act("note", item_id, {"text": text, **details})

    def failed_at(self, item_id: Id, reason: str, attempts: int = 1, **details: Any) -> None:
        """Write down why a laboratory gave no answer; the question goes on waiting."""
        self._act("failed", item_id, {"reason": reason, "attempts": attempts, **details})

    def undo(self, annotator: str | None = None, **details: Any) -> tuple[str, Id] | None:
        """Take back the latest answer, “cannot tell”, flag or note.

        Parameters
        ----------
        annotator : str, optional
            Only what this annotator did.
        **details
            JSON values that are kept with the event.

        Returns
        -------
        undone : (kind, id) or None
            What was taken back and of which question; None if there was nothing.
        """
        with self._lock:
            events = self.state.undoable(annotator)
            if not events:
                return None
            act = self.state.event(events[0])
            assert act is not None
            assert act.item is not None
            self._history.commit([Event("undo", data={"events": events, **details})])
            return act.kind, act.item

    def release(self, ids: Iterable[Id]) -> None:
        """Put questions back into the queue: they are handed out again before new ones are made."""
        with self._lock:
            waiting = [str(one) for one in ids if self.state.item(str(one)).pending]
            if waiting:
                self._history.commit([Event("released", data={"items": waiting})])

    def add_label(self, name: str) -> None:
        """Add a label; LabelError if the name is blank or taken."""
        with self._lock:
            name = name.strip()
            self.space.added(name)
            self._history.commit([Event("label_added", data={"name": name})])

    def rename_label(self, old: str, new: str) -> None:
        """Rename a label, in the answers already given too."""
        with self._lock:
            self.space.renamed(old, new)
            self._history.commit([Event("label_renamed", data={"old": old, "new": new.strip()})])

    def set_strategy(self, name: str) -> None:
        """Make questions another way from now on.

        Parameters
        ----------
        name : str
            Of a strategy.

        Raises
        ------
        UnknownNameError, UsageError
            If there is none of this name, or it does not fit the answers or the model.

        Notes
        -----
        Returns at once: a question that is being made in another thread just then is still made the way that was.

        Examples
        --------
        >>> import askless
        >>> learner = askless.SynthesisLearner(askless.synthesis.Domain.box(0.0, 1.0), labels=["low", "high"])
        >>> learner.set_strategy("margin")
        >>> learner.strategy
        'margin'
        """
        with self._lock:
            generator, teacher = named(name), self._way.teacher
            if generator.own_model != self._way.generator.own_model:
                teacher = self._teacher(generator)
            check_fit(generator, teacher.model, self.space, self.goal)
            self._way = Way(generator, teacher)
            self._history.commit([Event("strategy", data={"name": generator.name})])
            if self.project is not None:
                remember(self.project, generator, self._wanted, self.goal)

    def listen(self, heard: Callable[[list[Event]], None]) -> None:
        """Be told of all events from now on; called under the learner's lock, and returns at once."""
        self._history.journal.listen(heard)

    def close(self) -> None:
        """Close the project; nothing is asked or told any more."""
        self._closed = True
        if self.project is not None:
            self.project.close()

    # --- what is known -----------------------------------------------------------------------

    @property
    def items(self) -> Questions:
        """All questions, in the order of asking."""
        return self._history.items

    @property
    def state(self) -> State:
        """Everything that follows from the log."""
        return self._history.state

    @property
    def refused(self) -> Counter[tuple[str, str]]:
        """How often each question was refused by the guard, by test and reason."""
        return self._history.refused

    @property
    def failed(self) -> dict[str, str]:
        """Why a laboratory gave no answer, by question; those too that it answered later, or that people did."""
        return self._history.failed

    @property
    def space(self) -> LabelSpace:
        """The label space, as the log has it."""
        return self.state.space

    @property
    def strategy(self) -> str:
        """Name of the strategy in use."""
        return self._way.generator.name

    @property
    def strategies(self) -> list[str]:
        """Names of the strategies that fit the answers and the model."""
        offered = set(self._way.teacher.model.offers())
        return [
            name
            for name, one in generators.items()
            if self.space.kind in one.tasks
            and (one.own_model == self._way.generator.own_model)
            and offered >= set(one.needs)
        ]

    @property
    def labels(self) -> dict[str, Answer]:
        """Answer of each answered question by id, in the order of asking."""
        with self._lock:
            return {name: self.state.items[name].answer for name in self.items.names if self.state.item(name).labelled}

    @property
    def pending(self) -> list[str]:
        """Ids of the questions that wait for their answer, the oldest first."""
        with self._lock:
            return [name for name in self.items.names if self.state.item(name).pending]

    @property
    def outstanding(self) -> list[str]:
        """The same, for pages."""
        return self.pending

    @property
    def asked(self) -> int:
        """Questions that were asked, each counted once."""
        return len(self._history.ids)

    @property
    def snapping(self) -> bool:
        """Whether rows that exist are asked instead of items that are made up."""
        if self._nearest is None:
            return False
        return self._only or self._history.snapped or (self._snap and bool(self._real.open.any()))

    @property
    def known_rows(self) -> int:
        """Rows of the pool whose answers were known from the beginning and teach the model, up to 500."""
        return len(self._history.known_rows())

    @property
    def unanswerable(self) -> Unanswerable:
        """How often made-up questions could not be answered, and where."""
        with self._lock:
            if self._cannot is None or self._cannot[0] != self.state.seq:
                found = self._history.sorted()
                points = [self._history.made_up(rows) for rows in (found.answered, found.unanswerable)]
                bound = BOUND if self.guard is None else self.guard.unanswerable
                self._cannot = self.state.seq, Unanswerable(points[0], points[1], bound)
            return self._cannot[1]

    @property
    def real_rows(self) -> int:
        """Rows that exist, by which the guard judges."""
        return len(self._real)

    def item(self, item_id: Id) -> Any:
        """An item that was asked about; UnknownNameError if there is none of this id."""
        return self.items.get(str(item_id)).item

    def question(self, item_id: Id) -> Asked:
        """A question with all that is known of it; UnknownNameError if there is none of this id."""
        return self.items.get(str(item_id))

    def copies_of(self, row: int) -> Rows:
        """None: no question is asked twice."""
        return np.empty(0, dtype=np.int64)

    @property
    def model(self) -> Any:
        """The fitted model, trained now if answers have come since; NotReadyError while there cannot be one."""
        return self.point_model.estimator()

    @property
    def point_model(self) -> PointModel:
        """The same as it speaks of points, see `askless.synthesis.models.model.PointModel`."""
        with self._making:
            teacher = self._way.teacher
            self._teach(teacher)
            return teacher.ready_model()

    def taught(self, first: int | None = None) -> tuple[npt.NDArray[np.float64], npt.NDArray[Any]]:
        """Points and encoded answers that models learn from, those of the pool first.

        Parameters
        ----------
        first : int, optional
            Only so many answered questions, in the order of asking.

        Returns
        -------
        points : float64 array of shape (n, width)
            In the order of asking.
        answers : int64 or float64 array of shape (n,)
            Positions in `space.names`, or numbers.

        Examples
        --------
        >>> import askless
        >>> learner = askless.SynthesisLearner(askless.synthesis.Domain.box(0.0, 1.0), labels=["low", "high"])
        >>> learner.tell(learner.ask().ids, ["high"])
        >>> learner.taught()[1].tolist()
        [1]
        """
        with self._lock:
            return self._history.taught(first)

    def predict(self, items: Any) -> list[Answer]:
        """Predicted answers for items of the domain; NotReadyError if it is too early."""
        said = self.point_model.predict(self.domain.points(items))
        real = self.space.kind == "real"
        return [self.space.decode(row if real else row.argmax()) for row in said]

    def predict_proba(self, items: Any) -> npt.NDArray[np.float64]:
        """Probabilities of shape (n_items, n_labels), in the order of `space.names`; UsageError for numbers."""
        if self.space.kind == "real":
            raise UsageError("Numbers have no probabilities.", "Use `predict`, or `predict_std` for how sure they are.")
        return self.point_model.predict(self.domain.points(items))

    def predict_std(self, items: Any) -> npt.NDArray[np.float64]:
        """How far from its predicted number each answer may lie: standard deviations; UsageError for labels."""
        if self.space.kind != "real":
            raise UsageError("Only numbers have a standard deviation.", "Use `predict_proba`.")
        return self.point_model.std(self.domain.points(items))

    def best(self) -> tuple[str, Any, float] | None:
        """The best answer so far: the least number, or with the goal "maximum" the largest.

        Returns
        -------
        best : (id, item, number) or None
            None while there is no answer.

        Raises
        ------
        UsageError
            If answers are labels.

        Examples
        --------
        >>> import askless
        >>> domain = askless.synthesis.Domain.box(0.0, 1.0)
        >>> learner = askless.SynthesisLearner(domain, labels=askless.Real(), goal="minimum")
        >>> learner.tell(learner.ask(2).ids, [3.5, 1.5])
        >>> learner.best()[2]
        1.5
        """
        if self.space.kind != "real":
            raise UsageError("Answers are labels, of which none is the best.", "Look at `labels`.")
        known = self.labels
        if not known:
            return None
        found = (max if self.goal == "maximum" else min)(known, key=lambda item_id: known[item_id])
        return found, self.item(found), float(known[found])

    def __repr__(self) -> str:
        state = self.state
        return (
            f"<SynthesisLearner: {self.strategy}, {self.asked:,} asked, {state.labelled:,} answered, "
            f"{state.skipped:,} that nobody can tell>"
        )

    def status(self) -> dict[str, Any]:
        """Counts, as ``askless status --json`` prints them."""
        with self._lock:
            known = self.unanswerable
            low, high = known.interval
            return {
                "scenario": "synthesis",
                "strategy": self.strategy,
                "model": self._way.teacher.model.name,
                "asked": self.asked,
                "answered": self.state.labelled,
                "cannot_tell": self.state.skipped,
                "pending": self.state.pending,
                "refused": sum(self.refused.values()),
                "snapping": self.snapping,
                "unanswerable": {"rate": known.rate, "low": low, "high": high},
                "project": None if self.project is None else str(self.project.path),
            }

    # --- inside ---------------------------------------------------------------------------------

    def _check_open(self) -> None:
        if self._closed:
            raise ProjectError("This learner is closed.", "Make another one; with the same project it goes on.")

    def _teacher(self, generator: Generator) -> Teacher:
        """Of the model that a strategy asks."""
        return Teacher(built(generator, self._wanted, self.domain, self.space.kind, self.seed))

    def _learn_labels(self) -> None:
        """Take the labels of the pool's rows for known, where nobody named any."""
        known = [str(label) for label in dict.fromkeys(self._real.labels) if label is not None]
        if self._open_space and known:
            self._history.commit(new_labels(self.space, known)[0])
        self._real.codes(self.space)  # refuses what is not in the space

    def _stands(self, item_id: str) -> Any:
        """What was said of a question last: an answer, `SKIP`, or None."""
        item = self.state.item(item_id)
        return item.answer if item.labelled else SKIP if item.skipped else None

    def _act(self, kind: str, item_id: Id, data: dict[str, Any]) -> None:
        with self._lock:
            self.items.row(str(item_id))
            self._history.commit([Event(kind, str(item_id), {k: v for k, v in data.items() if v is not None})])

    def _teach(self, teacher: Teacher) -> tuple[Points, npt.NDArray[Any]]:
        """Teach a model what is known, and say what that is; answers that come meanwhile wait for the next time."""
        with self._lock:
            lessons, n_labels = self._history.lessons, len(self.space.names)
            points, answers = self._history.taught()
        teacher.teach(lessons, points, answers, n_labels)
        return points, answers

    def _make(self, way: Way, k: int) -> Made:
        """The next questions."""
        if self.state.skipped or self._history.snapped or (self.guard is not None and self.guard.judges):
            self._heed()
        points, answers = self._teach(way.teacher)
        snapping = self.snapping
        with self._lock:
            found = self._history.sorted()
            round_ = Round(
                domain=self.domain,
                task="real" if self.space.kind == "real" else "classes",
                label_names=self.space.names,
                points=points,
                answers=answers,
                pending=self.items.points(found.waiting),
                unanswerable=self.items.points(found.unanswerable),
                real=self._real.points,
                real_answers=self._real.codes(self.space),
                model=way.teacher.ready,
                seed=self.seed,
                number=self.asked,
                plausible=_anything if snapping or self.guard is None else self.guard.plausible,
                goal=self.goal,
            )
        free = np.flatnonzero(self._real.open)
        start = min(MOST_AT_START, 2 * max(2, self.domain.width))
        maker = Maker(way.generator, self._judge, self._nearest, free, snapping, start)
        made = maker.make(round_, k)
        optional = self._snap and not (self._only or self._history.snapped)
        if snapping and optional and not made:  # all rows that are left are as good as asked
            plausible = _anything if self.guard is None else self.guard.plausible
            made = replace(maker, snapping=False).make(replace(round_, plausible=plausible), k)
        if optional and made and made.rows[0] < 0:
            self._tell_used_up()
        return made

    def _tell_used_up(self) -> None:
        """Write down once that all rows that could be asked are asked, so that items are made up from now on."""
        with self._lock:
            rows = sum(self.items.at(at).real for at in range(len(self.items)))
            if rows and not self._history.used_up:
                which = f"All {rows:,} rows" if rows > 1 else "The only row"
                were = "have" if rows > 1 else "has"
                sentence = f"{which} without an answer {were} been asked: from now on items are made up."
                self._history.commit([Event("snapped", data={"on": False, "used_up": True, "sentence": sentence})])

    def _judge(self, points: Points, batch: Points) -> Sequence[Verdict]:
        """Verdicts of the guard; of the domain alone where there is none."""
        if self.guard is not None:
            return self.guard.judge(points, batch)
        said = [self.domain.refusals(item) for item in self.domain.items(points)]
        return [Verdict(not wrong, wrong[0] if wrong else "", "constraints" if wrong else "") for wrong in said]

    def _ask(self, way: Way, back: list[str], made: Made) -> Queries:
        """Write the questions down and hand them out."""
        names = [self._name(row, at) for at, row in enumerate(made.rows)]
        ids = [*back, *names]
        scores = np.array([0.0] * len(back) + made.scores)
        why = ("asked before, and not answered",) * len(back) + tuple(made.why)
        version = 0 if way.teacher.ready is None else self.state.labelled
        events: list[Event] = []
        if ids:
            queries = [[i, round(float(s), 6), 1.0, False, w] for i, s, w in zip(ids, scores, why, strict=True)]
            about = {"round": self.state.rounds, "strategy": way.generator.name, "version": version}
            events.append(Event("asked", data={**about, "queries": queries}))
        if made.refused:
            told = [list(one) for one in made.refused[:TOLD]]
            more = len(made.refused) - len(told)
            events.append(Event("refused", data={"reasons": told, **({"more": more} if more else {})}))
        if events:
            self._history.commit(events, self._described(way.teacher, names, made))
        found = [self.items.get(item_id) for item_id in ids]
        return Queries(
            ids=ids,
            items=self.items.take(np.array([self.items.row(item_id) for item_id in ids], dtype=np.int64)),
            scores=scores,
            probabilities=np.ones(len(ids)),
            random=np.zeros(len(ids), dtype=np.bool_),
            why=why,
            strategy=way.generator.name,
            version=version,
            synthetic=np.array([not one.real for one in found], dtype=np.bool_),
        )

    def _described(self, teacher: Teacher, names: list[str], made: Made) -> dict[str, Asked]:
        """Questions as they are kept, with what the model says of them now."""
        if not names:
            return {}
        points = np.array(made.points)
        items = self.domain.items(points)
        said = teacher.says(points, real=self.space.kind == "real")
        found: dict[str, Asked] = {}
        for at, (name, row) in enumerate(zip(names, made.rows, strict=True)):
            columns = list(items[at]) if isinstance(items[at], dict) else ()
            item = items[at] if row < 0 else self._real.item(row, columns)
            found[name] = Asked(self.asked + at, item, points[at], row >= 0, None if said is None else said[at])
        return found

    def _name(self, row: int, at: int) -> str:
        """Id of a question: that of its row, or a number that no row has."""
        if row >= 0:
            return self._real.ids[row]
        number = self.asked + at + 1
        while str(number) in self._real.row_of or str(number) in self._history.ids:
            number += 1_000_000
        return str(number)

    def _heed(self) -> None:
        """Teach the guard what could not be answered, and ask real rows from now on if that is too often."""
        known = self.unanswerable
        if self.guard is not None:
            self.guard.learn(known)
        if self._nearest is None or self.snapping > self._history.snapped or known.above == self._history.snapped:
            return
        if known.above and not self._real.open.any():  # there is none to ask instead
            return
        share, low = f"{100 * known.rate:.0f} %", f"{100 * known.interval[0]:.0f} %"
        sentence = (
            f"About {share} of the made-up questions cannot be answered, and real rows need not be asked instead."
        )
        if known.above:
            sentence = (
                f"About {share} of the made-up questions cannot be answered (surely more than {low}): from now on rows "
                "that exist are asked instead."
            )
        with self._lock:
            self._history.commit([Event("snapped", data={"on": known.above, "sentence": sentence})])


def _anything(points: Points) -> Allowed:
    """Everything."""
    return np.ones(len(points), dtype=np.bool_)
