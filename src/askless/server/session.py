"""One labelling job as pages see it: a learner, who holds which items, and what to say about it all.

Everything that a page can do is a method here, so that HTTP adds nothing but the wire. Methods are
called from many threads; one lock keeps an act and the questions that follow it together.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from askless.choose.strategy.strategy import strategies
from askless.data.labels.space import Answer
from askless.errors import StorageError
from askless.pool.background import BackgroundTrainer
from askless.pool.learner import PoolLearner
from askless.pool.ranked import Predictions, Ranking
from askless.server.browse import Browser
from askless.server.curve import Curve
from askless.server.events import Hub
from askless.server.keys import suggested
from askless.server.leases import EARLIER, Leases
from askless.server.pace import Pace

__all__ = ["RANDOM_SHARE", "LabellingSession"]

RANDOM_SHARE = 0.10
"""Share of items drawn at random and asked blind; the accuracy is estimated from them."""

NEEDED = 30
"""Randomly drawn answers below which no accuracy is shown."""


class LabellingSession:
    """A learner, and what its pages need around it.

    Parameters
    ----------
    learner : PoolLearner
        On a project, with a background trainer.
    trainer : BackgroundTrainer
        The same that the learner has; its `notify` is taken over.
    about : dict
        "name", "source", "export" (the command that writes the labels), "batch".

    Notes
    -----
    No method does work that grows with the pool in Python; `queue` and the acts cost a few passes of
    NumPy over one byte an item, and one or two commits of the log.
    """

    def __init__(self, learner: PoolLearner, trainer: BackgroundTrainer, about: dict[str, Any]) -> None:
        self.learner, self.trainer, self.about = learner, trainer, about
        self.hub = Hub()
        self.leases = Leases()
        self.pace = Pace()
        self._lock = threading.RLock()
        self._curve = Curve(learner.state.trained)
        # Goes on counting over restarts: a page that outlives the server must not take us for older.
        self._ranking, self._ranked = learner.state.seq, trainer.ranking
        self.browser = Browser(self)
        self._lost = [i for i in learner.state.items if i not in learner.items.ids]  # the source had them once
        waiting = [i for i, item in learner.state.items.items() if item.pending and i in learner.items.ids]
        self.leases.hold(EARLIER, waiting, self._ranking)
        trainer.notify = self._heard

    # --- what comes next ---------------------------------------------------------------------

    def queue(self, n: int, have: Sequence[str], tab: str) -> dict[str, Any]:
        """Up to `n` items for a tab that holds `have`.

        What the tab was given before and does not hold is offered again if it was drawn at random
        or comes from the latest ranking, and given back otherwise.
        """
        with self._lock:
            self._tidy(tab)
            again, stale = self._waiting(tab, set(have))
            self._release(stale)
            queries = self._offer(tab, n, have, again)
            return {
                "queries": queries,
                "ranking": self.ranking,
                "done": self.remaining == 0,
                "sentence": "" if queries else self._nothing(),
            }

    def _tidy(self, tab: str) -> None:
        """Note that a tab is alive, and take back what silent ones hold."""
        self.leases.seen(tab)
        self._release(self.leases.expired())

    def _waiting(self, tab: str, have: set[str]) -> tuple[list[str], list[str]]:
        """Items given to a tab that it does not hold: those still good, and those of an old ranking."""
        for item_id in have:  # questions from before a restart, which the page still shows
            if self.leases.holder(item_id) == EARLIER:
                self.leases.hold(tab, [item_id], self.ranking)
        good: list[str] = []
        stale: list[str] = []
        for holder in (tab, EARLIER):
            for item_id, ranking in self.leases.held(holder).items():
                if item_id in have:
                    continue
                query = self.learner.state.item(item_id).query
                current = ranking >= self.ranking or (query is not None and query.random)
                (good if current else stale).append(item_id)
        return good, stale

    def _offer(self, tab: str, n: int, have: Iterable[str], again: Sequence[str] = ()) -> list[dict[str, Any]]:
        """The items `again` and then new ones, `n` in all, none of which the tab holds."""
        held = set(have)
        offered = [item_id for item_id in again if item_id not in held][:n]
        while len(offered) < n:
            asked = [self.text(item_id) for item_id in self.learner.ask(n - len(offered)).ids]
            if not asked:
                break
            self.leases.hold(tab, asked, self.ranking)
            offered += [item_id for item_id in asked if item_id not in held]
        self.leases.hold(tab, offered, self.ranking)
        return [self.query(item_id) for item_id in offered]

    def _release(self, item_ids: Sequence[str]) -> None:
        """Give items back to the pool."""
        for item_id in item_ids:
            self.leases.drop(item_id)
        if item_ids:
            self.learner.release(item_ids)

    def _nothing(self) -> str:
        """Why there is no item."""
        if not self.learner.space.names:
            return "No label has a name yet."
        if self.remaining == 0:
            return f"All {len(self.learner.items):,} items are labelled."
        return "All items that are left are open in another tab."

    # --- acts of a person ------------------------------------------------------------------------

    def answer(self, item_id: str, answer: Any, *, suggestion_seen: bool = False, **act: Any) -> dict[str, Any]:
        """Take in an answer; when this returns it is on disk."""

        def tell(details: dict[str, Any]) -> None:
            details = {**details, "suggestion_seen": suggestion_seen, "version": self.trainer.ranking.version}
            self.learner.tell([item_id], [answer], **details)
            self.pace.answered()
            self.leases.drop(item_id)

        reply = self._act(tell, **act)
        row = self.browser.row(self.learner.items.ids.row(item_id))
        self.hub.publish("answered", {"tab": act.get("tab", ""), "row": row})
        return reply

    def skip(self, item_id: str, **act: Any) -> dict[str, Any]:
        """Pass an item over."""

        def skip(details: dict[str, Any]) -> None:
            self.learner.skip(item_id, **details)
            self.leases.drop(item_id)

        return self._act(skip, **act)

    def flag(self, item_id: str, on: bool, **act: Any) -> dict[str, Any]:
        """Mark an item, or take the mark away."""
        return self._act(lambda details: self.learner.flag(item_id, on, **details), **act)

    def note(self, item_id: str, text: str, **act: Any) -> dict[str, Any]:
        """Write a note on an item."""
        return self._act(lambda details: self.learner.note(item_id, text, **details), **act)

    def undo(self, **act: Any) -> dict[str, Any] | None:
        """Take back the latest act; None if there is none. The item belongs to this tab again."""
        with self._lock:
            done = self.learner.state.requests.get(act.get("request", ""))
            if not done:
                undone = self.learner.undo(**_details(act))
                if undone is None:
                    return None
            else:  # the reply to the first attempt was lost
                undone = self._undone_by(done[0])
            kind, found = undone
            if found not in self.learner.items.ids:  # the source has lost it since
                return self._act(lambda _: None, **act) | {"undone": kind}
            item_id = self.text(found)
            if self.learner.state.item(item_id).pending:
                self.leases.hold(act.get("tab", ""), [item_id], self.ranking)
            return self._act(lambda _: None, **act) | {"undone": kind, "query": self.query(item_id)}

    def _undone_by(self, seq: int) -> tuple[str, Any]:
        """What an earlier undo took back, from the log."""
        assert self.learner.project is not None
        events = {event.seq: event for event in self.learner.project.log}
        act = events[events[seq].data["events"][0]]
        return act.kind, act.item

    def add_label(self, name: str, **act: Any) -> dict[str, Any]:
        """Add a label; one that is there already stays as it is, so that a repeated request does no harm."""

        def add(_: dict[str, Any]) -> None:
            if name.strip() not in self.learner.space.names:
                self.learner.add_label(name)
                self.hub.publish("labels")

        return self._act(add, **act)

    def rename_label(self, old: str, new: str, **act: Any) -> dict[str, Any]:
        """Rename a label; if that has been done already, nothing happens."""

        def rename(_: dict[str, Any]) -> None:
            names = self.learner.space.names
            if old in names or new.strip() not in names:
                self.learner.rename_label(old, new)
                self.hub.publish("labels")

        return self._act(rename, **act)

    def set_strategy(self, name: str, **act: Any) -> dict[str, Any]:
        """Choose by another strategy from now on."""
        return self._act(lambda _: self.learner.set_strategy(name), **act)

    def _act(
        self,
        do: Callable[[dict[str, Any]], None],
        *,
        tab: str = "",
        n: int = 0,
        have: Sequence[str] = (),
        **details: Any,
    ) -> dict[str, Any]:
        """Do something once, however often its request comes, and say where things stand."""
        with self._lock:
            if not details.get("request") or details["request"] not in self.learner.state.requests:
                do({name: value for name, value in details.items() if value is not None and value != ""})
            self._tidy(tab)
            try:
                queries = self._offer(tab, n, have)
            except StorageError:  # the act itself is on disk: it is acknowledged, and the page asks again
                queries = []
            reply = {
                "progress": self.progress(),
                "labels": self.labels(),
                "queries": queries,
                "ranking": self.ranking,
            }
        self.hub.publish("progress")
        return reply

    # --- what is known ---------------------------------------------------------------------------

    @property
    def ranking(self) -> int:
        """Number of the latest ranking; larger is newer."""
        latest = self.trainer.ranking
        if latest is not self._ranked:
            with self._lock:
                if latest is not self._ranked:
                    self._ranking = max(self._ranking + 1, self.learner.state.seq)
                    self._ranked = latest
        return self._ranking

    @property
    def labelled(self) -> int:
        """Items of the source that have an answer."""
        state = self.learner.state
        return state.labelled - sum(state.items[item_id].labelled for item_id in self._lost)

    @property
    def remaining(self) -> int:
        """Items without an answer, skipped ones included."""
        return len(self.learner.items) - self.labelled

    def text(self, item_id: Any) -> str:
        """An id as pages and the log write it."""
        ids = self.learner.items.ids
        return ids.text(ids.row(item_id))

    def predictions(self) -> Predictions | None:
        """What the latest model says of every item, under today's label names."""
        made: Ranking = self.trainer.ranking
        if made.predictions is None:
            return None
        # Labels keep their places when they are renamed, and new ones come last.
        names = self.learner.space.names[: len(made.predictions.names)]
        return Predictions(names, made.predictions.labels, made.predictions.confidence)

    def query(self, item_id: str) -> dict[str, Any]:
        """An item with everything that the page shows beside it."""
        learner = self.learner
        row = learner.items.ids.row(item_id)
        item_id = learner.items.ids.text(row)
        item = learner.state.item(item_id)
        random = item.query is not None and item.query.random
        return {
            "id": item_id,
            "item": learner.items.show(row),
            "why": item.query.why if item.query else "",
            "random": random,
            "suggestion": None if random else self._suggestion(row),
            "version": self.trainer.ranking.version,
            "ranking": self.ranking,
            "copies": len(learner.copies_of(row)),
            "flagged": item.flagged,
            "note": item.note,
            "answer": answer_json(item.answer),
        }

    def _suggestion(self, row: int) -> dict[str, Any] | None:
        """What the model would answer."""
        predictions = self.predictions()
        if predictions is None:
            return None
        answer, confidence = predictions.answer(row), round(float(predictions.confidence[row]), 4)
        if isinstance(answer, str):
            return {"label": answer, "confidence": confidence, "labels": None}
        return {"label": ", ".join(answer), "confidence": confidence, "labels": list(answer)}

    def labels(self) -> list[dict[str, Any]]:
        """Labels with their keys and how often each was given."""
        names, counts = self.learner.space.names, self.learner.state.label_counts
        return [
            {"name": name, "key": key, "count": counts.get(name, 0)}
            for name, key in zip(names, suggested(names), strict=True)
        ]

    def progress(self) -> dict[str, Any]:
        """Counts, model, estimate and curve."""
        state = self.learner.state
        with self._lock:
            curve = self._curve.points()
            latest = self._curve.latest
        early = {"ready": False, "n": 0, "value": None, "low": None, "high": None}
        sentence = f"The accuracy is estimated once {NEEDED} randomly drawn items are answered."
        return {
            "items": len(self.learner.items),
            "labelled": self.labelled,
            "skipped": state.skipped,
            "flagged": state.flagged,
            "pending": state.pending,
            "remaining": self.remaining,
            "per_minute": self.pace.per_minute(),
            "batch": self.about["batch"],
            "model": self.trainer.state,
            "estimate": {"sentence": sentence, **early, **(latest or {}), "needed": NEEDED},
            "curve": curve,
            "ranking": self.ranking,
        }

    def project(self) -> dict[str, Any]:
        """What a page needs to begin."""
        return {
            "name": self.about["name"],
            "source": self.about["source"],
            "export": self.about["export"],
            "kind": self.learner.items.kind,
            "space": self.learner.space.kind,
            "labels": self.labels(),
            "strategy": self.learner.strategy,
            "strategies": [{"name": name, "summary": part.summary} for name, part in strategies.items()],
            "progress": self.progress(),
        }

    def recent(self) -> list[dict[str, Any]]:
        """The last ten answers that somebody gave, newest first."""
        state, found = self.learner.state, []
        with self._lock:
            for item_id in reversed(state.recent):
                answered = state.items[item_id].answered
                if answered is None or answered.data.get("given"):
                    break  # labels of the source come before all others
                if not answered.data.get("copy_of") and item_id in self.learner.items.ids:
                    found.append(self.browser.row(self.learner.items.ids.row(item_id)))
                if len(found) == 10:
                    break
        return found

    def locked(self) -> threading.RLock:
        """The lock under which the state stands still."""
        return self._lock

    def close(self) -> None:
        """Stop training and close the project."""
        self.hub.close()
        self.learner.close()

    def _heard(self, word: str, data: dict[str, Any]) -> None:
        """News from the trainer, from one of its threads."""
        if word == "model":
            data = {"version": data["version"], "ranking": self.ranking}
        self.hub.publish(word, data or None)
        if word == "model":
            self.hub.publish("progress")


def answer_json(answer: Answer | None) -> str | list[str] | None:
    """An answer as JSON has it."""
    return list(answer) if isinstance(answer, tuple) else answer


def _details(act: dict[str, Any]) -> dict[str, Any]:
    """What of a request is kept with its event."""
    return {"request": act["request"]} if act.get("request") else {}
