"""Makes the next questions: a generator proposes, the guard judges, and real rows are taken where they are wanted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from askless.synthesis.domain.space import Points
from askless.synthesis.generators.generator import Generator, generators
from askless.synthesis.guard.verdict import Verdict
from askless.synthesis.optimise.candidates import is_new
from askless.synthesis.round import Proposal, Round
from askless.synthesis.snap import Snap

__all__ = ["Made", "Maker"]

TRIES = 4
"""Times that a generator may propose anew what the guard refused."""

SPARE = 256
"""Points spread over the domain that are looked through where it found nothing plausible."""

LATELY = 200
"""Questions, the latest, from which they are to lie far."""


@dataclass
class Made:
    """Questions, and what was refused on the way.

    Parameters
    ----------
    points : list of float64 arrays of shape (width,)
    rows : list of int
        Row of the pool that is asked, -1 where the item is made up.
    scores : list of float
    why : list of str
    refused : list of (str, str)
        Test and reason of each proposal that did not pass.
    """

    points: list[npt.NDArray[np.float64]] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    scores: list[float] = field(default_factory=list)
    why: list[str] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.points)

    def add(self, point: npt.NDArray[np.float64], row: int, score: float, why: str) -> None:
        """One more question."""
        self.points.append(point)
        self.rows.append(row)
        self.scores.append(float(score))
        self.why.append(why)


@dataclass(frozen=True)
class Maker:
    """Makes questions of a round.

    Parameters
    ----------
    generator : Generator
    judge : callable
        Points, and those that were made in this round before: a verdict for each.
    snap : Snap or None
        Finds real rows near points; None if there are none.
    free : int64 array
        Rows of the pool that may be asked.
    snapping : bool
        Whether these are asked instead of items that are made up.
    start : int
        Questions that are spread over the domain before the generator has its turn.
    """

    generator: Generator
    judge: Callable[[Points, Points], Sequence[Verdict]]
    snap: Snap | None
    free: npt.NDArray[np.int64]
    snapping: bool
    start: int

    def make(self, round: Round, k: int) -> Made:
        """Up to `k` questions, >= 1; fewer if no more can be made."""
        made = Made()
        for turn in range(TRIES):
            while len(made) < k and not (self.snapping and len(made) >= len(self.free)):
                proposal = self._proposal(round, made, k, turn)
                before = len(made)
                if self.snapping:
                    self._take_nearest(made, proposal, round)
                else:
                    self._take_passed(made, proposal, round)
                if len(made) == before:
                    break
        if not self.snapping:
            self._spread(made, round, k)
        if len(made) < k and self.snap is not None:
            self._real(made, round, k)
        return made

    def _proposal(self, round: Round, made: Made, k: int, turn: int) -> Proposal:
        """What the generator would ask besides; at the beginning what lies spread over the domain."""
        begun = len(round.points) + len(round.pending) + len(round.unanswerable) + len(made)
        missing, by = k - len(made), self.generator
        if by.needs and not by.own_model and (round.model is None or begun < self.start):
            missing, by = min(missing, max(1, self.start - begun)), generators.get("sobol")
        pending = _with(round.pending, made.points)
        # Another number each time: what was refused is not proposed again.
        number = round.number + len(made) + 1_000_003 * (turn + len(made.refused))
        return by.propose(replace(round, number=number, pending=pending), missing)

    def _take_passed(self, made: Made, proposal: Proposal, round: Round) -> None:
        """Take what the guard lets pass."""
        if len(proposal.points):
            batch = np.array(made.points).reshape(-1, round.domain.width)
            for at, verdict in enumerate(self.judge(proposal.points, batch)):
                if not verdict.passed:
                    made.refused.append((verdict.test, verdict.reason))
                elif is_new(proposal.points[at], _with(round.taken, made.points)):
                    made.add(proposal.points[at], -1, proposal.scores[at], proposal.why[at])

    def _take_nearest(self, made: Made, proposal: Proposal, round: Round) -> None:
        """Take the nearest real rows."""
        assert self.snap is not None
        for at, row in enumerate(self.snap.nearest(proposal.points, self._taken(made, round))[0].tolist()):
            if is_new(round.real[row], _with(round.taken, made.points)):  # copies may be nearest to several
                made.add(round.real[row], row, proposal.scores[at], f"{proposal.why[at]}; the nearest row that exists")

    def _taken(self, made: Made, round: Round) -> npt.NDArray[np.int64]:
        """Rows that may not be asked."""
        taken = np.ones(len(round.real), dtype=np.bool_)
        taken[self.free] = False
        taken[[row for row in made.rows if row >= 0]] = True
        return np.flatnonzero(taken)

    def _spread(self, made: Made, round: Round, k: int) -> None:
        """Where the generator found nothing that passes: plausible points far from what was asked."""
        if len(made) >= k:
            return
        rng = round.rng(7)
        points = round.domain.sample(SPARE, rng, "random")
        if len(round.real):  # near real rows is where questions are plausible
            some = round.real[rng.integers(len(round.real), size=SPARE)]
            points = np.concatenate([points, round.domain.project(some + rng.normal(scale=0.02, size=some.shape))])
        if not round.domain.continuous.any():  # of few items that are left a sample may miss all
            near = [round.domain.neighbours(point) for point in _with(round.taken, made.points)[-SPARE:]]
            near = [part[round.domain.allowed(part)] for part in near if len(part)]
            points = np.concatenate([points, *near])
        points = np.unique(points[np.isfinite(points).all(axis=1)], axis=0)
        points = points[round.plausible(points)] if len(points) else points
        taken = _with(round.taken, made.points)
        points = points[[is_new(point, taken) for point in points]] if len(points) else points
        while len(made) < k and len(points):
            best = _farthest(points, _with(round.taken, made.points))
            (verdict,) = self.judge(points[best][None], np.array(made.points).reshape(-1, round.domain.width))
            if verdict.passed:
                made.add(points[best], -1, 0.0, "plausible, and far from what was asked before")
            else:
                made.refused.append((verdict.test, verdict.reason))
            points = np.delete(points, best, axis=0)

    def _real(self, made: Made, round: Round, k: int) -> None:
        """Where nothing that is made up passes: rows that exist, far from what was asked."""
        left = np.setdiff1d(self.free, [row for row in made.rows if row >= 0])
        while len(made) < k and len(left):
            some = left if len(left) <= SPARE else round.rng(8, len(made)).choice(left, SPARE, replace=False)
            row = int(some[_farthest(round.real[some], _with(round.taken, made.points))])
            if is_new(round.real[row], _with(round.taken, made.points)):
                made.add(round.real[row], row, 0.0, "a row that exists: nothing that was made up passed the guard")
            left = left[left != row]


def _with(points: Points, more: Sequence[npt.NDArray[np.float64]]) -> Points:
    return np.concatenate([points, np.array(more)]) if len(more) else points


def _farthest(points: Points, taken: Points) -> int:
    """Which of some points lies farthest from everything that was asked lately."""
    if not len(taken):
        return 0
    nearest = np.full(len(points), np.inf)
    for other in taken[-LATELY:]:
        np.minimum(nearest, ((points - other) ** 2).sum(axis=1), out=nearest)
    return int(nearest.argmax())
