"""Which estimate is shown, and what it costs."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier

import askless
from askless.errors import EvidenceError
from askless.models.sklearn import EstimatorModel
from askless.pool.estimated import at_every_training, estimated
from askless.pool.learner import PoolLearner
from askless.pool.moment import Moment

NAMES = ("left", "right")
POINTS = np.random.default_rng(0).normal(size=(400, 4))
POINTS[::2, 0] += 2.0


class Counting(EstimatorModel):
    """A linear model that counts fits and passes over more rows than are labelled; its clones count on."""

    fits = passes = 0

    def fit(self, rows: Any, y: Any, *, n_labels: int) -> dict[str, Any]:
        Counting.fits += 1
        return super().fit(rows, y, n_labels=n_labels)

    def predict_proba(self, rows: Any) -> Any:
        Counting.passes += len(rows) > 200
        return super().predict_proba(rows)


def answered(learner: PoolLearner, n: int) -> PoolLearner:
    """With `n` of the items asked and answered."""
    while len(learner.labels) < n:
        queries = learner.ask(min(10, n - len(learner.labels)))
        learner.tell(queries.ids, [NAMES[(int(row) + 1) % 2] for row in queries.ids])
    return learner


def learner_of(model: Any = None, strategy: str = "margin", **about: Any) -> PoolLearner:
    about = {"labels": NAMES, "strategy": strategy, "random_share": 0.1, "seed": 1} | about
    return PoolLearner(POINTS, model, **about)


def counting() -> Any:
    model = Counting(LogisticRegression())
    model.name = "linear"
    return model


@pytest.fixture(scope="module")
def learner() -> PoolLearner:
    """Sixty answers that a strategy chose but for one in ten, of a model that was measured."""
    return answered(learner_of("linear"), 60)


def test_all_answers_tell_where_the_kind_of_model_was_measured(learner: PoolLearner) -> None:
    found = learner.estimate()
    assert (found.ready, found.basis, found.n, found.level) == (True, "answers", 60, 0.9)
    assert "from all 60 answers, corrected for how they were chosen." in found.sentence
    assert found.low is not None
    assert found.high is not None
    assert (found.high - found.low > 0.2) == bool(found.advice)


@pytest.mark.parametrize(("labels", "ready"), [(20, False), (40, True)])
def test_random_answers_tell_where_it_was_not(labels: int, ready: bool) -> None:
    learner = answered(learner_of(KNeighborsClassifier(3), random_share=1.0), labels)
    found = learner.estimate()
    assert (found.ready, found.basis, found.n) == (ready, "random", labels)
    assert ("(90 % interval " in found.sentence) == ready


def test_the_accuracy_on_chosen_answers_is_never_told() -> None:
    learner = answered(learner_of(KNeighborsClassifier(3)), 120)
    found = learner.estimate()
    assert (found.ready, found.value, found.n < 30) == (False, None, True)


def test_a_test_goes_first_and_is_waited_for() -> None:
    learner = answered(learner_of("linear", holdout=12), 30)
    early = learner.estimate()
    assert (early.ready, early.basis, early.advice) == (True, "answers", "")
    found = answered(learner, 62).estimate()
    assert (found.ready, found.basis, found.n, found.level) == (True, "test", 12, 0.9)
    assert found.sentence.endswith("from 12 test items kept apart.")
    unknown = answered(learner_of(KNeighborsClassifier(3), holdout=12), 30).estimate()
    assert "of the 12 test items needed are answered" in unknown.sentence


def test_a_label_without_an_answer_is_waited_for_unless_random_ones_tell() -> None:
    few = answered(learner_of("linear", labels=(*NAMES, "middle")), 60)
    assert few.estimate().sentence == "Too early to say how good the model is: no answer so far is “middle”."
    many = answered(learner_of("linear", labels=(*NAMES, "middle"), random_share=1.0), 60)
    assert (many.estimate().ready, many.estimate().basis) == (True, "random")


def test_an_estimate_and_a_forecast_cost_six_fits_and_seven_passes_in_all(monkeypatch: pytest.MonkeyPatch) -> None:
    learner = answered(learner_of(counting(), strategy="random"), 60)
    assert learner.model is not None
    monkeypatch.setattr(Counting, "fits", 0)
    monkeypatch.setattr(Counting, "passes", 0)
    assert learner.estimate().basis == "answers"
    assert learner.forecast(0.01).ready
    assert learner.forecast(0.03).ready
    assert learner.estimate().ready
    assert (Counting.fits, Counting.passes) == (6, 7)
    answered(learner, 70).estimate()
    assert Counting.fits > 6, "other answers are measured anew"


def test_too_few_random_answers_cost_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    model = counting()
    model.name = "never measured"
    learner = answered(learner_of(model, strategy="random", random_share=0.0), 20)
    assert learner.model is not None
    monkeypatch.setattr(Counting, "fits", 0)
    assert not learner.estimate().ready
    assert Counting.fits == 0


def test_without_a_model_it_says_why() -> None:
    learner = learner_of("linear")
    learner.tell([0, 2], ["left", "left"])
    assert learner.estimate().sentence.startswith("Too early to say how good the model is: there is none yet. ")


def test_others_are_told_as_ever() -> None:
    numbers = PoolLearner(POINTS, "ridge", labels=askless.Real(), random_share=1.0)
    several = PoolLearner(POINTS, LogisticRegression(), labels=NAMES, multilabel=True, random_share=1.0)
    for learner in (numbers, several):
        assert learner.estimate().sentence.endswith("0 of the 30 random answers needed are in.")
        rows = learner.ask(40).ids
        told: list[Any] = [float(POINTS[row, 0]) for row in rows]
        if learner is several:
            told = [tuple(name for name, x in zip(NAMES, POINTS[row], strict=False) if x > 0) for row in rows]
        learner.tell(rows, told)
        assert at_every_training(learner.job())
        assert (learner.estimate().basis, learner.estimate().level) == ("random", 0.9)
    assert not at_every_training(learner_of().job())


def test_a_moment_ends_with_an_answer(learner: PoolLearner) -> None:
    job = learner.job()
    moment = Moment(job, None, learner.items, np.arange(400))
    assert moment.holds_for(learner.job(), None)
    other = answered(learner_of("linear"), 20)
    assert not moment.holds_for(other.job(), None)
    assert not moment.holds_for(job, object())
    assert not estimated(moment).ready
    with pytest.raises((AttributeError, EvidenceError)):
        _ = moment.measured
