import numpy as np

from askless.choose.kernels.graph import density, spread, transitions, typicality
from askless.choose.kernels.neighbours import neighbours


def test_typicality_is_one_over_the_mean_distance() -> None:
    x = np.random.default_rng(0).normal(size=(70, 3)) + 20
    distances = np.sqrt(np.sort(((x[:, None] - x[None]) ** 2).sum(-1), axis=1)[:, 1:6])
    expected = 1 / distances.mean(1)
    np.testing.assert_allclose(typicality(x, 5, block=8), expected, rtol=1e-9)
    np.testing.assert_allclose(typicality(x, 5, of=np.array([9, 2])), expected[[9, 2]], rtol=1e-9)
    np.testing.assert_allclose(typicality(x.astype(np.float32), 5), expected, rtol=1e-3)
    _, squared = neighbours(x, x, 5, np.zeros(70), but=np.arange(70))
    np.testing.assert_allclose(density(squared), expected, rtol=1e-6)
    assert typicality(x[:1], 5).tolist() == [0.0]
    assert typicality(np.zeros((3, 1)), 5).tolist() == [1e12] * 3


def test_labels_spread_as_the_linear_system_says() -> None:
    rng = np.random.default_rng(1)
    x = rng.normal(size=(80, 2))
    matrix = transitions(*neighbours(x, x, 6, rng.random(80), but=np.arange(80)))
    dense = matrix.toarray()
    np.testing.assert_allclose(dense, dense.T, atol=1e-12)
    assert np.abs(np.linalg.eigvalsh(dense)).max() <= 1 + 1e-9
    given_nc = np.zeros((80, 3))
    given_nc[np.arange(6), np.arange(6) % 3] = 1
    exact = np.linalg.solve(np.eye(80) - 0.9 * dense, 0.1 * given_nc)
    np.testing.assert_allclose(spread(matrix, given_nc, tolerance=1e-10), exact, atol=1e-9)


def test_nothing_given_spreads_nothing() -> None:
    x = np.zeros((4, 1))
    matrix = transitions(*neighbours(x, x, 2, np.arange(4) / 4, but=np.arange(4)))
    assert spread(matrix, np.zeros((4, 2))).tolist() == np.zeros((4, 2)).tolist()
