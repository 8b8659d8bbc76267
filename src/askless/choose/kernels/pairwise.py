"""Squared Euclidean distances between two sets of rows, and what is reduced from them.

Axes: n rows of the one set, m of the other, d features. Everything works in blocks, so that no
n x m array larger than a block is ever held.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from askless.choose.array import Array, Floats, Rows
from askless.choose.kernels.rows import numpy_of
from askless.core.chunks import spans

__all__ = ["Points", "kth_nearest", "mean_closeness", "nearest", "squared_distances"]

Float64s = npt.NDArray[np.float64]
_SNAP = 1e-13  # rounding error of |x|² + |z|² - 2xz in double precision, with room for a few hundred features


@dataclass(frozen=True)
class Points:
    """Rows in double precision, each the outer product of one or several factors.

    The product itself is never made: an inner product of two rows is the product of the inner
    products of their factors. With one factor a row is that factor.

    Parameters
    ----------
    factors : tuple of float64 array of shape (n, n_features)
        One array for each factor; the numbers of features may differ.
    norms : float64 array of shape (n,)
        Squared length of each row.

    Examples
    --------
    >>> import numpy as np
    >>> points = Points.of([np.array([[1.0, 0.0], [0.0, 2.0]]), np.array([[3.0], [1.0]])])
    >>> points.norms.tolist(), points.to(points).tolist()
    ([9.0, 4.0], [[0.0, 13.0], [13.0, 0.0]])
    """

    factors: tuple[Float64s, ...]
    norms: Float64s

    @classmethod
    def of(cls, factors: Sequence[Array], centre: Floats | None = None) -> Self:
        """Rows of any library; `centre` is subtracted, which only makes sense for a single factor."""
        if centre is None:
            arrays = tuple(np.asarray(numpy_of(factor), dtype=np.float64) for factor in factors)
        else:
            arrays = (numpy_of(factors[0]) - np.asarray(centre, dtype=np.float64),)
        norms = np.ones(len(arrays[0]))
        for array in arrays:
            norms *= np.einsum("nd,nd->n", array, array)
        return cls(arrays, norms)

    @classmethod
    def joined(cls, parts: Sequence[Points]) -> Points:
        """One set below the other; at least one, of the same factors."""
        if len(parts) == 1:
            return parts[0]
        columns = zip(*(part.factors for part in parts), strict=True)
        return cls(tuple(np.concatenate(some) for some in columns), np.concatenate([part.norms for part in parts]))

    def __len__(self) -> int:
        return len(self.norms)

    def take(self, at: Rows | slice) -> Points:
        """Some of the rows."""
        return Points(tuple(factor[at] for factor in self.factors), self.norms[at])

    def to(self, other: Points) -> Float64s:
        """Squared distance of every pair, shape (n, m); one too small to tell from 0 is 0."""
        distances = self.factors[0] @ other.factors[0].T
        for mine, theirs in zip(self.factors[1:], other.factors[1:], strict=True):
            distances *= mine @ theirs.T
        distances *= -2.0
        distances += self.norms[:, None]
        distances += other.norms
        # Where the distance is tiny, |z|² is |x|²: the bound needs the one norm only.
        distances *= distances > 2.0 * _SNAP * self.norms[:, None]
        return distances

    def nearest(self, others: Sequence[Points], *, block: int = 1024) -> Float64s:
        """Squared distance from each row to the nearest of all the others, shape (n,)."""
        least = np.full(len(self), np.inf)
        for here in spans(len(self), block):
            mine = self.take(here)
            for part in others:
                for there in spans(len(part), block):
                    least[here] = np.minimum(least[here], mine.to(part.take(there)).min(axis=1))
        return least


def squared_distances(x_nd: Floats, z_md: Floats) -> Float64s:
    """Squared distance of every pair, by one matrix product.

    Parameters
    ----------
    x_nd : array of shape (n, d)
        One set.
    z_md : array of shape (m, d)
        The other.

    Returns
    -------
    distances : float64 array of shape (n, m)
        Not negative. A distance below what the arithmetic can tell from 0 is 0, so that equal rows
        are at distance 0 exactly. Time O(n * m * d), memory O(n * m).

    Examples
    --------
    >>> import numpy as np
    >>> squared_distances(np.array([[0.0, 0.0]]), np.array([[3.0, 4.0], [0.0, 0.0]]))
    array([[25.,  0.]])
    """
    return Points.of([x_nd]).to(Points.of([z_md]))


def nearest(x_nd: Floats, z_md: Floats, *, but: Rows | None = None, block: int = 512) -> Float64s:
    """Squared distance from each row of the one set to the nearest row of the other.

    Parameters
    ----------
    x_nd : array of shape (n, d)
        Where the distances start.
    z_md : array of shape (m, d)
        Where they end.
    but : int64 array of shape (n,), optional
        For each row of `x_nd` a row of `z_md` that does not count, such as itself.
    block : int, default 512
        Rows of `x_nd` taken at a time, against four times as many of `z_md`.

    Returns
    -------
    distances : float64 array of shape (n,)
        Infinite where no row of `z_md` counts. Time O(n * m * d), memory O(block ** 2).

    Examples
    --------
    >>> import numpy as np
    >>> nearest(np.array([[0.0], [9.0]]), np.array([[1.0], [7.0]]))
    array([1., 4.])
    """
    least = np.full(len(x_nd), np.inf)
    for here in spans(len(x_nd), block):
        for there in spans(len(z_md), 4 * block):
            distances = squared_distances(x_nd[here, ...], z_md[there, ...])
            if but is not None:
                column = but[here] - there.start
                row = np.flatnonzero((column >= 0) & (column < distances.shape[1]))
                distances[row, column[row]] = np.inf
            least[here] = np.minimum(least[here], distances.min(axis=1))
    return least


def mean_closeness(features: Callable[[Rows], Array], n: int, others: Array, *, block: int = 256) -> Float64s:
    """How close each row is to some others on average: the mean of 1 / (1 + distance).

    Parameters
    ----------
    features : callable
        Features of the rows at some positions, of any library.
    n : int
        Number of rows.
    others : array of shape (m, d)
        What they are compared with, at least one row; the rows themselves may be among them.
    block : int, default 256
        Rows taken at a time, against four times as many of the others.

    Returns
    -------
    closeness : float64 array of shape (n,)
        In (0, 1]. Time O(n * m * d), memory 8 * n + 8 * m * (d + 2) bytes and 80 * block ** 2.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.array([[0.0], [1.0], [3.0]])
    >>> mean_closeness(lambda at: x[at], 3, x[:2]).round(3).tolist()
    [0.75, 0.75, 0.292]
    """
    centre = numpy_of(others).mean(axis=0, dtype=np.float64)
    points = Points.of([others], centre)
    total = np.zeros(n)
    for here in spans(n, block):
        mine = Points.of([features(np.arange(here.start, here.stop))], centre)
        for there in spans(len(points), 4 * block):
            close = mine.to(points.take(there))
            np.sqrt(close, out=close)
            close += 1.0
            total[here] += np.reciprocal(close, out=close).sum(axis=1)
    return total / len(points)


def kth_nearest(x_nd: Floats, k: int, *, block: int = 512) -> Float64s:
    """Squared distance from each row to its k-th nearest other row of the same set.

    Parameters
    ----------
    x_nd : array of shape (n, d)
        The set, at least one row.
    k : int
        1 is the nearest other row; past the last one, the last one is meant.
    block : int, default 512
        Rows taken at a time.

    Returns
    -------
    distances : float64 array of shape (n,)
        0 for a set of one row. Time O(n² * d), memory O(block * n).

    Examples
    --------
    >>> import numpy as np
    >>> kth_nearest(np.array([[0.0], [1.0], [3.0]]), 1)
    array([1., 1., 4.])
    """
    n = len(x_nd)
    k = min(k, n - 1)
    result = np.empty(n)
    for span in spans(n, block):
        # A row is at distance 0 from itself, so position k of the sorted distances is the k-th other.
        result[span] = np.partition(squared_distances(x_nd[span, ...], x_nd), k, axis=1)[:, k]
    return result
