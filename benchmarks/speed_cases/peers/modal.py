"""modAL."""

from __future__ import annotations

from typing import Any

from speed_cases.peers.peer import Peer, Prepare, Run
from speed_cases.pool import LABELLED, Pool


def _uncertainty(name: str) -> Prepare:
    def prepare(n: int) -> Run:
        from modAL import uncertainty

        pool = Pool(n)
        model, x = pool.model, pool.x
        sampling = getattr(uncertainty, f"{name}_sampling")
        return lambda: sampling(model, x, n_instances=100)[0]

    return prepare


def _learner(pool: Pool, model: Any) -> Any:
    from modAL.models import ActiveLearner

    return ActiveLearner(model, X_training=pool.x[:LABELLED], y_training=pool.y[:LABELLED])


def _committee(name: str) -> Prepare:
    def prepare(n: int) -> Run:
        from modAL import disagreement
        from modAL.models import ActiveLearner, Committee

        pool = Pool(n)
        committee = Committee([ActiveLearner(member) for member in pool.committee])
        x, sampling = pool.x, getattr(disagreement, f"{name}_sampling")
        return lambda: sampling(committee, x, n_instances=100)[0]

    return prepare


def _density(n: int) -> Run:
    from modAL.density import information_density

    x = Pool(n).x
    return lambda: information_density(x) is None


def _ranked(n: int) -> Run:
    from modAL.batch import uncertainty_batch_sampling

    pool = Pool(n)
    learner, x = _learner(pool, pool.model), pool.x
    return lambda: uncertainty_batch_sampling(learner, x, n_instances=100)[0]


def _expected_error(n: int) -> Run:
    from modAL.expected_error import expected_error_reduction

    pool = Pool(n)
    learner, x = _learner(pool, pool.model), pool.x[LABELLED:]
    return lambda: expected_error_reduction(learner, x, n_instances=1)[0]


PEER = Peer(
    "modAL",
    ("modAL-python",),
    {
        "margin_model": _uncertainty("margin"),
        "entropy_model": _uncertainty("entropy"),
        "least_confidence_model": _uncertainty("uncertainty"),
        "vote_entropy": _committee("vote_entropy"),
        "mean_kl": _committee("max_disagreement"),  # the largest divergence: it has no mean
        "information_density": _density,
        "ranked_batch": _ranked,
        "expected_error": _expected_error,
    },
)
