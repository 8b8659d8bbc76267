"""The Gaussian process of labels: Laplace's approximation against dense formulas, draws against moments."""

import numpy as np
import numpy.typing as npt
import pytest

from askless.choose.score.bayesian.bald import bald
from askless.errors import NotReadyError, UsageError
from askless.synthesis.models.gaussian_process_classes import (
    MOST_TO_TUNE,
    GaussianProcessClasses,
    _given,
    _moments,
    _Shape,
)
from askless.synthesis.models.laplace import Laplace, softmax
from askless.synthesis.models.slices import SWEEPS

Array = npt.NDArray[np.float64]


@pytest.fixture(scope="module")
def laplace() -> tuple[Laplace, Array, Array]:
    rng = np.random.default_rng(0)
    points = rng.random((12, 2))
    kernel = 4 * np.exp(-((points[:, None] - points) ** 2).sum(axis=2) / 0.2) + 1e-6 * np.eye(12)
    targets = np.eye(3)[rng.integers(0, 3, 12)]
    return Laplace.of(kernel, targets), kernel, targets


def dense(laplace: Laplace, kernel: Array) -> tuple[Array, Array]:
    """Curvature and prior covariance of all functions, class by class."""
    n, c = laplace.proba.shape
    curvature = np.zeros((c * n, c * n))
    for i in range(n):
        block = np.diag(laplace.proba[i]) - np.outer(laplace.proba[i], laplace.proba[i])
        curvature[i::n, i::n] = block
    return curvature, np.kron(np.eye(c), kernel)


def test_the_mode_has_no_slope(laplace: tuple[Laplace, Array, Array]) -> None:
    found, _, targets = laplace
    np.testing.assert_allclose(found.weights, targets - found.proba, atol=1e-7)


def test_evidence_is_that_of_dense_matrices(laplace: tuple[Laplace, Array, Array]) -> None:
    found, kernel, targets = laplace
    curvature, prior = dense(found, kernel)
    mode = kernel @ found.weights
    height = -0.5 * (found.weights * mode).sum() + np.log((found.proba * targets).sum(axis=1)).sum()
    expected = height - 0.5 * np.linalg.slogdet(np.eye(36) + prior @ curvature)[1]
    assert found.evidence == pytest.approx(expected, abs=1e-8)


def test_solving_is_that_of_dense_matrices(laplace: tuple[Laplace, Array, Array]) -> None:
    found, kernel, _ = laplace
    curvature, prior = dense(found, kernel)
    columns = np.random.default_rng(1).standard_normal((12, 3))
    expected = np.linalg.solve(np.eye(36) + curvature @ prior, columns.T.ravel()).reshape(3, 12).T
    np.testing.assert_allclose(found.solve(columns), expected, atol=1e-9)


def fitted(n_labels: int, draws: int = 64, n: int = 50) -> GaussianProcessClasses:
    points = np.random.default_rng(2).random((n, 2))
    codes = (points[:, 0] > 0.5).astype(np.int64) + ((points[:, 1] > 0.6) if n_labels > 2 else 0)
    model = GaussianProcessClasses(draws=draws)
    model.fit(points, codes, n_labels)
    return model


@pytest.mark.parametrize("n_labels", [2, 3])
def test_draws_are_from_the_posterior(n_labels: int) -> None:
    """Against draws from the prior, weighed by how likely they make the answers: also where the prior is wide."""
    rng = np.random.default_rng(3)
    points, codes = rng.random((6, 2)), np.arange(6) % n_labels
    elsewhere = rng.random((4, 2))
    model = GaussianProcessClasses(draws=4000)
    model.fit(points, codes.astype(np.int64), n_labels)
    shape = _Shape("matern", np.array([0.6, 0.4]), 16.0)
    fit = model._fitted
    assert fit is not None
    model._fitted = _given(shape, points / shape.scales, fit.targets, fit.seen, n_labels, None)
    every = np.concatenate([points, elsewhere]) / shape.scales
    root = np.linalg.cholesky(shape.between(every, every) + 1e-6 * np.eye(10))
    functions = (root @ rng.standard_normal((10, 300_000 * n_labels))).reshape(10, 300_000, n_labels)
    proba = softmax(functions)
    weight = np.prod([proba[at, :, code] for at, code in enumerate(codes)], axis=0)
    drawn = model.evidence("draws", elsewhere)
    mean = np.einsum("mkc,k->mc", proba[6:], weight) / weight.sum()
    square = np.einsum("mkc,k->mc", proba[6:] ** 2, weight) / weight.sum()
    np.testing.assert_allclose(drawn.mean(axis=1), mean, atol=0.04)
    np.testing.assert_allclose((drawn**2).mean(axis=1), square, atol=0.05)
    laplace = softmax(
        np.stack(
            [rng.multivariate_normal(*one, 20_000) for one in zip(*_moments(model._fitted, every[6:]), strict=True)]
        )
    )
    assert np.abs(laplace.mean(axis=1) - mean).max() > 0.06  # the normal distribution around the mode is not it


def test_draws_of_many_classes_are_from_the_posterior_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """With five stripes Laplace's draws disagree ten times as much as those of a long chain."""
    points = np.random.default_rng(0).random((60, 2))
    elsewhere = np.random.default_rng(5).random((200, 2))
    disagreement = {}
    for sweeps in (0, SWEEPS, 150):
        monkeypatch.setattr("askless.synthesis.models.gaussian_process_classes.SWEEPS", sweeps)
        model = GaussianProcessClasses()
        model.fit(points, (points[:, 0] * 5).astype(np.int64), 5)
        disagreement[sweeps] = bald(model.evidence("draws", elsewhere))
    mean = {sweeps: one.mean() for sweeps, one in disagreement.items()}
    assert mean[SWEEPS] < 1.5 * mean[150]
    assert mean[0] > 5 * mean[150]
    assert np.corrcoef(disagreement[SWEEPS], disagreement[150])[0, 1] > 0.8


def test_no_draw_contradicts_an_answer_often() -> None:
    model = fitted(2, draws=400)
    points = np.random.default_rng(2).random((50, 2))  # those that were answered
    inner = np.abs(points[:, 0] - 0.5) > 0.2
    drawn = model.evidence("draws", points[inner])
    wrong = (drawn[:, :, 1] > 0.5) != (points[inner, 0] > 0.5)[:, None]
    assert wrong.mean() < 0.01


def test_a_draw_is_one_function_whenever_it_is_asked() -> None:
    model = fitted(3)
    points = np.random.default_rng(5).random((8, 2))
    together = model.evidence("draws", points)
    alone = np.concatenate([model.evidence("draws", point[None]) for point in points])
    np.testing.assert_allclose(together, alone, atol=1e-9)
    close = model.evidence("draws", points + 1e-6)
    assert np.abs(close - together).max() < 1e-3  # smooth


def test_it_learns_and_is_sure_where_it_may_be() -> None:
    model = fitted(2, n=80)
    points = np.random.default_rng(6).random((200, 2))
    right = model.predict(points).argmax(axis=1) == (points[:, 0] > 0.5)
    assert right.mean() > 0.95
    np.testing.assert_allclose(model.predict(points).sum(axis=1), 1.0)
    sure = model.predict(np.array([[0.05, 0.5], [0.5, 0.5]])).max(axis=1)
    assert sure[0] > sure[1]


def test_a_label_without_an_answer_has_no_probability() -> None:
    model = GaussianProcessClasses()
    points = np.linspace(0, 1, 8)[:, None]
    model.fit(points, np.array([0, 0, 0, 0, 2, 2, 2, 2]), 3)
    assert model.evidence("proba", points).shape == (8, 3)
    assert (model.evidence("proba", points)[:, 1] == 0).all()
    assert (model.evidence("draws", points)[:, :, 1] == 0).all()
    assert np.isfinite(model.evidence("logits", points)).all()


def test_believing_keeps_the_mode_and_lowers_the_variance() -> None:
    model = fitted(3)
    points = np.random.default_rng(7).random((4, 2))
    state, believed = model._fitted, model.believing(points[:2])._fitted
    assert state is not None
    assert believed is not None
    mean, covariance = _moments(state, points / state.shape.scales)
    after, less = _moments(believed, points / state.shape.scales)
    np.testing.assert_allclose(after, mean, atol=1e-6)
    assert (np.trace(less, axis1=1, axis2=2) <= np.trace(covariance, axis1=1, axis2=2) + 1e-6).all()


def test_same_answers_same_model() -> None:
    points = np.random.default_rng(8).random((5, 2))
    np.testing.assert_array_equal(fitted(3).evidence("draws", points), fitted(3).evidence("draws", points))


def test_it_refuses_what_says_nothing() -> None:
    model = GaussianProcessClasses()
    with pytest.raises(NotReadyError):
        model.predict(np.zeros((1, 2)))
    with pytest.raises(NotReadyError):
        model.fit(np.zeros((2, 2)), np.zeros(2, dtype=np.int64), 2)
    with pytest.raises(UsageError, match="standard deviation"):
        fitted(2).std(np.zeros((1, 2)))


def test_its_estimator_is_a_classifier() -> None:
    model = fitted(3)
    points = np.random.default_rng(9).random((5, 2))
    estimator = model.estimator()
    np.testing.assert_array_equal(estimator.predict(points), model.predict(points).argmax(axis=1))


@pytest.mark.parametrize("signal", [4.0, 60.0, 3_000.0])
def test_two_classes_are_three_of_which_one_never_comes(signal: float) -> None:
    """The way to the mode by the difference of two functions ends where that of all functions does."""
    rng = np.random.default_rng(10)
    points = rng.random((30, 2))
    kernel = signal * (np.exp(-((points[:, None] - points) ** 2).sum(axis=2) / 0.1) + 1e-6 * np.eye(30))
    targets = np.eye(2)[(points.sum(axis=1) > 1).astype(int)]
    targets[:2] = 0.3, 0.7  # beliefs
    found = Laplace.of(kernel, targets)
    np.testing.assert_allclose(found.weights, targets - found.proba, atol=1e-6)
    np.testing.assert_allclose(found.weights.sum(axis=1), 0.0, atol=1e-12)
    curvature, prior = dense(found, kernel)
    mode = kernel @ found.weights
    height = -0.5 * (found.weights * mode).sum() + (np.log(found.proba) * targets).sum()
    expected = height - 0.5 * np.linalg.slogdet(np.eye(60) + prior @ curvature)[1]
    assert found.evidence == pytest.approx(expected, abs=1e-5)


def test_hyperparameters_are_tuned_to_some_answers() -> None:
    model = fitted(2, n=MOST_TO_TUNE + 40)
    tuned = model._tuned
    assert tuned is not None
    assert len(tuned[0]) == MOST_TO_TUNE * (2 + 1) * 8  # coordinates and code of each answer
