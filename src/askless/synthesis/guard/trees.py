"""Trees that tell two kinds of rows apart, and what they say of many rows at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["grown", "votes"]

Float64s = npt.NDArray[np.float64]


def grown(rows: Float64s, second: npt.NDArray[np.bool_], trees: int, leaf: int, seed: int, share: Any = "sqrt") -> Any:
    """Extremely randomised trees, which give both kinds the same weight however many there are of each.

    Parameters
    ----------
    rows : float64 array of shape (n, d)
    second : bool array of shape (n,)
        Which rows are of the second kind.
    trees : int
    leaf : int
        Least number of rows in a leaf.
    seed : int
    share : "sqrt" or float
        Columns that are looked at for each split.

    Returns
    -------
    grown : list
        One of scikit-learn's trees each.
    """
    from sklearn.ensemble import ExtraTreesClassifier

    weight = np.where(second, (~second).sum() / second.sum(), 1.0)
    forest: Any = ExtraTreesClassifier(trees, min_samples_leaf=leaf, max_features=share, random_state=seed)
    return forest.fit(rows.astype(np.float32), second, sample_weight=weight).estimators_


def votes(trees: Sequence[Any], rows: Float64s) -> Float64s:
    """Mean chance of the second kind over the trees, shape (n,).

    A forest's own `predict_proba` hands each tree to a pool of threads, which takes a hundred times as long as a few
    rows take.
    """
    single = np.ascontiguousarray(rows, dtype=np.float32)
    total = np.zeros(len(single))
    for tree in trees:
        total += tree.tree_.predict(single)[:, 1]
    return total / len(trees)
