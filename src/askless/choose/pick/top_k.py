"""The best k of a stream of scores."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
import numpy.typing as npt

from askless.choose.array import Floats, Rows
from askless.choose.kernels import top_k as kernel

__all__ = ["top_k"]


def top_k(
    chunks: Iterable[tuple[Rows, Floats]], noise: Callable[[Rows], Floats], k: int
) -> tuple[Rows, npt.NDArray[np.float64]]:
    """The `k` rows with the highest score, best first.

    Parameters
    ----------
    chunks : iterable of (rows, scores)
        Rows of the pool with their scores, larger is sooner; each row once.
    noise : callable
        Keyed noise of some rows, breaks ties.
    k : int
        How many; 0 gives none, more than there are gives all.

    Returns
    -------
    rows : int64 array of shape (min(k, n_rows),)
        Best first.
    scores : float64 array of the same shape
        As given.

    Notes
    -----
    One chunk and k rows are held at a time, and the result is the same for any cutting.

    Examples
    --------
    >>> import numpy as np
    >>> chunks = [(np.array([5, 6]), np.array([0.1, 0.9])), (np.array([7]), np.array([0.4]))]
    >>> top_k(chunks, lambda rows: np.zeros(len(rows)), 2)[0].tolist()
    [6, 7]
    """
    best_rows = np.empty(0, dtype=np.int64)
    best_scores = np.empty(0, dtype=np.float64)
    for new_rows, new_scores in chunks:
        rows = np.concatenate([best_rows, new_rows])
        scores = np.concatenate([best_scores, new_scores])
        keep = kernel.top_k(scores, lambda at, rows=rows: noise(rows[at]), k)  # type: ignore[misc]
        best_rows, best_scores = rows[keep], scores[keep]
    return best_rows, best_scores
