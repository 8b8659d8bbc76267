"""Training where the learner runs: at the moment a query or a prediction needs it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Protocol

from askless.choose.evidence.engine import Evidence
from askless.choose.evidence.kind import kinds
from askless.choose.round import Round
from askless.choose.strategy.fit import check_fit
from askless.choose.strategy.strategy import Strategy
from askless.core.events import Event
from askless.core.ids import Rows
from askless.data.items.items import Items
from askless.data.store.project import Project
from askless.data.store.state import State
from askless.errors import NotReadyError
from askless.pool.job import Job

__all__ = ["NOTHING", "InlineTrainer", "Learning", "Trainer"]


class Learning(Protocol):
    """What a trainer sees of the learner that it serves."""

    items: Items
    seed: int
    project: Project | None
    given: Mapping[str, Any]

    @property
    def state(self) -> State:
        """Everything that follows from the log."""
        ...

    def job(self) -> Job:
        """Everything that training and choosing need to know of the log."""
        ...

    def record(self, event: Event) -> None:
        """Append an event that is not about one item."""
        ...


class _Nothing:
    """A model that has nothing to tell."""

    def predict_proba(self, rows: Rows) -> Any:
        raise NotImplementedError

    def embedding(self, rows: Rows) -> Any:
        raise NotImplementedError


NOTHING = _Nothing()


class Trainer(Protocol):
    """Keeps a model in step with the answers of one learner."""

    def attach(self, learner: Learning) -> None:
        """Serve this learner from now on."""
        ...

    def changed(self) -> None:
        """Something was added to the log that a model or a ranking depends on."""
        ...

    def offers(self) -> Collection[str]:
        """Kinds of evidence that the model gives, sooner or later."""
        ...

    def round(self, strategy: Strategy, candidates: Rows) -> tuple[Strategy, Round, int]:
        """The strategy to call, the round to hand to it, and the model's version."""
        ...

    def ready_model(self) -> Any:
        """A model that has trained on all answers; NotReadyError if there cannot be one yet."""
        ...

    def close(self) -> None:
        """Stop."""
        ...


class InlineTrainer:
    """Trains in the caller's own thread, when a call needs the newest model.

    Parameters
    ----------
    model : str, scikit-learn estimator, Model, or None
        As in `PoolLearner`.
    """

    def __init__(self, model: Any = None) -> None:
        self._wanted = model
        self._built: Any = None
        self._model: Any = None
        self._evidence: Evidence | None = None
        self._stale = True
        self._not_ready: NotReadyError | None = None
        self.version = 0

    def attach(self, learner: Learning) -> None:
        """Serve this learner from now on; ModelError if an object that was given as its model cannot be it."""
        self._learner = learner
        if self._wanted is not None and not isinstance(self._wanted, str):
            self._made()  # costs nothing: it is only wrapped

    def changed(self) -> None:
        """The model has not seen the latest answers."""
        self._stale = True

    def offers(self) -> Collection[str]:
        """Kinds of evidence that the model has a method for."""
        return {name for name, kind in kinds.items() if kind.method is not None and hasattr(self._made(), kind.method)}

    def round(self, strategy: Strategy, candidates: Rows) -> tuple[Strategy, Round, int]:
        """Train if need be, and describe the round."""
        learner = self._learner
        job = learner.job()
        if strategy.of_task(job.space).needs:
            check_fit(strategy, job.space, {*learner.given, *self.offers()})
            self._refresh()
        ready = self._model is not None and not self._stale and self._not_ready is None
        if self._evidence is None:  # a strategy that looks at nothing costs nothing
            self._evidence = Evidence(NOTHING, len(learner.items), offers=())
        round_ = job.round(learner.items, candidates, ready=ready, evidence=self._evidence)
        return strategy, round_, self.version if ready else 0

    def ready_model(self) -> Any:
        """The model, trained on all answers."""
        self._refresh()
        if self._not_ready is not None:
            raise self._not_ready
        return self._model

    def close(self) -> None:
        """Nothing runs in the background."""

    def _prepared(self) -> Any:
        """The model with the features of the pool, made at first use."""
        if self._model is None:
            learner, model = self._learner, self._made()
            cache = None if learner.project is None else learner.project.cache
            model.prepare(learner.items, cache=cache)
            self._model = model
        return self._model

    def _made(self) -> Any:
        """The model, which may not be prepared yet."""
        if self._built is None:
            from askless.models.build import build

            learner = self._learner
            self._built = build(self._wanted, learner.items, seed=learner.seed, task=learner.state.space.kind)
        return self._built

    def _refresh(self) -> None:
        """Fit to the answers given so far, if that has not been done."""
        model = self._prepared()
        if not self._stale:
            return
        job = self._learner.job()
        try:
            model.fit(job.rows_array(), job.encoded(), n_labels=len(job.names))
            self._not_ready = None
            self.version += 1
        except NotReadyError as error:
            self._not_ready = error
        self._evidence = job.evidence(
            model,
            self._learner.items,
            ready=self._not_ready is None,
            version=self.version,
            before=self._evidence,
            given=self._learner.given,
        )
        self._stale = False
        if self._not_ready is None and self._learner.project is not None:
            self._learner.record(
                Event("trained", data={"version": self.version, "trained_on": len(job.rows), "model": model.name})
            )
