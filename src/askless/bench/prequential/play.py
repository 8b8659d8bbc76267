"""One learner along one stream: each item is predicted first, and answered later if it was asked about."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from askless.bench.prequential.baselines import NOTHING
from askless.bench.prequential.flow import Flow
from askless.models.online.online import Codes
from askless.stream.learner import StreamLearner

__all__ = ["TWENTIETHS", "Played", "play"]

TWENTIETHS = 20
"""How often `play` says how far it is."""


@dataclass(frozen=True)
class Played:
    """What a learner did along a stream.

    Parameters
    ----------
    predicted : int64 array of shape (n_items,)
        What it said of each item when that came; `NOTHING` before its first answer.
    asked : int64 array of shape (n_asked,)
        Numbers of the items that it asked about.
    drifts, swaps : tuple of int
        Before which items it noticed a drift, and took another model, be it a new one or an old one that came back.
    seconds : float
        Of processor time, in offer and tell.
    """

    predicted: Codes
    asked: Codes
    drifts: tuple[int, ...]
    swaps: tuple[int, ...]
    seconds: float


def play(
    flow: Flow, learner: StreamLearner, *, delay: int = 0, batch: int = 1, step: Callable[[], None] = lambda: None
) -> Played:
    """Lead a stream past a learner.

    Parameters
    ----------
    flow : Flow
    learner : StreamLearner
        That has seen nothing, with `labels` in the order of ``flow.names``.
    delay : int, default 0
        An answer is told after so many more items. What is still under way at the end is never told.
    batch : int, default 1
        Items offered together; answers come between batches.
    step : callable, optional
        Called after each twentieth of the stream.

    Returns
    -------
    played : Played

    Examples
    --------
    >>> from askless.bench.prequential.generated import generated
    >>> flow = generated("sine:stable", n_items=400)
    >>> learner = StreamLearner("naive_bayes", labels=flow.names, strategy="random", budget=0.2)
    >>> played = play(flow, learner)
    >>> len(played.predicted), len(played.asked) == learner.asked
    (400, True)
    """
    n = len(flow)
    predicted = np.full(n, NOTHING, dtype=np.int64)
    asked: list[int] = []
    told, said = 0, 0
    drifts: list[int] = []
    swaps: list[int] = []
    marked = {"drift": drifts, "swap": swaps, "recall": swaps}

    def note(number: int) -> None:
        while learner.notices:
            act = learner.notices.popleft().act
            if act in marked:
                marked[act].append(number)

    began = time.process_time()
    for first in range(0, n, batch):
        due = told
        while due < len(asked) and asked[due] + delay < first:
            due += 1
        if due > told:
            numbers = np.array(asked[told:due])
            learner.tell([str(number) for number in numbers], flow.answers(numbers))
            told = due
            note(first)
        last = min(first + batch, n)
        decisions = learner.offer_many(flow.items[first:last], times=range(first, last))
        if decisions.encoded is not None:
            predicted[first:last] = decisions.encoded
        asked += (first + decisions.asked).tolist()
        note(last)
        while (said + 1) * n <= TWENTIETHS * last:
            said += 1
            step()
    seconds = time.process_time() - began
    return Played(predicted, np.array(asked, dtype=np.int64), tuple(drifts), tuple(swaps), seconds)
