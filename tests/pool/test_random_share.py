"""Whether one in ten was drawn at random is told early, and of nobody who lets so many be."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from askless import PoolLearner
from askless.enough.forecast.missing import Standing, missing

X = np.random.default_rng(0).normal(size=(1500, 4))
TRUTH = np.where(X[:, 0] + X[:, 1] > 0, "yes", "no")


def label(learner: PoolLearner, n: int, k: int = 10) -> None:
    for _ in range(n // k):
        queries = learner.ask(k)
        learner.tell(queries.ids, TRUTH[queries.ids].tolist())


def made(strategy: str, share: float | None, **options: object) -> PoolLearner:
    model = LogisticRegression()
    return PoolLearner(X, model, labels=["no", "yes"], strategy=strategy, random_share=share, **options)  # type: ignore[arg-type]


def refused(learner: PoolLearner) -> str:
    """What keeps a forecast from being made, whatever the model."""
    job = learner.job()
    asked, drawn = job.since_start
    standing = Standing(
        items=1500, names=job.names, y=job.encoded(), strategy=job.strategy, asked=asked, n_random=drawn
    )
    return missing(standing)


def test_a_missing_share_is_told_early() -> None:
    learner = made("margin", 0)
    label(learner, 40)
    assert refused(learner) == ""
    assert learner.job().since_start == [30, 0]  # the first ten were drawn, as there was no model
    label(learner, 10)
    assert refused(learner).startswith("None of the 40 items labelled since the start was drawn at random.")


def test_the_forecast_says_so() -> None:
    learner = PoolLearner(X, "linear", labels=["no", "yes"], strategy="margin", random_share=0)
    label(learner, 50, 25)
    assert learner.forecast().known
    label(learner, 50, 25)
    asked, _ = learner.job().since_start
    said = f"Too early to say. None of the {asked} items labelled since the start was drawn at random."
    assert learner.forecast().headline.startswith(said)


@pytest.mark.parametrize(
    ("strategy", "share", "k"), [("margin", 0.1, 10), ("margin", 0.1, 1), ("auto", None, 1), ("auto", None, 10)]
)
def test_the_usual_share_is_never_missed(strategy: str, share: float | None, k: int) -> None:
    learner = made(strategy, share)
    label(learner, 10)
    for _ in range(60 // max(k, 5)):
        label(learner, max(k, 5), k)
        assert refused(learner) == ""


def test_labels_that_came_with_the_source_are_not_missed_draws() -> None:
    learner = made("margin", 0.1)
    learner.give({row: str(TRUTH[row]) for row in range(300)})
    assert learner.job().since_start == [0, 0]
    assert refused(learner) == ""
    label(learner, 50)
    asked, drawn = learner.job().since_start
    assert (asked >= 40, drawn >= 4) == (True, True)
    assert refused(learner) == ""


def test_test_items_are_not_among_the_draws() -> None:
    learner = made("margin", 0, holdout=20)
    label(learner, 60)
    assert learner.job().since_start[1] == 0
    assert refused(learner)
