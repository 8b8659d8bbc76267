"""How plausible a point is: what tells made-up rows from real ones, and the share of real rows that it would refuse."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from askless.synthesis.domain.space import Points
from askless.synthesis.guard.features import Features, scale_of
from askless.synthesis.guard.implausible import implausible

__all__ = ["MOST", "Density"]

Float64s = npt.NDArray[np.float64]
MOST = 2000
"""Real rows that are learnt from; of more, so many at random."""
FOLDS = 5
TREES = 100


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
    held_out : float64 array of shape (n,)
        Rising: what each real row got from trees that had not seen it.
    real : float64 array of shape (n, width)
        The rows learnt from.

    References
    ----------
    .. [1] I. Steinwart, D. Hush, C. Scovel, "A classification framework for anomaly detection", JMLR 6, 2005.
    """

    features: Features
    trees: Any
    held_out: Float64s
    real: Points

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
        features = Features.of(real, seed)
        made = implausible(real, scale_of(real), max(300, min(len(real), 1000)), rng)
        measured = np.zeros((len(real), 10))
        for one in range(FOLDS):
            measured[fold == one] = Features.of(real[fold != one], seed).measured(real[fold == one])
        mine = np.concatenate([measured, features.places(real)], axis=1)
        theirs = np.concatenate([features.measured(made), features.places(made)], axis=1)
        held_out = np.zeros(len(real))
        for one in range(FOLDS):
            held_out[fold == one] = _trees(mine[fold != one], theirs, seed).predict_proba(mine[fold == one])[:, 1]
        return cls(features, _trees(mine, theirs, seed), np.sort(held_out), real)

    def scores(self, points: Points) -> Float64s:
        """How implausible each point is, shape (n,), in [0, 1]; only their order means something."""
        seen = np.concatenate([self.features.measured(points), self.features.places(points)], axis=1)
        scores: Float64s = self.trees.predict_proba(seen)[:, 1]
        return scores

    def bound(self, level: float) -> float:
        """Score that a share `level` of new real rows does not exceed; infinite if there are too few to say."""
        place = int(np.ceil((len(self.held_out) + 1) * level)) - 1
        return float(self.held_out[place]) if place < len(self.held_out) else np.inf


def _trees(mine: Float64s, theirs: Float64s, seed: int) -> Any:
    """Trees that tell real rows (0) from made ones (1), both of the same weight."""
    from sklearn.ensemble import ExtraTreesClassifier

    trees = ExtraTreesClassifier(TREES, min_samples_leaf=2, random_state=seed)
    made = np.arange(len(mine) + len(theirs)) >= len(mine)
    weight = np.where(made, len(mine) / len(theirs), 1.0)
    return trees.fit(np.concatenate([mine, theirs]), made, sample_weight=weight)
