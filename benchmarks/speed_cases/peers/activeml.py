"""scikit-activeml."""

from __future__ import annotations

from typing import Any

import numpy as np

from speed_cases.peers.peer import Peer, Prepare, Run, answers
from speed_cases.pool import LABELLED, Pool


def _classifier(pool: Pool, model: Any) -> Any:
    """A model as it takes one, fitted."""
    from skactiveml.classifier import SklearnClassifier

    return SklearnClassifier(model, classes=range(pool.c)).fit(pool.x[:LABELLED], pool.y[:LABELLED])


def _logistic(pool: Pool) -> Any:
    from sklearn.linear_model import LogisticRegression

    return _classifier(pool, LogisticRegression(max_iter=1000))


def _uncertainty(method: str) -> Prepare:
    def prepare(n: int) -> Run:
        from skactiveml.pool import UncertaintySampling

        pool = Pool(n)
        y, classifier, x = answers(pool.y, n), _logistic(pool), pool.x
        query = UncertaintySampling(method=method, random_state=0)
        return lambda: query.query(x, y, clf=classifier, fit_clf=False, batch_size=100)

    return prepare


def _committee(method: str) -> Prepare:
    def prepare(n: int) -> Run:
        from skactiveml.pool import QueryByCommittee

        pool = Pool(n)
        members = [_classifier(pool, member) for member in pool.committee]
        for wrapped, member in zip(members, pool.committee, strict=True):
            wrapped.estimator_ = member  # it fitted each on the same rows, and five alike are no committee
        y, x = answers(pool.y, n), pool.x
        query = QueryByCommittee(method=method, random_state=0)
        return lambda: query.query(x, y, ensemble=members, fit_ensemble=False, batch_size=100)

    return prepare


def _features(strategy: str) -> Prepare:
    """What looks at the features alone."""

    def prepare(n: int) -> Run:
        import skactiveml.pool

        pool = Pool(n)
        real = strategy.startswith("GreedySampling")
        y, x = answers(pool.target if real else pool.y, n), pool.x
        query = getattr(skactiveml.pool, strategy)(random_state=0)
        return lambda: query.query(x, y, batch_size=100)

    return prepare


def _model(strategy: str) -> Prepare:
    """What looks at a fitted model, too."""

    def prepare(n: int) -> Run:
        import skactiveml.pool

        pool = Pool(n)
        y, classifier, x = answers(pool.y, n), _logistic(pool), pool.x
        query = getattr(skactiveml.pool, strategy)(random_state=0)
        return lambda: query.query(x, y, clf=classifier, fit_clf=False, batch_size=100)

    return prepare


def _bayesian(strategy: str, **options: Any) -> Prepare:
    """From draws at hand, by the method that it asks for them."""

    def prepare(n: int) -> Run:
        import skactiveml.pool
        from skactiveml.classifier import ParzenWindowClassifier

        pool = Pool(n)
        draws = np.ascontiguousarray(np.moveaxis(pool.draws(), 1, 0))

        class Given(ParzenWindowClassifier):  # type: ignore[misc]
            def sampled(self, X: Any) -> Any:
                return draws[:, : len(X)]

        x, y = pool.x, np.full(n, np.nan)
        ensemble = Given(classes=range(pool.c)).fit(x[:LABELLED], pool.y[:LABELLED])
        query = getattr(skactiveml.pool, strategy)(sample_predictions_method_name="sampled", random_state=0, **options)
        return lambda: query.query(x, y, ensemble=ensemble, fit_ensemble=False, batch_size=10)

    return prepare


def _expected_error(n: int) -> Run:
    from skactiveml.pool import MonteCarloEER

    pool = Pool(n)
    y, classifier, x = answers(pool.y, n), _logistic(pool), pool.x
    return lambda: MonteCarloEER(random_state=0).query(x, y, clf=classifier, ignore_partial_fit=True, batch_size=1)


def _quire(n: int) -> Run:
    from skactiveml.pool import Quire

    pool = Pool(n)
    y, x = answers(pool.y, n, 500), pool.x
    return lambda: Quire(classes=list(range(pool.c)), random_state=0).query(x, y, batch_size=1)


def _igs(n: int) -> Run:
    from skactiveml.pool import GreedySamplingTarget
    from skactiveml.regressor import SklearnRegressor
    from sklearn.linear_model import Ridge

    pool = Pool(n)
    y, x = answers(pool.target, n), pool.x
    model = SklearnRegressor(Ridge()).fit(x[:LABELLED], pool.target[:LABELLED])
    given = (pool.target + 0.1 * np.random.default_rng(6).normal(size=n))[LABELLED:]

    class Given(Ridge):  # type: ignore[misc]
        def predict(self, X: Any) -> Any:
            return given if len(X) == len(given) else super().predict(X)

    model.estimator_ = Given().fit(x[:LABELLED], pool.target[:LABELLED])  # what all are given to go by
    query = GreedySamplingTarget(method="GSi", random_state=0)
    return lambda: query.query(x, y, reg=model, fit_reg=False, batch_size=100)


PEER = Peer(
    "scikit-activeml",
    ("scikit-activeml",),
    {
        "margin_model": _uncertainty("margin_sampling"),
        "entropy_model": _uncertainty("entropy"),
        "least_confidence_model": _uncertainty("least_confident"),
        "vote_entropy": _committee("vote_entropy"),
        "mean_kl": _committee("KL_divergence"),
        "k_center": _features("CoreSet"),
        "badge": _model("Badge"),
        "typiclust": _features("TypiClust"),
        "prob_cover": _features("ProbCover"),
        "max_herding": _features("MaxHerding"),
        "expected_error": _expected_error,
        "quire": _quire,
        "bald": _bayesian("GreedyBALD"),
        "batch_bald": _bayesian("BatchBALD", n_MC_samples=1_000),
        "gsx": _features("GreedySamplingX"),
        "igs": _igs,
    },
)
