"""Where a labelling job stands, in the words of pages: counts, labels, items and what the model says of them.

Nothing here changes anything. Everything may be called from many threads.
"""

from __future__ import annotations

import threading
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, replace
from typing import Any

from askless.choose.strategy.strategy import strategies
from askless.data.items.tokens import Sentences
from askless.data.labels.guide import Entry, guide_for
from askless.data.labels.real import Real
from askless.pool.ranked import AnyPredictions
from askless.pool.sentences import SentencePredictions
from askless.server.answers import answer_json, answer_text, decisions
from askless.server.browse import Browser, sureness
from askless.server.curve import Curve
from askless.server.job import Learner, Trainer
from askless.server.keys import suggested
from askless.server.pace import Pace
from askless.server.prospects import prospects
from askless.server.search import search_of
from askless.server.shown import estimate_shown

__all__ = ["ELSEWHERE", "Standing"]

ELSEWHERE = "open in another tab. If that was closed, they come here within half a minute."
"""Where questions are that somebody else holds, and what becomes of them."""


NOTHING_SAID = Entry()


class Standing:
    """What is known of a job.

    Parameters
    ----------
    learner : Learner
        On a project.
    trainer : Trainer
        What keeps its model.
    about : dict
        "name", "source", "export" (the command that writes the labels), "batch".

    Notes
    -----
    No method does work that grows with the pool in Python.
    """

    def __init__(self, learner: Learner, trainer: Trainer, about: dict[str, Any]) -> None:
        self.learner, self.trainer, self.about = learner, trainer, about
        self.pace = Pace()
        self._lock = threading.RLock()
        self._curve = Curve(learner.state.trained)
        # Goes on counting over restarts: a page that outlives the server must not take us for older.
        self._ranking, self._ranked = learner.state.seq, trainer.ranking
        self.browser = Browser(self)
        self._searched: tuple[int, dict[str, Any] | None] = (-1, None)
        self._lost = [i for i in learner.state.items if i not in learner.items.ids]  # the source had them once

    @property
    def identity(self) -> str:
        """Which project this is, for pages that outlive the server: no other has the same."""
        begun = self.learner.state.project
        return str(begun.get("id") or begun.get("fingerprint", ""))  # early projects have no id of their own

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

    @property
    def done(self) -> bool:
        """Whether nothing is left to ask, for good."""
        return self.remaining == 0 and not self.learner.parts_left  # type: ignore[attr-defined]  # a pool's has them

    def binds(self, item_id: str) -> bool:
        """Whether a question is to be asked even if a newer ranking has others."""
        query = self.learner.state.item(item_id).query
        return query is not None and query.random

    def nothing(self) -> str:
        """Why there is no item to ask."""
        if not self.learner.space.names and self.learner.space.kind != "real":
            return "No label has a name yet."
        if self.done:
            n = len(self.learner.items)
            return "The one item is labelled." if n == 1 else f"All {n:,} items are labelled."
        return f"All items that are left are {ELSEWHERE}"

    def text(self, item_id: Any) -> str:
        """An id as pages and the log write it."""
        ids = self.learner.items.ids
        return ids.text(ids.row(item_id))

    def predictions(self) -> AnyPredictions | None:
        """What the latest model says of every item, under today's label names."""
        made = self.trainer.ranking.predictions
        if made is None:
            return None
        # Labels keep their places when they are renamed, and new ones come last.
        return replace(made, names=self.learner.space.names[: len(made.names)])

    def query(self, item_id: str) -> dict[str, Any]:
        """An item with everything that the page shows beside it."""
        with self.steady():
            return self._query(item_id)

    def _query(self, item_id: str) -> dict[str, Any]:
        learner = self.learner
        row = learner.items.ids.row(item_id)
        item_id = learner.items.ids.text(row)
        item = learner.state.item(item_id)
        random = item.query is not None and item.query.random
        blind = random or item_id in learner.state.held
        return {
            "id": item_id,
            "item": learner.items.show(row),
            "why": item.query.why if item.query else "",
            "random": random,
            "window": self._window(row, item.query.window) if item.query and item.pending else None,
            "suggestion": None if blind else self._suggestion(row),
            "version": self.trainer.ranking.version,
            "ranking": self.ranking,
            "copies": len(learner.copies_of(row)),
            "flagged": item.flagged,
            "note": item.note,
            "answer": answer_json(item.answer),
        }

    def _window(self, row: int, asked: tuple[int, int] | None) -> tuple[int, int] | None:
        """What is asked of a sentence, within its tokens: the source may have changed, or the log be damaged."""
        items = self.learner.items
        if asked is None or not isinstance(items, Sentences):
            return None
        first, end = asked[0], min(asked[1], len(items.offsets(row)))
        return (first, end) if first < end else None

    def _suggestion(self, row: int) -> dict[str, Any] | None:
        """What the model would answer."""
        predictions = self.predictions()
        if predictions is None or predictions.silent(row):
            return None
        answer, space = predictions.answer(row), self.learner.space
        said = {"labels": None, "value": None, **sureness(predictions, row)}
        if isinstance(space, Real):
            value = space.decode(answer)  # rounded, it may lie beyond a bound
            return said | {"label": space.shown(value), "value": value}
        if isinstance(answer, str):
            return said | {"label": answer}
        if isinstance(predictions, SentencePredictions):
            sure = [round(float(one), 3) for one in predictions.tokens(row)]
            return said | {
                "label": answer_text(answer, row, self.learner.items),
                "answer": answer_json(answer),
                "tokens": sure,
            }
        return said | {"label": ", ".join(answer), "labels": list(answer)}

    def decisions(self, item_id: str, answer: Any, suggested: Any, *, seen: bool) -> int | None:
        """How much a person decided about a sentence; None for an answer that will be refused.

        What was `suggested` on the screen counts; where that is not told, what the model would suggest now.
        """
        predictions = self.predictions() if seen and suggested is None else None
        row = self.learner.items.ids.row(item_id)
        shown = None if predictions is None else predictions.answer(row)
        if seen and suggested is not None:
            shown = tuple(tuple(part) if isinstance(part, (list, tuple)) else part for part in suggested)
        try:
            return decisions(self.learner.space.check(answer), shown)
        except (ValueError, TypeError, IndexError):  # or what a page tells was suggested is no answer
            return None

    def labels(self) -> list[dict[str, Any]]:
        """Labels with their keys and how often each was given."""
        names, counts = self.learner.space.names, self.learner.state.label_counts
        guide = guide_for(names, self.about.get("guide") or {})
        return [
            {"name": name, "key": key, "count": counts.get(name, 0), **asdict(guide.get(name, NOTHING_SAID))}
            for name, key in zip(names, suggested(names), strict=True)
        ]

    def progress(self) -> dict[str, Any]:
        """Counts, model, estimate, curve and forecast."""
        state = self.learner.state
        with self._lock:
            curve = self._curve.points()
            latest, at = self._curve.latest, self._curve.at
            ahead = prospects(state, self._search())
        estimate = estimate_shown(state, latest, at, labelled=self.labelled, items=len(self.learner.items))
        return self._counts() | {"estimate": estimate, "curve": curve, "test": self._test(), "prospects": ahead}

    def _counts(self) -> dict[str, Any]:
        """What progress says of every job; what only some have is None."""
        state = self.learner.state
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
            "curve": [],
            "test": None,
            "prospects": None,
            "stream": None,
            "synthesis": None,
            "ranking": self.ranking,
        }

    def _search(self) -> dict[str, Any] | None:
        """How far the search is; None where nothing is looked for. Worked out once for each state of the log."""
        project, state = self.learner.project, self.learner.state
        if project is None:
            return None
        if self._searched[0] != state.seq:
            search = search_of(state, project.settings)
            self._searched = (state.seq, None if search is None else search.shown())
        return self._searched[1]

    def _test(self) -> dict[str, int] | None:
        """How many items are kept apart, and how many of them are answered; None where there is no test."""
        state = self.learner.state
        return {"answered": state.tests_answered(), "size": len(state.held)} if state.held else None

    def project(self) -> dict[str, Any]:
        """What a page needs to begin."""
        return {
            "id": self.identity,
            "name": self.about["name"],
            "source": self.about["source"],
            "export": self.about["export"],
            "kind": self.learner.items.kind,
            "space": self.learner.space.kind,
            "number": self._number(),
            "labels": self.labels(),
            "strategy": self.learner.strategy,
            "strategies": self._menu(),
            "progress": self.progress(),
        }

    def _number(self) -> dict[str, Any] | None:
        """Which numbers are answers; None where answers are no numbers."""
        space = self.learner.space
        return space.to_json() if isinstance(space, Real) else None

    def _menu(self) -> list[dict[str, str]]:
        """Strategies that fit the job, and the one in use, which may be a combination such as power(badge)."""
        names = dict.fromkeys([*self.learner.strategies, self.learner.strategy])
        return [{"name": name, "summary": strategies.get(name).summary} for name in names]

    def recent(self) -> list[dict[str, Any]]:
        """The last ten answers that somebody gave, newest first."""
        state, found = self.learner.state, []
        with self._lock:
            for item_id in reversed(state.recent):
                answered = state.items[item_id].answered
                if answered is None or answered.data.get("given") == "source":
                    break  # they come before all others
                if answered.data.get("given"):
                    continue
                if not answered.data.get("copy_of") and item_id in self.learner.items.ids:
                    found.append(self.browser.row(self.learner.items.ids.row(item_id)))
                if len(found) == 10:
                    break
        return found

    def locked(self) -> threading.RLock:
        """The lock under which the state stands still."""
        return self._lock

    def steady(self) -> AbstractContextManager[Any]:
        """While this is entered, rows are those of the same items; in a pool they always are."""
        return nullcontext()
