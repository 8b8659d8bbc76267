"""Which of a growing set of centres each row is nearest to, and how far it is.

Axes: n rows, m centres, d features.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from askless.choose.array import Array, Rows
from askless.choose.kernels.pairwise import Points
from askless.choose.kernels.rows import numpy_of
from askless.core.chunks import spans

__all__ = ["NearestCentre"]

Float64s = npt.NDArray[np.float64]
_BLOCK = 2048
_COLUMNS = 256
_HELD = 32 << 20  # bytes of features that are kept in double precision; beyond, each pass converts them anew
_CLOSER = 1.0 - 1e-9  # less than this is rounding: a row stays with its centre


class NearestCentre:
    """The clusters that centres make of n rows, exact in double precision.

    A row that is as near to two centres stays with the one that was added first.

    Parameters
    ----------
    features : callable
        Features of the rows at some positions, of any library.
    n : int
        Number of rows.

    Notes
    -----
    Time O(n * d) to add a centre, one pass. Memory 24 * n bytes, a tile of 2,048 * 256 numbers, and
    up to 32 MB of features in double precision; never n x m.

    Examples
    --------
    >>> x = np.array([[0.0], [1.0], [9.0], [7.0]])
    >>> clusters = NearestCentre(lambda at: x[at], 4)
    >>> clusters.add(x[[0, 2]])
    >>> clusters.owner.tolist(), clusters.squared.tolist()
    ([0, 0, 1, 1], [0.0, 1.0, 0.0, 4.0])
    """

    def __init__(self, features: Callable[[Rows], Array], n: int) -> None:
        self.n = n
        self.squared: Float64s = np.full(n, np.inf)
        self.owner: Rows = np.zeros(n, dtype=np.int64)
        self.n_centres = 0
        self._features = features
        some = numpy_of(features(np.unique(np.linspace(0, max(n - 1, 0), min(n, 1024)).astype(np.int64))))
        self._origin: Float64s = some.astype(np.float64).mean(axis=0) if n else np.zeros(0)
        small = 8 * n * max(some.shape[1], 1) <= _HELD
        self._held = [self._read(span) for span in spans(n, _BLOCK)] if small else None

    def _read(self, span: slice) -> Points:
        return Points.of([self._features(np.arange(span.start, span.stop))], self._origin)

    def at(self, position: int) -> Array:
        """Features of one row, shape (1, d)."""
        return self._features(np.array([position]))

    def add(self, centres: Array) -> None:
        """Add centres of shape (m, d), in this order."""
        if not self.n or not centres.shape[0]:
            return
        fresh = Points.of([centres], self._origin)
        for number, span in enumerate(spans(self.n, _BLOCK)):
            rows = self._held[number] if self._held else self._read(span)
            for some in spans(len(fresh), _COLUMNS):
                self._take(span, rows.to(fresh.take(some)), self.n_centres + some.start)
        self.n_centres += len(fresh)

    def _take(self, span: slice, squared: Float64s, first: int) -> None:
        """Give rows to the centres of a tile that are nearer than those they have."""
        least = squared.min(axis=1)
        # The first of those that are as near but for rounding, however the tiles were cut.
        nearest = (squared * _CLOSER <= least[:, None]).argmax(axis=1)
        closer = least < self.squared[span] * _CLOSER
        self.squared[span][closer] = least[closer]
        self.owner[span][closer] = first + nearest[closer]
