"""One labelling job as pages act on it: a learner, who holds which items, and everything that a person can do.

Everything that a page can do is a method here, so that HTTP adds nothing but the wire. Methods are
called from many threads; one lock keeps an act and the questions that follow it together.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from askless.core.task import SEQUENCES
from askless.errors import StorageError, UsageError
from askless.server.events import Hub
from askless.server.job import Learner, Trainer
from askless.server.offers import Offers
from askless.server.standing import Standing

__all__ = ["LabellingSession"]


class LabellingSession:
    """A learner, and what its pages need around it.

    Parameters
    ----------
    learner : Learner
        On a project.
    trainer : Trainer
        What keeps its model; its `notify` is taken over.
    about : dict
        "name", "source", "export" (the command that writes the labels), "batch".
    standing : type of Standing
        What to tell of where things stand.

    Notes
    -----
    No method does work that grows with the pool in Python.
    """

    def __init__(
        self, learner: Learner, trainer: Trainer, about: dict[str, Any], standing: type[Standing] = Standing
    ) -> None:
        self.learner, self.trainer = learner, trainer
        self.hub = Hub()
        self.standing = standing(learner, trainer, about)
        self.offers = Offers(self.standing)
        self.leases = self.offers.leases
        self._lock = self.standing.locked()
        trainer.notify = self._heard

    @property
    def labelled(self) -> int:
        """Items of the source that have an answer."""
        return self.standing.labelled

    def query(self, item_id: str) -> dict[str, Any]:
        """An item with everything that the page shows beside it."""
        return self.standing.query(item_id)

    def queue(self, n: int, have: Sequence[str], tab: str) -> dict[str, Any]:
        """Up to `n` items for a tab that holds `have`."""
        with self._lock:
            return self.offers.queue(n, have, tab)

    def answer(
        self, item_id: str, answer: Any, *, suggestion_seen: bool = False, suggested: Any = None, **act: Any
    ) -> dict[str, Any]:
        """Take in an answer; when this returns it is on disk."""

        def tell(details: dict[str, Any]) -> None:
            details = {**details, "suggestion_seen": suggestion_seen, "version": self.trainer.ranking.version}
            if self.learner.space.kind in SEQUENCES:  # what it took is what later sentences are predicted to take
                decided = self.standing.decisions(item_id, answer, suggested, seen=suggestion_seen)
                details = {"decisions": decided, **details}
            before = self.learner.state.seq
            self.learner.tell([item_id], [answer], **details)
            self.leases.drop(item_id)
            if self.learner.state.seq > before:  # not if the answer stood already
                self.standing.pace.answered()
                row = self.standing.browser.row(self.learner.items.ids.row(item_id))
                self.hub.publish("answered", {"tab": act.get("tab", ""), "row": row})

        return self._act(tell, **act)

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
            item_id = self.standing.text(found)
            if self.learner.state.item(item_id).pending:
                self.leases.hold(act.get("tab", ""), [item_id], self.standing.ranking)
            return self._act(lambda _: None, **act) | {"undone": kind, "query": self.standing.query(item_id)}

    def _undone_by(self, seq: int) -> tuple[str, Any]:
        """What an earlier undo took back, from the log: the reply to it was lost, which is rare."""
        assert self.learner.project is not None
        events = {event.seq: event for event in self.learner.project.log}
        undo = events[seq]
        if undo.kind != "undo":
            raise UsageError("The id of this request is that of another act.", "Give each act an id of its own.")
        act = events[undo.data["events"][0]]
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
            self.offers.tidy(tab)
            try:
                queries = self.offers.more(tab, n, have)
            except StorageError:  # the act itself is on disk: it is acknowledged, and the page asks again
                queries = []
            reply = {
                "progress": self.standing.progress(),
                "labels": self.standing.labels(),
                "queries": queries,
                "ranking": self.standing.ranking,
            }
        self.hub.publish("progress")
        return reply

    def close(self) -> None:
        """Stop training and close the project."""
        self.hub.close()
        self.learner.close()

    def _heard(self, word: str, data: dict[str, Any]) -> None:
        """News from the trainer, from one of its threads."""
        if word == "model":
            data = {"version": data["version"], "ranking": self.standing.ranking}
        self.hub.publish(word, data or None)
        if word == "model":
            self.hub.publish("progress")


def _details(act: dict[str, Any]) -> dict[str, Any]:
    """What of a request is kept with its event."""
    return {"request": act["request"]} if act.get("request") else {}
