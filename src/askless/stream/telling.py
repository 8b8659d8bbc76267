"""Telling: taking in answers, and teaching the models."""

from __future__ import annotations

from collections.abc import Callable
from time import time as clock
from typing import Any

import numpy as np

from askless.core.events import Event
from askless.data.labels.skip import SKIP
from askless.errors import UnknownNameError
from askless.stream.adaptation.adaptation import Notice
from askless.stream.journal import Journal, answer_json
from askless.stream.pending import Asked
from askless.stream.state import StreamState

__all__ = ["Telling"]


class Telling:
    """Takes in answers; to be used under the lock of the learner.

    Parameters
    ----------
    state : StreamState
    journal : Journal
    notice : callable
        Takes what adaptation has to say.
    """

    def __init__(self, state: StreamState, journal: Journal, notice: Callable[[list[Notice]], None]) -> None:
        self.state, self._journal, self._notice = state, journal, notice

    def found(self, texts: list[str], items: Any) -> dict[str, tuple[Asked, str | None]]:
        """What was asked, and the answer that stands; or what an unasked item is, if it is given again."""
        state = self.state
        found: dict[str, tuple[Asked, str | None]] = {}
        for text in texts:
            if (asked := state.waiting.get(text)) is not None:
                found[text] = (asked, None)
        missing = [text for text in texts if text not in found]
        stored = self._journal.find(missing) if missing else {}
        for text in missing:
            if text in stored:
                found[text] = (Asked.of(stored[text]), stored[text].answer)
            elif items is not None and len(items) == len(texts):
                raw = items[texts.index(text)]
                row = state.encoder.encode(raw[None] if isinstance(raw, np.ndarray) else [raw])[0]
                found[text] = (Asked(-1, raw, row, np.zeros(0), 0.0, False, 0.0), None)
            elif state.arrivals.knows(text, state.seen):
                raise UnknownNameError(
                    f"Item “{text}” was let go, and its content is not kept.", "Give it again with `items`."
                )
            else:
                raise UnknownNameError(
                    f"No item with the id “{text}” has been offered.",
                    "Offer it first; its answer can come at any time.",
                )
        return found

    def take_in(
        self,
        texts: list[str],
        answers: list[Any],
        about: list[dict[str, Any]],
        found: dict[str, tuple[Asked, str | None]],
    ) -> None:
        """Write answers down, then learn from them: what a model makes of them cannot lose them."""
        events: list[Event] = []
        standing: dict[str, str | None] = {}
        learnt: list[tuple[Asked, Any]] = []
        now = clock()
        for text, answer, facts in zip(texts, answers, about, strict=True):
            asked, before = found[text]
            before = standing.get(text, before)
            new = "" if answer is SKIP else answer_json(answer)
            if before == new:
                continue
            known = {name: value for name, value in facts.items() if value is not None}
            if answer is SKIP:
                events.append(Event("skip", text, known, time=now))
            else:
                events.append(Event("answer", text, {"answer": answer, **known}, time=now))
                learnt.append((asked, answer))
            self.state.answered += bool(new) - bool(before)
            self.state.skipped += (new == "") - (before == "")
            standing[text] = new
            self.state.waiting.remove(text)
        unasked = [found[text][0].kept(text) for text in standing if found[text][0].number < 0]
        self._journal.told(events, standing, unasked)
        if learnt:
            self._learn(learnt)

    def _learn(self, learnt: list[tuple[Asked, Any]]) -> None:
        """Teach the models, and tell the sampler."""
        told = self.state.told(learnt)
        if not self.state.real:
            self.state.taught.update(told.y.tolist())
        self.state.chooser.sampler.told(told)
        self._notice(self.state.adapting.learn(told))
