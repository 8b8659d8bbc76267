"""The conditioned process against dense algebra."""

import tracemalloc

import numpy as np
import pytest

from askless.choose.kernels.gaussian_process import Process, inverse_factor, tile_rows
from askless.choose.kernels.rows import numpy_of
from askless.testing.libraries import libraries


def dense(x: np.ndarray, z: np.ndarray, gamma: float) -> np.ndarray:
    """The kernel by its definition."""
    return np.exp(-gamma * ((x[:, None] - z[None]) ** 2).sum(-1))


def problem(n: int = 40, p: int = 150, d: int = 5) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    return rng.normal(size=(n, d)), rng.normal(size=(p, d)), rng.normal(size=(p, 3))


def test_mean_and_variance_are_those_of_dense_algebra() -> None:
    x, z, y = problem()
    process = Process.at(z, gamma=0.2, noise=0.3)
    cross, own = dense(x, z, 0.2), dense(z, z, 0.2) + 0.3 * np.eye(150)
    np.testing.assert_allclose(process.mean(x, y), cross @ np.linalg.solve(own, y), rtol=1e-9, atol=1e-12)
    variance = 1 - (cross * np.linalg.solve(own, cross.T).T).sum(1)
    np.testing.assert_allclose(process.variance(x), variance, rtol=1e-9)


def test_points_may_come_in_parts() -> None:
    x, z, _ = problem()
    whole = Process.at(z, gamma=0.2, noise=0.3)
    parts = Process.at(z[:70], gamma=0.2, noise=0.3).after(z[70:90]).after(z[90:])
    np.testing.assert_allclose(parts.inverse, whole.inverse, atol=1e-11)
    kernel = parts.kernel(x)
    split = parts.explained(kernel, 0, 70) + parts.explained(kernel, 70)
    np.testing.assert_allclose(split, whole.explained(kernel), rtol=1e-10)


def test_far_from_the_origin_is_no_obstacle() -> None:
    x, z, _ = problem()
    near, far = Process.at(z, gamma=0.2, noise=0.1), Process.at(z + 1e6, gamma=0.2, noise=0.1)
    np.testing.assert_allclose(far.variance(x + 1e6), near.variance(x), rtol=1e-6)
    alike = np.repeat(z[:1] + 1e6, 50, axis=0)
    assert np.isfinite(Process.at(alike, gamma=1.0, noise=1e-7).inverse).all()


@pytest.mark.parametrize("p", [1, 32, 33, 64, 65, 200])
def test_the_factor_is_inverted(p: int) -> None:
    root = np.random.default_rng(0).normal(size=(p, p)) / np.sqrt(p)
    matrix = root @ root.T + 0.1 * np.eye(p)
    inverse = inverse_factor(np.where(np.tri(p, dtype=bool), matrix, np.nan))  # nothing above the diagonal is read
    np.testing.assert_allclose(inverse @ np.linalg.cholesky(matrix), np.eye(p), atol=1e-8)
    assert (np.triu(inverse, 1) == 0).all()


def test_libraries_agree() -> None:
    x, z, y = problem()
    whole = Process.at(z, gamma=0.2, noise=0.3)
    for convert in libraries():
        process = Process.at(convert(z), gamma=0.2, noise=0.3)
        np.testing.assert_allclose(numpy_of(process.mean(convert(x), y)), whole.mean(x, y), rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(numpy_of(process.variance(convert(x))), whole.variance(x), rtol=1e-9)


def test_a_tile_takes_what_the_formula_says() -> None:
    x, z, _ = problem(5_000, 400, 20)
    process = Process.at(z, gamma=0.2, noise=0.3)
    rows = tile_rows(400)
    tracemalloc.start()
    process.variance(x[:rows])
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak <= 24 * rows * 400 + 16 * 400**2


def test_nothing_known_explains_nothing() -> None:
    x, z, _ = problem()
    process = Process.at(z[:0], gamma=0.2, noise=0.3)
    assert process.variance(x).tolist() == [1.0] * 40
