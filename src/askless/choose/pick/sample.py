"""A uniform sample that does not depend on the order of the rows."""

from __future__ import annotations

from askless.choose.array import Floats, Rows
from askless.choose.kernels.top_k import top_k

__all__ = ["sample"]


def sample(rows: Rows, noise: Floats, k: int) -> Rows:
    """The `k` rows with the most noise: each set of k is equally likely.

    Parameters
    ----------
    rows : int64 array of shape (n_rows,)
        Where to draw from.
    noise : array of shape (n_rows,)
        Their keyed noise.
    k : int
        How many; 0 gives none, more than there are gives all.

    Returns
    -------
    rows : int64 array of shape (min(k, n_rows),)
        In the order drawn. Time O(n_rows).

    Examples
    --------
    >>> import numpy as np
    >>> sample(np.array([4, 5, 6]), np.array([0.2, 0.9, 0.5]), 2).tolist()
    [5, 6]
    """
    return rows[top_k(noise, lambda at: noise[at], k)]
