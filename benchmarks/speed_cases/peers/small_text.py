"""small-text."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from speed_cases.peers.peer import Peer, Prepare, Run
from speed_cases.pool import LABELLED, Pool


def _uncertainty(name: str) -> Prepare:
    def prepare(n: int) -> Run:
        import small_text.query_strategies

        pool = Pool(n)
        query, x, model = getattr(small_text.query_strategies, name)(), pool.x, pool.model
        free, y = np.arange(LABELLED, n), pool.y[:LABELLED]
        return lambda: query.query(model, x, free, pool.labelled, y, n=100)

    return prepare


def _k_center(n: int) -> Run:
    from small_text.query_strategies.coresets import greedy_coreset

    pool = Pool(n)
    x, free = pool.x, np.arange(LABELLED, n)
    return lambda: greedy_coreset(x, free, pool.labelled, 100, batch_size=20_000)


def _bald(n: int) -> Run:
    from small_text.query_strategies.bayesian import BALD

    pool = Pool(n)
    draws, rows = pool.draws(), np.arange(n)
    model = SimpleNamespace(predict_proba=lambda x, dropout_sampling: draws)
    return lambda: BALD(dropout_samples=20).query(model, rows, rows, rows[:0], rows[:0], n=10)


PEER = Peer(
    "small-text",
    ("small-text",),
    {
        "margin_model": _uncertainty("BreakingTies"),
        "entropy_model": _uncertainty("PredictionEntropy"),
        "least_confidence_model": _uncertainty("LeastConfidence"),
        "k_center": _k_center,
        "bald": _bald,
    },
)
