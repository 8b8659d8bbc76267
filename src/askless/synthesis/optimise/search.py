"""The best point of a domain under an objective: starts spread over the domain, climbs, and discrete moves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from askless.synthesis.domain.space import Allowed, Points
from askless.synthesis.models.model import Float64s
from askless.synthesis.optimise.ascent import ascend
from askless.synthesis.optimise.candidates import fresh, spread
from askless.synthesis.optimise.evolve import evolve, evolve_cma
from askless.synthesis.optimise.objective import Objective
from askless.synthesis.round import Round

__all__ = ["Search"]

CANDIDATES = 512
STARTS = 16
_CLIMBED_BY_CMA = 2
_POLISHED = 4  # of the best ends, those that go on without gradients where trials were refused
_POLISHES = 60
_MOVED = 4  # of the best ends, those from which discrete moves are tried
_MOVES = 20
"""Discrete moves in a row."""


@dataclass(frozen=True)
class Search:
    """Looks for the best point that may be asked about.

    Parameters
    ----------
    round : Round
        Its domain and guard say what may be asked about.
    candidates, starts : int
        Points of the domain that are looked at, and those of them from which it climbs.

    Notes
    -----
    The result depends on the round's seed and number and on `key` alone. With gradients all starts climb together, see
    `ascend`; without, all by `evolve`, and the best two then by CMA-ES where it is installed. Inputs that are not
    continuous stay as they are in a climb; moves by one step of one of them follow, each with the climb that it allows.
    """

    round: Round
    candidates: int = CANDIDATES
    starts: int = STARTS

    def best(self, objective: Objective, avoid: Points, key: int) -> tuple[Points, float] | None:
        """The best point found that is not among `avoid`, of shape (width,), and its value; None if there is none."""
        rng = self.round.rng(1, key)
        pool = spread(self.round, self.candidates, rng)
        pool = pool[fresh(pool, avoid)]
        if not len(pool):
            return None
        values = objective.value(pool)
        chosen = _starts(pool, values, self.starts)
        points, heights = self._climb(objective, pool[chosen], rng)
        points, heights = self._move(objective, points, heights, avoid, rng)
        order = np.argsort(-heights, kind="stable")
        order = order[fresh(points[order], avoid) & np.isfinite(heights[order])]
        first = int(np.argmax(values))
        if not len(order) or values[first] > heights[order[0]]:
            return pool[first], float(values[first])
        return points[order[0]], float(heights[order[0]])

    def settle(self, points: Points, search: bool = False) -> tuple[Points, Allowed]:
        """Points near by that may be asked about, and which of them there are.

        Climbs try thousands of points, so that what only a search could take into the domain counts as refused: the
        next trial lies nearer to where they stand.
        """
        nearest = self.round.domain.project(points, search=search)
        fine: Allowed = np.asarray(np.isfinite(nearest).all(axis=1))
        nearest = np.where(fine[:, None], nearest, points)
        if fine.any():
            fine[fine] &= self.round.plausible(nearest[fine])
        return nearest, fine

    def _climb(self, objective: Objective, starts: Points, rng: np.random.Generator) -> tuple[Points, Float64s]:
        """From each start as high as the continuous inputs allow."""
        free = self.round.domain.continuous
        if not free.any():
            return starts, objective.value(starts)
        if objective.with_gradient is not None:
            return self._ascend(objective, starts, free, rng)
        points, heights = evolve(objective.value, starts, free=free, settle=self.settle, rng=rng)
        order = np.argsort(-heights, kind="stable")[:_CLIMBED_BY_CMA]
        for at in order:
            found = evolve_cma(objective.value, points[at], free=free, settle=self.settle, rng=rng)
            if found is not None and found[1] > heights[at]:
                points[at], heights[at] = found
        return points, heights

    def _ascend(
        self, objective: Objective, starts: Points, free: Allowed, rng: np.random.Generator
    ) -> tuple[Points, Float64s]:
        """Along the gradient; from the best ends on without it where it leads out of what may be asked about."""
        assert objective.with_gradient is not None
        refused = False

        def settle(points: Points) -> tuple[Points, Allowed]:
            nonlocal refused
            settled, fine = self.settle(points)
            refused |= not fine.all()
            return settled, fine

        points, heights = ascend(objective.with_gradient, starts, free=free, settle=settle)
        if refused:
            best = np.argsort(-heights, kind="stable")[:_POLISHED]
            points[best], heights[best] = evolve(
                objective.value, points[best], free=free, settle=self.settle, rng=rng, steps=_POLISHES
            )
        return points, heights

    def _move(
        self, objective: Objective, points: Points, heights: Float64s, avoid: Points, rng: np.random.Generator
    ) -> tuple[Points, Float64s]:
        """From the best ends, steps of inputs that are not continuous, as long as one of them rises."""
        domain = self.round.domain
        if domain.continuous.all():
            return points, heights
        ends, tops = list(points), list(heights)
        for at in np.argsort(-heights, kind="stable")[:_MOVED]:
            x, height = points[at], float(heights[at])
            for _ in range(_MOVES):
                near, fine = self.settle(domain.neighbours(x), search=True)
                near = near[fine]
                near = near[fresh(near, avoid)]
                if not len(near):
                    break
                values = objective.value(near)
                few = np.argsort(-values, kind="stable")[:_MOVED]
                climbed, found = self._refine(objective, near[few], values[few], rng)
                first = int(np.argmax(found))
                if not found[first] > height:
                    break
                x, height = climbed[first], float(found[first])
            ends.append(x)
            tops.append(height)
        return np.array(ends), np.array(tops)

    def _refine(
        self, objective: Objective, points: Points, values: Float64s, rng: np.random.Generator
    ) -> tuple[Points, Float64s]:
        """A short climb after a move."""
        free = self.round.domain.continuous
        if not free.any():
            return points, values
        if objective.with_gradient is not None:
            return ascend(objective.with_gradient, points, free=free, settle=self.settle, steps=10)
        return evolve(objective.value, points, free=free, settle=self.settle, rng=rng, steps=8, reach=0.03)


def _starts(points: Points, values: Float64s, most: int) -> list[int]:
    """The best candidates, half of them; and of the best quarter those that lie far from the others."""
    order = np.argsort(-values, kind="stable")
    order = order[np.isfinite(values[order])]
    chosen: list[int] = order[: most // 2].tolist()
    rest = order[most // 2 : max(most, len(order) // 4)]
    if not len(chosen) or not len(rest):
        return chosen
    nearest = ((points[rest][:, None, :] - points[chosen]) ** 2).sum(axis=2).min(axis=1)
    for _ in range(min(most - len(chosen), len(rest))):
        at = int(nearest.argmax())
        chosen.append(int(rest[at]))
        nearest = np.minimum(nearest, ((points[rest] - points[rest[at]]) ** 2).sum(axis=1))
    return chosen
