"""How plausible a point is: what tells made-up rows from real ones, and the share of real rows that it would refuse."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from askless.synthesis.domain.space import Points
from askless.synthesis.guard.features import Features, Range
from askless.synthesis.guard.implausible import implausible
from askless.synthesis.guard.trees import grown, votes

__all__ = ["MOST", "Density"]

Float64s = npt.NDArray[np.float64]
Int64s = npt.NDArray[np.int64]
MOST = 2000
"""Real rows that are learnt from; of more, so many at random."""
FOLDS = 9
EACH = 500
TIMES = 8
PARTS = 3
TREES = 10
LEAF = 2
SHARE = 0.3


@dataclass(frozen=True)
class Density:
    """Density of real rows against that of implausible ones.

    Distance to the nearest rows alone does not do: of two rows with many inputs the middle is nearer to all others
    than they are to one another. So trees learn to tell the real rows from some that are made of them but
    implausible, by distances, a Gaussian mixture and the coordinates. Their probability falls with the ratio of the
    two densities, which is the best test there is if the implausible ones are like those that will be asked [1]_. The
    bound is conformal: the quantile of what rows that the trees did not see get, so that whatever was learnt, no more
    than a chosen share of real rows is refused. For that they must be measured just as new ones are: by as many other
    rows, by as many trees, and with nothing among the implausible ones that was made of them.

    Parameters
    ----------
    features : Features
        By all real rows but those of one fold.
    trees : list
        What tells implausible rows from real ones.
    real : float64 array of shape (n, width)
        The rows learnt from.
    measuring : float64 array of shape (m, width)
        Those of them by which `features` measure.
    range : Range
        Of all of them.
    held_out : float64 array of shape (n,)
        The score of each of them by features and trees that have not seen it.

    References
    ----------
    .. [1] I. Steinwart, D. Hush, C. Scovel, "A classification framework for anomaly detection", JMLR 6, 2005.
    """

    features: Features
    trees: list[Any]
    real: Points
    measuring: Points
    range: Range
    held_out: Float64s

    @classmethod
    def of(cls, real: Points, seed: int, answers: npt.NDArray[np.int64] | None = None) -> Self:
        """Learn from real rows, at least thirty or so, and from their classes where they are known (-1 if not).

        Notes
        -----
        Time: some two seconds for 2,000 rows. Each of the nine folds is measured by the other eight.
        """
        rng = np.random.default_rng([seed, 4])
        if len(real) > MOST:
            some = np.sort(rng.choice(len(real), MOST, replace=False))
            real, answers = real[some], None if answers is None else answers[some]
        fold = rng.permutation(len(real)) % FOLDS
        seen = Range.of(real)
        each = max(300, min(len(real), EACH)) // FOLDS + 1
        mine, made, theirs = np.zeros((len(real), 0)), [], []
        first: Features | None = None
        for one in range(FOLDS):
            out = fold == one
            # The implausible ones are made of rows that are as new to what measures them as those themselves are.
            classes = None if answers is None else answers[out]
            few = implausible(real[out], seen.low, seen.high, seen.scale, each, rng, classes)
            others = Features.of(real[~out], seed)
            first = first or others
            measured = others.measured(real[out])
            if one == 0:
                mine = np.zeros((len(real), measured.shape[1]))
            mine[out] = measured
            made.append(few)
            theirs.append(others.measured(few))
        assert first is not None
        mine = np.concatenate([mine, first.places(real)], axis=1)
        false = np.concatenate([np.concatenate(theirs), first.places(np.concatenate(made))], axis=1)
        trees, held_out = _grown(mine, fold, false, np.repeat(np.arange(FOLDS), [len(few) for few in made]), seed, rng)
        return cls(first, trees, real, real[fold != 0], seen, held_out)

    def scores(self, points: Points) -> Float64s:
        """How implausible each point is, shape (n,), in [0, 1]; only their order means something."""
        return votes(self.trees, np.concatenate([self.features.measured(points), self.features.places(points)], axis=1))

    def nearest(self, points: Points) -> Points:
        """The real row nearest to each point, shape (n, width)."""
        return self.measuring[self.features.nearest(points, 1)[:, 0]]

    def bound(self, level: float) -> float:
        """Score that a share `level` of new real rows does not exceed; infinite if there are too few to say."""
        place = int(np.ceil((len(self.held_out) + 1) * level)) - 1
        return float(np.sort(self.held_out)[place]) if place < len(self.held_out) else np.inf


def _grown(
    mine: Float64s, fold: Int64s, theirs: Float64s, made_of: Int64s, seed: int, rng: np.random.Generator
) -> tuple[list[Any], Float64s]:
    """Trees that tell real rows from made ones, and what each real row gets from those that have not seen it.

    Time and again the folds are dealt into three parts, and each part is judged by trees of the other two. So a real
    row has a score by one group of trees of each deal; and of each deal one group is kept to judge what is new.
    """
    held_out, kept = np.zeros(len(mine)), []
    for time in range(TIMES):
        part = rng.permutation(FOLDS) % PARTS
        spared = int(rng.integers(PARTS))
        for one in range(PARTS):
            out = part[fold] == one
            rows = np.concatenate([mine[~out], theirs[part[made_of] != one]])
            trees = grown(rows, np.arange(len(rows)) >= (~out).sum(), TREES, LEAF, seed + 1000 * time + one, SHARE)
            held_out[out] += votes(trees, mine[out]) / TIMES
            if one == spared:
                kept += trees
    return kept, held_out
