"""Products of two distances to a growing set of centres: one in the features, one in a number.

Axes: n rows, m centres, d features.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt
from array_api_compat import array_namespace, device

from askless.choose.array import Array, Floats, Rows
from askless.choose.kernels.pairwise import Points
from askless.choose.kernels.rows import numpy_of
from askless.choose.kernels.stale import Features, StaleDistances
from askless.core.chunks import spans

__all__ = ["Pairs", "StaleProducts"]

Float64s = npt.NDArray[np.float64]
_COLUMNS = 256


@dataclass(frozen=True)
class Pairs(Points):
    """Rows that have features and a number; how far apart two are is the product of both distances.

    Parameters
    ----------
    factors : tuple of two float64 arrays of shape (n, d) and (n, 1)
        Features and number.
    norms : float64 array of shape (n,)
        Squared length of the features.

    Examples
    --------
    >>> pairs = Pairs.at(np.array([[0.0], [3.0]]), np.array([1.0, 5.0]))
    >>> pairs.to(pairs).tolist()
    [[0.0, 144.0], [144.0, 0.0]]
    """

    @classmethod
    def at(cls, features: Array, numbers: Floats, centre: Floats | None = None) -> Self:
        """Rows of any library; `centre` is subtracted from the features."""
        points = Points.of([features], centre)
        return cls((points.factors[0], np.asarray(numbers, dtype=np.float64)[:, None]), points.norms)

    @classmethod
    def joined(cls, parts: Sequence[Points]) -> Points:
        """One set below the other."""
        columns = zip(*(part.factors for part in parts), strict=True)
        return cls(tuple(np.concatenate(some) for some in columns), np.concatenate([part.norms for part in parts]))

    def take(self, at: Rows | slice) -> Points:
        """Some of the rows."""
        return Pairs(tuple(factor[at] for factor in self.factors), self.norms[at])

    def to(self, other: Points) -> Float64s:
        """Product of the two squared distances of every pair, shape (n, m)."""
        features = Points(self.factors[:1], self.norms)
        apart = features.to(Points(other.factors[:1], other.norms))
        numbers = self.factors[1] - other.factors[1].T
        numbers *= numbers
        apart *= numbers
        return apart


class StaleProducts(StaleDistances):
    """Upper bounds of the least product of two squared distances of n rows to some centres.

    Such a product is no distance, but it too only falls when centres are added, which is all that
    `farthest_first` builds on.

    Parameters
    ----------
    features : callable
        Features of the rows at some positions, of any library.
    numbers : array of shape (n,)
        Number of every row.
    block : int, optional
        As in `StaleDistances`.

    Notes
    -----
    Time of `flush` O(n * pending centres * d), one pass over the features. Memory 24 * n bytes and
    two tiles of block * 256 numbers; never n x m.

    Examples
    --------
    >>> x = np.array([[0.0], [1.0], [5.0]])
    >>> products = StaleProducts(lambda at: x[at], np.array([0.0, 3.0, 1.0]))
    >>> products.add(products.points(np.array([0])))
    >>> products.flush()
    >>> products.bounds.round(6).tolist()
    [0.0, 9.0, 25.0]
    """

    def __init__(self, features: Features, numbers: Floats, *, block: int | None = None) -> None:
        self._numbers = np.asarray(numbers, dtype=np.float64)
        super().__init__([features], len(numbers), block=block)

    def points(self, at: Rows) -> Points:
        """Some rows in double precision."""
        return Pairs.at(self._factors[0](at), self._numbers[at], self._centre)

    def points_of(self, *factors: Array) -> Points:
        """Rows given by their features and numbers, such as centres that are none of the n."""
        return Pairs.at(factors[0], factors[1], self._centre)

    def _lower(self, centres: Points) -> None:
        """Lower the bounds to the products with some centres, tile by tile."""
        assert self._centre is not None
        reach = float(np.sqrt(centres.norms.max()) + np.sqrt(self._centre @ self._centre))
        for span in spans(self.n, self._block):
            x = self._factors[0](np.arange(span.start, span.stop))
            squares = self._squares[span]
            # As much wider as rounding in the product of the rows may be, see `StaleDistances`.
            squares = squares + 2.0 * self._unit * (np.sqrt(squares) + reach) ** 2 + self._least
            for some in spans(len(centres), _COLUMNS):
                near = self._tile(centres.take(some), x, squares, self._numbers[span])
                np.minimum(self.bounds[span], near, out=self.bounds[span])

    def _tile(self, centres: Points, x: Array, squares: Floats, numbers: Float64s) -> Floats:
        """For each row of a block, the least product over some centres; never too small."""
        assert self._centre is not None
        xp = array_namespace(x)
        x = x if xp.isdtype(x.dtype, "real floating") else xp.astype(x, xp.float64)

        def told(values: Floats) -> Array:
            return xp.asarray(values.astype(self.bounds.dtype), dtype=x.dtype, device=device(x))

        z, y = centres.factors
        shift = centres.norms + 2.0 * (z @ self._centre)  # z is moved and x is not
        tile = told(-2.0 * z) @ x.T
        tile += told(shift[:, None])
        tile += told(squares[None, :])
        tile = xp.where(tile > 0, tile, xp.zeros_like(tile))
        apart = (numbers - y) ** 2
        apart *= 1.0 + 8.0 * self._unit
        tile *= told(apart)
        least: Floats = numpy_of(xp.min(tile, axis=0))
        return least
