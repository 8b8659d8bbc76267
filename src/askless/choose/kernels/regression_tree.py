"""A regression tree: the pool cut into boxes within which the numbers differ little.

Axes: n rows, L labelled rows, d features.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from askless.choose.array import Floats, Rows
from askless.choose.kernels.order import rounded

__all__ = ["RegressionTree"]

Float64s = npt.NDArray[np.float64]
_LEAST_GAIN = 1e-9  # share of a leaf's squared error that a split must take away; below is rounding


@dataclass(frozen=True)
class RegressionTree:
    """A tree whose splits take away as much of the squared error as one split can.

    Parameters
    ----------
    feature : int64 array of shape (n_nodes,)
        Column that each node looks at, -1 for a leaf.
    threshold : float64 array of shape (n_nodes,)
        Rows up to it go left.
    left, right : int64 arrays of shape (n_nodes,)
        Nodes below; for a leaf, `left` is its number.
    n_leaves : int
        Leaves are numbered from 0.

    References
    ----------
    .. [1] L. Breiman, J. H. Friedman, R. A. Olshen, C. J. Stone, "Classification and regression
       trees", Wadsworth, 1984, chapter 8.

    Examples
    --------
    >>> x = np.array([[0.0], [1.0], [2.0], [3.0]])
    >>> tree = RegressionTree.grown(x, np.array([5.0, 5.0, 9.0, 9.0]), least=2)
    >>> tree.leaves(np.array([[-4.0], [1.4], [1.6]])).tolist()
    [0, 0, 1]
    """

    feature: Rows
    threshold: Float64s
    left: Rows
    right: Rows
    n_leaves: int

    @classmethod
    def grown(cls, x_ld: Floats, y: Floats, *, least: int) -> RegressionTree:
        """The tree of some rows and their numbers.

        Parameters
        ----------
        x_ld : array of shape (L, d)
            Features, L >= 1.
        y : array of shape (L,)
            Numbers.
        least : int
            Rows in a leaf, at least.

        Returns
        -------
        tree : RegressionTree
            Time O(L * d * log L) for each level. Of splits that are equally good the one of the
            first column is taken, and there the one of the lowest threshold.
        """
        x, numbers = np.asarray(x_ld, dtype=np.float64), np.asarray(y, dtype=np.float64)
        feature, threshold, left, right = [-1], [0.0], [0], [0]
        waiting, n_leaves = [(0, np.arange(len(numbers)))], 0
        while waiting:
            node, rows = waiting.pop()
            split = _best_split(x[rows], numbers[rows], least)
            if split is None:
                left[node] = n_leaves
                n_leaves += 1
                continue
            feature[node], threshold[node] = split
            left[node], right[node] = len(feature), len(feature) + 1
            for values, empty in ((feature, -1), (threshold, 0.0), (left, 0), (right, 0)):
                values += [empty, empty]
            low = x[rows, feature[node]] <= threshold[node]
            waiting += [(right[node], rows[~low]), (left[node], rows[low])]  # the left one is next
        ints = (np.array(values, dtype=np.int64) for values in (feature, left, right))
        columns, lower, upper = ints
        return cls(columns, np.array(threshold), lower, upper, n_leaves)

    def leaves(self, x_nd: Floats) -> Rows:
        """The leaf that each row falls into, int64 of shape (n,). Time O(n * depth)."""
        x = np.asarray(x_nd)
        node = np.zeros(len(x), dtype=np.int64)
        inside = np.arange(len(x))[self.feature[node] >= 0]
        while len(inside):
            at = node[inside]
            low = x[inside, self.feature[at]] <= self.threshold[at]
            node[inside] = np.where(low, self.left[at], self.right[at])
            inside = inside[self.feature[node[inside]] >= 0]
        return self.left[node]


def _best_split(x: Float64s, y: Float64s, least: int) -> tuple[int, float] | None:
    """Column and threshold of the split that takes away most squared error; None if none is worth it."""
    n = len(y)
    if n < 2 * least:
        return None
    apart = y - y.mean()
    total = float(apart @ apart)
    order = np.argsort(x, axis=0, kind="stable")
    sums = np.cumsum(apart[order], axis=0)[:-1]
    size = np.arange(1.0, n)[:, None]
    gains = sums * sums * (n / (size * (n - size)))
    values = np.take_along_axis(x, order, axis=0)
    gains[values[1:] == values[:-1]] = 0.0
    gains[: least - 1] = gains[n - least :] = 0.0
    grid = rounded(gains)
    if not total or grid.max() <= _LEAST_GAIN * total:
        return None
    column = int(np.argmax(grid.max(axis=0)))
    cut = int(np.argmax(grid[:, column]))
    middle = float(0.5 * (values[cut, column] + values[cut + 1, column]))
    # The middle of neighbouring numbers may be rounded to the upper one, which must go right.
    return column, middle if middle < values[cut + 1, column] else float(values[cut, column])
