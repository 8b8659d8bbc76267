"""The part of the unit cube that keeps linear constraints: the nearest point in it.

Letters: n points, w columns, m rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.synthesis.domain.space import Allowed, Points

__all__ = ["Polytope", "null_space"]

_SWEEPS = 60
"""Alternating projections before points are solved one by one: they take most points to the end in a few."""
_SETTLED = 1e-13
_INSIDE = 2e-10
"""Nearer to a bound than what counts as on it, so that what is found is allowed."""


class Polytope:
    """Points x in [0, 1]^w with low <= A x <= high.

    Parameters
    ----------
    width : int
    lines : sequence of (weights of shape (w,), low, high)
        Bounds may be infinite; equal ones are an equation.
    pitch : float64 array of shape (w,)
        Of columns that move in equal steps, the step; else 0.
    demanding : bool
        Whether there is more in it than inputs ask by themselves.
    """

    def __init__(
        self,
        width: int,
        lines: Sequence[tuple[npt.NDArray[np.float64], float, float]],
        *,
        pitch: npt.NDArray[np.float64],
        demanding: bool,
    ) -> None:
        sizes = [float(np.linalg.norm(line)) for line, _, _ in lines]
        kept = [
            (line / size, low / size, high / size) for (line, low, high), size in zip(lines, sizes, strict=True) if size
        ]
        self.a = np.array([line for line, _, _ in kept]).reshape(len(kept), width)
        self.low = np.array([low for _, low, _ in kept])
        self.high = np.array([high for _, _, high in kept])
        self.pitch = pitch
        self.demanding = demanding

    @property
    def equations(self) -> Allowed:
        """Of each row, whether it is an equation."""
        return np.asarray(self.high - self.low <= 1e-12, dtype=np.bool_)

    @cached_property
    def stepped(self) -> Allowed:
        """Columns that move in steps and stand in a row."""
        return np.asarray((self.pitch > 0) & (self.a != 0).any(axis=0), dtype=np.bool_)

    def contains(self, points: Points, slack: float = _INSIDE) -> Allowed:
        """Whether points keep all bounds, each to a slack."""
        sums = points @ self.a.T
        inside = (points >= -slack).all(axis=1) & (points <= 1 + slack).all(axis=1)
        return np.asarray(
            inside & ((sums <= self.high + slack) & (sums >= self.low - slack)).all(axis=1), dtype=np.bool_
        )

    def project(self, points: Points) -> Points:
        """The nearest points; NaN where there is none.

        Notes
        -----
        Dykstra's alternating projections for all at once; what has not settled is solved exactly, as a problem of
        least distance by non-negative least squares.

        References
        ----------
        .. [1] Boyle and Dykstra, "A method for finding projections onto the intersection of convex sets in Hilbert
           spaces", 1986, 10.1007/978-1-4613-9940-7_3.
        .. [2] Lawson and Hanson, "Solving Least Squares Problems", chapter 23, 1974.
        """
        found = points.copy()
        todo = np.flatnonzero(~self.contains(points))
        if not len(todo):
            return found
        x = points[todo]
        memory = np.zeros((len(self.a) + 1, *x.shape))
        for _ in range(_SWEEPS):
            before = x
            for i in range(len(self.a) + 1):
                start = x + memory[i]
                x = np.clip(start, 0.0, 1.0) if i == len(self.a) else self._onto(start, i)
                memory[i] = start - x
            if np.abs(x - before).max() < _SETTLED:
                break
        found[todo] = x
        settled = (np.abs(x - before).max(axis=1) < _SETTLED) & self.contains(x)
        for row in todo[~settled]:
            found[row] = self.nearest(points[row])
        return found

    def nearest(self, point: Points, fixed: Allowed | None = None) -> Points:
        """The nearest point to one of shape (w,), perhaps with fixed columns; NaN if there is none."""
        from scipy.optimize import nnls

        moving = np.ones(len(point), dtype=np.bool_) if fixed is None else ~fixed
        found = np.where(moving, point, np.clip(point, 0.0, 1.0))
        held = self.a[:, ~moving] @ found[~moving]
        a, low, high = self.a[:, moving], self.low - held, self.high - held
        equal = self.equations
        nothing = np.full(len(point), np.nan)
        e, target = a[equal], low[equal]
        x = point[moving]
        if not moving.any():
            return found if self.contains(found[None])[0] else nothing
        base = np.linalg.pinv(e) if len(e) else np.zeros((len(x), 0))
        z = null_space(e) if len(e) else np.eye(len(x))
        # All bounds as g x >= h, those that are infinite left out.
        g = np.concatenate([np.eye(len(x)), -np.eye(len(x)), a[~equal], -a[~equal]])
        h = np.concatenate([np.zeros(len(x)), -np.ones(len(x)), low[~equal], -high[~equal]])
        g, h = g[np.isfinite(h)], h[np.isfinite(h)]
        for _ in range(2):  # once more from what was found takes off what rounding left
            x = x - base @ (e @ x - target)
            need = h - g @ x
            if (need <= _INSIDE / 4).all():
                break
            if not z.shape[1]:
                return nothing
            stacked = np.concatenate([(g @ z).T, need[None]])
            aim = np.zeros(len(stacked))
            aim[-1] = 1.0
            try:
                weights, _ = nnls(stacked, aim)
            except RuntimeError:  # it did not come to an end
                return nothing
            rest = stacked @ weights - aim
            if abs(rest[-1]) < 1e-14:
                return nothing
            x = x + z @ (-rest[:-1] / rest[-1])
        found[moving] = np.clip(x, 0.0, 1.0)
        return found if self.contains(found[None])[0] else nothing

    def nearest_stepped(self, point: Points) -> Points:
        """A point near one of shape (w,) whose stepped columns stand on steps; NaN if there is none.

        The steps are those of the least sum of absolute differences, the other columns the nearest to them.
        """
        from scipy.optimize import Bounds, LinearConstraint, milp

        on = np.flatnonzero(self.stepped)
        w = len(point)
        # Columns: w coordinates, whole numbers of steps, and w absolute differences.
        n = w + len(on) + w
        last = np.floor(1 / self.pitch[on] + 1e-9)
        eye, none = np.eye(w), np.zeros((w, len(on)))
        rows: list[Any] = [
            LinearConstraint(np.concatenate([eye, none, -eye], axis=1), -np.inf, point),
            LinearConstraint(np.concatenate([-eye, none, -eye], axis=1), -np.inf, -point),
        ]
        ties = np.zeros((len(on), n))
        ties[np.arange(len(on)), on] = 1.0
        ties[np.arange(len(on)), w + np.arange(len(on))] = -self.pitch[on]
        rows.append(LinearConstraint(ties, 0.0, 0.0))
        rows.append(LinearConstraint(np.pad(self.a, ((0, 0), (0, n - w))), self.low, self.high))
        kinds = np.concatenate([np.zeros(w), np.ones(len(on)), np.zeros(w)])
        bounds = Bounds(np.zeros(n), np.concatenate([np.ones(w), last, np.full(w, np.inf)]))
        cost = np.concatenate([np.zeros(w + len(on)), np.ones(w)])
        solved = milp(cost, integrality=kinds, bounds=bounds, constraints=rows, options={"time_limit": 5.0})
        if solved.x is None:
            return np.full(w, np.nan)
        found = np.asarray(point, dtype=np.float64).copy()
        found[on] = np.rint(solved.x[w : w + len(on)]) * self.pitch[on]
        return self.nearest(found, fixed=self.stepped)

    def _onto(self, points: Points, i: int) -> Points:
        """The nearest points that keep one row."""
        sums = points @ self.a[i]
        off = np.maximum(sums - self.high[i], 0.0) - np.maximum(self.low[i] - sums, 0.0)
        return np.asarray(points - off[:, None] * self.a[i], dtype=np.float64)


def null_space(a: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """An orthonormal basis of the directions that rows do not see, (w, free)."""
    _, sizes, directions = np.linalg.svd(a)
    rank = int((sizes > 1e-10 * max(sizes.max(initial=0.0), 1.0)).sum())
    return np.asarray(directions[rank:].T, dtype=np.float64)
