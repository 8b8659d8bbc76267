"""Telling: taking in answers, and teaching the models."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from time import time as clock
from typing import Any

import numpy as np

from askless.core.events import Event
from askless.data.labels.skip import SKIP
from askless.errors import LabelError, ModelError, UnknownNameError, UsageError
from askless.stream.adaptation.adaptation import Notice
from askless.stream.arrivals import is_whole
from askless.stream.journal import Journal, answer_json
from askless.stream.pending import Asked
from askless.stream.state import StreamState

__all__ = ["Telling", "check_written", "facts_of"]


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
                    f"Item “{text}” was let go, and its content is not kept.",
                    "Offer it again with an id of its own; in Python, give it with `items`.",
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
    ) -> ModelError | None:
        """Write answers down, then learn from them: what a model makes of them cannot lose them.

        Returns why the models could not learn one of them, if that was so; it counts all the same.
        """
        events: list[Event] = []
        standing: dict[str, str | None] = {}
        learnt: list[tuple[Asked, Any]] = []
        named: list[str] = []
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
                named.append(text)
            self.state.answered += bool(new) - bool(before)
            self.state.skipped += (new == "") - (before == "")
            standing[text] = new
            self.state.waiting.remove(text)
        unasked = [found[text][0].kept(text) for text in standing if found[text][0].number < 0]
        self._journal.told(events, standing, unasked)
        return self._learn(named, learnt) if learnt else None

    def _learn(self, texts: list[str], learnt: list[tuple[Asked, Any]]) -> ModelError | None:
        """Teach the models, and tell the sampler; of answers that cannot be learnt together each half by itself.

        A model that fails in the middle may learn those before it twice: nobody can make it forget them.
        """
        told = self.state.told(learnt)
        self._journal.taught({text: row.tobytes() for text, row in zip(texts, told.batch.scaled, strict=True)})
        try:
            notices = self.state.adapting.learn(told)
        except Exception as error:  # a model of the caller may raise anything
            if len(learnt) == 1:
                return _failed(error)
            half = len(learnt) // 2
            first = self._learn(texts[:half], learnt[:half])
            second = self._learn(texts[half:], learnt[half:])
            return first or second
        if not self.state.real:
            self.state.taught.update(told.y.tolist())
        self.state.chooser.sampler.told(told)
        self._notice(notices)
        return None


def _failed(error: Exception) -> ModelError:
    """What a model says of an answer that it cannot learn, as an error of ours."""
    if isinstance(error, ModelError):
        return error
    return ModelError(
        f"The model could not learn an answer ({type(error).__name__}: {error}).",
        "The answer is kept; take a model that can learn it, or mend this one.",
    )


def facts_of(details: Mapping[str, Any], reserved: Iterable[str] = ()) -> dict[str, Any]:
    """What is told beside an answer, as JSON has it; numbers and arrays of NumPy become plain ones.

    Raises
    ------
    UsageError
        If JSON cannot hold it, or its name is reserved.

    Examples
    --------
    >>> facts_of({"annotator": "ann", "page": np.int64(3)})
    {'annotator': 'ann', 'page': 3}
    """
    for name in reserved:
        if name in details:
            raise UsageError(f"`{name}` is given as a detail of an answer.", "Give it another name.")
    return {name: _as_json(name, value) for name, value in details.items()}


def _as_json(name: str, value: Any) -> Any:
    if value is None or type(value) in (str, bool, int):
        return value
    try:
        return json.loads(json.dumps(value, default=_of_numpy, allow_nan=False))
    except (TypeError, ValueError, RecursionError):
        shown = repr(value)
        raise UsageError(
            f"`{name}` is {shown if len(shown) <= 60 else shown[:60] + '…'}, which JSON cannot hold.",
            "Give texts, finite numbers, or lists and dicts of them.",
        ) from None


def _of_numpy(value: Any) -> Any:
    if isinstance(value, (np.generic, np.ndarray)):
        return value.tolist()
    raise TypeError(type(value).__name__)


def check_written(names: Iterable[str]) -> None:
    """LabelError if a label cannot be written in UTF-8."""
    for name in names:
        if not is_whole(name):
            raise LabelError(f"The label {name!r} holds half of a surrogate pair.", "Give labels that are whole text.")
