"""Weighted coverage: how much of the pool has something like it among the chosen rows.

F(S) = sum over e of w_e * max over s in S of k(e, s), over a set of evaluation rows e that stands for
the pool. Monotone and submodular, so greedy selection comes within 1 - 1/e of the best set. With
k(x, z) = exp(-|x - z|² / scale²) and w = 1 it is MaxHerding [1]_, with w = uncertainty UHerding [2]_;
with k = 1 within a radius ProbCover [3]_; with k = cosine facility location [4]_.

References
----------
.. [1] W. Bae, J. Noh, D. J. Sutherland, "Generalized coverage for more robust low-budget active
   learning", ECCV 2024, arXiv:2407.12212.
.. [2] W. Bae, G. L. Oliveira, D. J. Sutherland, "Uncertainty herding: one active learning method
   for all label budgets", ICLR 2025, arXiv:2412.20644.
.. [3] O. Yehuda, A. Dekel, G. Hacohen, D. Weinshall, "Active learning through a covering lens",
   NeurIPS 2022, arXiv:2205.11320.
.. [4] K. Wei, R. Iyer, J. Bilmes, "Submodularity in data subset selection and active learning",
   ICML 2015.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from askless.choose.array import Floats
from askless.choose.objective.similarity import Gaussian, Similarity
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
        Evaluation rows, centred if the kernel allows it.
    centre : float64 array of shape (n_features,)
        What was subtracted from them.
    kernel : Similarity
        How alike two rows are, in [0, 1].
    weights : float64 array of shape (n_evaluation,)
        How much each counts, not negative.
    covered : float64 array of shape (n_evaluation,)
        Similarity to the most similar chosen row, in [0, 1].
    """

    points: Float64s
    centre: Float64s
    kernel: Similarity
    weights: Float64s
    covered: Float64s

    @property
    def negligible(self) -> float:
        """A gain of at most this is rounding error: 1e-9 of all there is to cover."""
        return 1e-9 * float(self.weights.sum())

    def view(self, features: Floats) -> Float64s:
        """Similarity of some rows to every evaluation row, shape (n_rows, n_evaluation)."""
        return self.kernel(features - self.centre, self.points)

    def likest(self, features: Floats, others: Floats) -> Float64s:
        """Similarity of each row to the most similar of some others, shape (n_rows,); 0 if there are none."""
        most = np.zeros(len(features))
        for span in spans(len(others), _BLOCK):
            similar = self.kernel(features - self.centre, others[span] - self.centre)
            most = np.maximum(most, similar.max(axis=1))
        return most

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
        covered = self.covered
        for span in spans(len(features), _BLOCK):
            covered = np.maximum(covered, self.kernel.most(features[span] - self.centre, self.points))
        return replace(self, covered=covered)

    def weighted(self, weights: Floats) -> Coverage:
        """The same state under other weights."""
        return replace(self, weights=np.asarray(weights, dtype=np.float64))


def init(
    points: Floats, *, scale: float = 1.0, kernel: Similarity | None = None, weights: Floats | None = None
) -> Coverage:
    """Coverage with nothing chosen.

    Parameters
    ----------
    points : array of shape (n_evaluation, n_features)
        Rows that stand for the pool, at least one.
    scale : float, default 1.0
        Length scale of the Gaussian kernel, > 0, in the unit of the features.
    kernel : Similarity, optional
        Another kernel.
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
    kernel = kernel or Gaussian(float(scale))
    centre = evaluation.mean(axis=0) if kernel.moves else np.zeros(evaluation.shape[1])
    each = np.ones(len(points)) if weights is None else np.asarray(weights, dtype=np.float64)
    return Coverage(evaluation - centre, centre, kernel, each, np.zeros(len(points)))
