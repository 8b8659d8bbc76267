"""Whether questions can be told from real rows: the cross-validated AUC of a classifier that tries to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.choose.kernels.neighbours import neighbours
from askless.models.threads import one_thread
from askless.synthesis.domain.space import Points
from askless.synthesis.guard.features import Features
from askless.synthesis.guard.trees import grown, votes
from askless.synthesis.snap import Snap

__all__ = ["LEAST", "MOST", "Compared", "TwoSample", "auc", "two_sample"]

Float64s = npt.NDArray[np.float64]
LEAST = 15
"""Questions below which a classifier says nothing: its AUC would be off by more than 0.1."""
MOST = 200
"""Questions, and as many real rows, that are worth looking at: more take longer and say little more."""
FOLDS = 5
TREES = 20


@dataclass(frozen=True)
class TwoSample:
    """How well questions and real rows can be told apart.

    Parameters
    ----------
    auc : float
        Cross-validated: how often a question looks more like a question than a real row does. 0.5 is not at all.
    error : float
        Standard error of it.
    scores : float64 array of shape (n,)
        Of each question how much it looks like one, by a classifier that has not seen it.
    clear : float
        Score that only one real row in twenty reaches.
    trees : list
        Those of all classifiers.
    """

    auc: float
    error: float
    scores: Float64s
    clear: float
    trees: list[Any]

    def above(self, bound: float) -> bool:
        """Whether the AUC is above a bound by more than its standard error: few questions prove little."""
        return self.auc - self.error > bound


class Compared:
    """Questions against the real rows near them.

    Questions gather where labels are worth most, which no plausible one can help. So they are compared with the real
    rows near them, and by what is measured of both, not by where they lie. What is measured goes by one half of the
    real rows; they are compared with the other, which is as new to it as they are.

    Parameters
    ----------
    real : float64 array of shape (n, width)
        At least thirty rows; two thousand at most count.
    seed : int
    """

    def __init__(self, real: Points, seed: int) -> None:
        order = np.random.default_rng([seed, 5]).permutation(len(real))[:2000]
        half = len(order) // 2
        with one_thread():
            self._features = Features.of(real[order[:half]], seed)
        self._others = real[order[half:]]
        self._seed = seed
        mine = self._features.places(self._others)
        noise = np.linspace(0.0, 0.999, len(mine))
        self._apart = float(np.median(neighbours(mine, mine, 1, noise, but=np.arange(len(mine)))[1]))
        self._last: tuple[bytes, TwoSample | None] | None = None

    def test(self, asked: Sequence[Points], new: Points) -> TwoSample | None:
        """Compare questions with real rows.

        Parameters
        ----------
        asked : sequence of float64 array of shape (n, width)
            Questions so far, of one kind or more, in the order in which they were asked.
        new : float64 array of shape (k, width)
            Those to be judged.

        Returns
        -------
        found : TwoSample or None
            With a score for each new one; None as long as there are fewer than 15 in different places.

        Notes
        -----
        The classifiers are trained with those asked, and anew only when these are a quarter more: what they say depends
        on nothing but the questions, so that it is the same after an interruption. While too few were asked, the
        new ones are compared themselves.
        """
        before = np.concatenate([part[: _step(len(part))] for part in asked])
        found = self._remembered(before)
        if found is not None:
            measured = self._features.measured(new)
            return replace(found, scores=votes(found.trees, measured))
        both = np.concatenate([*asked, new])
        if len(both) < LEAST:
            return None
        found = self._compared(both)
        if found is None:
            return None
        scores = np.zeros(len(new))
        few = min(len(new), MOST)
        scores[len(new) - few :] = found.scores[len(found.scores) - few :]
        return replace(found, scores=scores)

    def _remembered(self, before: Points) -> TwoSample | None:
        """The comparison of these questions, worked out where the last one was of others."""
        if len(before) < LEAST:
            return None
        key = before.tobytes()
        if self._last is None or self._last[0] != key:
            self._last = key, self._compared(before)
        return self._last[1]

    def _compared(self, questions: Points) -> TwoSample | None:
        """Compare the last questions with real rows, less what can be told of real rows themselves."""
        with one_thread():
            found = self._told(questions[-MOST:], self._others)
        return replace(found, auc=found.auc - self._excess) if found is not None else None

    @cached_property
    def _excess(self) -> float:
        """AUC above a half of real rows compared in the same way: those near others lie further in than these do."""
        third = len(self._others) // 3
        with one_thread():
            found = self._told(self._others[:third][:MOST], self._others[third:])
        return max(found.auc - 0.5, 0.0) if found is not None else 0.0

    def _told(self, questions: Points, real: Points) -> TwoSample | None:
        """Compare with the real rows nearest to them."""
        if min(len(questions), len(real)) < LEAST:
            return None
        places, others = self._features.places(questions), self._features.places(real)
        # Of questions that lie as near to one another as real rows do the last counts: they are one observation.
        kept: list[int] = []
        for at in range(len(places) - 1, -1, -1):
            if not kept or ((places[kept] - places[at]) ** 2).sum(axis=1).min() > self._apart:
                kept.append(at)
        kept = kept[: len(real)]
        if len(kept) < LEAST:
            return None
        rows, _ = Snap(others, index="exact").nearest(places[kept])
        mine, theirs = self._features.measured(questions[kept]), self._features.measured(real[rows])
        found = two_sample(mine, theirs, self._seed)
        if found is None:
            return None
        scores = np.zeros(len(questions))
        scores[kept] = found.scores
        return replace(found, scores=scores)


def _step(n: int) -> int:
    """The last of the numbers 0, 15, 19, 23, 28, 35, ... up to n, each a quarter more than the one before."""
    if n < LEAST:
        return 0
    step = LEAST
    while (more := step + max(4, step // 4)) <= n:
        step = more
    return step


def two_sample(questions: Float64s, real: Float64s, seed: int) -> TwoSample | None:
    """Compare what is measured of questions and of real rows.

    Parameters
    ----------
    questions : float64 array of shape (n, d)
        Measures of questions.
    real : float64 array of shape (m, d)
        The same of real rows; if there are as many, row i is the one near question i.
    seed : int
        Of the folds and of the classifier.

    Returns
    -------
    found : TwoSample or None
        None with fewer than 15 questions or real rows.
    """
    if min(len(questions), len(real)) < LEAST:
        return None
    both = np.concatenate([questions, real])
    asked = np.arange(len(both)) < len(questions)
    scores, trees = _out_of_fold(both, asked, seed)
    mine, theirs = scores[asked], scores[~asked]
    value = auc(mine, theirs)
    return TwoSample(value, _error(value, len(mine), len(theirs)), mine, float(np.quantile(theirs, 0.95)), trees)


def auc(above: Float64s, below: Float64s) -> float:
    """Share of pairs of which the first is the larger, ties half.

    Examples
    --------
    >>> import numpy as np
    >>> auc(np.array([3.0, 2.0]), np.array([1.0, 2.0]))
    0.875
    """
    order = np.sort(below)
    less = np.searchsorted(order, above, side="left")
    not_more = np.searchsorted(order, above, side="right")
    return float((less + not_more).sum() / (2.0 * len(above) * len(below)))


def _out_of_fold(rows: Float64s, asked: npt.NDArray[np.bool_], seed: int) -> tuple[Float64s, list[Any]]:
    """Score of each row by trees that were grown without it, and all of these.

    A question and the row near it are in one fold: else the trees know the one's twin, and say the opposite.
    """
    fold = np.zeros(len(rows), dtype=np.int64)
    for side in (asked, ~asked):
        fold[side] = np.random.default_rng([seed, 6]).permutation(int(side.sum())) % FOLDS
    scores, trees = np.zeros(len(rows)), []
    for one in range(FOLDS):
        here = grown(rows[fold != one], asked[fold != one], TREES, 3, seed + one)
        scores[fold == one] = votes(here, rows[fold == one])
        trees += here
    return scores, trees


def _error(value: float, n: int, m: int) -> float:
    """Standard error of an AUC (Hanley and McNeil 1982)."""
    both, twice = value / (2.0 - value), 2.0 * value**2 / (1.0 + value)
    variance = value * (1.0 - value) + (n - 1) * (both - value**2) + (m - 1) * (twice - value**2)
    return float(np.sqrt(max(variance, 0.0) / (n * m)))
