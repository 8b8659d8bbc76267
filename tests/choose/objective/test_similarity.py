import numpy as np
import pytest

from askless.choose.objective.coverage import init
from askless.choose.objective.similarity import Ball, Cosine, Gaussian, Similarity

KERNELS = [Gaussian(1.3), Ball(1.0), Cosine()]


@pytest.mark.parametrize("kernel", KERNELS, ids=lambda kernel: type(kernel).__name__)
def test_copies_are_alike_and_nothing_is_more(kernel: Similarity) -> None:
    x = np.random.default_rng(0).normal(size=(20, 3))
    similar = kernel(x, x)
    np.testing.assert_allclose(np.diag(similar), 1.0)
    np.testing.assert_allclose(similar, similar.T, atol=1e-12)
    assert ((similar >= 0) & (similar <= 1)).all()


@pytest.mark.parametrize("kernel", KERNELS, ids=lambda kernel: type(kernel).__name__)
def test_gains_are_differences_under_every_kernel(kernel: Similarity) -> None:
    rng = np.random.default_rng(1)
    points, rows = rng.normal(size=(30, 3)) + 2, rng.normal(size=(6, 3)) + 2
    state = init(points, kernel=kernel)
    before = 0.0
    for i in range(6):
        gain = state.gain(state.view(rows[i : i + 1]))[0]
        state = state.after(rows[i : i + 1])
        value = kernel(rows[: i + 1], points).max(axis=0).sum()
        np.testing.assert_allclose(gain, value - before, atol=1e-9)
        before = value
    np.testing.assert_allclose(state.likest(rows, points), kernel(rows, points).max(axis=1), atol=1e-9)


def test_on_the_radius_is_within() -> None:
    assert Ball(0.3)(np.array([[0.1 + 0.2]]), np.array([[0.0], [0.6]])).tolist() == [[1.0, 1.0]]


def test_a_row_of_zeros_is_like_nothing() -> None:
    assert (Cosine()(np.zeros((1, 2)), np.ones((3, 2))) == 0).all()


@pytest.mark.parametrize("kernel", KERNELS, ids=lambda kernel: type(kernel).__name__)
def test_most_is_the_largest_of_all(kernel: Similarity) -> None:
    rng = np.random.default_rng(2)
    x, z = rng.normal(size=(7, 3)), rng.normal(size=(5, 3))
    np.testing.assert_allclose(kernel.most(x, z), kernel(x, z).max(axis=0), rtol=1e-14)
