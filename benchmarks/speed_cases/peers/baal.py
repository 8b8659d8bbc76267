"""baal."""

from __future__ import annotations

import numpy as np

from speed_cases.peers.peer import Peer, Prepare, Run
from speed_cases.pool import Pool


def _uncertainty(name: str) -> Prepare:
    def prepare(n: int) -> Run:
        from baal.active import heuristics

        pool = Pool(n)
        model, x, heuristic = pool.model, pool.x, getattr(heuristics, name)()
        return lambda: heuristic(model.predict_proba(x))[:100]  # type: ignore[attr-defined]

    return prepare


def _bald(n: int) -> Run:
    from baal.active.heuristics import BALD

    draws = np.moveaxis(Pool(n).draws(), 1, 2)  # (items, classes, draws), as baal takes them
    return lambda: BALD()(draws)[:10]


def _batch_bald(n: int) -> Run:
    from baal.active.heuristics import BatchBALD

    draws = np.moveaxis(Pool(n).draws(), 1, 2)
    # It draws `num_draw` configurations for each member: 50 of 20 are the 1,000 of the others.
    return lambda: BatchBALD(num_samples=10, num_draw=50)(draws)[:10]


PEER = Peer(
    "baal",
    ("baal",),
    {
        "margin_model": _uncertainty("Margin"),
        "entropy_model": _uncertainty("Entropy"),
        "least_confidence_model": _uncertainty("Certainty"),
        "bald": _bald,
        "batch_bald": _batch_bald,
    },
    torch=True,
)
