"""What chosen rows tell about a few query rows: facility-location mutual information.

F(A) = sum over queries q of max over a in A of k(q, a) + eta * sum over a in A of max over q of k(q, a),
with k(x, z) = exp(-|x - z|² / scale²): every query should have something like it among the chosen
rows, and every chosen row should be like some query. Monotone and submodular.

References
----------
.. [1] S. Kothawade, N. Beck, K. Killamsetty, R. Iyer, "SIMILAR: submodular information measures based
   active learning in realistic scenarios", NeurIPS 2021, arXiv:2107.00717 (there FLQMI).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from askless.choose.array import Floats
from askless.choose.kernels.pairwise import squared_distances

__all__ = ["QueryInformation", "init"]

Float64s = npt.NDArray[np.float64]


@dataclass(frozen=True)
class QueryInformation:
    """What is told so far; made by `init`, changed by returning a new one.

    Parameters
    ----------
    queries : float64 array of shape (n_queries, n_features)
        Query rows, centred.
    centre : float64 array of shape (n_features,)
        What was subtracted from them.
    told : float64 array of shape (n_queries,)
        Similarity to the most similar chosen row, in [0, 1].
    scale : float
        Length scale of the kernel, in the unit of the features.
    eta : float
        How much likeness to a query counts by itself.
    """

    queries: Float64s
    centre: Float64s
    told: Float64s
    scale: float
    eta: float

    @property
    def negligible(self) -> float:
        """A gain of at most this is rounding error: 1e-9 of the most that a row can add."""
        return 1e-9 * (len(self.queries) + self.eta)

    def view(self, features: Floats) -> Float64s:
        """Similarity of some rows to every query, shape (n_rows, n_queries)."""
        similar = squared_distances(features - self.centre, self.queries)
        similar *= -1.0 / self.scale**2
        return np.exp(similar, out=similar)

    def gain(self, view: Floats) -> Float64s:
        """How much F grows by each row alone, shape (n_rows,)."""
        gains: Float64s = np.maximum(view - self.told, 0.0).sum(axis=1) + self.eta * view.max(axis=1, initial=0.0)
        return gains

    def update(self, view: Floats) -> QueryInformation:
        """The state after choosing the rows, of which there may be many."""
        return replace(self, told=np.maximum(self.told, view.max(axis=0, initial=0.0)))


def init(queries: Floats, *, scale: float, eta: float = 1.0) -> QueryInformation:
    """Nothing chosen.

    Parameters
    ----------
    queries : array of shape (n_queries, n_features)
        At least one.
    scale : float
        Length scale, > 0, in the unit of the features.
    eta : float, default 1.0
        How much likeness to a query counts by itself; 0 counts only what is new.

    Returns
    -------
    state : QueryInformation
        Memory O(n_queries * n_features).

    Examples
    --------
    >>> import numpy as np
    >>> state = init(np.array([[0.0], [5.0]]), scale=1.0)
    >>> view = state.view(np.array([[0.0], [9.0]]))
    >>> state.gain(view).round(2)
    array([2., 0.])
    >>> state.update(view[:1]).gain(view).round(2)
    array([1., 0.])
    """
    given = np.asarray(queries, dtype=np.float64)
    centre = given.mean(axis=0)
    return QueryInformation(given - centre, centre, np.zeros(len(given)), float(scale), float(eta))
