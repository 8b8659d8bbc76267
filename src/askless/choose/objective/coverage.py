"""Weighted coverage: how much of the pool has something like it among the chosen rows.

F(S) = sum over e of w_e * max over s in S of k(e, s), with k(x, z) = exp(-|x - z|² / scale²), over
a set of evaluation rows e that stands for the pool. Monotone and submodular, so greedy selection
comes within 1 - 1/e of the best set. With w = 1 it is MaxHerding [1]_, with w = uncertainty it is
UHerding [2]_.

References
----------
.. [1] W. Bae, J. Noh, D. J. Sutherland, "Generalized coverage for more robust low-budget active
   learning", ECCV 2024, arXiv:2407.12212.
.. [2] W. Bae, G. L. Oliveira, D. J. Sutherland, "Uncertainty herding: one active learning method
   for all label budgets", ICLR 2025, arXiv:2412.20644.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from askless.choose.array import Floats
from askless.choose.kernels.pairwise import squared_distances
from askless.core.chunks import spans

__all__ = ["Coverage", "init"]

Float64s = npt.NDArray[np.float64]
_BLOCK = 512


@dataclass(frozen=True)
class Coverage:
    """What is covered so far; made by `init`, changed by returning a new one.

    Parameters
    ----------
    points : float64 array of shape (n_evaluation, n_features)
        Evaluation rows, centred.
    centre : float64 array of shape (n_features,)
        What was subtracted from them.
    weights : float64 array of shape (n_evaluation,)
        How much each counts, not negative.
    covered : float64 array of shape (n_evaluation,)
        Similarity to the most similar chosen row, in [0, 1].
    scale : float
        Length scale of the kernel, in the unit of the features.
    """

    points: Float64s
    centre: Float64s
    weights: Float64s
    covered: Float64s
    scale: float

    @property
    def negligible(self) -> float:
        """A gain of at most this is rounding error: 1e-9 of all there is to cover."""
        return 1e-9 * float(self.weights.sum())

    def view(self, features: Floats) -> Float64s:
        """Similarity of some rows to every evaluation row, shape (n_rows, n_evaluation)."""
        similar = squared_distances(features - self.centre, self.points)
        similar *= -1.0 / self.scale**2
        return np.exp(similar, out=similar)

    def gain(self, view: Floats) -> Float64s:
        """How much F grows by each row alone, shape (n_rows,)."""
        more = view - self.covered
        gains: Float64s = np.maximum(more, 0.0, out=more) @ self.weights
        return gains

    def update(self, view: Floats) -> Coverage:
        """The state after choosing the rows, of which there may be many."""
        return replace(self, covered=np.maximum(self.covered, view.max(axis=0, initial=0.0)))

    def after(self, features: Floats) -> Coverage:
        """The state after choosing rows by their features, shape (n_rows, n_features), block by block."""
        state = self
        for span in spans(len(features), _BLOCK):
            state = state.update(state.view(features[span]))
        return state

    def weighted(self, weights: Floats) -> Coverage:
        """The same state under other weights."""
        return replace(self, weights=np.asarray(weights, dtype=np.float64))


def init(points: Floats, *, scale: float, weights: Floats | None = None) -> Coverage:
    """Coverage with nothing chosen.

    Parameters
    ----------
    points : array of shape (n_evaluation, n_features)
        Rows that stand for the pool, at least one.
    scale : float
        Length scale, > 0, in the unit of the features.
    weights : array of shape (n_evaluation,), optional
        How much each counts, not negative; 1 if not given.

    Returns
    -------
    state : Coverage
        Memory O(n_evaluation * n_features).

    Examples
    --------
    >>> import numpy as np
    >>> state = init(np.array([[0.0], [0.1], [5.0]]), scale=1.0)
    >>> view = state.view(np.array([[0.0], [5.0]]))
    >>> state.gain(view).round(2)
    array([1.99, 1.  ])
    >>> state.update(view[:1]).gain(view).round(2)
    array([0., 1.])
    """
    evaluation = np.asarray(points, dtype=np.float64)
    # Centring keeps |x|² + |z|² - 2xz from losing digits when the features lie far from 0.
    centre = evaluation.mean(axis=0)
    each = np.ones(len(points)) if weights is None else np.asarray(weights, dtype=np.float64)
    return Coverage(evaluation - centre, centre, each, np.zeros(len(points)), float(scale))
