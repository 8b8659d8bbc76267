"""Sampling by squared distance (k-means++), exactly, from distances that are out of date.

Each pick is drawn with a chance in proportion to the squared distance to the nearest centre, and
is a centre from then on. Drawn as a race: every row rings at random moments, at a rate of its
squared distance when the race began; who rings is picked with a chance of its squared distance now
over that then. What is past does not matter to a race of this kind, so it may go on after each pick,
and may be begun anew, with up-to-date rates, when too many rings were turned down: the law is that
of k-means++ throughout [1]_.

The moments are drawn by the key of a row. So the picks do not depend on the order of the rows, on
cuttings or on the library, and only the few rows that ring first have to be known exactly.

References
----------
.. [1] P. A. W. Lewis, G. S. Shedler, "Simulation of nonhomogeneous Poisson processes by thinning",
   Naval Research Logistics Quarterly, 1979, doi:10.1002/nav.3800260304.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from askless.choose.array import Floats, Rows
from askless.choose.kernels.pairwise import Points
from askless.choose.kernels.stale import StaleDistances

__all__ = ["d2_sampling"]

Float64s = npt.NDArray[np.float64]
Noise = Callable[[Rows, str], Floats]
_AHEAD = 256  # rows known exactly at first, beside twice as many as are still to be picked


def d2_sampling(
    distances: StaleDistances, noise: Noise, k: int, *, patience: int = 64
) -> tuple[Rows, Float64s, Float64s]:
    """Draw `k` rows one after another, each in proportion to its squared distance to all centres.

    Parameters
    ----------
    distances : StaleDistances
        Of all rows to at least one centre. The picks are added to it.
    noise : callable
        Keyed noise in (0, 1) of the rows at some positions, in a stream of the given name.
    k : int
        How many.
    patience : int, default 64
        Rings that are turned down before the rates are brought up to date. Another number gives
        other picks of the same law.

    Returns
    -------
    positions : int64 array of shape (n_picked,)
        In the order drawn. Fewer than `k` if all that is left lies on a centre.
    squares : float64 array of shape (n_picked,)
        Squared distance of each at the moment of its pick.
    totals : float64 array of shape (n_picked,)
        At least the sum of the squared distances of all rows at that moment, so that
        ``squares / totals`` is at most the chance that the pick had: the sum when the race began.

    Notes
    -----
    Time O(n * (m + k) * d) by matrix products in a few passes, for m centres before, and one
    logarithm a row and pass. Memory that of `StaleDistances`, 32 * n bytes, and 8 * (2 k + 256) *
    (m + k + d) bytes.

    References
    ----------
    .. [1] D. Arthur, S. Vassilvitskii, "k-means++: the advantages of careful seeding", SODA 2007.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.array([[0.0], [0.0], [5.0]])
    >>> distances = StaleDistances([lambda at: x[at]], 3)
    >>> distances.add(distances.points(np.array([0])))
    >>> d2_sampling(distances, lambda at, stream: np.full(len(at), 0.5), 2)[0].tolist()
    [2]
    """
    positions: list[int] = []
    squares: list[float] = []
    totals: list[float] = []
    n_races = 0
    while len(positions) < min(k, distances.n):
        distances.flush()
        race = _Race(distances, noise, n_races, k - len(positions))
        total = float(distances.bounds.sum(dtype=np.float64))
        ended = race.run(patience)
        positions += race.picked
        squares += race.squares
        totals += [total] * len(race.picked)
        n_races += 1
        if ended:
            break
    return np.array(positions, dtype=np.int64), np.array(squares), np.array(totals)


class _Race:
    """Rows that ring at random moments; the rates are the squared distances at the start."""

    def __init__(self, distances: StaleDistances, noise: Noise, number: int, k: int) -> None:
        self.distances, self.number, self.k = distances, number, k
        self._noise = noise
        self.picked: list[int] = []
        self.squares: list[float] = []
        self._fresh: list[Points] = []
        self._waits = self.wait(np.arange(distances.n), 0)
        self._start(2 * k + _AHEAD)
        if not distances.exact and 2 * sum(bell[0] <= self._horizon for bell in self._bells) < self._known:
            distances.settle()  # most of what seemed to ring first does not: what is left lies on centres
            self._start(2 * k + _AHEAD)

    def _start(self, n: int) -> None:
        """Set the bells of the `n` rows that may ring first."""
        self._points: dict[int, Points] = {}
        self._rates: dict[int, float] = {}
        self._bells: list[tuple[float, int, int]] = []  # moment, position, how often it has rung
        self._soonest = _moments(self._waits, self.distances.bounds)  # a bound above the rate rings too soon
        self._look_ahead(n)

    def wait(self, at: Rows, ring: int) -> Float64s:
        """Exponential waiting times for the next ring, at rate 1."""
        waits: Float64s = -np.log(self._noise(at, f"wait {self.number}.{ring}"))
        return waits

    def run(self, patience: int) -> bool:
        """Let it run until `k` are picked or patience ends; whether nobody is left who can ring."""
        turned_down = 0
        while len(self.picked) < self.k and turned_down < patience:
            while not self._bells or self._bells[0][0] > self._horizon:
                if self._horizon == np.inf:
                    if not self._bells:
                        return True
                    break
                self._look_ahead(2 * self._known)
            if not self._ring():
                turned_down += 1
        return False

    def _ring(self) -> bool:
        """Let the next row ring; whether it was picked."""
        moment, at, ring = heapq.heappop(self._bells)
        point, rate = self._points[at], self._rates[at]
        square = min(rate, float(point.nearest(self._joined())[0]))
        here = np.array([at])
        if float(self._noise(here, f"mark {self.number}.{ring}")[0]) * rate < square:
            self.picked.append(at)
            self.squares.append(square)
            self._fresh.append(point)
            self.distances.add(point)
            return True
        again = moment + float(self.wait(here, ring + 1)[0]) / rate
        heapq.heappush(self._bells, (again, at, ring + 1))
        return False

    def _joined(self) -> list[Points]:
        """The picks of this race as one set."""
        if len(self._fresh) > 1:
            self._fresh = [Points.joined(self._fresh)]
        return self._fresh

    def _look_ahead(self, n: int) -> None:
        """Know the `n` rows exactly that may ring first."""
        n = min(n, self.distances.n)
        if n < self.distances.n:
            order = np.argpartition(self._soonest, n)
            self._horizon = float(self._soonest[order[n]])
        else:
            order, self._horizon = np.arange(n), np.inf
        fresh = np.array([at for at in order[:n].tolist() if at not in self._points], dtype=np.int64)
        for start in range(0, len(fresh), 4096):
            self._know(fresh[start : start + 4096])
        self._known = n

    def _know(self, at: Rows) -> None:
        """Exact rates of some rows, and when they ring first."""
        points = self.distances.points(at)
        # Rates are those at the start: picks of this race do not count.
        rates = self.distances.nearest(points, flushed=True)
        moments = _moments(self._waits[at], rates)
        for i, (position, rate, moment) in enumerate(zip(at.tolist(), rates.tolist(), moments.tolist(), strict=True)):
            self._points[position] = points.take(slice(i, i + 1))
            self._rates[position] = rate
            if moment < np.inf:
                heapq.heappush(self._bells, (moment, position, 0))


def _moments(waits: Float64s, rates: Floats) -> Float64s:
    """When a bell of some rate rings; never at rate 0."""
    moments = np.full(len(waits), np.inf)
    np.divide(waits, rates, out=moments, where=rates > 0)
    return moments
