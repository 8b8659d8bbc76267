"""Whether questions can be told from real rows: the cross-validated AUC of a classifier that tries to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.choose.kernels.neighbours import neighbours
from askless.synthesis.domain.space import Points

__all__ = ["LEAST", "TwoSample", "auc", "two_sample"]

Float64s = npt.NDArray[np.float64]
LEAST = 15
"""Questions below which a classifier says nothing: its AUC would be off by more than 0.1."""
MOST = 200
"""Questions, and as many real rows, that are looked at, so that a test takes a fraction of a second."""
FOLDS = 5


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
    """

    auc: float
    error: float
    scores: Float64s
    clear: float

    def above(self, bound: float) -> bool:
        """Whether the AUC is above a bound by more than its standard error: few questions prove little."""
        return self.auc - self.error > bound


def two_sample(questions: Points, real: Points, scale: Float64s, seed: int) -> TwoSample | None:
    """Compare questions with the real rows nearest to them.

    Questions gather where labels are worth most, which no plausible question can help. So each is compared with real
    rows near by: what is then told apart is not where they lie but what they look like.

    Parameters
    ----------
    questions : float64 array of shape (n, width)
        The latest last; at most 200 of them count.
    real : float64 array of shape (m, width)
        Rows that exist.
    scale : float64 array of shape (width,)
        What a coordinate is divided by before distances are taken.
    seed : int
        Of the folds and of the classifier.

    Returns
    -------
    found : TwoSample or None
        None with fewer than 15 questions or real rows.
    """
    questions = questions[-MOST:]
    if min(len(questions), len(real)) < LEAST:
        return None
    questions, real = questions / scale, real / scale
    near = _near(questions, real)
    both = np.concatenate([_seen(questions, real), _seen(real[near], real, near)])
    asked = np.arange(len(both)) < len(questions)
    scores = _out_of_fold(both, asked, seed)
    mine, theirs = scores[asked], scores[~asked]
    value = auc(mine, theirs)
    return TwoSample(value, _error(value, len(mine), len(theirs)), mine, float(np.quantile(theirs, 0.95)))


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


def _near(questions: Points, real: Points) -> npt.NDArray[np.int64]:
    """As many distinct real rows as there are questions, each near one; fewer if there are not as many."""
    noise = np.linspace(0.0, 0.999, len(real))
    found, _ = neighbours(questions, real, min(10, len(real)), noise)
    taken: dict[int, None] = {}
    for rank in range(found.shape[1]):
        for row in found[:, rank].tolist():
            taken.setdefault(row)
    return np.array(list(taken)[: len(questions)], dtype=np.int64)


def _seen(rows: Points, real: Points, but: npt.NDArray[np.int64] | None = None) -> Float64s:
    """What the classifier sees of rows: themselves, how far from the middle they are and how far from other rows."""
    noise = np.linspace(0.0, 0.999, len(real))
    _, squares = neighbours(rows, real, 5, noise, but=but)
    near = np.sqrt(squares)
    out = ((rows - real.mean(axis=0)) ** 2).sum(axis=1)
    return np.concatenate([rows, out[:, None], near[:, :1], near.mean(axis=1)[:, None]], axis=1)


def _out_of_fold(rows: Points, asked: npt.NDArray[np.bool_], seed: int) -> Float64s:
    """Score of each row by trees that were grown without it."""
    from sklearn.ensemble import ExtraTreesClassifier
    from sklearn.model_selection import StratifiedKFold

    scores = np.zeros(len(rows))
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=seed)
    for grown, judged in folds.split(rows, asked):
        trees: Any = ExtraTreesClassifier(50, min_samples_leaf=3, class_weight="balanced", random_state=seed)
        scores[judged] = trees.fit(rows[grown], asked[grown]).predict_proba(rows[judged])[:, 1]
    return scores


def _error(value: float, n: int, m: int) -> float:
    """Standard error of an AUC (Hanley and McNeil 1982)."""
    both, twice = value / (2.0 - value), 2.0 * value**2 / (1.0 + value)
    variance = value * (1.0 - value) + (n - 1) * (both - value**2) + (m - 1) * (twice - value**2)
    return float(np.sqrt(max(variance, 0.0) / (n * m)))
