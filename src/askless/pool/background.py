"""Training in a process of its own, so that nobody ever waits for it.

The newest answers win: while one job is being done, later ones wait and only the last of them is
sent. A process that dies is reported and started again; the ranking and the predictions of before
stay in use.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from askless.choose.choice import Choice
from askless.choose.evidence.engine import Evidence
from askless.choose.round import Round
from askless.choose.strategy.strategy import Strategy
from askless.core.child import Child
from askless.core.events import Event
from askless.core.ids import Rows
from askless.core.program import program
from askless.data.items.items import Items
from askless.data.store.state import State
from askless.enough.estimate import Estimate
from askless.errors import AsklessError, ModelError, UsageError
from askless.models.built_in import offers
from askless.pool.ranked import Ranked, Ranking, predictions_of
from askless.pool.trainer import NOTHING, Learning

__all__ = ["BackgroundTrainer"]

RESTARTS = 5
"""Deaths in a row, with no job done in between, after which the trainer stays down."""


def _not_just_answered(candidates: Rows, items: Items, state: State, seq: int) -> Rows:
    """Candidates without those that were answered in part since a ranking was made, which does not know of it.

    If there are no others, all of them: what is left of them is all that is left.
    """
    rows = []
    for item_id in reversed(state.recent):
        answered = state.items[item_id].answered
        if answered is None or answered.seq <= seq:
            break
        if item_id in items.ids:
            rows.append(items.ids.row(item_id))
    left = candidates[~np.isin(candidates, rows)]
    return left if left.size else candidates


class BackgroundTrainer:
    """Keeps a training process supplied with the newest answers.

    Parameters
    ----------
    cache : Path
        Cache folder of the project; the process opens the items there for itself.
    model : str or None
        Name of a built-in model; None picks the one for the kind of item.
    batch : int, default 10
        Queries that are chosen together.
    notify : callable, optional
        Called from another thread with a word ("progress", "model", "fault") and a dict.
    """

    def __init__(
        self,
        cache: Path,
        model: str | None = None,
        *,
        batch: int = 10,
        notify: Callable[[str, dict[str, Any]], None] | None = None,
    ) -> None:
        self.ranking = Ranking()
        self.state: dict[str, Any] = {"state": "waiting", "version": 0, "name": "", "trained_on": 0, "message": ""}
        self.state["share"] = None
        self.notify = notify or (lambda word, data: None)
        self._cache, self._model, self._batch = cache, model, batch
        self._process: Child | None = None
        self._listener: threading.Thread | None = None
        self._wake = threading.Condition()
        self._dirty, self._busy, self._closed = True, True, False
        self._spare = False  # the process does what newer answers may interrupt
        self._deaths = 0
        self._version = 0  # versions go on counting when the process starts again

    def use(self, model: str | None) -> None:
        """Take another model than was named; only before `attach`."""
        self._model = model

    def warm(self) -> None:
        """Start the process before there are items, so that it loads its libraries while they are read."""
        self._process = self._start()

    def attach(self, learner: Learning) -> None:
        """Serve this learner from now on, and start the process if it does not run yet."""
        if learner.given:
            raise UsageError(
                f"Evidence of your own (`{next(iter(learner.given))}`) does not reach a process in the background.",
                "Leave `trainer` out, so that the model is trained where the learner runs.",
            )
        self._learner = learner
        self._version = max((int(t.get("version", 0)) for t in learner.state.trained), default=0)
        self._open(self._process or self._start())
        threading.Thread(target=self._supply, name="askless-supply", daemon=True).start()

    def changed(self) -> None:
        """New answers: the process gets them as soon as it is free."""
        with self._wake:
            self._dirty = True
            self._wake.notify_all()

    def offers(self) -> Collection[str]:
        """Kinds of evidence that the model gives, without a look at the other process."""
        return offers(self._model, self._learner.items.kind, self._learner.state.space.kind)

    def round(self, strategy: Strategy, candidates: Rows) -> tuple[Strategy, Round, int]:
        """A round that asks from the latest ranking."""
        learner, ranking = self._learner, self.ranking
        state = learner.state
        if state.partly:
            candidates = _not_just_answered(candidates, learner.items, state, ranking.seq)
        empty = np.empty(0, dtype=np.int64)
        round_ = Round(
            seed=learner.seed,
            number=state.rounds,
            keys=learner.items.ids.keys(),
            candidates=candidates,
            labelled=empty,
            labels=empty,
            pending=empty,
            label_names=state.space.names,
            task=state.space.kind,
            asked=state.asked,
            served=frozenset(state.served()),
            model_ready=ranking.version > 0,
            evidence=Evidence(NOTHING, len(learner.items), offers=()),
        )
        return Ranked(strategy, ranking, state.space.kind), round_, ranking.version

    def ready_model(self) -> Any:
        """Not here: the model lives in the other process."""
        raise ModelError(
            "The model is being trained in another process.",
            f"Use `{program()} export` to write it to a file, or open the project with PoolLearner.",
        )

    def close(self) -> None:
        """End the process."""
        with self._wake:
            self._closed = True
            self._wake.notify_all()
        if self._process is None:
            return
        if self._listener is None:
            self._process.discard()
            return
        self._process.end(patience=1)
        self._listener.join(timeout=5)  # what it still reads must not reach a log that is closed

    @property
    def pid(self) -> int | None:
        """Id of the training process."""
        return None if self._process is None else self._process.pid

    # --- the other process -----------------------------------------------------------------------

    def _start(self) -> Child:
        """A process that loads its libraries."""
        return Child("askless.pool.worker", words=self._cache / "trainer.log")

    def _open(self, process: Child) -> None:
        """Tell a process what to open, and listen to it."""
        self._process, self._busy, self._spare = process, True, False
        process.send(
            {
                "cache": str(self._cache),
                "model": self._model,
                "task": self._learner.state.space.kind,
                "seed": self._learner.seed,
                "batch": self._batch,
            }
        )
        self._say(state="preparing", message="starting the trainer", share=None)
        self._listener = threading.Thread(target=self._listen, args=(process,), name="askless-listen", daemon=True)
        self._listener.start()

    def _supply(self) -> None:
        """Send the newest job whenever there is one and the process is free."""
        while True:
            with self._wake:
                self._wake.wait_for(lambda: self._closed or (self._dirty and (self._spare or not self._busy)))
                if self._closed:
                    return
                self._dirty, self._busy = False, True
            job = self._learner.job()
            process = self._process
            if (job.names or job.space == "real") and process is not None:
                process.send(job.to_json())
            else:  # nobody has named a label yet: nothing to rank for
                self._free()

    def _free(self, *, spare: bool = False) -> None:
        """The process can take another job: it has none, or one that it does in its spare time."""
        with self._wake:
            self._busy, self._spare = spare, spare
            self._wake.notify_all()

    def _listen(self, process: Child) -> None:
        """Take in what the process says until it ends; then start another."""
        for message in process.messages():
            try:
                getattr(self, f"_on_{message.pop('kind')}")(message)
            except AsklessError as error:  # a full disk, for instance: later messages may be taken in again
                self.notify("fault", {"error": error.problem, "remedy": error.remedy})
            except (OSError, ValueError) as error:  # the cache was deleted in between
                what = f"What the trainer wrote into the cache cannot be read ({error})."
                self.notify("fault", {"error": what, "remedy": "Labelling goes on with the last model."})
        if self._closed or process is not self._process or process.status == 0:  # 0: it has said why it gives up
            return
        self._deaths += 1
        again = self._deaths <= RESTARTS
        what = f"The trainer stopped unexpectedly (exit status {process.status})."
        remedy = (
            "It is being started again; labelling goes on with the last model."
            if again
            else "Labelling goes on without it; its own words are in cache/trainer.log of the project."
        )
        self._say(state="failed", message=f"{what} {remedy}")
        self.notify("fault", {"error": what, "remedy": remedy})
        if again:
            self._restart()

    def _restart(self) -> None:
        """Start another process, after a pause that grows with the deaths in a row."""
        with self._wake:
            if self._wake.wait_for(lambda: self._closed, timeout=min(8.0, 0.25 * 2**self._deaths)):
                return
            self._dirty = True
            try:
                self._open(self._start())
            except OSError as error:  # the project was moved
                self._say(state="failed", message=f"The trainer cannot be started again ({error}).")
                self.notify("fault", {"error": self.state["message"], "remedy": "Open the project anew."})

    def _say(self, **facts: Any) -> None:
        """Note how the model stands, and tell whoever looks."""
        self.state = {**self.state, **facts}
        self.notify("progress", {})

    def _on_preparing(self, message: dict[str, Any]) -> None:
        self._say(state="preparing", **message)

    def _on_prepared(self, message: dict[str, Any]) -> None:
        self._say(state="waiting", message="", share=None)
        self._free()

    def _on_training(self, message: dict[str, Any]) -> None:
        with self._wake:
            self._busy, self._spare = True, False
        self._say(state="training", message=f"learning from {message['labels']:,} labels", share=None)

    def _on_ranking(self, message: dict[str, Any]) -> None:
        """Take over a new ranking; what people see next comes from it."""
        rows, scores, chances, random, why = zip(*message["queue"], strict=True) if message["queue"] else ((),) * 5
        choice = Choice(
            rows=np.array(rows, dtype=np.int64),
            scores=np.array(scores, dtype=np.float64),
            probabilities=np.array(chances, dtype=np.float64),
            random=np.array(random, dtype=bool),
            why=tuple(why),
            windows=np.array(message["windows"], dtype=np.int64).reshape(-1, 2),
        )
        predictions = self.ranking.predictions
        if message["ready"]:
            self._version += 1
            arrays = {part: np.load(f, mmap_mode="r", allow_pickle=False) for part, f in message["files"].items()}
            predictions = predictions_of(message["names"], arrays)
            about = {"version": self._version, "trained_on": message["trained_on"], "model": message["model"]}
            self._learner.record(Event("trained", data=about))
        version = self._version if message["ready"] else 0
        self.ranking = Ranking(version, message["strategy"], choice, predictions, message["seq"])
        self._say(
            state="ready" if message["ready"] else "waiting",
            version=self._version,
            name=message["model"],
            trained_on=message["trained_on"],
            message=message["summary"].get("waiting", ""),
            share=None,
        )
        self.notify("model", {"version": self._version})
        self._free(spare=True)

    def _on_estimate(self, message: dict[str, Any]) -> None:
        """Keep an estimate in the log; it is a point of the learning curve."""
        estimate = asdict(Estimate.from_json(message))
        about = {"version": self._version, "trained_on": message["labels"], "estimate": estimate}
        self._learner.record(Event("trained", data=about))
        self.notify("progress", {})

    def _on_look(self, message: dict[str, Any]) -> None:
        """Keep a look ahead in the log."""
        about = {name: message[name] for name in ("labels", "names", "doubtful", "forecast", "verdict")}
        self._learner.record(Event("look", data=about))
        self.notify("progress", {})

    def _on_idle(self, message: dict[str, Any]) -> None:
        """A job has come to its end: the process is sound."""
        self._deaths = 0
        self._free()

    def _on_failed(self, message: dict[str, Any]) -> None:
        """The job cannot be done: say why, and wait for the next."""
        self._say(state="failed", message=f"{message['error']} {message['remedy']}".strip())
        self.notify("fault", {"error": message["error"], "remedy": message["remedy"]})
