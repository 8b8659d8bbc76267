"""Streams that several tests use."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
import pytest


@dataclass(frozen=True)
class Labelled:
    """A stream whose answers are known."""

    items: np.ndarray
    answers: list[str]

    def lead(self, learner, start=0, stop=None, batch=16):
        """Offer items and tell every answer that is asked for at once; the ids that were asked."""
        asked = []
        stop = len(self.items) if stop is None else stop
        for at in range(start, stop, batch):
            decisions = learner.offer_many(self.items[at : min(at + batch, stop)])
            ids = [decisions.ids[i] for i in decisions.asked]
            if ids:
                learner.tell(ids, [self.answers[int(i)] for i in ids])
            asked += ids
        return asked


@pytest.fixture(scope="session")
def stream() -> Labelled:
    """Two classes that a plane divides, with noise."""
    rng = np.random.default_rng(0)
    items = rng.normal(size=(4000, 5))
    up = items @ np.array([2.0, -1.0, 0.5, 0.0, 0.0]) + 0.3 * rng.normal(size=len(items)) > 0
    return Labelled(items, np.where(up, "up", "down").tolist())


@pytest.fixture
def until():
    """Wait until something is so."""

    def wait(so, seconds=20.0):
        end = time.monotonic() + seconds
        while not so():
            assert time.monotonic() < end, "it takes too long"
            time.sleep(0.01)

    return wait
