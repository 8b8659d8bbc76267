"""The rank-one engine against dense algebra."""

import tracemalloc

import numpy as np
import pytest

from askless.choose.kernels.posterior import Features, Posterior, moment
from askless.choose.kernels.rows import numpy_of
from askless.testing.libraries import libraries


def dense(phi: np.ndarray, precision: np.ndarray, f: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Variance and reach by their definition."""
    a = np.linalg.inv(precision)
    return np.diag(phi @ a @ phi.T), np.diag(phi @ a @ f @ a @ phi.T)


def problem(n: int = 40, d: int = 7) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    phi = rng.normal(size=(n, d))
    return phi, np.eye(d) + phi[:5].T @ phi[:5], phi.T @ phi / n


def test_many_picks_agree_with_dense_algebra() -> None:
    phi, precision, f = problem()
    state = Posterior.of(Features(phi, chunk=7), precision, f)
    for step, j in enumerate(np.random.default_rng(1).integers(40, size=60)):
        weight = 0.3 + 0.1 * (step % 5)
        before = np.trace(np.linalg.inv(precision) @ f)
        expected_gain = state.gain(weight)[j]
        precision = precision + weight * np.outer(phi[j], phi[j])
        assert before - np.trace(np.linalg.inv(precision) @ f) == pytest.approx(expected_gain, rel=1e-9)
        state = state.after(int(j), weight)
    variance, reach = dense(phi, precision, f)
    np.testing.assert_allclose(state.variance, variance, rtol=1e-11)
    np.testing.assert_allclose(state.reach, reach, rtol=1e-10)
    np.testing.assert_allclose(state.covariance, np.linalg.inv(precision), atol=1e-13)


@pytest.mark.parametrize("chunk", [1, 3, 1000])
@pytest.mark.parametrize("hold", [0, 1 << 20])
def test_chunks_and_holding_do_not_matter(chunk: int, hold: int) -> None:
    phi, precision, f = problem()
    whole = Posterior.of(Features(phi), precision, f).after(3)
    cut = Posterior.of(Features(phi, chunk=chunk, hold=hold), precision, f).after(3)
    np.testing.assert_allclose(cut.variance, whole.variance, rtol=1e-12)
    np.testing.assert_allclose(cut.reach, whole.reach, rtol=1e-12)


def test_libraries_agree() -> None:
    phi, precision, f = problem()
    whole = Posterior.of(Features(phi), precision, f).after(3, 0.5)
    for convert in libraries():
        told = Posterior.of(Features(convert(phi)), precision, f).after(3, 0.5)
        assert type(told.variance) is type(convert(phi))
        np.testing.assert_allclose(numpy_of(told.reach), whole.reach, rtol=1e-12)


def test_moment_is_the_weighted_sum_of_outer_products() -> None:
    phi, weights = np.random.default_rng(0).normal(size=(20, 3)).astype(np.float32), np.arange(20.0)
    lifted = np.concatenate([phi.astype(float), np.ones((20, 1))], axis=1)
    np.testing.assert_allclose(
        moment(Features(phi, bias=True, chunk=6), weights), lifted.T @ np.diag(weights) @ lifted, rtol=1e-12
    )


def test_memory_is_within_the_formula() -> None:
    n, d = 50_000, 40
    phi = np.random.default_rng(0).normal(size=(n, d)).astype(np.float32)
    features = Features(phi, chunk=1000, hold=0)
    state = Posterior.of(features, np.eye(d), np.eye(d))
    tracemalloc.start()
    state.after(0)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak <= 32 * n + 16 * d * d + 3 * 8 * 1000 * (d + 4) + 20_000
