"""Going on with a stream: a learner as it was at the last commit, or as near to it as a damaged project allows.

Where the state of the learner is lost, what it had counted, asked and learnt is still in the log. Lost for good are
then how far the budget had come, which begins anew, and what items that were let go said of the ranges of features.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from askless.core.events import Event
from askless.core.pack import unpack
from askless.data.store.kept import Keeper, Kept, Written
from askless.errors import AsklessError, CorruptLogError, LabelError
from askless.stream.journal import MODELS
from askless.stream.pending import Asked
from askless.stream.state import StreamState

__all__ = ["resume"]


def resume(state: StreamState, keeper: Keeper) -> None:
    """Be as the state was at the last commit, the models by learning again what they had not yet written down.

    Parameters
    ----------
    state : StreamState
        A fresh one.
    keeper : Keeper
        Where the last one was written. Of a state that is lost the items are written anew, as their features may
        have other places then.

    Notes
    -----
    Damaged items and answers are passed over, and counted in `StreamState.damaged`.
    """
    declared = state.n_labels
    parts = {name: (seq, _unpacked(data)) for name, (seq, data) in keeper.states().items()}
    _, known = parts.get("stream", (0, None))
    if known is None:
        _rebuild(state, keeper)
        return
    state.seen, state.asked, state.answered, state.skipped = known["counts"]
    state.seen = max(state.seen, keeper.last_number())  # where a damaged state is older than the log
    state.taught = set(known["taught"])
    state.named(known["names"])
    state.arrivals.named = known["named"]
    if state.arrivals.named:
        state.arrivals.recall(keeper.arrived())
    state.encoder.restore(known["encoder"])
    state.chooser.restore(known["chooser"])
    for kept in keeper.waiting(state.waiting.most):
        if (asked := _sound(state, kept)) is not None:
            state.waiting.add(kept.id, asked)
    since, models = parts.get(MODELS, (0, None))
    if models is not None and models[0] == state.title:
        state.adapting.restore(models[1])
    else:
        since = 0
    _relearn(state, keeper.answered_after(since), declared)


def _unpacked(data: bytes) -> Any:
    """A part of the state; None if it was damaged on disk."""
    try:
        return unpack(data)
    except (ValueError, TypeError, KeyError):
        return None


def _sound(state: StreamState, kept: Kept) -> Asked | None:
    """An item from disk; None if it was damaged there, which is counted."""
    try:
        return Asked.of(kept)
    except CorruptLogError:
        state.damaged += 1
        return None


def _relearn(state: StreamState, answers: Iterable[tuple[Event, Kept]], n_labels: int = 0) -> None:
    """Learn answers of the log, in the groups in which they came: those of one time.

    `n_labels` is how many labels there were at the beginning.
    """
    group: list[tuple[Asked, Any]] = []
    taught: list[bytes | None] = []
    at = None
    for event, kept in answers:
        if (asked := _sound(state, kept)) is None:
            continue
        try:
            answer = state.space.check(event.data["answer"])
        except LabelError:  # a damaged one
            state.damaged += 1
            continue
        if group and event.time != at:
            n_labels = _learn(state, group, taught, n_labels)
            group, taught = [], []
        at = event.time
        group.append((asked, answer))
        taught.append(kept.taught)
    if group:
        _learn(state, group, taught, n_labels)


def _learn(state: StreamState, group: list[tuple[Asked, Any]], taught: list[bytes | None], n_labels: int) -> int:
    """Learn some answers as `Telling` does; what a model fails at does not keep the project from being opened.

    The models are told first how many labels there were when the items were offered, as an offer does: one that
    cannot grow would begin anew at another place otherwise. Returns how many there are now.
    """
    told = state.told(group, taught)
    now = 0 if state.real else max(n_labels, *(len(asked.said) for asked, _ in group))
    try:
        if now:
            state.adapting.predict(told.batch.part(0, 1), now)
        state.adapting.learn(told)
    except Exception:  # a user's model may raise anything
        if len(group) == 1:
            state.unlearnt += 1
            return now
        half = len(group) // 2
        for part in (slice(half), slice(half, None)):
            now = _learn(state, group[part], taught[part], now)
    return now


def _rebuild(state: StreamState, keeper: Keeper) -> None:
    """Be as the log says; O(n), once."""
    state.seen, state.asked, state.arrivals.named = keeper.decided()
    _, state.skipped, answers = keeper.counts()
    state.answered = sum(answers.values())
    state.named(keeper.names())
    if not state.real:
        codes = {name: code for code, name in enumerate(state.space.names)}
        given = (json.loads(answer) for answer in answers)
        state.taught = {codes[name] for name in given if isinstance(name, str) and name in codes}
    if state.arrivals.named:
        state.arrivals.recall(keeper.arrived())
    _relearn(state, _encoded(state, keeper))
    for kept in keeper.waiting(state.waiting.most):
        if (anew := _anew(state, keeper, kept)) is not None:
            state.waiting.add(kept.id, Asked.of(anew))


def _encoded(state: StreamState, keeper: Keeper) -> Iterator[tuple[Event, Kept]]:
    """Answers with their items, whose features get their places in the order of answering."""
    for event, kept in keeper.answered_after(0):
        if (anew := _anew(state, keeper, kept)) is not None:
            yield event, anew


def _anew(state: StreamState, keeper: Keeper, kept: Kept) -> Kept | None:
    """An item with its row made again, and written so; None if it cannot be."""
    asked = _sound(state, kept)
    if asked is None:
        return None
    try:
        row = state.encoder.encode(asked.raw[None] if isinstance(asked.raw, np.ndarray) else [asked.raw])
    except AsklessError:
        state.damaged += 1
        return None
    state.encoder.observe(row)
    anew = replace(kept, content=replace(asked, row=row[0]).kept(kept.id).content, taught=None)
    keeper.write(Written(kept=[anew], answers={kept.id: kept.answer}))
    return anew
