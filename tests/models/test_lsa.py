"""A few dense directions of sparse features."""

import numpy as np
from scipy.sparse import csr_matrix, random
from sklearn.utils.extmath import randomized_svd

from askless.models.lsa import directions, project


def test_the_directions_carry_as_much_as_those_of_scikit_learn() -> None:
    x = random(600, 300, density=0.05, format="csr", dtype=np.float32, rng=np.random.default_rng(0))
    x = csr_matrix(x.multiply(np.geomspace(3, 0.1, 300, dtype=np.float32)))
    found = directions(x, 20, seed=0)
    np.testing.assert_allclose(found.T @ found, np.eye(20), atol=1e-4)
    _, values, _ = randomized_svd(x, 20, n_iter=4, random_state=0)
    assert (np.linalg.norm(x @ found, axis=0) ** 2).sum() > 0.99 * (values**2).sum()


def test_features_of_fewer_directions_leave_the_rest_zero() -> None:
    x = csr_matrix(np.outer(np.arange(1, 9), np.ones(5)).astype(np.float32))
    found = directions(x, 4, seed=0)
    np.testing.assert_allclose(np.linalg.norm(found, axis=0), [1, 0, 0, 0], atol=1e-5)
    assert np.isfinite(project(x, found)).all()


def test_no_items_and_no_features() -> None:
    assert directions(csr_matrix((0, 5), dtype=np.float32), 3, seed=0).shape == (5, 0)
    assert directions(csr_matrix((4, 3), dtype=np.float32), 2, seed=0).shape == (3, 2), "empty texts"
