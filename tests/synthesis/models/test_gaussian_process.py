"""The Gaussian process of numbers: its formulas against brute force, its gradients against differences."""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from askless.errors import EvidenceError, NotReadyError
from askless.synthesis.models.gaussian_process import GaussianProcess, tuned_after
from askless.synthesis.models.kernel import KERNELS
from askless.synthesis.models.posterior import Posterior
from askless.synthesis.models.tuning import Hyperparameters, Likelihood, tuned

Array = npt.NDArray[np.float64]


def slopes(function: Callable[[Array], Array], points: Array, step: float = 1e-5) -> Array:
    """Central differences of a function of single points, (m, d)."""
    found = np.empty_like(points)
    for column in range(points.shape[1]):
        up, down = points.copy(), points.copy()
        up[:, column] += step
        down[:, column] -= step
        found[:, column] = (function(up) - function(down)) / (2 * step)
    return found


@pytest.fixture(params=sorted(KERNELS))
def posterior(request: pytest.FixtureRequest) -> Posterior:
    rng = np.random.default_rng(0)
    points = rng.random((15, 3))
    given = Hyperparameters(request.param, (0.4, 0.9, 3.0), signal=2.0, noise=1e-3)
    return Posterior.at(given, 0.5, points, np.sin(4 * points[:, 0]) + points[:, 1])


def test_tuning_gradient_is_that_of_differences() -> None:
    rng = np.random.default_rng(1)
    points = rng.random((12, 2))
    answers = rng.standard_normal((12, 2))
    for kernel in KERNELS.values():
        likelihood = Likelihood.of(kernel, points, answers)
        theta = np.array([-0.5, 0.3, -3.0])
        _, gradient = likelihood(theta)
        near = [
            (likelihood(theta + step)[0] - likelihood(theta - step)[0]) / 2e-6 for step in 1e-6 * np.eye(len(theta))
        ]
        np.testing.assert_allclose(gradient, near, rtol=1e-5)


def test_tuning_finds_what_matters_and_what_is_noise() -> None:
    rng = np.random.default_rng(2)
    points = rng.random((80, 3))
    noisy = np.sin(6 * points[:, 0]) + 0.3 * rng.standard_normal(80)
    found = tuned(points, noisy[:, None])
    assert found.scales[0] < 1.0 < min(found.scales[1:])
    assert 0.05 < found.noise < 0.15
    assert tuned(points, noisy[:, None]) == found
    exact = tuned(points, np.sin(6 * points[:, :1]))
    assert exact.noise < 1e-5
    scaled = tuned(points, 1000 * noisy[:, None])
    np.testing.assert_allclose(scaled.noise, 1e6 * found.noise, rtol=1e-6)


def test_posterior_is_that_of_the_textbook(posterior: Posterior) -> None:
    rng = np.random.default_rng(0)
    x = rng.random((15, 3))
    y = np.sin(4 * x[:, 0]) + x[:, 1]
    z = rng.random((4, 3))
    scales = np.asarray(posterior.hyperparameters.scales)

    def kernel(a: Array, b: Array) -> Array:
        q = (((a / scales)[:, None] - b / scales) ** 2).sum(axis=2)
        return 2.0 * posterior.kernel.value(q)

    noisy = kernel(x, x) + 1e-3 * np.eye(15)
    mean = 0.5 + kernel(z, x) @ np.linalg.solve(noisy, y - 0.5)
    covariance = kernel(z, z) - kernel(z, x) @ np.linalg.solve(noisy, kernel(x, z))
    np.testing.assert_allclose(posterior.mean(z), mean, rtol=1e-8)
    np.testing.assert_allclose(posterior.covariance(z, z), covariance, atol=1e-9)
    np.testing.assert_allclose(posterior.variance(z), np.diag(covariance), atol=1e-9)


def test_gradients_are_those_of_differences(posterior: Posterior) -> None:
    points = np.random.default_rng(3).random((5, 3))
    mean, variance, of_mean, of_variance = posterior.moments(points)
    np.testing.assert_allclose(mean, posterior.mean(points))
    np.testing.assert_allclose(variance, posterior.variance(points))
    np.testing.assert_allclose(of_mean, slopes(posterior.mean, points), rtol=1e-5, atol=1e-7)
    np.testing.assert_allclose(of_variance, slopes(posterior.variance, points), rtol=1e-4, atol=1e-7)


def test_covariance_with_fixed_points_is_pulled_back(posterior: Posterior) -> None:
    rng = np.random.default_rng(4)
    points, fixed = rng.random((4, 3)), rng.random((6, 3))
    weights = rng.standard_normal((4, 6))
    at = posterior.covariance_with(fixed)
    found, back = at(points)
    np.testing.assert_allclose(found, posterior.covariance(points, fixed), atol=1e-10)
    near = slopes(lambda x: (weights * at(x)[0]).sum(axis=1), points)
    np.testing.assert_allclose(back(weights), near, rtol=1e-4, atol=1e-7)


def test_believing_is_conditioning_on_the_mean(posterior: Posterior) -> None:
    rng = np.random.default_rng(5)
    more, z = rng.random((3, 3)), rng.random((4, 3))
    believed = posterior.believing(more)
    x = posterior.scaled * np.asarray(posterior.hyperparameters.scales)
    y = np.sin(4 * x[:, 0]) + x[:, 1]
    whole = Posterior.at(
        posterior.hyperparameters, 0.5, np.concatenate([x, more]), np.concatenate([y, posterior.mean(more)])
    )
    np.testing.assert_allclose(believed.mean(z), posterior.mean(z), rtol=1e-9)
    np.testing.assert_allclose(whole.mean(z), posterior.mean(z), rtol=1e-6)
    np.testing.assert_allclose(believed.variance(z), whole.variance(z), atol=1e-8)
    np.testing.assert_allclose(posterior.believing(more[:0]).variance(z), posterior.variance(z))


def model_of(n: int) -> tuple[GaussianProcess, Array, Array]:
    points = np.random.default_rng(6).random((n, 2))
    answers = np.sin(5 * points[:, 0]) * points[:, 1]
    model = GaussianProcess()
    model.fit(points, answers)
    return model, points, answers


def test_going_on_is_fitting_from_the_start() -> None:
    z = np.random.default_rng(7).random((5, 2))
    going = model_of(60)[0]
    for n in (61, 70, 75, 72):  # the last takes answers back
        x = np.random.default_rng(6).random((80, 2))[:n]
        y = np.sin(5 * x[:, 0]) * x[:, 1]
        going.fit(x, y)
        fresh = GaussianProcess()
        fresh.fit(x, y)
        np.testing.assert_array_equal(going.predict(z), fresh.predict(z))
        np.testing.assert_array_equal(going.std(z), fresh.std(z))


def test_it_is_tuned_ever_less_often() -> None:
    sizes = [tuned_after(n) for n in range(1, 400)]
    assert sizes == sorted(sizes)
    assert all(size <= n < 1.07 * size + 1 for n, size in enumerate(sizes, start=1))
    assert len(set(sizes)) < 64 + 50


def test_it_refuses_what_says_nothing() -> None:
    model = GaussianProcess()
    with pytest.raises(NotReadyError):
        model.predict(np.zeros((1, 2)))
    with pytest.raises(NotReadyError, match="same number"):
        model.fit(np.zeros((2, 2)), np.ones(2))
    with pytest.raises(NotReadyError, match="no answer"):
        model.fit(np.zeros((0, 2)), np.zeros(0))
    with pytest.raises(EvidenceError, match="draws"):
        model_of(10)[0].evidence("draws", np.zeros((1, 2)))


def test_its_estimator_predicts_the_same() -> None:
    model = model_of(30)[0]
    z = np.random.default_rng(8).random((5, 2))
    mean, std = model.estimator().predict(z, return_std=True)
    np.testing.assert_allclose(mean, model.predict(z), rtol=1e-5)
    np.testing.assert_allclose(std, model.std(z), rtol=1e-2, atol=1e-4)


def test_answers_of_any_size() -> None:
    model, points, answers = model_of(30)
    z = np.random.default_rng(9).random((5, 2))
    large: Any = GaussianProcess()
    large.fit(points, 1e9 + 1e6 * answers)
    np.testing.assert_allclose(large.predict(z), 1e9 + 1e6 * model.predict(z), rtol=1e-7)


def test_equal_points_with_different_answers() -> None:
    model = GaussianProcess()
    model.fit(np.full((4, 1), 0.5), np.array([1.0, 2.0, 1.0, 2.0]))
    assert model.predict(np.array([[0.5]])) == pytest.approx(1.5)
    assert np.isfinite(model.std(np.array([[0.1]]))).all()


def test_variants_are_other_hyperparameters_that_the_answers_allow() -> None:
    model, points, answers = model_of(20)
    z = np.random.default_rng(10).random((5, 2))
    variants = model.variants()
    assert len(variants) == 8
    assert len({str(one.hyperparameters) for one in variants}) == 8
    likelihood = Likelihood.of(
        KERNELS[model.hyperparameters.kernel], points, ((answers - answers.mean()) / answers.std())[:, None]
    )

    def height(given: Hyperparameters) -> float:
        return likelihood(np.append(np.log(given.scales), np.log(given.noise / given.signal)))[0]

    best = height(model.hyperparameters)
    heights = [height(one.hyperparameters) for one in variants]
    assert min(heights) >= best - 1e-3
    assert np.median(heights) < best + 10
    again = model_of(20)[0].variants()
    np.testing.assert_array_equal(variants[3].predict(z), again[3].predict(z))
    believing = model.believing(z[:1]).variants()
    assert believing[0].evidence("variance", z[:1]) < variants[0].evidence("variance", z[:1])
    np.testing.assert_allclose(believing[0].predict(z), variants[0].predict(z))
    given = GaussianProcess(model.hyperparameters)
    given.fit(points, answers)
    assert given.variants() == [given]
