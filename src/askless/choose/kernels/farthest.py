"""Farthest-first selection that keeps stale distances: the picks of one at a time, in a few passes.

The plain form passes over all rows for every pick. Here the rows with the highest bounds are
taken aside; picks are made among them as long as the best of them beats every bound outside, and
only then are the others brought up to date, for all picks at once by one matrix product.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import numpy as np
import numpy.typing as npt

from askless.choose.array import Floats, Rows
from askless.choose.kernels.order import best_first, rounded
from askless.choose.kernels.stale import StaleDistances
from askless.choose.kernels.top_k import top_k

__all__ = ["Value", "farthest_first", "most_central"]

Float64s = npt.NDArray[np.float64]
_ASIDE = 1024


class Value(Protocol):
    """What a row is worth at some distance from the nearest centre."""

    def __call__(self, distances: Floats, at: Rows | slice, step: int, /) -> Floats:
        """Worth of the rows at some positions; rises with the distance, and is linear in the step."""
        ...


def _itself(distances: Floats, at: Rows | slice, step: int) -> Floats:
    return distances


def farthest_first(
    distances: StaleDistances,
    noise: Callable[[Rows], Floats],
    k: int,
    *,
    value: Value | None = None,
    but: Rows | None = None,
    aside: int | None = None,
) -> tuple[Rows, Float64s]:
    """Take `k` times the row that is farthest from all centres; each pick is a centre from then on.

    Values are compared as `askless.choose.kernels.order` says: rounded to 1e-6 relative, then by
    noise. What is compared was computed in double precision, so that neither the cutting, nor the
    order of the rows, nor the library decides.

    Parameters
    ----------
    distances : StaleDistances
        Of all rows to at least one centre. The picks are added to it.
    noise : callable
        Keyed noise of the rows at some positions; only asked where there are ties.
    k : int
        How many.
    value : callable, optional
        What a row is worth, given its squared distance; the distance itself if not given.
    but : int64 array, optional
        Positions that are not to be picked.
    aside : int, optional
        Rows taken aside at a time; four for each pick, at least 1,024, if not given. Any number
        gives the same picks.

    Returns
    -------
    positions : int64 array of shape (n_picked,)
        In the order picked. Fewer than `k` if, by distance alone, all that is left lies on a centre.
    values : float64 array of shape (n_picked,)
        Each at the moment of its pick.

    Notes
    -----
    Time O(n * (m + k) * d) by matrix products for m centres before, in about k / 50 passes where
    the plain form has k. Memory that of `StaleDistances`, 32 * n bytes, and
    8 * aside * (d + 3) bytes.

    References
    ----------
    .. [1] T. F. Gonzalez, "Clustering to minimize the maximum intercluster distance", Theoretical
       Computer Science, 1985, doi:10.1016/0304-3975(85)90224-5.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.array([[0.0], [1.0], [5.0], [9.0]])
    >>> distances = StaleDistances([lambda at: x[at]], 4)
    >>> distances.add(distances.points(np.array([0])))
    >>> farthest_first(distances, lambda at: np.zeros(len(at)), 2)[0].tolist()
    [3, 2]
    """
    worth = value or _itself
    size = aside or max(_ASIDE, 4 * k)
    positions: list[int] = []
    values: list[float] = []
    free = np.ones(distances.n, dtype=bool)
    if but is not None:
        free[but] = False
    wanted = min(k, int(free.sum()))
    while len(positions) < wanted:
        distances.flush()
        group = _Aside(distances, worth, noise, free, len(positions), wanted, size)
        found = group.pick(lasting=value is None, nothing=0.0 if value is None else -np.inf)
        if found == 0 and (distances.exact or group.over):
            break
        if found == 0:
            distances.settle()
        positions += group.picked
        values += group.values
        free[group.picked] = False
    return np.array(positions, dtype=np.int64), np.array(values)


class _Aside:
    """The rows with the highest bounds, known exactly, and the best bound among the others."""

    def __init__(
        self,
        distances: StaleDistances,
        worth: Value,
        noise: Callable[[Rows], Floats],
        free: npt.NDArray[np.bool_],
        step: int,
        k: int,
        size: int,
    ) -> None:
        self.distances, self.worth, self.noise = distances, worth, noise
        self.step, self.k = step, k
        bounds = np.where(free, worth(distances.bounds, slice(None), step), -np.inf)
        n_free = int(free.sum())
        if distances.exact:  # ties in force: those outside must lose by their noise
            self.at = top_k(bounds, noise, min(size, n_free))
        elif n_free > size:
            self.at = np.argpartition(-bounds, size)[:size]
        else:
            self.at = np.flatnonzero(free)
        outside = free.copy()
        outside[self.at] = False
        self.floor = self._floor(outside, bounds)
        self.points = distances.points(self.at)
        self.near = distances.nearest(self.points)
        self.picked: list[int] = []
        self.values: list[float] = []
        self.over = False
        self.first_floor = self._last_inside() if distances.exact else (self.floor, np.inf)

    def _floor(self, outside: npt.NDArray[np.bool_], bounds: Floats) -> float:
        """The most that a row outside can be worth at any step to come, on the grid."""
        if not outside.any():
            return -np.inf
        last = self.worth(self.distances.bounds, slice(None), self.k - 1)
        most = max(float(bounds[outside].max()), float(last[outside].max()))
        return float(rounded(np.array([most]))[0])

    def _last_inside(self) -> tuple[float, float]:
        """Value and noise that no row outside exceeds, where the values are exact."""
        grid = rounded(self.worth(self.near, self.at, self.step))
        low = np.flatnonzero(grid == grid.min())
        return float(grid.min()), float(self.noise(self.at[low]).min())

    def pick(self, *, lasting: bool, nothing: float) -> int:
        """Pick while the best inside beats all outside; return how many were picked."""
        inside = np.ones(len(self.at), dtype=bool)
        while inside.any() and self.step + len(self.picked) < self.k:
            step = self.step + len(self.picked)
            worth = np.where(inside, self.worth(self.near, self.at, step), -np.inf)
            grid = rounded(worth)
            ties = np.flatnonzero(grid == grid.max())
            best = int(ties[best_first(grid[ties], self.noise(self.at[ties]))[0]] if len(ties) > 1 else ties[0])
            if self._loses(float(grid[best]), best, lasting=lasting or not self.picked):
                break
            if worth[best] <= nothing:
                self.over = True
                break
            self.picked.append(int(self.at[best]))
            self.values.append(float(worth[best]))
            inside[best] = False
            centre = self.points.take(np.array([best]))
            self.distances.add(centre)
            self.near = np.minimum(self.near, self.points.to(centre)[:, 0])
        return len(self.picked)

    def _loses(self, value: float, best: int, *, lasting: bool) -> bool:
        """Whether a row outside may be better than the best inside."""
        if self.floor == -np.inf:
            return False
        if not self.distances.exact or not lasting:
            return value <= self.floor
        if value != self.first_floor[0]:
            return value < self.first_floor[0]
        return float(self.noise(self.at[best : best + 1])[0]) < self.first_floor[1]


def most_central(distances: StaleDistances, noise: Callable[[Rows], Floats], *, block: int = 2048) -> int:
    """Position of the row nearest to the mean of all rows: where to begin with no centre.

    Parameters
    ----------
    distances : StaleDistances
        Of at least one row, of a single factor.
    noise : callable
        Keyed noise, breaks ties.
    block : int, default 2048
        Rows taken at a time.

    Returns
    -------
    position : int
        Time O(n * d), two passes in double precision; memory 56 * n bytes and a block.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.array([[0.0], [1.0], [5.0]])
    >>> most_central(StaleDistances([lambda at: x[at]], 3), lambda at: np.zeros(len(at)))
    1
    """
    n = distances.n
    blocks = [np.arange(start, min(start + block, n)) for start in range(0, n, block)]
    mean = sum(distances.points(at).factors[0].sum(axis=0) for at in blocks) / n
    off = np.empty(n)
    for at in blocks:
        apart = distances.points(at).factors[0] - mean
        off[at] = np.einsum("nd,nd->n", apart, apart)
    return int(top_k(-off, noise, 1)[0])
