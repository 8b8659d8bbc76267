import numpy as np
import pytest

from askless.choose.kernels.logistic import logistic_slope, softmax_head


def made(seed: int, n: int = 120, d: int = 6, n_classes: int = 4) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, d))
    return x, (x @ rng.normal(size=(d, n_classes)) + rng.normal(size=(n, n_classes))).argmax(axis=1)


@pytest.mark.parametrize("seed", range(3))
def test_the_head_is_where_the_gradient_is_zero(seed: int) -> None:
    x, labels = made(seed)
    slopes, intercepts = softmax_head(x, labels, 4, ridge=0.7)
    proba = np.exp(x @ slopes.T + intercepts)
    wrong = np.eye(4)[labels] - proba / proba.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(wrong.T @ x, 0.7 * slopes, atol=1e-5)
    np.testing.assert_allclose(wrong.sum(axis=0), 0.7e-3 * intercepts, atol=1e-5)
    np.testing.assert_allclose(slopes.sum(axis=0), 0.0, atol=1e-9)


def test_the_order_of_classes_and_rows_does_not_matter() -> None:
    x, labels = made(5)
    slopes, _ = softmax_head(x, labels, 4)
    order = np.random.default_rng(0).permutation(120)
    turned, _ = softmax_head(x[order], (labels[order] + 1) % 4, 4)
    np.testing.assert_allclose(np.roll(slopes, 1, axis=0), turned, atol=1e-7)


def test_separable_rows_have_a_solution() -> None:
    x = np.array([[-100.0], [100.0]])
    slopes, _ = softmax_head(x, np.array([0, 1]), 2)
    assert np.isfinite(slopes).all()
    slope = logistic_slope(x, np.array([0.0, 1.0]), np.ones(2), np.zeros(1))
    assert slope[0] > 0
    for start in (-50.0, 50.0):
        again = logistic_slope(x, np.array([0.0, 1.0]), np.ones(2), np.array([start]), limit=200)
        np.testing.assert_allclose(again, slope, atol=1e-6)
    assert np.isfinite(slope).all()


def test_newton_reaches_the_optimum() -> None:
    x, labels = made(7)
    target, weights = (labels == 0).astype(float), np.random.default_rng(1).random(120)
    slope = logistic_slope(x, target, weights, np.zeros(6), ridge=0.5)
    np.testing.assert_allclose(x.T @ (weights * (target - 1 / (1 + np.exp(-x @ slope)))), 0.5 * slope, atol=1e-9)
