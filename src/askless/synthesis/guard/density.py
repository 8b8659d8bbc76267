"""How plausible a point is: what tells made-up rows from real ones, and the share of real rows that it would refuse."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from askless.synthesis.domain.space import Points
from askless.synthesis.guard.features import MEASURES, Features, scale_of
from askless.synthesis.guard.implausible import implausible

__all__ = ["MOST", "Density"]

Float64s = npt.NDArray[np.float64]
MOST = 2000
"""Real rows that are learnt from; of more, so many at random."""
FOLDS = 5
EACH = 500
GROUPS = 24
PARTS = 3
TREES = 10
LEAF = 2


@dataclass(frozen=True)
class Density:
    """Density of real rows against that of implausible ones.

    Distance to the nearest rows alone does not do: of two rows with many inputs the middle is nearer to all others
    than they are to one another. So trees learn to tell the real rows from some that are made of them but
    implausible, by distances, a Gaussian mixture and the coordinates. Their probability falls with the ratio of the
    two densities, which is the best test there is if the implausible ones are like those that will be asked [1]_. The
    bound is conformal: the quantile of what rows that the trees did not see get, so that whatever was learnt, no more
    than a chosen share of real rows is refused.

    Parameters
    ----------
    features : Features
    trees : object
        A fitted scikit-learn classifier; class 1 is implausible.
    real : float64 array of shape (n, width)
        The rows learnt from.
    held_out : float64 array of shape (n,)
        The score of each of them by trees that have not seen it.

    References
    ----------
    .. [1] I. Steinwart, D. Hush, C. Scovel, "A classification framework for anomaly detection", JMLR 6, 2005.
    """

    features: Features
    trees: Any
    real: Points
    held_out: Float64s

    @classmethod
    def of(cls, real: Points, seed: int) -> Self:
        """Learn from real rows, at least thirty or so.

        Notes
        -----
        Time: some seconds for 2,000 rows; each of the five folds is judged by trees of the other four.
        """
        rng = np.random.default_rng([seed, 4])
        if len(real) > MOST:
            real = real[np.sort(rng.choice(len(real), MOST, replace=False))]
        fold = rng.permutation(len(real)) % FOLDS
        features, scale = Features.of(real, seed), scale_of(real)
        low, high = real.min(axis=0), real.max(axis=0)
        each = max(300, min(len(real), EACH)) // FOLDS
        mine = np.zeros((len(real), MEASURES))
        made, theirs = [], []
        for one in range(FOLDS):
            # The implausible ones are made of rows that are as new to what measures them as those themselves are.
            few = implausible(real[fold == one], low, high, scale, each, rng)
            others = Features.of(real[fold != one], seed)
            mine[fold == one] = others.measured(real[fold == one])
            made.append(few)
            theirs.append(others.measured(few))
        mine = np.concatenate([mine, features.places(real)], axis=1)
        false = np.concatenate([np.concatenate(theirs), features.places(np.concatenate(made))], axis=1)
        trees, held_out = _grown(mine, false, seed, rng)
        return cls(features, trees, real, held_out)

    def scores(self, points: Points) -> Float64s:
        """How implausible each point is, shape (n,), in [0, 1]; only their order means something."""
        seen = np.concatenate([self.features.measured(points), self.features.places(points)], axis=1)
        scores: Float64s = self.trees.predict_proba(seen)[:, 1]
        return scores

    def bound(self, level: float) -> float:
        """Score that a share `level` of new real rows does not exceed; infinite if there are too few to say."""
        place = int(np.ceil((len(self.held_out) + 1) * level)) - 1
        return float(np.sort(self.held_out)[place]) if place < len(self.held_out) else np.inf


def _grown(mine: Float64s, theirs: Float64s, seed: int, rng: np.random.Generator) -> tuple[Any, Float64s]:
    """Trees that tell real rows (0) from made ones (1), and what each real row gets from those that have not seen it.

    Each group of trees leaves out a part of the real rows. A new row gets the mean of all groups, a real one that of
    the groups that left it out: they are the same kind of trees, and no second training is needed for the bound.
    """
    from sklearn.ensemble import ExtraTreesClassifier

    total, times = np.zeros(len(mine)), GROUPS // PARTS
    forest: Any = None
    for group in range(GROUPS):
        if group % PARTS == 0:
            part = rng.permutation(len(mine)) % PARTS
        out = part == group % PARTS
        rows = np.concatenate([mine[~out], theirs])
        made = np.arange(len(rows)) >= len(rows) - len(theirs)
        weight = np.where(made, (len(rows) - len(theirs)) / len(theirs), 1.0)
        trees: Any = ExtraTreesClassifier(TREES, min_samples_leaf=LEAF, random_state=seed + 1000 * group)
        trees.fit(rows, made, sample_weight=weight)
        total[out] += trees.predict_proba(mine[out])[:, 1]
        if forest is None:
            forest = trees
        else:
            forest.estimators_ += trees.estimators_
    forest.n_estimators = len(forest.estimators_)
    return forest, total / times
