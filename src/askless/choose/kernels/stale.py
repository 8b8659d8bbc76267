"""Distances to a growing set of centres, as upper bounds that are brought up to date rarely.

A distance to the nearest centre only falls when centres are added. So one that was computed
earlier is an upper bound, and only the few rows with the highest bounds have to be known exactly.
Bounds are computed in the precision of the data, by matrix products over blocks, and widened by
what rounding can do; whatever decides a pick is computed again in double precision.

Axes: n rows, m centres, d features.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from array_api_compat import array_namespace, device

from askless.choose.array import Array, Floats, Rows
from askless.choose.kernels.pairwise import Points
from askless.choose.kernels.rows import numpy_of
from askless.core.chunks import spans

__all__ = ["Features", "StaleDistances"]

Float64s = npt.NDArray[np.float64]
Features = Callable[[Rows], Array]
"""Features of the rows at some positions, (n_positions, d), of any library."""

_BLOCK = 2048  # rows against _COLUMNS centres stay within a second-level cache
_DEVICE_BLOCK = 65_536  # a device is quick on large blocks only
_COLUMNS = 256
_SAMPLE = 1024  # rows that the origin is put in the middle of


class StaleDistances:
    """Upper bounds of the squared distance of n rows to the nearest of some centres.

    Rows are outer products of one or several factors, see `Points`.

    Parameters
    ----------
    factors : sequence of callable
        Each gives the features of one factor at some positions, of any library.
    n : int
        Number of rows.
    block : int, optional
        Rows taken at a time; 2,048 in main memory and 65,536 on a device if not given. Any size
        gives bounds that hold.

    Notes
    -----
    Time of `flush` O(n * pending centres * d), one pass over the features. Memory 16 * n bytes (half
    of it in single precision), 8 * m * d for the centres, and a tile of block * 256 numbers; never n x m.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.array([[0.0], [1.0], [5.0]])
    >>> distances = StaleDistances([lambda at: x[at]], 3)
    >>> distances.add(distances.points(np.array([0])))
    >>> distances.flush()
    >>> distances.bounds.round(6).tolist()
    [0.0, 1.0, 25.0]
    """

    def __init__(self, factors: Sequence[Features], n: int, *, block: int | None = None) -> None:
        self.n = n
        self.exact = False
        self._factors = list(factors)
        self._block = block or _BLOCK
        self._centre: Float64s | None = None
        self._done: list[Points] = []
        self._pending: list[Points] = []
        self._squares: Floats = np.empty(0)
        self.bounds: Floats = np.full(n, np.inf)
        if n:
            self._measure(block)

    def points(self, at: Rows) -> Points:
        """Some rows in double precision."""
        return Points.of([factor(at) for factor in self._factors], self._centre)

    def points_of(self, *factors: Array) -> Points:
        """Rows given by their factors, such as centres that are none of the n."""
        return Points.of(factors, self._centre)

    def add(self, centres: Points) -> None:
        """Add centres; the bounds do not know of them until `flush`."""
        if len(centres):
            self._pending.append(centres)

    def flush(self) -> None:
        """Bring all bounds up to date with all centres."""
        if not self._pending:
            return
        fresh = self._pending[0].joined(self._pending)
        self._done.append(fresh)
        self._pending = []
        if self.exact:
            for span in spans(self.n, self._block):
                near = self.points(np.arange(span.start, span.stop)).nearest([fresh])
                self.bounds[span] = np.minimum(self.bounds[span], near)
        elif self.n:
            self._lower(fresh)

    def settle(self) -> None:
        """Make all bounds exact, now and from now on: for pools with more near ties than bounds can part."""
        self.flush()
        self.exact = True
        self.bounds = np.empty(self.n)
        for span in spans(self.n, self._block):
            self.bounds[span] = self.points(np.arange(span.start, span.stop)).nearest(self._done)

    def nearest(self, points: Points, *, flushed: bool = False) -> Float64s:
        """Squared distance of some rows to the nearest of all centres, or of those flushed, in double precision."""
        return points.nearest(self._done if flushed else [*self._done, *self._pending])

    def longest(self) -> tuple[Rows, Float64s]:
        """Positions of the rows that may be the longest, with their squared lengths in double precision."""
        near = np.flatnonzero(self._squares >= self._squares.max() * (1.0 - 4.0 * self._unit))
        lengths = np.empty(len(near))
        for span in spans(len(near), self._block):
            lengths[span] = self.points(near[span]).norms
        return near, lengths

    def _measure(self, block: int | None) -> None:
        """Squared lengths of all rows: what a bound starts from."""
        some = np.unique(np.linspace(0, self.n - 1, min(self.n, _SAMPLE)).astype(np.int64))
        parts = [_working(factor(some)) for factor in self._factors]
        if len(parts) == 1:  # outer products cannot be moved
            self._centre = numpy_of(parts[0]).astype(np.float64).mean(axis=0)
        if block is None and not all("cpu" in str(device(part)).lower() for part in parts):
            self._block = _DEVICE_BLOCK
        xp = array_namespace(*parts)
        # Factors may differ in precision: the coarsest one says how much is lost.
        coarsest = max((xp.finfo(part.dtype) for part in parts), key=lambda info: float(info.eps))
        self._unit = (sum(part.shape[1] for part in parts) + 8) * float(coarsest.eps)
        self._least = float(coarsest.smallest_normal)  # what falls below is lost altogether
        self.bounds = np.full(self.n, np.inf, dtype=np.result_type(*(numpy_of(part[:1, :1]) for part in parts)))
        self._squares = np.empty_like(self.bounds)
        for span in spans(self.n, self._block):
            self._squares[span] = self._lengths(np.arange(span.start, span.stop))

    def _lengths(self, at: Rows) -> npt.NDArray[Any]:
        """Squared length of the rows at some positions, in their own precision."""
        product: Array = 1.0
        for factor in self._factors:
            part = _working(factor(at))
            xp = array_namespace(part)
            if self._centre is not None:
                part = part - xp.asarray(self._centre, dtype=part.dtype, device=device(part))
            product = product * xp.vecdot(part, part)
        return numpy_of(product)

    def _lower(self, centres: Points) -> None:
        """Lower the bounds to the distance from some centres, tile by tile."""
        shift = centres.norms
        if self._centre is not None:  # |x - z|² with z moved and x not: the product with x is off by 2 z·centre
            shift = shift + 2.0 * (centres.factors[0] @ self._centre)
        reach = float(np.sqrt(centres.norms.max()))
        if self._centre is not None:
            reach += float(np.sqrt(self._centre @ self._centre))
        sides: list[tuple[list[Array], Array]] = []
        for span in spans(self.n, self._block):
            at = np.arange(span.start, span.stop)
            parts = [_working(factor(at)) for factor in self._factors]
            sides = sides or [_side(centres.take(some), shift[some], parts) for some in spans(len(centres), _COLUMNS)]
            squares = self._squares[span]
            # Rounding of |x|² + |z|² - 2xz: N. J. Higham, "Accuracy and stability of numerical algorithms", 3.1.
            squares = squares + self._unit * (np.sqrt(squares) + reach) ** 2 + self._least
            for side in sides:
                near = squares + numpy_of(_least(side, parts))
                np.minimum(self.bounds[span], near, out=self.bounds[span])


def _working(values: Array) -> Array:
    """Single or double precision as it is, anything else in one of them."""
    xp = array_namespace(values)
    if values.dtype in (xp.float32, xp.float64):
        return values
    return xp.astype(values, xp.float32 if xp.isdtype(values.dtype, "real floating") else xp.float64)


def _side(centres: Points, shift: Float64s, like: Sequence[Array]) -> tuple[list[Array], Array]:
    """Centres as the tiles want them: -2 z by factor, and what is added to the product."""
    xp = array_namespace(*like)

    def told(values: Float64s, part: Array) -> Array:
        return xp.asarray(values, dtype=part.dtype, device=device(part))

    first, *others = centres.factors
    sides = [told(-2.0 * first, like[0])] + [told(z, part) for z, part in zip(others, like[1:], strict=True)]
    widest = max(like, key=lambda part: -float(xp.finfo(part.dtype).eps))
    return sides, told(shift[:, None], widest)


def _least(side: tuple[list[Array], Array], parts: Sequence[Array]) -> Array:
    """For each row the least of |z|² - 2xz over the centres."""
    factors, shift = side
    # Centres along the first axis: the minimum then runs over whole rows of the tile, twice as quick.
    tile = factors[0] @ parts[0].T
    for z, part in zip(factors[1:], parts[1:], strict=True):
        tile = tile * (z @ part.T)
    tile += shift
    return array_namespace(tile).min(tile, axis=0)
