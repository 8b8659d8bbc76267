"""`PoolLearner`: pool-based active learning behind two calls, ask and tell."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from askless.choose.intake import checked_evidence
from askless.choose.strategy.fit import check_fit, fitting
from askless.choose.strategy.strategy import Strategy
from askless.core.events import Event
from askless.core.ids import Id, Rows
from askless.core.task import SEQUENCES, WORDS
from askless.data.items.items import Items
from askless.data.items.of import items_of
from askless.data.labels.begun import as_said, check_begun
from askless.data.labels.given import new_labels, paired
from askless.data.labels.make import kept_space, label_space
from askless.data.labels.skip import SKIP
from askless.data.labels.space import Answer, LabelSpace
from askless.data.store.fingerprint import is_damaged_copy
from askless.data.store.log import Log, MemoryLog
from askless.data.store.project import Project
from askless.data.store.scenario import refuse_other
from askless.data.store.state import State
from askless.enough.outlook import RANDOM_SHARE
from askless.errors import AsklessError, NotReadyError, ProjectError, UsageError
from askless.pool.choosing import choose, is_own, recalled, strategy_of, usual
from askless.pool.entries import asked, begun, check_sentences, told, with_reading
from askless.pool.goal import Goal
from askless.pool.history import History
from askless.pool.holdout import check_size, drawn
from askless.pool.job import Job
from askless.pool.moment import Moment
from askless.pool.queries import Queries
from askless.pool.sentences import SentencePredictions
from askless.pool.trainer import InlineTrainer, Trainer

if TYPE_CHECKING:
    from askless.enough.estimate import Estimate
    from askless.enough.forecast.forecast import Forecast, Tolerance
    from askless.enough.stopping.rule import Rule
    from askless.enough.stopping.verdict import Verdict

__all__ = ["PoolLearner"]


class PoolLearner:
    """Chooses what to label next from a pool, learns from the answers, and remembers everything.

    Parameters
    ----------
    pool : list of str, list of lists of str, array, sparse matrix, DataFrame, path, or Items
        The unlabelled items; lists of tokens are sentences. A path is read as ``askless label`` reads it.
    model : str, scikit-learn estimator, PyTorch module, or None
        Name of a built-in model, an estimator or a module that takes the pool's items, or None for
        the built-in model that fits the kind of item.
    labels : sequence of str, or label space, or None
        The possible answers; ``askless.Real(unit="kg")`` for numbers; ``askless.Tags([...])`` or
        ``askless.Spans([...])`` where items are sentences. None: labels are learnt from the answers.
    strategy : str or Strategy, optional
        How items are chosen; `askless strategies` lists them. If not given it is "auto", or where
        answers are numbers "lcmd" with one row in ten drawn at random. A project that was begun with
        ``--goal find`` goes on with its own strategy, model and random share.
    seed : int, default 0
        All randomness is keyed by (seed, round, item id). A project that is resumed keeps its own.
    project : path or Project, optional
        Folder that keeps the log; an existing one is resumed. None keeps the log in memory.
    ids : sequence of str, optional
        Stable ids of the items; row numbers if not given.
    multilabel : bool, default False
        Whether an answer is a set of labels.
    random_share : float, optional
        Share of queries drawn uniformly, in [0, 1]; what the strategy wants by itself is the least.
    holdout : int, optional
        Keep so many items apart to test the model, see `hold_out`.
    evidence : mapping of str to array, optional
        What is known of the items beside what the model tells, by kind, the item axis first: ``cost``
        for `per_cost`, ``annotations`` for noisy labels, or an ``embedding`` of your own.
    trainer : Trainer, optional
        What fits the model; one that fits inside `ask` if not given. The page's trains in the background.

    Raises
    ------
    SourceError
        If the pool cannot be read as items.
    UnknownNameError
        If no strategy or model has the name.
    UsageError
        If the strategy is made for other answers, or (when it is first asked) needs evidence that
        neither the model nor the caller gives; or if the project that is resumed has other answers.
    EvidenceError
        If `evidence` has a wrong name, shape or value.
    ProjectError
        If the folder belongs to other items or is open elsewhere.

    Notes
    -----
    Answers may come in any order, late, in part, twice, and for items that nobody asked about.
    The state is a fold over the log: a learner that is opened again on the same project has the
    same state and asks the same next queries.

    Examples
    --------
    >>> import askless
    >>> texts = ["win a prize now", "see you at lunch", "free prize inside", "lunch tomorrow?"] * 5
    >>> learner = askless.PoolLearner(texts, labels=["spam", "ham"], seed=0)
    >>> while len(learner.labels) < 12 and (queries := learner.ask(2)):
    ...     learner.tell(queries.ids, ["spam" if "prize" in text else "ham" for text in queries.items])
    >>> learner.predict(["another free prize"])
    ['spam']
    """

    def __init__(
        self,
        pool: Any,
        model: Any = None,
        *,
        labels: Sequence[str] | LabelSpace | None = None,
        strategy: str | Strategy | None = None,
        seed: int = 0,
        project: str | Path | Project | None = None,
        ids: Sequence[str] | None = None,
        multilabel: bool = False,
        random_share: float | None = None,
        holdout: int | None = None,
        evidence: Mapping[str, Any] | None = None,
        trainer: Trainer | None = None,
    ) -> None:
        if holdout is not None:
            check_size(holdout)
        if random_share is not None and not 0 <= random_share <= 1:
            raise UsageError(f"`random_share` is {random_share!r}.", "Give a share from 0 to 1, or None.")
        space = label_space(labels, "multilabel" if multilabel else "classes")
        self.items: Items = items_of(pool, ids=ids, task=space.kind)
        self._random_share = random_share or 0.0
        self._lock = threading.RLock()
        self._last: Moment | None = None
        self._trainer: Trainer = trainer if trainer is not None else InlineTrainer(model)
        own = isinstance(project, (str, Path))  # whoever opened it himself begins and closes it himself
        self.project = Project.open(Path(project)) if isinstance(project, (str, Path)) else project
        log: Log = MemoryLog() if self.project is None else self.project.log
        try:
            given = labels is not None or multilabel
            kept = None if given or self.project is None else kept_space(self.project.settings)
            self._history = History(self.items, log, kept or space)
            if self.project is not None:
                refuse_other(self.state.project, "pool", self.project.path)
            self._notice(self.state.notice)
            self._notice(self._history.notice)
            if self.project is not None and self.state.seq and (labels is not None or multilabel):
                check_begun(as_said(space), as_said(self.space), self.project.path)
            real = self.space.kind == "real"
            self._open_space = labels is None and not real and not self.state.project.get("labels")
            self._resume_search(strategy, model, trainer, random_share)
            self._strategy = strategy_of(strategy or (self._goal.strategy if self._goal else usual(self.space.kind)))
            if real and strategy is None and random_share is None:
                self._random_share = RANDOM_SHARE
            self.seed = int(self.state.project.get("seed", seed))
            self.given: Mapping[str, Any] = checked_evidence(evidence or {}, len(self.items), self.space.kind)
            if self.state.strategy:  # the log's own word, from `set_strategy`
                self._strategy, said = recalled(self.state.strategy, self.space.kind)
                self._notice(said)
            _check_kind(self.items, self.space)
            check_fit(self._strategy, self.space.kind)
            self._trainer.attach(self)
            if own or (holdout is not None and self.project is not None):
                self.start()
            if holdout is not None:
                self.hold_out(holdout)
        except AsklessError:
            if own:
                self.close()
            raise

    # --- the two calls -----------------------------------------------------------------------

    def ask(self, k: int = 1) -> Queries:
        """Choose the next items to label, and mark them pending.

        Parameters
        ----------
        k : int, default 1
            How many, >= 0.

        Returns
        -------
        queries : Queries
            At most `k`: fewer when the pool has no more, none when all is labelled. Items that
            were skipped come again when nothing else is left.

        Raises
        ------
        UsageError
            If `k` is negative or not a whole number.

        Notes
        -----
        Trains the model first if answers have come since, unless a background trainer does.

        Examples
        --------
        >>> import askless
        >>> askless.PoolLearner(["one", "two", "three"]).ask(2).strategy
        'auto'
        """
        if isinstance(k, bool) or not isinstance(k, (int, np.integer)) or k < 0:
            raise UsageError(f"`k` is {k!r}.", "Ask for a whole number of items, 0 or more.")
        with self._lock:
            choice, version = choose(int(k), self._history, self._trainer, self._strategy, self._random_share)
            queries = Queries(
                ids=self.items.ids.take(choice.rows),
                scores=choice.scores,
                probabilities=choice.probabilities,
                random=choice.random,
                why=choice.why,
                strategy=self._strategy.name,
                version=version,
                _pool=self.items,
                _rows=choice.rows,
                windows=tuple((first, end) if end else None for first, end in choice.windows.tolist()),
            )
            if queries:
                self._commit([asked(queries, self.items.ids, self.state.rounds)])
            return queries

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
            Which items; asked about or not.
        answers : answer or iterable of answers
            One for each id, in the label space, or `askless.SKIP`.
        annotator : str, optional
            Who answered.
        seconds : float or sequence of float, optional
            Time that each answer took.
        **details
            JSON values that are kept with each answer, for instance ``suggestion_seen=True``.

        Raises
        ------
        LabelError
            If an answer is not in the label space; then none of them is taken.
        UnknownNameError
            If an id is not in the pool; then none of the answers is taken.
        StorageError
            If they could not be written; then none of them was.

        Notes
        -----
        Exact copies of an item are answered together with it. Another answer to the same item corrects it; of a
        sentence it corrects what it says, and the rest stays as it was. An answer that stands already is not stored
        again, unless it confirms what the same person had corrected.

        Examples
        --------
        >>> import askless
        >>> learner = askless.PoolLearner(["one", "two"], labels=["odd", "even"])
        >>> learner.tell(0, "odd")
        >>> learner.tell([1], ["even"])
        >>> learner.labels
        {0: 'odd', 1: 'even'}
        """
        listed, given, times = paired(ids, answers, seconds)
        with self._lock:
            rows = self.items.ids.rows(listed).tolist()
            events, space = new_labels(self.space, given) if self._open_space else ([], self.space)
            checked = [answer if answer is SKIP else space.check(answer) for answer in given]
            if space.kind in SEQUENCES:
                check_sentences(self.items, space, rows, checked)
            about = [{"annotator": annotator, "seconds": time, **details} for time in times]
            if space.kind in SEQUENCES:
                about = with_reading(self.items, self.state, space, rows, checked, about)
            answered = zip(rows, checked, about, strict=True)
            self._commit([*events, *told(self.items.ids, self.state, self._history.marks, answered)])

    # --- other acts, each an event ------------------------------------------------------------

    def skip(self, item_id: Id, **details: Any) -> None:
        """Pass an item over; it comes again at the end."""
        self._act("skip", item_id, details)

    def flag(self, item_id: Id, on: bool = True, **details: Any) -> None:
        """Mark an item for somebody to look at, or take the mark away."""
        self._act("flag", item_id, {"on": on, **details})

    def note(self, item_id: Id, text: str, **details: Any) -> None:
        """Write a note on an item; an empty one takes it away."""
        self._act("note", item_id, {"text": text, **details})

    def undo(self, annotator: str | None = None, **details: Any) -> tuple[str, Id] | None:
        """Take back the latest answer, skip, flag or note.

        Parameters
        ----------
        annotator : str, optional
            Only what this annotator did.
        **details
            JSON values that are kept with the event.

        Returns
        -------
        undone : (kind, id) or None
            What was taken back and of which item; None if there was nothing.

        Examples
        --------
        >>> import askless
        >>> learner = askless.PoolLearner(["one"], labels=["odd", "even"])
        >>> learner.tell(0, "even")
        >>> learner.undo(), learner.labels
        (('answer', 0), {})
        """
        with self._lock:
            events = self.state.undoable(annotator)
            if not events:
                return None
            act = self.state.event(events[0])
            assert act is not None
            assert act.item is not None
            self._commit([Event("undo", data={"events": events, **details})])
            ids = self.items.ids
            return act.kind, ids.id(ids.row(act.item)) if act.item in ids else act.item  # if the source has lost it

    def release(self, ids: Iterable[Id]) -> None:
        """Say that these queries need no answer any more; they may be asked again."""
        with self._lock:
            texts = [self.items.ids.text(row) for row in self.items.ids.rows(ids)]
            waiting = [item_id for item_id in texts if self.state.item(item_id).pending]
            if waiting:
                self._commit([Event("released", data={"items": waiting})])

    def add_label(self, name: str) -> None:
        """Add a label; LabelError if the name is blank or taken."""
        with self._lock:
            name = name.strip()
            self.state.space.added(name)
            self._commit([Event("label_added", data={"name": name})])

    def rename_label(self, old: str, new: str) -> None:
        """Rename a label, in the answers already given too; a search for it goes on under the new name."""
        with self._lock:
            self.state.space.renamed(old, new)
            self._commit([Event("label_renamed", data={"old": old, "new": new.strip()})])
            if self.project is not None and self.project.settings.get("find") == old:
                self.project.save(find=new.strip())

    def set_strategy(self, name: str) -> None:
        """Choose by another strategy from now on; UsageError if it does not fit the answers or the model."""
        with self._lock:
            strategy = strategy_of(name)
            check_fit(strategy, self.space.kind, {*self.given, *self._trainer.offers()})
            self._strategy = strategy
            self._commit([Event("strategy", data={"name": self._strategy.name})])

    def hold_out(self, n: int) -> None:
        """Keep items apart to test the model: they are asked like others, and no model ever trains on them.

        Parameters
        ----------
        n : int
            How many there are to be in all; drawn uniformly from the items without a label, exact copies
            counted once. One question in five is a test item until all are in.

        Raises
        ------
        UsageError
            If `n` is no whole number above 0, fewer than are kept apart already, or leaves nothing to learn from.

        Notes
        -----
        The log names them, so they stay the same for good; `seed` and ids alone decide which they are.

        Examples
        --------
        >>> import askless
        >>> learner = askless.PoolLearner([f"text {i}" for i in range(50)], holdout=2)
        >>> learner.ask(6).why[4]
        'drawn for the test: never trained on'
        """
        with self._lock:
            event = drawn(self.items.ids, self.state, self._history.marks, check_size(n), self.seed)
            if event is not None:
                self._commit([event])

    # --- what is known -----------------------------------------------------------------------

    @property
    def state(self) -> State:
        """Everything that follows from the log."""
        return self._history.state

    @property
    def space(self) -> LabelSpace:
        """The label space, as the log has it."""
        return self.state.space

    @property
    def strategy(self) -> str:
        """Name of the strategy in use."""
        return self._strategy.name

    @property
    def strategies(self) -> list[str]:
        """Names of the strategies that fit the answers and what is known of the items."""
        return fitting(self.space.kind, {*self.given, *self._trainer.offers()})

    @property
    def outstanding(self) -> list[str]:
        """Items that were asked about and wait for their answer, as text."""
        return [item_id for item_id, item in self.state.items.items() if item.pending and item_id in self.items.ids]

    @property
    def parts_left(self) -> int:
        """Items of which an answer leaves something unknown: they may be asked again."""
        return len(self._history.marks.partly())

    @property
    def labels(self) -> dict[Id, Answer]:
        """Answer of each labelled item by id, exact copies included, in the order of the pool."""
        with self._lock:
            found = {i: item.answer for i, item in self.state.items.items() if item.labelled}
            rows = sorted((self.items.ids.row(i), answer) for i, answer in found.items() if i in self.items.ids)
            return {self.items.ids.id(row): answer for row, answer in rows}

    @property
    def model(self) -> Any:
        """The fitted model, trained now if answers have come since.

        A scikit-learn estimator that takes raw items: yours, or the pipeline of the built-in one.

        Raises
        ------
        NotReadyError
            While fewer than two classes, or different numbers, have been seen.
        """
        return self._trainer.ready_model().estimator(self.space.names)

    def predict(self, items: Any) -> list[Answer]:
        """Predicted answers for items of the same kind as the pool's; NotReadyError if it is too early."""
        if self.space.kind == "real":
            return [self.space.decode(number) for number in self._trainer.ready_model().predict_new(items)]
        if self.space.kind in SEQUENCES:
            said = self._trainer.ready_model().predict_new(items_of(items, task=self.space.kind))
            predictions = SentencePredictions.of(self.space.names, said, spans=self.space.kind == "spans")
            return [predictions.answer(row) for row in range(len(predictions.starts) - 1)]
        proba = self.predict_proba(items)
        multilabel = self.space.kind == "multilabel"
        return [self.space.decode(row >= 0.5 if multilabel else row.argmax()) for row in proba]

    def predict_proba(self, items: Any) -> Any:
        """Probabilities (n_items, n_labels), in the order of `space.names`; UsageError for numbers and sentences."""
        if self.space.kind == "real":
            raise UsageError("Numbers have no probabilities.", "Use `predict`, or `predict_std` for how sure they are.")
        if self.space.kind in SEQUENCES:
            raise UsageError(
                "Sentences have too many answers to list their probabilities.",
                "Use `predict`, or `model.predict_marginals` for those of each token.",
            )
        return self._trainer.ready_model().predict_new(items)

    def predict_std(self, items: Any) -> list[float]:
        """How far from its predicted number each answer may lie: standard deviations; UsageError for labels."""
        if self.space.kind != "real":
            raise UsageError("Only numbers have a standard deviation.", "Use `predict_proba`.")
        return [float(value) for value in self._trainer.ready_model().std_new(items)]

    def estimate(self) -> Estimate:
        """How good the model is: accuracy, F1 of several labels, or the error (RMSE) of numbers, with an interval.

        From the items that `hold_out` keeps apart once 30 of them are answered (or all, if they are fewer). Else,
        of classes, from all answers, corrected for how they were chosen, where that was measured for the kind of
        model and strategy; else from 30 random answers or more, each scored by a model that had not trained on it.

        Returns
        -------
        estimate : Estimate
            `basis` says which, and `level` how often the interval holds; `value` is None while it is too early.

        Notes
        -----
        Costs six fits, which a forecast of the same labels does not pay again; with a test, none.
        """
        from askless.pool.estimated import estimated

        try:
            return estimated(self._moment(self._trainer.ready_model()))
        except NotReadyError as error:
            return estimated(self._moment(None), why=str(error))

    def forecast(self, tolerance: Tolerance = 0.01) -> Forecast:
        """How likely the labels so far are enough, and how many labels may be.

        Parameters
        ----------
        tolerance : float or "gain", default 0.01
            Difference in accuracy to labelling the whole pool that does not matter: 0.01, 0.03, or "gain" for a
            tenth of what all labels bring, at least 0.01.

        Returns
        -------
        forecast : Forecast
            A chance, a range and the words for both; or what is missing before there can be one.

        Raises
        ------
        UsageError
            If `tolerance` is none of the three.

        Notes
        -----
        Costs six fits and seven passes over the pool, once for all tolerances and the estimate of the same labels.

        Examples
        --------
        >>> import askless
        >>> askless.PoolLearner([f"text {i}" for i in range(99)], labels=["odd", "even"]).forecast().headline
        'Too early to say. Nothing is labelled yet. Forecasts begin at 5 labels for each class.'
        """
        from askless.enough.forecast.forecast import tolerance_key

        tolerance_key(tolerance)  # refused before anything is fitted
        from askless.pool.look import forecasts

        return forecasts(self._moment(self._model_if_ready())).of(tolerance)

    def stopping(
        self,
        rule: str | Rule | None = None,
        *,
        cost_per_label: float | None = None,
        value_per_point: float | None = None,
        positive: str | None = None,
    ) -> Verdict:
        """Whether labelling may end; it recommends, you decide.

        Parameters
        ----------
        rule : str or Rule, optional
            Name of a stopping rule, see the manual's page on them, or one with options of your own. If not given
            it is "stabilised", where answers are numbers "pac_bayes", in a project that was begun with
            ``--goal find`` "recall", at the recall and confidence of the project.
        cost_per_label, value_per_point : float, optional
            What a label costs and what a point of accuracy (0.01) is worth, for the rule "value".
        positive : str, optional
            The label that is searched for, for rules of screening; if not given that of a project begun
            with ``--goal find``.

        Returns
        -------
        verdict : Verdict
            Whether it recommends to end, which signals say so, and a sentence.

        Raises
        ------
        UnknownNameError, UsageError
            If there is no such rule, if it is not made for such answers, or if no label is called `positive`.

        Notes
        -----
        Depends on the labels and their order only. Costs three fits with the usual rule, and a forecast.

        Examples
        --------
        >>> import askless
        >>> askless.PoolLearner(["one", "two"], labels=["odd", "even"]).stopping().recommend
        False
        """
        from askless.pool.look import chance_of, forecasts
        from askless.pool.searching import search_context
        from askless.pool.stopping import rule_for, stopping_verdict

        moment, chance, goal = self._moment(self._model_if_ready()), None, self._goal
        if goal is not None:
            rule, positive = goal.rule(rule), positive or goal.find
        search = None if positive is None else search_context(self.state, positive, pool=len(moment.pool))
        if moment.model is not None and "chance" in rule_for(rule, moment.job.space).needs:
            chance = chance_of(forecasts(moment))
        return stopping_verdict(
            moment.job,
            moment.model,
            self.items,
            moment.pool,
            rule,
            chance=chance,
            cost_per_label=cost_per_label,
            value_per_point=value_per_point,
            search=search,
        )

    def status(self) -> dict[str, Any]:
        """Counts, and the latest estimate, forecast and verdict, as ``askless status --json`` prints them."""
        with self._lock:
            project = None if self.project is None else str(self.project.path)
            return self.state.counts() | {"items": len(self.items), "project": project}

    def close(self) -> None:
        """Stop training and close the project."""
        self._trainer.close()
        if self.project is not None:
            self.project.close()

    # --- for trainers and the server -----------------------------------------------------------

    def job(self) -> Job:
        """Everything that training and choosing need to know of the log."""
        with self._lock:
            wanted = "annotations" in self._strategy.needs and "annotations" not in self.given
            by_person = wanted and self.space.kind == "classes"
            job = self._history.job(self.seed, self._strategy.name, by_person=by_person)
            return replace(job, own=is_own(self._strategy))

    def candidates(self) -> Rows:
        """Rows that may be asked now, in order: untouched ones, or else the skipped."""
        return self._history.candidates()

    def copies_of(self, row: int) -> Rows:
        """Rows of the other exact copies of an item."""
        return self._history.marks.copies_of(row)

    def record(self, *events: Event) -> None:
        """Append events as they are, for instance that a model was trained."""
        with self._lock:
            self._commit(events)

    def start(self, **about: Any) -> None:
        """Write the first event of a project, or check that an existing log belongs to these items."""
        with self._lock:
            if not self.state.project:
                self._commit([begun(self.items, self.space, self.seed, about, self._history.marks.distinct)])
                return
            before, now = self.state.project.get("fingerprint"), self.items.fingerprint()
            if before not in (None, now) and self.items.ids.names is None:
                if is_damaged_copy(before, now):
                    self._notice("Its record of what the source was is damaged; the source is still the same one.")
                    return
                raise ProjectError(
                    f"The source has changed since this project began ({self.state.project['items']:,} items then, "
                    f"{len(self.items):,} now), and its items are known by row number only.",
                    "Start a new project with --project DIR, or name a column of ids with --id.",
                )

    def give(self, answers: Mapping[int, Answer]) -> None:
        """Take in labels that came with the source, by row; exact copies without one follow."""
        with self._lock:
            new = {row: a for row, a in answers.items() if not self.state.item(self.items.ids.text(row)).labelled}
            given = [(row, answer, {"given": "source"}) for row, answer in new.items()]
            self._commit(told(self.items.ids, self.state, self._history.marks, given))

    # --- inside ---------------------------------------------------------------------------------

    @property
    def _goal(self) -> Goal | None:
        """What the project looks for, as its settings have it now; None if it learns all labels."""
        settings = {} if self.project is None else self.project.settings
        return Goal.of(settings, self.space.names, self.items.kind)

    def _resume_search(self, strategy: Any, model: Any, trainer: Trainer | None, random_share: float | None) -> None:
        """Where the project is for a search, go on with what it was begun with, as far as nothing else is said."""
        goal = self._goal
        if goal is None:
            return
        if model is None and trainer is None:
            self._trainer = InlineTrainer(goal.model)
        if strategy is None and random_share is None:
            self._random_share = RANDOM_SHARE

    def _model_if_ready(self) -> Any:
        """The model, trained on all answers; None if there cannot be one yet."""
        try:
            return self._trainer.ready_model()
        except NotReadyError:
            return None

    def _moment(self, model: Any) -> Moment:
        """This moment, for the pool without copies and without what is kept apart; the last one if nothing changed."""
        job = self.job()
        if self._last is None or not self._last.holds_for(job, model):
            self._last = Moment(job, model, self.items, self._history.marks.pool())
        return self._last

    def _notice(self, said: str) -> None:
        """Add a sentence to what is told of the project when it is opened."""
        if self.project is not None:
            self.project.tell(said)

    def _commit(self, events: Sequence[Event]) -> None:
        """Store events, then take them in."""
        if self._history.append(events):
            self._trainer.changed()

    def _act(self, kind: str, item_id: Id, data: dict[str, Any]) -> None:
        with self._lock:
            row = self.items.ids.row(item_id)
            self._commit([Event(kind, self.items.ids.text(row), {k: v for k, v in data.items() if v is not None})])


def _check_kind(items: Items, space: LabelSpace) -> None:
    """Refuse answers that cannot be given about such items."""
    if (items.kind == "tokens") == (space.kind in SEQUENCES):
        return
    if items.kind == "tokens":
        raise UsageError(
            f"The items are sentences of tokens, and an answer is to be {WORDS[space.kind]}.",
            "Give labels=askless.Tags([...]) or askless.Spans([...]), or texts in place of tokens.",
        )
    raise UsageError(
        f"An answer is to be {WORDS[space.kind]}, and the items are no sentences but of the kind “{items.kind}”.",
        "Give lists of tokens, or texts.",
    )
