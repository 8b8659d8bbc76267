import numpy as np

from askless.choose.kernels.pairwise import kth_nearest, nearest, squared_distances


def exact(x: np.ndarray, z: np.ndarray) -> np.ndarray:
    """The definition."""
    return ((x[:, None] - z[None]) ** 2).sum(axis=-1)


def test_distances_are_those_of_the_definition() -> None:
    rng = np.random.default_rng(0)
    x, z = rng.normal(size=(30, 5)), rng.normal(size=(20, 5))
    np.testing.assert_allclose(squared_distances(x, z), exact(x, z), rtol=1e-12)


def test_equal_rows_are_at_distance_zero_however_far_from_the_origin() -> None:
    x = np.random.default_rng(0).normal(size=(50, 64)).astype(np.float32) * 1e3
    assert (np.diag(squared_distances(x, x)) == 0).all()
    assert (squared_distances(x, x) >= 0).all()


def test_blocks_do_not_matter() -> None:
    rng = np.random.default_rng(1)
    x, z = rng.normal(size=(23, 3)), rng.normal(size=(50, 3))
    np.testing.assert_allclose(nearest(x, z, block=4), exact(x, z).min(axis=1), rtol=1e-12)
    np.testing.assert_allclose(kth_nearest(x, 4, block=5), np.sort(exact(x, x), axis=1)[:, 4], rtol=1e-12)


def test_a_row_may_be_left_out() -> None:
    x = np.random.default_rng(2).normal(size=(9, 2))
    np.testing.assert_allclose(nearest(x, x, but=np.arange(9), block=2), kth_nearest(x, 1))


def test_nothing_near() -> None:
    assert np.isinf(nearest(np.zeros((2, 1)), np.zeros((0, 1)))).all()
    assert kth_nearest(np.zeros((1, 1)), 5).tolist() == [0.0]
