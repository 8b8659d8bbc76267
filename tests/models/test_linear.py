"""The linear classifier and its temperature."""

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.datasets import load_breast_cancer
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import scale

from askless.core.temperature import inverse_temperature
from askless.models.linear import Linear, softmax


def clouds(n, classes=2, spread=1.0):
    rng = np.random.default_rng(0)
    y = np.arange(n) % classes
    return (rng.normal(size=(n, 4)) * spread + 2 * np.eye(4)[y]).astype(np.float32), y


def test_few_labels_give_the_plain_regression():
    x, y = clouds(8)
    plain = LogisticRegression().fit(x, y)
    np.testing.assert_allclose(Linear().fit(x, y, seed=0).proba(x), plain.predict_proba(x), atol=1e-5)


def test_a_temperature_moves_the_probabilities_but_no_answer():
    x, y = clouds(60, classes=3, spread=2.0)
    plain, fitted = LogisticRegression().fit(x, y), Linear().fit(x, y, seed=0)
    assert fitted.factor != 1
    assert fitted.summary["temperature"] == round(1 / fitted.factor, 3)
    np.testing.assert_array_equal(fitted.proba(x).argmax(axis=1), plain.predict(x))
    expected = softmax(plain.decision_function(x) * fitted.factor)
    np.testing.assert_allclose(fitted.proba(x), expected, atol=1e-3)


def test_it_helps_on_items_that_were_not_labelled():
    x, y = load_breast_cancer(return_X_y=True)
    x = scale(x).astype(np.float32)
    rows = np.random.default_rng(0).permutation(len(y))
    train, test = rows[:60], rows[60:]
    weak = 0.01  # so strong a penalty makes the plain regression too unsure
    plain = LogisticRegression(C=weak).fit(x[train], y[train]).predict_proba(x[test])
    fitted = Linear(weak).fit(x[train], y[train], seed=0).proba(x[test])
    own = np.arange(len(test)), y[test]
    assert -np.log(fitted[own]).mean() < 0.8 * -np.log(plain[own]).mean()


def test_sparse_and_dense_features_give_the_same():
    x, y = clouds(40, classes=3)
    x = np.hstack([np.maximum(x, 0), np.zeros((40, 3), dtype=np.float32)])  # three features that no item has
    dense, sparse = Linear().fit(x, y, seed=0), Linear().fit(csr_matrix(x), y, seed=0)
    np.testing.assert_allclose(sparse.coef, dense.coef, atol=1e-4)
    assert (sparse.coef[4:] == 0).all()


def test_margins_that_were_right_are_sharpened_and_wrong_ones_flattened():
    codes = np.array([0, 1] * 20)
    right = np.where(codes == 1, 1.0, -1.0)
    assert inverse_temperature(right, codes) > 2
    assert inverse_temperature(-5 * right, codes) == 0.1
    three = np.eye(3)[np.arange(30) % 3]
    assert inverse_temperature(three, np.arange(30) % 3) > 2


def test_many_labels_are_calibrated_on_a_part(monkeypatch):
    x, y = clouds(90, spread=2.0)
    monkeypatch.setattr("askless.models.linear.MOST_LABELS", 40)
    assert 0.1 <= Linear().fit(x, y, seed=0).factor <= 10
