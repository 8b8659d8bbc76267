"""The tail of the hypergeometric distribution, without SciPy: the page's process must not load it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["hypergeometric_at_most"]

Float64s = npt.NDArray[np.float64]


def hypergeometric_at_most(met: int, pool: int, relevant: int, drawn: int) -> float:
    """Probability that of some items drawn from a pool at most so many are relevant.

    Parameters
    ----------
    met : int
        So many, >= 0.
    pool : int
        Items in the pool.
    relevant : int
        Relevant ones among them.
    drawn : int
        Items drawn, without replacement.

    Returns
    -------
    probability : float
        0 if there cannot be so many relevant ones.

    Examples
    --------
    >>> round(hypergeometric_at_most(0, 10, 2, 5), 4), hypergeometric_at_most(0, 10, 11, 5)
    (0.2222, 0.0)
    """
    if relevant > pool:
        return 0.0
    k = np.arange(max(0, drawn - (pool - relevant)), min(met, drawn, relevant) + 1)
    if not len(k):
        return 0.0
    logs = _factorials(pool)
    terms = logs[relevant] - logs[k] - logs[relevant - k]
    terms += logs[pool - relevant] - logs[drawn - k] - logs[pool - relevant - drawn + k]
    terms -= logs[pool] - logs[drawn] - logs[pool - drawn]
    return float(min(1.0, np.exp(terms).sum()))


_logs: Float64s = np.zeros(1)


def _factorials(n: int) -> Float64s:
    """Logarithms of 0!, 1!, ..., up to n! at least."""
    global _logs  # one table for all calls: it only ever grows
    if len(_logs) <= n:
        _logs = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, 2 * n + 2)))])
    return _logs
