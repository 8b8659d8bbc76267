"""The user's own estimators."""

import numpy as np
import pytest
from sklearn.cluster import KMeans
from sklearn.linear_model import LogisticRegression, Perceptron, RidgeClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer

from askless.errors import ModelError
from askless.models.build import build
from askless.models.sklearn import EstimatorModel, probabilities


def test_the_object_given_stays_unfitted(pools):
    items, y = pools["array"]
    given = LogisticRegression()
    model = EstimatorModel(given)
    model.prepare(items)
    model.fit(np.arange(60), y[:60], n_labels=3)
    assert not hasattr(given, "coef_")


def test_a_pipeline_is_called_after_its_last_step():
    assert EstimatorModel(make_pipeline(FunctionTransformer(), Perceptron())).name == "Perceptron"


@pytest.mark.parametrize("classes", [2, 3])
def test_margins_become_probabilities_in_the_same_order(pools, classes):
    items, y = pools["array"]
    some = y < classes
    fitted = RidgeClassifier().fit(items.raw[some], y[some])
    proba = probabilities(fitted, items.raw)
    np.testing.assert_allclose(proba.sum(axis=1), 1, atol=1e-6)
    np.testing.assert_array_equal(proba.argmax(axis=1), fitted.predict(items.raw))


def test_neither_probabilities_nor_margins(pools):
    items, _ = pools["array"]
    with pytest.raises(ModelError, match="neither probabilities nor margins"):
        probabilities(KMeans(2, n_init=1).fit(items.raw), items.raw)


def test_an_estimator_that_cannot_take_the_items(pools):
    items, y = pools["text"]
    model = EstimatorModel(LogisticRegression())
    model.prepare(items)
    with pytest.raises(ModelError, match="cannot be fitted to these items"):
        model.fit(np.arange(60), y[:60], n_labels=3)


def test_before_it_has_seen_items():
    with pytest.raises(ModelError, match="no items"):
        EstimatorModel(LogisticRegression()).fit(np.arange(2), np.arange(2), n_labels=2)


def test_coverage_uses_the_built_in_features(pools):
    items, _ = pools["text"]
    model, built_in = EstimatorModel(LogisticRegression()), build(None, items)
    model.prepare(items)
    built_in.prepare(items)
    np.testing.assert_array_equal(model.embedding(), built_in.embedding())
