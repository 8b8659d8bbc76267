"""The regression tree against scikit-learn's, and what it promises of its leaves."""

import numpy as np
import pytest

from askless.choose.kernels.regression_tree import RegressionTree


@pytest.mark.parametrize("n", [1, 9, 10, 60, 400])
def test_leaves_are_those_of_scikit_learn(n: int) -> None:
    from sklearn.tree import DecisionTreeRegressor

    rng = np.random.default_rng(n)
    x = rng.normal(size=(n, 4)).astype(np.float32)
    y = np.sin(3 * x[:, 0]) + x[:, 1] + 0.1 * rng.normal(size=n)
    theirs = DecisionTreeRegressor(min_samples_leaf=5, random_state=0).fit(x, y).apply(x)
    ours = RegressionTree.grown(x, y, least=5).leaves(x)
    assert len({*zip(theirs.tolist(), ours.tolist(), strict=True)}) == len(set(theirs.tolist())) == ours.max() + 1


def test_no_leaf_is_smaller_than_asked() -> None:
    rng = np.random.default_rng(0)
    x, y = rng.integers(0, 4, size=(200, 3)).astype(float), rng.normal(size=200)
    tree = RegressionTree.grown(x, y, least=7)
    assert np.bincount(tree.leaves(x), minlength=tree.n_leaves).min() >= 7


def test_equal_numbers_make_one_leaf() -> None:
    x = np.arange(40.0)[:, None]
    assert RegressionTree.grown(x, np.full(40, 0.1), least=1).n_leaves == 1


def test_neighbouring_numbers_are_told_apart() -> None:
    x = np.array([[1.0], [np.nextafter(1.0, 2.0)]])
    assert RegressionTree.grown(x, np.array([0.0, 1.0]), least=1).leaves(x).tolist() == [0, 1]
