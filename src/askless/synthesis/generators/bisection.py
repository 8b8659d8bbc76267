"""Boundary bisection: between two items with different answers there is a boundary; ask in the middle."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from askless.synthesis.domain.space import Allowed, Points
from askless.synthesis.generators.generator import Generator, generators
from askless.synthesis.models.model import PointModel
from askless.synthesis.optimise.candidates import fresh, spread
from askless.synthesis.round import Proposal, Round

__all__ = ["Bisection"]

MOST = 2_000
"""Real rows with a known answer that are paired; more are drawn at random."""
TOLERANCE = 0.01
"""A gap is closed when it is shorter than this share of the diagonal."""
PAIRS = 64
"""Of the widest gaps, how many are looked into for a question."""
STEPS = 17
"""Points on the path between two ends that must lie in the domain."""
SHARES = (0.5, 0.375, 0.625, 0.25, 0.75)
"""Of the way, where a question may be: at least a quarter of the gap closes with each answer."""
MODEL_STEPS = 20
"""Halvings with which the boundary of a model is found on a path; they cost no answer."""


@dataclass(frozen=True)
class _Known:
    """Points whose answers are known."""

    points: Points
    codes: npt.NDArray[np.int64]


class Bisection(Generator):
    """Asks between two answered items of different labels, where the gap between them is widest.

    Each answered item is paired with the nearest one of every other label, real rows with known answers among them.
    The widest gap that nothing answered lies in comes first, so questions spread along the boundary, and each answer
    halves a gap. Where a model agrees with both ends, its own boundary on the path is found first, which costs no
    answer, and asked about. A pair counts only if the whole path between its ends lies in the domain.
    """

    name = "bisection"
    summary = "asks halfway between two items with different answers, where the gap between them is widest"
    reference = (
        "E. Baum, “Neural net algorithms that learn in polynomial time from examples and queries”, IEEE Transactions "
        "on Neural Networks 1991, doi:10.1109/72.80287; L. Wang, X. Hu, B. Yuan and J. Lu, “Active learning via query "
        "synthesis and nearest neighbour search”, Neurocomputing 2015, doi:10.1016/j.neucom.2014.06.042"
    )
    when_not = "When answers are noisy: one wrong answer makes a boundary where there is none. Use `margin_sobol`."
    tasks = ("classes",)
    needs = ()

    def propose(self, round: Round, k: int) -> Proposal:
        """See `Generator.propose`."""
        known = _known(round)
        first, second, gap = _pairs(known, np.concatenate([round.pending, round.unanswerable]))
        closed = TOLERANCE * np.sqrt(round.domain.width)
        wide = np.flatnonzero(gap > closed)
        points: Points = np.empty((0, round.domain.width))
        scores: list[float] = []
        why: list[str] = []
        blocked = 0
        for at in wide[:PAIRS]:
            if len(points) == k:
                break
            ends = known.points[[first[at], second[at]]]
            codes = known.codes[[first[at], second[at]]]
            found = _between(round, ends, codes, np.concatenate([round.taken, points]))
            if found is None:
                blocked += 1
                continue
            point, of_model = found
            if len(points) and np.sqrt(((points - point) ** 2).sum(axis=1).min()) < 0.25 * gap[at]:
                continue  # another question of this batch lies in the same gap
            points = np.concatenate([points, point[None]])
            scores.append(float(gap[at]))
            one, two = (f"“{round.label_names[code]}”" for code in codes)
            where = "where the model sees the boundary between" if of_model else "between"
            why.append(f"{where} an item with the answer {one} and one with {two}, {gap[at]:.2f} apart")
        if len(points) < k:
            told = f"{_reason(known, len(wide), blocked)}: far from all that was asked"
            points, apart = _far(round, k - len(points), points)
            why += [told] * (len(points) - len(scores))
            scores += apart
        return Proposal(points, np.array(scores), tuple(why))


def _known(round: Round) -> _Known:
    """Answered points and real rows with known answers, none twice; the codes are those of labels."""
    there = np.flatnonzero(round.real_answers >= 0) if len(round.real) else np.empty(0, dtype=np.int64)
    if len(there) > MOST:
        there = np.sort(np.random.default_rng([round.seed, 11]).choice(there, MOST, replace=False))
    rows = round.real[there]
    new = fresh(rows, round.points) if len(rows) else np.empty(0, dtype=np.bool_)
    codes = np.concatenate([round.answers, round.real_answers[there][new]]).astype(np.int64)
    return _Known(np.concatenate([round.points, rows[new]]), codes)


def _pairs(known: _Known, open_points: Points) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], Points]:
    """Pairs of nearest points with different labels, the widest gap first; the gap of each.

    A pair between whose ends lies another known point, or an open question, is none: the gap is theirs to close. Lies
    between: nearer to the middle than the ends are.
    """
    points, codes = known.points, known.codes
    found: set[tuple[int, int]] = set()
    for label in np.unique(codes):
        mine, others = np.flatnonzero(codes == label), np.flatnonzero(codes != label)
        for other in np.unique(codes[others]):
            theirs = np.flatnonzero(codes == other)
            for start in range(0, len(mine), 256):  # blocks: no n x n array
                some = mine[start : start + 256]
                nearest = theirs[_squares(points[some], points[theirs]).argmin(axis=1)]
                found.update((min(a, b), max(a, b)) for a, b in zip(some.tolist(), nearest.tolist(), strict=True))
    pairs = np.array(sorted(found), dtype=np.int64).reshape(-1, 2)
    ends = points[pairs[:, 0]], points[pairs[:, 1]]
    gap = np.sqrt(((ends[0] - ends[1]) ** 2).sum(axis=1))
    middle = 0.5 * (ends[0] + ends[1])
    clear = np.ones(len(pairs), dtype=np.bool_)
    all_points = np.concatenate([points, open_points])
    for start in range(0, len(pairs), 256):
        rows = slice(start, start + 256)
        if len(all_points):
            near = np.sqrt(_squares(middle[rows], all_points).min(axis=1))
            clear[rows] = near >= 0.5 * gap[rows] * (1.0 - 1e-6) - 1e-12
    pairs, gap = pairs[clear], gap[clear]
    order = np.argsort(-gap, kind="stable")
    return pairs[order, 0], pairs[order, 1], gap[order]


def _squares(a: Points, b: Points) -> Points:
    """Squared distances, (n, m)."""
    squares = (a * a).sum(axis=1)[:, None] + (b * b).sum(axis=1) - 2.0 * a @ b.T
    return np.asarray(np.maximum(squares, 0.0))


def _between(round: Round, ends: Points, codes: npt.NDArray[np.int64], taken: Points) -> tuple[Points, bool] | None:
    """A question on the path between two ends, and whether a model's boundary is there; None if there is no path."""
    domain = round.domain
    path = ends[0] + np.linspace(0.0, 1.0, STEPS)[:, None] * (ends[1] - ends[0])
    items = domain.project(path)
    if not np.isfinite(items).all():
        return None
    if domain.continuous.all() and not domain.allowed(path).all():
        return None
    shares = list(SHARES)
    own = _of_model(round.model, ends, codes) if round.model is not None else None
    if own is not None:
        shares.insert(0, float(np.clip(own, min(SHARES), max(SHARES))))
    trial = domain.project(ends[0] + np.array(shares)[:, None] * (ends[1] - ends[0]))
    fine: Allowed = np.asarray(np.isfinite(trial).all(axis=1))
    if not fine.any():
        return None
    fine[fine] &= round.plausible(trial[fine])
    gap = ((ends[0] - ends[1]) ** 2).sum()
    inside = np.maximum(((trial - ends[0]) ** 2).sum(axis=1), ((trial - ends[1]) ** 2).sum(axis=1)) < gap
    # one by one: a trial that is a copy of another that was refused is not
    for at in np.flatnonzero(fine & inside):
        if fresh(trial[at][None], np.concatenate([taken, ends]))[0]:
            return trial[at], own is not None and at == 0
    return None


def _of_model(model: PointModel, ends: Points, codes: npt.NDArray[np.int64]) -> float | None:
    """Where on the path a model changes from the label of one end to that of the other; None if it sees otherwise."""
    if model.predict(ends).argmax(axis=1).tolist() != codes.tolist():
        return None
    low, high = 0.0, 1.0
    for _ in range(MODEL_STEPS):
        share = 0.5 * (low + high)
        proba = model.predict((ends[0] + share * (ends[1] - ends[0]))[None])[0]
        if proba[codes[0]] >= proba[codes[1]]:
            low = share
        else:
            high = share
    return 0.5 * (low + high)


def _reason(known: _Known, wide: int, blocked: int) -> str:
    """Why there are fewer gaps than questions."""
    if len(np.unique(known.codes)) < 2:
        return "no two answers differ yet, so there is no boundary to look for"
    if wide == 0:
        return f"every gap between different answers is below {TOLERANCE:.0%} of the domain"
    if blocked:
        return "no path between different answers lies in the domain and is plausible"
    return "every gap between different answers is asked about already"


def _far(round: Round, k: int, points: Points) -> tuple[Points, list[float]]:
    """Points of the domain that lie far from all others are added; their distances."""
    pool = spread(round, 256, round.rng(12))
    taken = np.concatenate([round.taken, points])
    pool = pool[fresh(pool, taken)]
    nearest = np.full(len(pool), np.inf)
    for start in range(0, len(taken), 1024):
        nearest = np.minimum(nearest, _squares(pool, taken[start : start + 1024]).min(axis=1))
    apart = []
    for _ in range(min(k, len(pool))):
        at = int(nearest.argmax())
        apart.append(0.0 if np.isinf(nearest[at]) else float(np.sqrt(nearest[at])))
        points = np.concatenate([points, pool[at][None]])
        nearest = np.minimum(nearest, _squares(pool, pool[at][None])[:, 0])
        nearest[at] = -1.0
    return points, apart


generators.register(Bisection.name, Bisection())
