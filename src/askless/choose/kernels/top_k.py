"""The k highest scores, found by partition and not by sorting everything."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from askless.choose.array import Floats, Rows
from askless.choose.kernels.order import best_first, rounded

__all__ = ["top_k"]


def top_k(scores: Floats, noise: Callable[[Rows], Floats], k: int) -> Rows:
    """Positions of the `k` highest scores, best first.

    Scores are compared as `askless.choose.kernels.order` says, so the result does not depend on
    the order of the items, except that it names their positions.

    Parameters
    ----------
    scores : array of shape (n_items,)
        Larger comes first; no NaN.
    noise : callable
        Keyed noise of the items at some positions; only asked for those that may be chosen.
    k : int
        How many; 0 gives none, more than `n_items` gives all.

    Returns
    -------
    positions : int64 array of shape (min(k, n_items),)
        Time O(n_items + k log k), a few copies of `scores` in memory.

    Examples
    --------
    >>> import numpy as np
    >>> top_k(np.array([0.1, 0.9, 0.4]), lambda rows: np.zeros(len(rows)), 2).tolist()
    [1, 2]
    """
    k = min(k, len(scores))
    if k <= 0:
        return np.empty(0, dtype=np.int64)
    grid = rounded(scores)
    least = np.partition(grid, -k)[-k]
    surely = np.flatnonzero(grid > least)
    ties = np.flatnonzero(grid == least)
    room = k - len(surely)
    if room < len(ties):
        ties = ties[np.argsort(-noise(ties), kind="stable")[:room]]
    chosen = np.concatenate([surely, ties])
    return chosen[best_first(grid[chosen], noise(chosen))].astype(np.int64)
