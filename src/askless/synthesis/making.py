"""Makes the next questions: a generator proposes, the guard judges, and real rows are taken where they are wanted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np
import numpy.typing as npt

from askless.synthesis.domain.space import Points
from askless.synthesis.generators.generator import Generator, generators
from askless.synthesis.round import Proposal, Round
from askless.synthesis.snap import Snap

__all__ = ["Judged", "Made", "make"]

TRIES = 4
"""Times that a generator may propose anew what the guard refused."""

SPARE = 256
"""Points spread over the domain that are looked through where it found nothing plausible."""


class Judged(Protocol):
    """What the guard says of one question."""

    @property
    def passed(self) -> bool: ...
    @property
    def test(self) -> str:
        """Name of the test that refused it: "density", "two_sample", "constraints", "unanswerable"."""
        ...

    @property
    def reason(self) -> str:
        """A sentence; "" if it passed."""
        ...


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


def make(
    round: Round,
    k: int,
    generator: Generator,
    judge: Callable[[Points, Points], Sequence[Judged]],
    nearest: Snap | None,
    free: npt.NDArray[np.int64],
    start: int,
) -> Made:
    """The next questions.

    Parameters
    ----------
    round : Round
    k : int
        How many, >= 1.
    generator : Generator
    judge : callable
        Points, and those that were made in this round before: a verdict for each.
    nearest : Snap or None
        Finds the rows that are asked instead; None: items are made up.
    free : int64 array
        Rows of the pool that may be asked.
    start : int
        Questions that are spread over the domain before the generator has its turn.

    Returns
    -------
    made : Made
        Fewer than `k` if no more can be made.
    """
    made = Made()
    begun = len(round.points) + len(round.pending) + len(round.unanswerable)
    for turn in range(TRIES * 2):
        missing = k - len(made)
        if missing <= 0 or (nearest is not None and not len(free)):
            break
        at_start = _begins(round, generator, begun + len(made), start)
        if at_start:
            missing = min(missing, max(1, start - begun - len(made)))
        by = generators.get("sobol") if at_start else generator
        now = replace(
            round, number=round.number + len(made) + 1_000_003 * turn, pending=_with(round.pending, made.points)
        )
        proposal = by.propose(now, missing)
        if not len(proposal.points):
            break
        if nearest is not None:
            free = _snapped(made, proposal, nearest, free, round.real)
        else:
            _judged(made, proposal, judge, round)
        if turn >= TRIES and not at_start:
            break
    if nearest is None and len(made) < k:
        _spread(made, round, k - len(made), judge)
    return made


def _begins(round: Round, generator: Generator, begun: int, start: int) -> bool:
    """Whether questions are still spread over the domain: there is no model, or too few answers to trust it."""
    if generator.own_model or not generator.needs:
        return False
    return round.model is None or begun < start


def _with(points: Points, more: Sequence[npt.NDArray[np.float64]]) -> Points:
    return np.concatenate([points, np.array(more)]) if len(more) else points


def _judged(made: Made, proposal: Proposal, judge: Callable[[Points, Points], Sequence[Judged]], round: Round) -> None:
    """Take what the guard lets pass."""
    batch = np.array(made.points).reshape(-1, round.domain.width)
    for at, verdict in enumerate(judge(proposal.points, batch)):
        if verdict.passed:
            made.add(proposal.points[at], -1, proposal.scores[at], proposal.why[at])
        else:
            made.refused.append((verdict.test, verdict.reason))


def _snapped(
    made: Made,
    proposal: Proposal,
    nearest: Snap,
    free: npt.NDArray[np.int64],
    real: Points,
) -> npt.NDArray[np.int64]:
    """Take the nearest real rows; returns the rows that are left."""
    rows, _ = nearest.nearest(proposal.points, np.setdiff1d(np.arange(len(real)), free, assume_unique=True))
    for at, row in enumerate(rows.tolist()):
        made.add(real[row], row, proposal.scores[at], f"{proposal.why[at]}; the nearest row that exists")
    return np.setdiff1d(free, rows)


def _spread(made: Made, round: Round, k: int, judge: Callable[[Points, Points], Sequence[Judged]]) -> None:
    """Where the generator found nothing that passes: plausible points far from what was asked."""
    rng = round.rng(7)
    points = round.domain.sample(SPARE, rng, "random")
    if len(round.real):  # real rows, a little moved: near them is where questions are plausible
        some = round.real[rng.integers(len(round.real), size=SPARE)]
        points = np.concatenate([points, round.domain.project(some + rng.normal(scale=0.02, size=some.shape))])
    points = points[np.isfinite(points).all(axis=1)]
    points = points[round.plausible(points)] if len(points) else points
    for _ in range(k):
        if not len(points):
            return
        taken = _with(round.taken, made.points)
        apart = ((points[:, None, :] - taken[None, -200:, :]) ** 2).sum(axis=2).min(axis=1) if len(taken) else None
        best = 0 if apart is None else int(apart.argmax())
        chosen, points = points[best], np.delete(points, best, axis=0)
        (verdict,) = judge(chosen[None], np.array(made.points).reshape(-1, round.domain.width))
        if verdict.passed:
            made.add(chosen, -1, 0.0, "plausible, and far from what was asked: nothing better passed the guard")
        else:
            made.refused.append((verdict.test, verdict.reason))
