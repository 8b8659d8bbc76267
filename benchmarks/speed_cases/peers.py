"""The same questions put to other libraries, each called as its manual says.

Nothing of them is needed to read this file: they are imported where they are measured, in an
environment of their own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from speed_cases.pool import LABELLED, Pool

Run = Callable[[], Any]
Prepare = Callable[[int], Run]


def _activeml_labels(pool: Pool) -> Any:
    """Labels with missing ones, as scikit-activeml takes them."""
    y = np.full(pool.n, np.nan)
    y[:LABELLED] = pool.y[:LABELLED]
    return y


def _activeml_classifier(pool: Pool) -> Any:
    from skactiveml.classifier import SklearnClassifier
    from sklearn.linear_model import LogisticRegression

    wrapped = SklearnClassifier(LogisticRegression(max_iter=1000), classes=range(pool.c))
    return wrapped.fit(pool.x[:LABELLED], pool.y[:LABELLED])


def uncertainty(name: str) -> dict[str, Prepare]:
    """Margin, entropy, least confidence over a fitted model."""

    def modal(n: int) -> Run:
        from modAL import uncertainty as module

        pool = Pool(n)
        model, x = pool.model, pool.x
        chosen = {"margin": "margin", "entropy": "entropy", "least_confidence": "uncertainty"}[name]
        sampling = getattr(module, f"{chosen}_sampling")
        return lambda: sampling(model, x, n_instances=100)

    def activeml(n: int) -> Run:
        from skactiveml.pool import UncertaintySampling

        pool = Pool(n)
        y, classifier, x = _activeml_labels(pool), _activeml_classifier(pool), pool.x
        method = {"margin": "margin_sampling", "least_confidence": "least_confident"}.get(name, name)
        query = UncertaintySampling(method=method, random_state=0)
        return lambda: query.query(x, y, clf=classifier, fit_clf=False, batch_size=100)

    def baal(n: int) -> Run:
        from baal.active import heuristics

        pool = Pool(n)
        model, x = pool.model, pool.x
        found = {"margin": heuristics.Margin, "entropy": heuristics.Entropy, "least_confidence": heuristics.Certainty}
        heuristic = found[name]()
        return lambda: heuristic(model.predict_proba(x))[:100]  # type: ignore[attr-defined]

    return {"modal": modal, "skactiveml": activeml, "baal": baal}


def committee() -> dict[str, Prepare]:
    """Vote entropy of five models."""

    def activeml(n: int) -> Run:
        from skactiveml.classifier import SklearnClassifier
        from skactiveml.pool import QueryByCommittee

        pool = Pool(n)
        members = [SklearnClassifier(m, classes=range(pool.c)) for m in pool.committee]
        for member in members:
            member.fit(pool.x[:LABELLED], pool.y[:LABELLED])
        y, x = _activeml_labels(pool), pool.x
        query = QueryByCommittee(method="vote_entropy", random_state=0)
        return lambda: query.query(x, y, ensemble=members, fit_ensemble=False, batch_size=100)

    return {"skactiveml": activeml}


def k_center() -> dict[str, Prepare]:
    """Farthest-first."""

    def activeml(n: int) -> Run:
        from skactiveml.pool import CoreSet

        pool = Pool(n)
        y, x = _activeml_labels(pool), pool.x
        return lambda: CoreSet(random_state=0).query(x, y, batch_size=100)

    def small_text(n: int) -> Run:
        from small_text.query_strategies.coresets import greedy_coreset

        pool = Pool(n)
        x = pool.x
        free = np.arange(LABELLED, n)
        return lambda: greedy_coreset(x, free, pool.labelled, 100, batch_size=20_000)

    return {"skactiveml": activeml, "small_text": small_text}


def badge() -> dict[str, Prepare]:
    """k-means++ on gradient embeddings."""

    def activeml(n: int) -> Run:
        from skactiveml.pool import Badge

        pool = Pool(n)
        y, classifier, x = _activeml_labels(pool), _activeml_classifier(pool), pool.x
        return lambda: Badge(random_state=0).query(x, y, clf=classifier, fit_clf=False, batch_size=100)

    return {"skactiveml": activeml}


def typiclust() -> dict[str, Prepare]:
    """Typical points of clusters."""

    def activeml(n: int) -> Run:
        from skactiveml.pool import TypiClust

        pool = Pool(n)
        y, x = _activeml_labels(pool), pool.x
        return lambda: TypiClust(random_state=0).query(x, y, batch_size=100)

    return {"skactiveml": activeml}


def coverage(name: str) -> dict[str, Prepare]:
    """Coverage of the pool."""
    classes = {"prob_cover": "ProbCover", "max_herding": "MaxHerding"}
    if name not in classes:
        return {}

    def activeml(n: int) -> Run:
        import skactiveml.pool

        pool = Pool(n)
        y, x = _activeml_labels(pool), pool.x
        query = getattr(skactiveml.pool, classes[name])(random_state=0)
        return lambda: query.query(x, y, batch_size=100)

    return {"skactiveml": activeml}


def density() -> dict[str, Prepare]:
    """Mean similarity to the pool."""

    def modal(n: int) -> Run:
        from modAL.density import information_density

        x = Pool(n).x
        return lambda: information_density(x, "cosine") is None

    return {"modal": modal}


def ranked() -> dict[str, Prepare]:
    """Ranked batches."""

    def modal(n: int) -> Run:
        from modAL.batch import uncertainty_batch_sampling
        from modAL.models import ActiveLearner

        pool = Pool(n)
        learner = ActiveLearner(pool.model, X_training=pool.x[:LABELLED], y_training=pool.y[:LABELLED])
        x = pool.x
        return lambda: uncertainty_batch_sampling(learner, x, n_instances=100)

    return {"modal": modal}


def expected_error() -> dict[str, Prepare]:
    """Expected error reduction."""

    def activeml(n: int) -> Run:
        from skactiveml.pool import MonteCarloEER

        pool = Pool(n)
        y, classifier, x = _activeml_labels(pool), _activeml_classifier(pool), pool.x
        return lambda: MonteCarloEER(random_state=0).query(x, y, clf=classifier, fit_clf=False, batch_size=1)

    return {"skactiveml": activeml}


def quire() -> dict[str, Prepare]:
    """QUIRE."""

    def activeml(n: int) -> Run:
        from skactiveml.pool import Quire

        pool = Pool(n)
        y, x = np.full(n, np.nan), pool.x
        y[:100] = pool.y[:100]
        return lambda: Quire(classes=list(range(pool.c)), random_state=0).query(x, y, batch_size=1)

    return {"skactiveml": activeml}


def bald() -> dict[str, Prepare]:
    """Mutual information of the answer and the model."""

    def baal(n: int) -> Run:
        from baal.active.heuristics import BALD

        draws = np.moveaxis(Pool(n).draws(), 1, 2)  # (items, classes, draws), as baal takes them
        return lambda: BALD()(draws)[:10]

    def batchbald_redux(n: int) -> Run:
        import torch
        from batchbald_redux.batchbald import get_bald_batch

        logs = torch.log(torch.from_numpy(Pool(n).draws()))
        return lambda: get_bald_batch(logs, 10, dtype=torch.float32).indices

    return {"baal": baal, "batchbald_redux": batchbald_redux}


def batch_bald() -> dict[str, Prepare]:
    """Joint mutual information of a batch, with 1,000 configurations."""

    def batchbald_redux(n: int) -> Run:
        import torch
        from batchbald_redux.batchbald import get_batchbald_batch

        logs = torch.log(torch.from_numpy(Pool(n).draws()))
        return lambda: get_batchbald_batch(logs, 10, 1_000, dtype=torch.float32).indices

    return {"batchbald_redux": batchbald_redux}


def gsx() -> dict[str, Prepare]:
    """Greedy sampling in the features."""

    def activeml(n: int) -> Run:
        from skactiveml.pool import GreedySamplingX

        pool = Pool(n)
        y, x = np.full(n, np.nan), pool.x
        y[:LABELLED] = pool.target[:LABELLED]
        return lambda: GreedySamplingX(random_state=0).query(x, y, batch_size=100)

    return {"skactiveml": activeml}


PACKAGES = {
    "modal": ("modAL-python",),
    "skactiveml": ("scikit-activeml",),
    "small_text": ("small-text",),
    "baal": ("baal",),
    "batchbald_redux": ("batchbald_redux",),
}
"""What is installed for each peer."""

NEED_TORCH = frozenset({"baal", "batchbald_redux"})
"""Peers into whose environment the CPU build of torch goes first."""
