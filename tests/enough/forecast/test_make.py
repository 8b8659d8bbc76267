"""Forecasts from a learner, and from a model and its labels."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import pytest

import askless
from askless.core.noise import mix
from askless.enough.forecast.features import measure
from askless.enough.forecast.forecast import Forecasts
from askless.enough.forecast.make import forecast
from askless.errors import UsageError

NAMES = ["left", "right"]


@pytest.fixture(scope="module")
def learner() -> askless.PoolLearner:
    """A learner with 40 of 300 labels, of two overlapping clouds."""
    points = np.random.default_rng(0).normal(size=(300, 4))
    points[::2, 0] += 2.0
    made = askless.PoolLearner(points, labels=NAMES, strategy="margin", random_share=0.1, seed=1)
    while len(made.labels) < 40:
        queries = made.ask(5)
        made.tell(queries.ids, [NAMES[(row + 1) % 2] for row in queries.ids])
    return made


def test_a_learner_forecasts_for_three_tolerances(learner: askless.PoolLearner) -> None:
    one, three, gain = (learner.forecast(tolerance) for tolerance in (0.01, 0.03, "gain"))
    for found in (one, three, gain):
        assert found.ready
        assert found.known
        assert (found.labels, found.items) == (40, 300)
        assert found.headline
        assert found.chances is not None
    assert one == learner.forecast()


def test_another_tolerance_is_refused_before_anything_is_fitted() -> None:
    with pytest.raises(UsageError):
        askless.PoolLearner(["one"] * 3).forecast(0.5)


def test_before_a_model_it_says_what_is_missing() -> None:
    learner = askless.PoolLearner([f"text {i}" for i in range(80)], labels=NAMES)
    learner.tell([0, 1, 2], ["left"] * 3)
    assert learner.forecast().missing == "All 3 answers so far are “left”. Label on until there is another."


def test_test_items_and_copies_are_counted_as_people_see_them() -> None:
    texts = [f"text {i // 2}" for i in range(200)]
    learner = askless.PoolLearner(texts, labels=NAMES, holdout=20, seed=0)
    queries = learner.ask(5)
    learner.tell(queries.ids, ["left"] * len(queries.ids))
    found = learner.forecast()
    assert found.labels < found.labelled == len(learner.labels)
    assert found.items == 80
    assert f"All {found.labels} answers that the model learns from" in found.missing or found.labels <= 1


def test_a_model_that_was_not_measured_is_flagged() -> None:
    from sklearn.neighbors import KNeighborsClassifier

    points = np.random.default_rng(0).normal(size=(100, 2))
    learner = askless.PoolLearner(points, KNeighborsClassifier(3), labels=NAMES, strategy="random")
    learner.tell(list(range(30)), [NAMES[int(x > 0)] for x in points[:30, 0]])
    found = learner.forecast()
    assert found.ready
    assert not found.known
    assert found.headline.startswith("Cannot be told for the model “KNeighborsClassifier”:")
    assert (found.even, found.likely) == (None, None)


class Once:
    """A model whose twin is asked for instead of a clone, as its fits are dearer."""

    name = "linear"

    def __init__(self, points: Any, made: list[str]) -> None:
        self.points, self.made = points, made

    def clone(self) -> Once:
        self.made.append("clone")
        return Once(self.points, self.made)

    def twin(self) -> Once:
        self.made.append("twin")
        return Once(self.points, self.made)

    def fit(self, rows: Any, y: Any, *, n_labels: int) -> dict[str, Any]:
        return {}

    def predict_proba(self, rows: Any) -> Any:
        right = 1.0 / (1.0 + np.exp(-self.points[rows, 0]))
        return np.stack([1.0 - right, right], axis=1)

    def embedding(self, rows: Any = None) -> Any:
        return self.points if rows is None else self.points[rows]


def test_twins_are_fitted_where_a_model_has_them_and_chunks_do_not_matter() -> None:
    points = np.random.default_rng(2).normal(size=(200, 2))
    rows, made = np.arange(30, dtype=np.int64), []
    y = (points[rows, 0] > 0.3).astype(np.int64)

    def made_of(pool: Any) -> Forecasts:
        about = {"pool": pool, "keys": mix(pool.astype(np.uint64)), "n_labels": 2, "chosen": True, "seed": 0}
        measured = partial(measure, Once(points, made), rows, y, **about)
        return forecast(measured, y, items=len(pool), names=NAMES, n_random=5, learner="linear")

    one = made_of(np.arange(200))
    assert made == ["twin"] * 6
    assert one == made_of(np.arange(200)[::-1].copy())
    assert one.automatic is None or 30 <= one.automatic <= 200


def test_an_own_strategy_under_the_name_of_a_measured_one_is_unknown() -> None:
    from askless.choose.strategy.strategy import strategies

    class Auto(type(strategies.get("random"))):  # type: ignore[misc]
        name = "auto"

    points = np.random.default_rng(0).normal(size=(100, 2))
    for strategy, known in ((Auto(), False), (strategies.get("auto"), True), ("auto", True)):
        learner = askless.PoolLearner(points, labels=NAMES, strategy=strategy, random_share=0.1, seed=0)
        while len(learner.labels) < 30:
            ids = learner.ask(10).ids
            learner.tell(ids, [NAMES[int(points[row, 0] > 0)] for row in ids])
        found = learner.forecast()
        assert found.ready
        assert found.known is known
        assert ("the strategy “auto (your own)”" in found.headline) is not known


@pytest.mark.parametrize(
    ("items", "about", "headline"),
    [
        (5000, {}, "Cannot be told for pools of 5,000 items: "),
        (300, {"strategy": "badge"}, "Cannot be told for the strategy “badge”: "),
        (300, {"learner": "RandomForestClassifier"}, "Cannot be told for the model “RandomForestClassifier”: "),
        (300, {"task": "real"}, "Cannot be told for numbers: "),
        (300, {}, "Too early to say. Nothing is labelled yet."),
        (30, {}, "The pool of 30 items is too small for a forecast."),
    ],
)
def test_what_will_never_be_told_is_not_put_off(items: int, about: dict[str, Any], headline: str) -> None:
    y = np.zeros(0, dtype=np.int64)
    for found in forecast(None, y, items=items, names=NAMES, **about).by.values():
        assert found.headline.startswith(headline)
        assert not found.ready


def test_what_is_labelled_whole_needs_no_forecast() -> None:
    learner = askless.PoolLearner([f"text {i}" for i in range(60)], labels=NAMES, strategy="random")
    learner.tell(range(60), [NAMES[i % 2] for i in range(60)])
    assert learner.forecast().headline == "Everything is labelled: there is nothing left to forecast."
