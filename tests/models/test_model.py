"""What holds for every model, built in or wrapped."""

import numpy as np
import pytest
from sklearn.ensemble import RandomForestClassifier
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import MultinomialNB
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC

from askless.errors import NotReadyError
from askless.models.build import build
from askless.models.built_in import models
from askless.models.model import Model

BUILT_IN = [(kind, name) for name, part in models.items() if "classes" in part.tasks for kind in part.kinds]
BUILT_IN += [("sparse", "linear")]
WRAPPED = [
    ("text", make_pipeline(CountVectorizer(), MultinomialNB())),
    ("text", make_pipeline(CountVectorizer(), LinearSVC())),
    ("array", RandomForestClassifier(10, random_state=0)),
    ("sparse", LogisticRegression()),
]
ALL = [pytest.param((kind, model), id=f"{kind}-{model}"[:40]) for kind, model in BUILT_IN + WRAPPED]
ROWS = np.arange(0, 60)
pytestmark = pytest.mark.usefixtures("single_thread")


@pytest.fixture(params=ALL)
def case(request, pools):
    """A prepared model with its pool and labels."""
    kind, model = request.param
    items, y = pools[kind]
    prepared = build(model, items, seed=1)
    prepared.prepare(items)
    return prepared, items, y


def indicators(y):
    """Three labels at once: "is 0", "is not 2", and one that is never set."""
    return np.stack([y == 0, y != 2, np.zeros(len(y))], axis=1).astype(np.uint8)


def test_it_is_a_model(case):
    assert isinstance(case[0], Model)


def test_it_learns(case):
    model, _, y = case
    summary = model.fit(ROWS, y[ROWS], n_labels=3)
    assert (model.predict_proba(np.arange(60, 90)).argmax(axis=1) == y[60:90]).mean() > 0.7
    assert summary["labels"] == 60
    assert summary["seen"] == 3


def test_probabilities_sum_to_one_and_unseen_labels_get_none(case):
    model, items, y = case
    two = np.flatnonzero(y < 2)[:40]
    model.fit(two, 2 * y[two], n_labels=5)  # labels 0 and 2 of five
    proba = model.predict_proba(np.arange(len(items)))
    assert proba.dtype == np.float32
    assert proba.shape == (len(items), 5)
    np.testing.assert_allclose(proba.sum(axis=1), 1, atol=1e-5)
    assert (proba[:, [1, 3, 4]] == 0).all()


def test_one_class_is_not_enough(case):
    model, _, y = case
    only = np.flatnonzero(y == 1)[:5]
    for rows, said in ((only, "give the same label"), (only[:0], "There is no answer yet")):
        with pytest.raises(NotReadyError, match=said):
            model.clone().fit(rows, y[rows], n_labels=3)
    with pytest.raises(NotReadyError):
        model.clone().predict_proba(only)
    with pytest.raises(NotReadyError):
        model.clone().fit(only, np.ones((5, 2), dtype=np.uint8), n_labels=2)


def test_two_labels_are_enough(case):
    model, _, y = case
    rows = np.array([int(np.argmax(y == 0)), int(np.argmax(y == 1))])
    model.fit(rows, y[rows], n_labels=3)
    assert np.isfinite(model.predict_proba(np.arange(9))).all()


def test_a_clone_is_independent_and_fits_the_same(case):
    model, _, y = case
    model.fit(ROWS, y[ROWS], n_labels=3)
    before = model.predict_proba(ROWS)
    twin = model.clone()
    twin.fit(ROWS[:20], y[:20], n_labels=3)
    np.testing.assert_array_equal(model.predict_proba(ROWS), before)
    twin.fit(ROWS, y[ROWS], n_labels=3)
    np.testing.assert_array_equal(twin.predict_proba(ROWS), before)


def test_the_same_seed_gives_the_same_model(case):
    model, items, y = case
    other = build(getattr(model, "given", model.name), items, seed=1)
    other.prepare(items)
    for each in (model, other):
        each.fit(ROWS, y[ROWS], n_labels=3)
    np.testing.assert_array_equal(other.predict_proba(ROWS), model.predict_proba(ROWS))
    np.testing.assert_array_equal(other.embedding(), model.embedding())


def test_chunks_do_not_matter(case):
    model, items, y = case
    model.fit(ROWS, y[ROWS], n_labels=3)
    whole = model.predict_proba(np.arange(len(items)))
    parts = [model.predict_proba(np.array([row])) for row in range(0, len(items), 7)]
    np.testing.assert_allclose(np.concatenate(parts), whole[::7], atol=1e-6)
    assert model.predict_proba(ROWS[:0]).shape == (0, 3)


def test_items_outside_the_pool_are_treated_alike(case):
    model, items, y = case
    model.fit(ROWS, y[ROWS], n_labels=3)
    found = model.predict_new(items.take(np.arange(60, 80)))
    np.testing.assert_allclose(found, model.predict_proba(np.arange(60, 80)), atol=1e-5)


def test_several_labels(case):
    model, items, y = case
    several = indicators(y)
    model.fit(ROWS, several[ROWS], n_labels=3)
    proba = model.predict_proba(np.arange(60, 90))
    assert proba.shape == (30, 3)
    assert ((proba[:, :2] >= 0.5) == several[60:90, :2]).mean() > 0.7
    np.testing.assert_allclose(proba[:, 2], 1 / 62, atol=1e-6)  # never set in 60 answers
    estimator = model.estimator(["a", "b", "c"])
    answers = estimator.predict(items.take(np.arange(60, 90)))
    np.testing.assert_array_equal(answers, proba >= 0.5)


def test_the_estimator_answers_with_names(case):
    model, items, y = case
    model.fit(ROWS, y[ROWS], n_labels=3)
    codes = model.predict_proba(np.arange(60, 90)).argmax(axis=1)
    raw = items.take(np.arange(60, 90))
    assert model.estimator(["x", "y", "z"]).predict(raw).tolist() == np.array(["x", "y", "z"])[codes].tolist()
    assert model.estimator().predict(raw).tolist() == codes.tolist()


def test_points_for_coverage_need_no_labels(case):
    model, items, _ = case
    points = model.clone().embedding()
    assert points.dtype == np.float32
    assert len(points) == len(items)
    assert np.isfinite(points).all()
    np.testing.assert_allclose(model.embedding(np.array([3, 1])), points[[3, 1]], atol=1e-5)


@pytest.mark.parametrize("several", [False, True], ids=["classes", "multilabel"])
def test_the_committee_speaks_as_the_model_does(case, several):
    model, _, y = case
    answers = indicators(y) if several else 2 * (y > 0)  # one label is never set, one of three classes never met
    model.fit(ROWS, answers[ROWS], n_labels=3)
    proba, draws = model.predict_proba(np.arange(90)), model.draws(np.arange(90))
    assert draws.dtype == np.float32
    assert draws.shape == (90, model.members, 3)
    assert (draws >= 0).all()
    if not several:
        np.testing.assert_allclose(draws.sum(axis=2), 1, atol=1e-5)
        assert (draws[:, :, 1] == 0).all()
    seen = (0, 1) if several else (0, 2)
    alike = (draws.mean(axis=1) >= 0.5) == (proba >= 0.5)
    assert alike[:, seen].mean() > 0.85
    assert (draws[:, :, 0].std(axis=1) > 0).any()
    np.testing.assert_allclose(model.draws(np.arange(80, 90)), draws[80:], atol=1e-6)
    logits = model.logits(np.arange(90))
    back = 1 / (1 + np.exp(-logits.astype(np.float64))) if several else np.exp(logits)
    np.testing.assert_allclose(back, proba, atol=1e-6)


def test_the_same_seed_gives_the_same_committee(case):
    model, _, y = case
    twin = model.clone()
    for each in (model, twin):
        each.fit(ROWS[:30], y[:30], n_labels=3)
    np.testing.assert_allclose(twin.draws(ROWS), model.draws(ROWS), atol=1e-3)  # some estimators draw by themselves
    with pytest.raises(NotReadyError):
        model.clone().draws(ROWS)
