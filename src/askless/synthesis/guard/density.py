"""How plausible a point is: what tells made-up rows from real ones, and the share of real rows that it would refuse."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from askless.models.threads import one_thread
from askless.synthesis.domain.space import Points
from askless.synthesis.guard.features import Features, Range
from askless.synthesis.guard.implausible import implausible
from askless.synthesis.guard.trees import grown, votes

__all__ = ["MOST", "Density"]

Float64s = npt.NDArray[np.float64]
MOST = 2000
"""Real rows that are learnt from; of more, so many at random."""
PARTS = 5
FOLDS = (4, 9)
EACH = 500
TREES = (40, 120)
"""The more the fewer rows there are: then scores are rough, and the bound with them."""
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
    than a chosen share of real rows is refused. For that they must be judged just as new ones are. So the rows are
    dealt into five parts, each part is judged by what was learnt of the other four alone, and new points by the first
    of these five.

    Parameters
    ----------
    features : Features
        By the real rows of four parts.
    trees : list
        What tells implausible rows from these.
    real : float64 array of shape (n, width)
        These rows.
    range : Range
        Of all real rows.
    held_out : float64 array of shape (m,)
        The score of each real row by features and trees that have not seen it.

    References
    ----------
    .. [1] I. Steinwart, D. Hush, C. Scovel, "A classification framework for anomaly detection", JMLR 6, 2005.
    """

    features: Features
    trees: list[Any]
    real: Points
    range: Range
    held_out: Float64s

    @classmethod
    def of(cls, real: Points, seed: int, answers: npt.NDArray[np.int64] | None = None) -> Self:
        """Learn from real rows, at least thirty or so, and from their classes where they are known (-1 if not).

        Notes
        -----
        Time: some three seconds for 2,000 rows.
        """
        rng = np.random.default_rng([seed, 4])
        if len(real) > MOST:
            some = np.sort(rng.choice(len(real), MOST, replace=False))
            real, answers = real[some], None if answers is None else answers[some]
        seen, part = Range.of(real), rng.permutation(len(real)) % PARTS
        held_out, parts = np.zeros(len(real)), []
        for one in range(PARTS):
            out = part == one
            with one_thread():
                classes = None if answers is None else answers[~out]
                features, trees = _learnt(real[~out], classes, seed + 1000 * one, rng)
            parts.append(cls(features, trees, real[~out], seen, held_out))
            held_out[out] = parts[-1].scores(real[out])
        return parts[0]

    def scores(self, points: Points) -> Float64s:
        """How implausible each point is, shape (n,), in [0, 1]; only their order means something."""
        # Products of a few rows take one thread anyway, and less time than it takes to ask for that.
        with one_thread() if len(points) > 256 else nullcontext():
            seen = np.concatenate([self.features.measured(points), self.features.places(points)], axis=1)
            return votes(self.trees, seen)

    def nearest(self, points: Points) -> Points:
        """The real row that differs from each point in the fewest inputs, more or less; shape (n, width)."""
        scale = self.range.scale
        return np.array([self.real[np.sqrt(np.abs(self.real - one) / scale).sum(axis=1).argmin()] for one in points])

    def bound(self, level: float) -> float:
        """Score that a share `level` of new real rows does not exceed; infinite if there are too few to say."""
        place = int(np.ceil((len(self.held_out) + 1) * level)) - 1
        return float(np.sort(self.held_out)[place]) if place < len(self.held_out) else np.inf


def _learnt(
    real: Points, answers: npt.NDArray[np.int64] | None, seed: int, rng: np.random.Generator
) -> tuple[Features, list[Any]]:
    """Measures by real rows, and trees that tell implausible rows from them by these.

    Each fold, and what is made of it, is measured by the others: both are as new to them as what will be judged.
    """
    folds, trees = int(np.clip(4_000 // len(real), *FOLDS)), int(np.clip(40_000 // len(real), *TREES))
    features, fold = Features.of(real, seed), rng.permutation(len(real)) % folds
    seen = features.range
    each = max(300, min(len(real), EACH)) // folds
    rows, made = [], []
    for one in range(folds):
        out = fold == one
        others = Features.of(real[~out], seed)
        classes = None if answers is None else answers[out]
        few = np.concatenate([real[out], implausible(real[out], seen.low, seen.high, seen.scale, each, rng, classes)])
        rows.append(np.concatenate([others.measured(few), features.places(few)], axis=1))
        made.append(np.arange(len(few)) >= out.sum())
    return features, grown(np.concatenate(rows), np.concatenate(made), trees, LEAF, seed, SHARE)
