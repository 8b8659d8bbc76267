"""The k highest scores, where a bound is cheap and the score is dear."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from askless.choose.array import Floats, Rows
from askless.choose.kernels.order import rounded
from askless.choose.kernels.top_k import top_k

__all__ = ["bounded_top_k"]

_SLACK = 1e-9  # a bound may lie below the score by the last digits


def bounded_top_k(
    bounds: Floats,
    score: Callable[[Rows], Floats],
    noise: Callable[[Rows], Floats],
    k: int,
    *,
    block: int = 64,
) -> tuple[Rows, npt.NDArray[np.float64]]:
    """Positions of the `k` highest scores, best first, scoring only what can still be among them.

    Parameters
    ----------
    bounds : array of shape (n_items,)
        No score is above its bound.
    score : callable
        Scores of the items at some positions.
    noise : callable
        Keyed noise of the items at some positions, breaks ties.
    k : int
        How many; 0 gives none, more than `n_items` gives all.
    block : int, default 64
        Items scored first; then twice as many each time. Any size gives the same result.

    Returns
    -------
    positions : int64 array of shape (min(k, n_items),)
        The same as if all were scored. Time O(n_items * log n_items) beside the scores.
    scores : float64 array of the same shape
        Theirs.

    Examples
    --------
    >>> scores = np.array([3.0, 1.0, 2.0])
    >>> bounded_top_k(scores + 0.5, lambda at: scores[at], lambda at: np.zeros(len(at)), 2)
    (array([0, 2]), array([3., 2.]))
    """
    n = len(bounds)
    k = min(k, n)
    if k <= 0:
        return np.empty(0, dtype=np.int64), np.empty(0)
    order = np.argsort(-np.asarray(bounds), kind="stable")
    reach = rounded(bounds[order] + _SLACK * np.abs(bounds[order]))
    scored = np.empty(n)
    done, block = 0, max(block, k)
    while done < n:
        stop = min(done + block, n)
        scored[done:stop] = score(order[done:stop])
        done, block = stop, 2 * block
        # One whose bound equals the k-th best may still win the tie by its noise.
        if done < n and done >= k and reach[done] < rounded(np.partition(scored[:done], -k)[-k:][:1])[0]:
            break
    at = top_k(scored[:done], lambda positions: noise(order[positions]), k)
    return order[at].astype(np.int64), scored[at]
