"""ALiPy."""

from __future__ import annotations

from typing import Any

import numpy as np

from speed_cases.peers.peer import Peer, Prepare, Run
from speed_cases.pool import LABELLED, Pool


def _uncertainty(measure: str) -> Prepare:
    def prepare(n: int) -> Run:
        from alipy.query_strategy import QueryInstanceUncertainty

        pool = Pool(n)
        query = QueryInstanceUncertainty(pool.x, pool.y, measure=measure)
        model, free = pool.model, np.arange(LABELLED, n)
        return lambda: query.select(pool.labelled, free, model=model, batch_size=100)

    return prepare


def _committee(disagreement: str) -> Prepare:
    def prepare(n: int) -> Run:
        from alipy.query_strategy import QueryInstanceQBC

        pool = Pool(n)
        query = QueryInstanceQBC(pool.x, pool.y, disagreement=disagreement)
        free = np.arange(LABELLED, n)
        members, x = pool.committee, pool.x[LABELLED:]

        def run() -> Any:
            said = [member.predict_proba(x) for member in members]  # type: ignore[attr-defined]
            return query.select_by_prediction_mat(free, said, batch_size=100)

        return run

    return prepare


def _k_center(n: int) -> Run:
    from alipy.query_strategy import QueryInstanceCoresetGreedy

    pool = Pool(n)
    x, y, rows = pool.x, pool.y, np.arange(n)
    free = rows[LABELLED:]
    return lambda: QueryInstanceCoresetGreedy(x, y, rows).select(pool.labelled, free, batch_size=100)


def _quire(n: int) -> Run:
    from alipy.query_strategy import QueryInstanceQUIRE

    pool = Pool(n)
    y = np.where(pool.y < pool.c // 2, 1, -1)  # it knows two classes
    rows, x = np.arange(n), pool.x
    return lambda: QueryInstanceQUIRE(x, y, rows, gamma=1 / x.shape[1]).select(rows[:500], rows[500:])


def _expected_error(n: int) -> Run:
    from alipy.query_strategy import QueryExpectedErrorReduction

    pool = Pool(n)
    query, model = QueryExpectedErrorReduction(pool.x, pool.y), pool.model
    free = np.arange(LABELLED, n)
    return lambda: query.select(pool.labelled, free, model=model, batch_size=1)


PEER = Peer(
    "ALiPy",
    ("alipy",),
    {
        "margin_model": _uncertainty("margin"),
        "entropy_model": _uncertainty("entropy"),
        "least_confidence_model": _uncertainty("least_confident"),
        "vote_entropy": _committee("vote_entropy"),
        "mean_kl": _committee("KL_divergence"),
        "k_center": _k_center,
        "quire": _quire,
        "expected_error": _expected_error,
    },
)
