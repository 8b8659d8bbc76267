"""`StreamLearner`: selective sampling of a stream behind two calls, offer and tell."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any
from uuid import uuid4

import numpy as np

from askless.core.events import Event
from askless.core.ids import Id
from askless.core.pack import pack, unpack
from askless.data.labels.given import new_labels, paired
from askless.data.labels.make import label_space
from askless.data.labels.real import Real
from askless.data.labels.skip import SKIP
from askless.data.labels.space import Answer, LabelSpace
from askless.data.store.kept import Keeper, Kept, keeper_of
from askless.data.store.log import MemoryLog
from askless.data.store.project import Project
from askless.errors import AsklessError, NotReadyError, ProjectError, UnknownNameError, UsageError
from askless.models.online.make import online_model
from askless.models.online.online import Float64s, OnlineModel
from askless.stream.adaptation.adaptation import Adaptation, Adapting, Notice
from askless.stream.adaptation.named import adaptation_of
from askless.stream.arrivals import Arrivals, Arrived
from askless.stream.batch import Batch, Told
from askless.stream.budgets.budget import Budget
from askless.stream.budgets.named import budget_of
from askless.stream.coins import Coins
from askless.stream.deciding import Verdicts, decide
from askless.stream.decision import Decision, Decisions
from askless.stream.encoder import Encoder
from askless.stream.evidence import for_choice
from askless.stream.journal import Journal, answer_json
from askless.stream.latency import MOST
from askless.stream.pending import Asked, Waiting
from askless.stream.samplers.named import sampler_of
from askless.stream.samplers.sampler import Sampler

__all__ = ["StreamLearner"]

LOOKS = 8
"""Times at most that a micro-batch is looked at anew because something in it was asked about."""

HEAVIEST = 20.0
"""Largest weight of an answer to an item that was asked with a small probability; more would only add noise."""

RATE = 1_000_000.0
"""Bytes a second that the state of models may take; larger ones are written less often, and their latest answers
learnt again when a project is resumed."""


class StreamLearner:
    """Decides item by item what is worth a label, under a budget, and learns from the answers.

    Parameters
    ----------
    model : str, estimator, or None
        Name of an online model, an estimator of river or scikit-learn, or None: "softmax", where answers are
        numbers "linear". One without ``partial_fit`` is fitted anew on a window of answers.
    labels : sequence of str, or label space, or None
        The possible answers; ``askless.Real()`` for numbers. None: labels are learnt from the answers.
    strategy : str or Sampler, default "split_quantile"
        Which items are worth a label.
    budget : float or Budget, default 0.1
        Share of the items that may be asked about, in (0, 1]; or another budget.
    adaptation : str or Adaptation, default "passive"
        How it keeps up with a stream that changes: "passive", "active:adwin", "hybrid:adwin", "frozen".
    random_share : float, optional
        Least part of the budget that is drawn at random, in [0, 1]; what the strategy or the adaptation
        wants by itself is the least.
    seed : int, default 0
        All randomness is keyed by (seed, item id). A project that is resumed keeps its own.
    project : path or Project, optional
        Folder that keeps the log; an existing one is resumed. None keeps nothing.

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
    order, twice or never. What `offer` and `tell` return is on disk within 50 ms; `commit` waits for it.
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
        strategy: str | Sampler = "split_quantile",
        budget: float | Budget = 0.1,
        adaptation: str | Adaptation = "passive",
        random_share: float | None = None,
        seed: int = 0,
        project: str | Path | Project | None = None,
    ) -> None:
        if random_share is not None and not 0 <= random_share <= 1:
            raise UsageError(f"`random_share` is {random_share!r}.", "Give a share from 0 to 1, or None.")
        self._lock = threading.RLock()
        self.space = label_space(labels)
        self._open_space = labels is None
        self._sampler, self._budget = sampler_of(strategy), budget_of(budget)
        self._adaptation = adaptation_of(adaptation)
        self._share = max(random_share or 0.0, self._sampler.share)
        self.seed = seed
        self._encoder, self._arrivals, self._waiting = Encoder(), Arrivals(), Waiting()
        self.seen = self.asked = self.answered = self.skipped = 0
        self._taught: set[int] = set()  # codes of the labels that the model has met
        self.notices: deque[Notice] = deque(maxlen=100)
        real = isinstance(self.space, Real)
        self._adapting = self._adaptation.start(online_model(model, real=real))
        if self._adapting.model.real != real:
            raise UsageError(
                f"The model predicts {'classes' if real else 'numbers'}, but the answers are "
                f"{'numbers' if real else 'classes'}.",
                "Choose another model, or say what the answers are with `labels`.",
            )
        self._looks = type(self._adapting).look is not Adapting.look
        self._written = (0.0, 0)  # when the state of the models was written, and its size
        self._open(project)

    # --- the two calls -----------------------------------------------------------------------

    def offer(self, item: Any, id: Id | None = None, time: float | None = None) -> Decision:
        """Decide upon one item.

        Parameters
        ----------
        item : array, list, dict or str
            A row of numbers, a dict of features, or a text.
        id : str or int, optional
            Its own id; an item that comes again is not asked about twice. Its number in the stream if not given.
        time : float, optional
            Seconds; now if not given.

        Returns
        -------
        decision : Decision

        Raises
        ------
        SourceError
            If the item cannot be read.
        StorageError
            If what came before could not be written; nothing has changed then, and the call can be repeated.
        """
        items = item[None] if isinstance(item, np.ndarray) and item.ndim == 1 else [item]
        return self.offer_many(items, None if id is None else [id], None if time is None else [time])[0]

    def offer_many(
        self, items: Any, ids: Sequence[Id] | None = None, times: Sequence[float] | None = None
    ) -> Decisions:
        """Decide upon a micro-batch: each item in turn, with what the model knows before the first.

        Parameters
        ----------
        items : array of shape (n_items, n_features), list, or DataFrame
        ids : sequence of str or int, optional
        times : sequence of float, optional

        Returns
        -------
        decisions : Decisions
            One for each item, in order. With one item the same as `offer`.

        Raises
        ------
        SourceError
            If an item cannot be read; then none of them was decided upon.
        UsageError
            If there are not as many ids or times as items.
        StorageError
            As in `offer`.
        """
        raw = items if isinstance(items, np.ndarray) else _listed(items)
        with self._lock:
            self._journal.check()
            moments = self._moments(times, len(raw))
            if not len(raw):
                return self._decisions(Arrived([], None, None), None, [], [], [])
            arrived = self._arrivals.take(len(raw), ids, self.seen)
            if arrived.fresh is None:
                return self._decide(raw, arrived, moments)
            return self._with_known(raw, arrived, moments)

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
        UnknownNameError
            If no item of this id has come, or it was let go and `items` does not give it.
        StorageError
            As in `offer`.

        Notes
        -----
        The same answer again changes nothing; another one corrects the first in the log, and is learnt besides.
        """
        if items is not None and isinstance(ids, (str, int, np.integer)):
            items = [items]
        listed, given, times = paired(ids, answers, seconds)
        with self._lock:
            self._journal.check()
            texts = [str(item_id) for item_id in listed]
            events, space = new_labels(self.space, given) if self._open_space else ([], self.space)
            checked = [answer if answer is SKIP else space.check(answer) for answer in given]
            found = self._found(texts, None if items is None else _listed(items))
            about = [{"annotator": annotator, "seconds": spent, **details} for spent in times]
            self.space = space
            for event in events:
                self._journal.noted(event)
            self._take_in(texts, checked, about, found)

    # --- other acts ----------------------------------------------------------------------------

    def skip(self, item_id: Id, **details: Any) -> None:
        """Say that an item will get no answer."""
        self.tell(item_id, SKIP, **details)

    def record(self, event: Event, answers: Mapping[str, str | None] = MappingProxyType({})) -> None:
        """Write down an event of another kind, and which answers stand from now on; models learn nothing from it.

        Parameters
        ----------
        event : Event
        answers : mapping of str to str or None, optional
            By id of an item that was asked about: its answer as JSON, "" if it is skipped, None if it waits again.
        """
        with self._lock:
            self._journal.check()
            for item_id, kept in self._journal.find(list(answers)).items():
                before, now = kept.answer, answers[item_id]
                self.answered += bool(now) - bool(before)
                self.skipped += (now == "") - (before == "")
                if now is None and before is not None:
                    self._waiting.add(item_id, Asked.of(kept))
            self._journal.told([event], answers)

    def add_label(self, name: str) -> None:
        """Add a label; LabelError if the name is blank or taken."""
        with self._lock:
            self._journal.check()
            name = name.strip()
            self.space = self.space.added(name)
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
        """
        with self._lock:
            self._journal.commit()

    def close(self) -> None:
        """Write what is left, and close the project."""
        try:
            self._written = (0.0, 0)
            self._journal.close()
        finally:
            if self._own and self.project is not None:
                self.project.close()

    # --- what is known -----------------------------------------------------------------------

    @property
    def pending(self) -> list[str]:
        """Ids of the latest items that wait for their answer, the oldest first."""
        with self._lock:
            return self._waiting.ids

    def item(self, item_id: Id) -> Any:
        """An item that was asked about, as it came.

        Raises
        ------
        UnknownNameError
            If nobody asked about an item of this id.
        """
        with self._lock:
            found = self._found([str(item_id)], None)[str(item_id)]
            return found[0].raw

    @property
    def realised(self) -> float:
        """Share of the items that were asked about, in [0, 1]."""
        return self.asked / self.seen if self.seen else 0.0

    @property
    def strategy(self) -> str:
        """Name of the strategy."""
        return self._sampler.name

    @property
    def budget(self) -> Budget:
        """What may be asked about."""
        return self._budget

    @property
    def model(self) -> OnlineModel:
        """The model whose word counts now."""
        return self._adapting.model

    def predict(self, items: Any) -> list[Answer]:
        """Predicted answers of items, which are not counted as offered; NotReadyError before the first answer."""
        said = self.predict_proba(items) if not isinstance(self.space, Real) else self._said(items)
        return [self.space.decode(row if isinstance(self.space, Real) else row.argmax()) for row in said]

    def predict_proba(self, items: Any) -> Float64s:
        """Probabilities of shape (n_items, n_labels), in the order of `space.names`; UsageError for numbers."""
        if isinstance(self.space, Real):
            raise UsageError("Numbers have no probabilities.", "Use `predict`.")
        return self._said(items)

    # --- offering -------------------------------------------------------------------------------

    def _decide(self, raw: Any, arrived: Arrived, times: list[float]) -> Decisions:
        """Decide upon items that are new."""
        rows = self._encoder.encode(raw)
        self._encoder.observe(rows)
        batch = Batch(self.seen, raw, rows, self._encoder.scale(rows), np.asarray(times))
        said = self._predicted(batch)
        keys = arrived.keys
        coins = self._coins.numbered(self.seen, len(batch)) if keys is None else self._coins.named(keys)
        utilities, verdicts = self._choose(batch, said, coins)
        self._arrivals.remember(keys)
        self._record(batch, arrived, said, utilities, verdicts)
        self.seen += len(batch)
        if self._looks:
            self._notice(self._adapting.look(batch.with_evidence(**self._evidence(said))))
        return self._decisions(arrived, said, verdicts.ask, verdicts.probability, verdicts.random)

    def _choose(self, batch: Batch, said: Float64s | None, coins: list[float]) -> tuple[list[float], Verdicts]:
        """Go through a micro-batch; what is asked about in it makes its neighbours further on worth less."""
        waiting = self._encoder.scale(self._waiting.latest(batch.rows.shape[1])) if self._waiting else None
        utilities: list[float] = []
        verdicts = Verdicts([], [], [])
        while (at := len(utilities)) < len(batch):
            rest = batch.part(at)
            shown = for_choice(
                rest, None if said is None else said[at:], waiting,
                self._adapting.model, self._sampler.needs, self._names,
            )  # fmt: skip
            values = self._sampler.utilities(shown).tolist()
            found = decide(
                values, coins[at:], rest.times.tolist(), sampler=self._sampler, budget=self._budget,
                share=self._random_share(), least=-(-len(batch) // LOOKS),
            )  # fmt: skip
            self._sampler.offered(shown.part(0, len(found.ask)))
            utilities += values[: len(found.ask)]
            verdicts = verdicts.joined(found)
            if found.ask[-1]:
                row = rest.scaled[len(found.ask) - 1][None]
                waiting = row if waiting is None else np.concatenate([row, waiting])[:MOST]
        return utilities, verdicts

    def _record(
        self, batch: Batch, arrived: Arrived, said: Float64s | None, utilities: list[float], verdicts: Verdicts
    ) -> None:
        """Keep what was asked, and count what was let go."""
        queries, kept = [], []
        for at in [at for at, ask in enumerate(verdicts.ask) if ask]:
            item_id, random = arrived.ids[at], verdicts.random[at]
            raw = batch.raw[at]
            asked = Asked(
                batch.first + at,
                raw.copy() if isinstance(raw, np.ndarray) else raw,
                batch.rows[at].copy(),
                np.zeros(0) if said is None else np.atleast_1d(said[at]).copy(),
                verdicts.probability[at],
                random,
                utilities[at],
            )
            self._waiting.add(item_id, asked)
            kept.append(asked.kept(item_id))
            queries.append([item_id, round(asked.score, 6), asked.probability, random, asked.why])
        self._journal.offered(batch.first, len(batch), len(queries), arrived.keys)
        if queries:
            self.asked += len(queries)
            about = {"round": batch.first, "strategy": self._sampler.name, "version": self.answered}
            self._journal.asked(Event("asked", data={**about, "queries": queries}), kept)

    def _with_known(self, raw: Any, arrived: Arrived, times: list[float]) -> Decisions:
        """Decide upon items of which some came before; those are told what was decided then."""
        assert arrived.fresh is not None
        assert arrived.keys is not None
        new = np.flatnonzero(arrived.fresh)
        ask = np.zeros(len(raw), dtype=bool)
        probability, random = np.zeros(len(raw)), np.zeros(len(raw), dtype=bool)
        if new.size:
            some = raw[new] if isinstance(raw, np.ndarray) else [raw[at] for at in new]
            ids = [arrived.ids[at] for at in new]
            keys = [arrived.keys[at] for at in new]
            decided = self._decide(some, Arrived(ids, keys, None), [times[at] for at in new])
            ask[new], probability[new], random[new] = decided.ask, decided.probability, decided.random
        for at in np.flatnonzero(~arrived.fresh).tolist():
            waiting = self._waiting.get(arrived.ids[at])
            if waiting is not None:
                ask[at], probability[at], random[at] = True, waiting.probability, waiting.random
        said = self._said(raw) if self._has_learnt else None
        decisions = self._decisions(arrived, said, ask, probability, random)
        return Decisions(
            decisions.ids, decisions.ask, decisions.probability, decisions.random, ~arrived.fresh,
            decisions.encoded, decisions.names,
        )  # fmt: skip

    def _predicted(self, batch: Batch) -> Float64s | None:
        """What the models say; None as long as there is nothing to be said."""
        if not isinstance(self.space, Real) and not self._names:
            return None
        return self._adapting.predict(batch, self._names)

    @property
    def _names(self) -> int:
        """Number of labels; 0 where answers are numbers."""
        return len(self.space.names)

    @property
    def _has_learnt(self) -> bool:
        """Whether predictions mean anything."""
        return bool(self._taught) or (isinstance(self.space, Real) and self.answered > 0)

    def _evidence(self, said: Float64s | None) -> dict[str, Any]:
        """What was said, under its name in a batch."""
        if said is None:
            return {}
        return {"predicted": said} if isinstance(self.space, Real) else {"proba": said}

    def _random_share(self) -> float:
        """Part of the budget that is drawn at random now; all of it until the model has met two labels."""
        if not isinstance(self.space, Real) and len(self._taught) < 2:
            return 1.0
        return max(self._share, self._adapting.random_share)

    def _decisions(self, arrived: Arrived, said: Float64s | None, ask: Any, probability: Any, random: Any) -> Decisions:
        encoded = None
        if said is not None and self._has_learnt:
            encoded = said if isinstance(self.space, Real) else said.argmax(axis=1)
        return Decisions(
            arrived.ids,
            np.asarray(ask, dtype=bool),
            np.asarray(probability, dtype=np.float64),
            np.asarray(random, dtype=bool),
            np.zeros(len(arrived.ids), dtype=bool),
            encoded,
            self.space.names,
        )

    def _said(self, items: Any) -> Float64s:
        """What the models say of items that are not part of the stream."""
        raw = items if isinstance(items, np.ndarray) else _listed(items)
        with self._lock:
            if not self._has_learnt:
                raise NotReadyError("Nothing has been learnt yet.", "Tell the first answers.")
            rows = self._encoder.encode(raw)
            batch = Batch(self.seen, raw, rows, self._encoder.scale(rows), np.zeros(len(rows)))
            return self._adapting.predict(batch, self._names)

    # --- telling --------------------------------------------------------------------------------

    def _found(self, texts: list[str], items: Any) -> dict[str, tuple[Asked, str | None]]:
        """What was asked, and the answer that stands; or what an unasked item is, if it is given again."""
        found: dict[str, tuple[Asked, str | None]] = {}
        missing = []
        for text in texts:
            asked = self._waiting.get(text)
            if asked is None:
                missing.append(text)
            else:
                found[text] = (asked, None)
        stored = self._journal.find(missing) if missing else {}
        for text in missing:
            if text in stored:
                found[text] = (Asked.of(stored[text]), stored[text].answer)
            elif items is not None and len(items) == len(texts):
                raw = items[texts.index(text)]
                row = self._encoder.encode(raw[None] if isinstance(raw, np.ndarray) else [raw])[0]
                found[text] = (Asked(-1, raw, row, np.zeros(0), 0.0, False, 0.0), None)
            elif self._arrivals.knows(text, self.seen):
                raise UnknownNameError(
                    f"Item “{text}” was let go, and its content is not kept.", "Give it again with `items`."
                )
            else:
                raise UnknownNameError(
                    f"No item with the id “{text}” has been offered.",
                    "Offer it first; its answer can come at any time.",
                )
        return found

    def _take_in(
        self,
        texts: list[str],
        answers: list[Any],
        about: list[dict[str, Any]],
        found: dict[str, tuple[Asked, str | None]],
    ) -> None:
        """Write answers down, and learn from them."""
        events: list[Event] = []
        standing: dict[str, str] = {}
        learnt: list[tuple[Asked, Any]] = []
        now = time.time()
        for text, answer, facts in zip(texts, answers, about, strict=True):
            asked, before = found[text]
            new = "" if answer is SKIP else answer_json(answer)
            if standing.get(text, before) == new:
                continue
            known = {name: value for name, value in facts.items() if value is not None}
            if answer is SKIP:
                events.append(Event("skip", text, known, time=now))
                self.skipped += 1
            else:
                events.append(Event("answer", text, {"answer": answer, **known}, time=now))
                learnt.append((asked, answer))
                self.answered += not standing.get(text, before)
                self.skipped -= standing.get(text, before) == ""
            standing[text] = new
            self._waiting.remove(text)
        if not events:
            return
        notices = self._learn(learnt) if learnt else []
        self._journal.told(events, standing)
        self._notice(notices)

    def _learn(self, learnt: list[tuple[Asked, Any]]) -> list[Notice]:
        """Teach the models, and tell the sampler."""
        told = self._told(learnt)
        self._taught.update(told.y.tolist() if not isinstance(self.space, Real) else ())
        notices = self._adapting.learn(told)
        self._sampler.told(told.batch.scaled, told.y)  # type: ignore[arg-type]  # codes; numbers do not reach samplers
        return notices

    def _told(self, learnt: list[tuple[Asked, Any]]) -> Told:
        """Answers with what had been said of their items."""
        asked = [item for item, _ in learnt]
        rows = np.full((len(asked), self._encoder.width), np.nan)
        for row, item in zip(rows, asked, strict=True):
            row[: len(item.row)] = item.row
        y = self.space.encode([answer for _, answer in learnt])
        probability = np.array([item.probability for item in asked])
        random = np.array([item.random for item in asked])
        said: dict[str, Any] = {}
        if isinstance(self.space, Real):
            said["predicted"] = np.array([item.said[0] if len(item.said) else np.nan for item in asked])
        else:
            proba = np.zeros((len(asked), self._names))
            for at, item in enumerate(asked):
                proba[at, : len(item.said)] = item.said if len(item.said) else np.nan
            said["proba"] = proba
        raw = [item.raw for item in asked]
        batch = Batch(asked[0].number, raw, rows, self._encoder.scale(rows), np.zeros(len(asked)), **said)
        weights = None
        if self._sampler.weighted:
            weights = np.minimum(1.0 / np.maximum(probability, 1.0 / HEAVIEST), HEAVIEST)
        return Told(batch, y, probability, random, weights)

    def _notice(self, notices: list[Notice]) -> None:
        """Act on what adaptation has to say, and write it down."""
        for notice in notices:
            data: dict[str, Any] = {"act": notice.act, "sentence": notice.sentence, "number": self.seen, **notice.about}
            if notice.labels:
                data["labels"] = self._budget.advance(notice.labels)
            self.notices.append(notice)
            self._journal.noted(Event("adapted", data=data))

    # --- the project ----------------------------------------------------------------------------

    def _open(self, project: str | Path | Project | None) -> None:
        """Open the project, and be as its learner was."""
        self._own = isinstance(project, (str, Path))
        self.project = (
            Project.open(Path(project), synchronous="NORMAL") if isinstance(project, (str, Path)) else project
        )
        self._coins = Coins(self.seed)
        log = MemoryLog() if self.project is None else self.project.log
        keeper = keeper_of(log)
        self._journal = Journal(keeper, self._states, self._lock)
        if self.project is None:
            return
        try:
            began = next((event for event in log if event.kind == "project"), None)
            if began is None:
                self._begin()
            else:
                self._resume(began, keeper)
        except AsklessError:
            if self._own:
                self.project.close()
            raise

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

    def _resume(self, began: Event, keeper: Keeper) -> None:
        """Take up the state of the project, and learn what its models had not yet written down."""
        if began.data.get("scenario") != "stream":
            assert self.project is not None
            raise ProjectError(
                f"The project {self.project.path} is no stream.", "Name another folder, or open it as what it is."
            )
        self.seed = int(began.data.get("seed", self.seed))
        self._coins = Coins(self.seed)
        states = keeper.states()
        if "stream" not in states:
            return
        state = unpack(states["stream"][1])
        self.seen, self.asked, self.answered, self.skipped = state["counts"]
        self._taught = set(state["taught"])
        names = tuple(state["names"])
        self.space = (
            label_space([*names, *(name for name in self.space.names if name not in names)]) if names else self.space
        )
        self._arrivals.named = state["named"]
        self._encoder.restore(state["encoder"])
        for part, name, saved in ((self._sampler, *state["sampler"]), (self._budget, *state["budget"])):
            if part.name == name and saved is not None:  # another one begins anew
                part.restore(saved)
        if self._arrivals.named:
            self._arrivals.recall(keeper.arrived())
        for kept in keeper.waiting():
            self._waiting.add(kept.id, Asked.of(kept))
        self._relearn(keeper, states.get("adapting"))

    def _relearn(self, keeper: Keeper, written: tuple[int, bytes] | None) -> None:
        """The models as they were written, and the answers since, in the groups in which they came."""
        since = 0
        if written is not None:
            since, (title, state) = written[0], unpack(written[1])
            if title == self._title:
                self._adapting.restore(state)
            else:
                since = 0
        group: list[tuple[Asked, Any]] = []
        at = None
        for event, kept in keeper.answered_after(since):
            if group and event.time != at:
                self._adapting.learn(self._told(group))
                group = []
            at = event.time
            group.append((Asked.of(kept), self.space.check(event.data["answer"])))
        if group:
            self._adapting.learn(self._told(group))

    @property
    def _title(self) -> str:
        """What the state of the models belongs to."""
        return f"{self._adaptation.title} {self._adapting.model.name}"

    def _states(self) -> dict[str, bytes]:
        """The state as it is written with each commit."""
        if self.project is None:
            return {}
        state = {
            "counts": [self.seen, self.asked, self.answered, self.skipped],
            "taught": sorted(self._taught),
            "names": list(self.space.names),
            "named": self._arrivals.named,
            "encoder": self._encoder.state(),
            "sampler": [self._sampler.name, self._sampler.state()],
            "budget": [self._budget.name, self._budget.state()],
        }
        states = {"stream": pack(state)}
        written, size = self._written
        if time.monotonic() - written >= size / RATE:
            models = self._adapting.state()
            if models is not None:
                states["adapting"] = pack([self._title, models])
                self._written = (time.monotonic(), len(states["adapting"]))
        return states

    def _moments(self, times: Sequence[float] | None, n: int) -> list[float]:
        """Seconds of each item."""
        if times is None:
            return [time.time()] * n
        if len(times) != n:
            raise UsageError(f"There are {len(times)} times for {n} items.", "Give one for each item, or none.")
        return [float(moment) for moment in times]


def _listed(items: Any) -> Sequence[Any]:
    """Items as a sequence; a table gives a dict a row."""
    if hasattr(items, "to_dict") and hasattr(items, "columns"):
        return list(items.to_dict("records"))
    return items if isinstance(items, (list, tuple)) else list(items)
