"""The curvature against eigenvalues."""

import numpy as np
import pytest

from askless.choose.kernels.fisher import curvature


@pytest.mark.parametrize("n_classes", [2, 3, 6])
def test_it_is_the_mean_eigenvalue_between_the_classes(n_classes: int) -> None:
    p = np.random.default_rng(0).dirichlet(np.ones(n_classes), size=10)
    matrices = p[:, :, None] * np.eye(n_classes) - p[:, :, None] * p[:, None]
    np.testing.assert_allclose(curvature(p), np.linalg.eigvalsh(matrices)[:, 1:].mean(axis=1), rtol=1e-12)


def test_of_several_labels_it_is_the_mean_over_them() -> None:
    p = np.array([[0.5, 0.1], [1.0, 0.0]])
    np.testing.assert_allclose(curvature(p, multilabel=True), [(0.5 + 0.18) / 2, 0.0])
