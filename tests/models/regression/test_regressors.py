"""The three regressors: their numbers, how sure they are, and the same as scikit-learn objects."""

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from askless.errors import ModelError
from askless.models.regression.forest import Forest
from askless.models.regression.gaussian_process import GaussianProcess
from askless.models.regression.parts import Regressor
from askless.models.regression.ridge import Ridge

EVERY = [Ridge(), Forest(), GaussianProcess()]


def data(n: int, d: int = 4, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, d)).astype(np.float32)
    return x, 100.0 + 20.0 * x[:, 0] - 5.0 * x[:, 1] + 2.0 * rng.normal(size=n)


@pytest.mark.parametrize("regressor", EVERY)
def test_it_learns_and_knows_how_sure_it_is(regressor: Regressor) -> None:
    x, y = data(150)
    new, truth = data(400, seed=1)
    fitted = regressor.fit(x, y, 0)
    error = np.abs(fitted.mean(new) - truth)
    assert np.sqrt((error**2).mean()) < 0.5 * truth.std()
    within = (error < 2 * fitted.std(new)).mean()
    assert within > 0.85
    assert (fitted.std(new) > 0).all()


@pytest.mark.parametrize("regressor", EVERY)
@pytest.mark.parametrize("n", [2, 3, 25])
def test_the_estimator_says_the_same(regressor: Regressor, n: int) -> None:
    x, y = data(n)
    fitted = regressor.fit(x, y, 0)
    np.testing.assert_allclose(fitted.estimator().predict(x), fitted.mean(x), rtol=1e-5)
    assert np.isfinite(fitted.std(x)).all()


@pytest.mark.parametrize("regressor", [Ridge(), GaussianProcess()])  # in a forest rounding turns ties of splits
def test_another_unit_gives_the_same_model(regressor: Regressor) -> None:
    x, y = data(60)
    one, other = regressor.fit(x, y, 0), regressor.fit(x, 1000.0 * y + 7.0, 0)
    np.testing.assert_allclose(other.mean(x), 1000.0 * one.mean(x) + 7.0, rtol=1e-4)
    np.testing.assert_allclose(other.std(x), 1000.0 * one.std(x), rtol=1e-2)


def test_ridge_is_that_of_scikit_learn() -> None:
    from sklearn import linear_model

    x, y = data(40)
    fitted = Ridge(strength=0.3).fit(x, y, 0)
    theirs = linear_model.Ridge(alpha=fitted.penalty).fit(x.astype(float), y)
    np.testing.assert_allclose(fitted.coef, theirs.coef_, rtol=1e-8)
    assert fitted.intercept == pytest.approx(theirs.intercept_)


def test_ridge_leaves_out_each_label_in_turn() -> None:
    x, y = data(30)
    fitted = Ridge(strength=0.3).fit(x, y, 0)
    errors = []
    for i in range(30):
        rest = np.delete(np.arange(30), i)
        scale = fitted.penalty / np.square(x[rest] - x[rest].mean(axis=0), dtype=float).sum(axis=1).mean()
        twin, own = Ridge(strength=scale).fit(x[rest], y[rest], 0), x[i : i + 1]
        errors.append((y[i] - twin.mean(own)[0]) * twin.noise / twin.std(own)[0])  # without the part that is the twin's
    assert fitted.noise == pytest.approx(np.sqrt(np.mean(np.square(errors))), rel=1e-6)


@pytest.mark.parametrize("d", [3, 30, 300])
def test_ridge_knows_how_sure_it_is_with_few_features_and_with_many(d: int) -> None:
    rng = np.random.default_rng(d)
    x = rng.normal(size=(1060, d)).astype(np.float32)
    y = x @ (rng.normal(size=d) / np.sqrt(d)) * 10 + rng.normal(size=1060)
    fitted = Ridge().fit(x[:60], y[:60], 0)
    within = np.abs(y[60:] - fitted.mean(x[60:])) < 1.96 * fitted.std(x[60:])
    assert 0.88 < within.mean() < 0.99


def test_ridge_is_bayesian_about_new_labels() -> None:
    x, y = data(40)
    fitted = Ridge(strength=0.3).fit(x, y, 0)
    apart = x.astype(float) - x.astype(float).mean(axis=0)
    spread = np.linalg.inv(apart.T @ apart + fitted.penalty * np.eye(4))
    expected = fitted.noise * np.sqrt(1 + 1 / 40 + np.einsum("nd,de,ne->n", apart, spread, apart))
    np.testing.assert_allclose(fitted.std(x), expected, rtol=1e-6)


def test_ridge_takes_sparse_features() -> None:
    x, y = data(50, d=30)
    x = np.where(np.abs(x) > 1, x, 0).astype(np.float32)
    dense, sparse = Ridge().fit(x, y, 0), Ridge().fit(csr_matrix(x), y, 0)
    np.testing.assert_allclose(sparse.mean(csr_matrix(x)), dense.mean(x), rtol=1e-6)
    np.testing.assert_allclose(sparse.std(csr_matrix(x)), dense.std(x), rtol=1e-6)


def test_a_process_refuses_sparse_features() -> None:
    with pytest.raises(ModelError, match="no sparse features"):
        GaussianProcess().fit(csr_matrix(np.eye(3)), np.arange(3.0), 0)


def test_a_process_follows_a_curve() -> None:
    x = np.linspace(-3, 3, 40)[:, None].astype(np.float32)
    fitted = GaussianProcess().fit(x, np.sin(2 * x[:, 0]).astype(float), 0)
    new = np.linspace(-2.9, 2.9, 31)[:, None].astype(np.float32)
    np.testing.assert_allclose(fitted.mean(new), np.sin(2 * new[:, 0]), atol=0.02)
    assert fitted.std(np.array([[9.0]], dtype=np.float32))[0] > 5 * fitted.std(new).max()
