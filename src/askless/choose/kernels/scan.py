"""The best rows of scores that come chunk by chunk: each chunk is looked at once and forgotten.

The k-th best score so far is the bar. What cannot reach it is passed over by one comparison;
rounding, noise and sorting touch only the few rows that can.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
import numpy.typing as npt

from askless.choose.array import Floats, Rows
from askless.choose.kernels.order import rounded
from askless.choose.kernels.top_k import top_k

__all__ = ["scan"]

Float64s = npt.NDArray[np.float64]
_EIGHT = np.arange(8)
_ROUNDING = 2.0**-20  # a score that is rounded up to the bar lies at most this far below it, relatively


def scan(
    chunks: Iterable[tuple[Rows | slice, Floats]], noise: Callable[[Rows], Floats], k: int
) -> tuple[Rows, Float64s]:
    """The `k` rows with the highest score, best first.

    Parameters
    ----------
    chunks : iterable of (rows, scores)
        Rows of the pool, as an array or a slice, with their scores; larger is sooner, no NaN, each
        row once. Scores may be of any precision.
    noise : callable
        Keyed noise of some rows, breaks ties; only asked for rows that may be chosen.
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
    The result is the same for any cutting: scores are compared as `askless.choose.kernels.order`
    says. Time O(n_rows), and O(k log(n_rows / k)) rows in no special order are looked at twice;
    memory 48 bytes for each of k rows and of the rows of one chunk.

    Examples
    --------
    >>> chunks = [(np.array([5, 6]), np.array([0.1, 0.9])), (slice(7, 8), np.array([0.4]))]
    >>> scan(chunks, lambda rows: np.zeros(len(rows)), 2)[0].tolist()
    [6, 7]
    """
    best = _Best(noise, max(k, 0))
    for rows, scores in chunks:
        best.add(rows, scores)
    return best.settled()


class _Best:
    """The best rows so far, and those that came since they were last sorted out."""

    def __init__(self, noise: Callable[[Rows], Floats], k: int) -> None:
        self.noise, self.k = noise, k
        self.rows = [np.empty(0, dtype=np.int64)]
        self.scores: list[Float64s] = [np.empty(0)]
        self.new = 0
        self.bar = -np.inf

    def add(self, rows: Rows | slice, scores: Floats) -> None:
        """Keep what may still be among the best."""
        if self.k == 0 or len(scores) == 0:
            return
        if scores.dtype.kind != "f":
            scores = scores.astype(np.float64)
        if self.bar > -np.inf:
            bar = np.nextafter(scores.dtype.type(self.bar - abs(self.bar) * _ROUNDING), scores.dtype.type(-np.inf))
            at: Rows = _places(scores >= bar)
            if len(at) == 0:
                return
            scores = scores[at]
            self.rows.append(rows.start + at if isinstance(rows, slice) else rows[at])
        else:
            self.rows.append(np.arange(rows.start, rows.stop) if isinstance(rows, slice) else rows)
        self.scores.append(scores.astype(np.float64))
        self.new += len(scores)
        if self.new > max(self.k // 2, 32):  # rarely enough that sorting out costs little
            self.settled()

    def settled(self) -> tuple[Rows, Float64s]:
        """Sort out all but the best, and raise the bar."""
        rows, scores = np.concatenate(self.rows), np.concatenate(self.scores)
        keep = top_k(scores, lambda at: self.noise(rows[at]), self.k)
        rows, scores = rows[keep], scores[keep]
        self.rows, self.scores, self.new = [rows], [scores], 0
        if self.k and len(rows) == self.k:
            self.bar = float(rounded(scores[-1:])[0])
        return rows, scores


def _places(mask: npt.NDArray[np.bool_]) -> Rows:
    """Where a mask holds, quickly where it hardly ever does: eight are looked at as one."""
    if not np.count_nonzero(mask):
        return np.empty(0, dtype=np.int64)
    whole = len(mask) // 8 * 8
    words: Rows = mask[:whole].view(np.uint64).nonzero()[0]
    if 8 * len(words) > whole // 8:
        return np.flatnonzero(mask)
    near = np.concatenate([(8 * words[:, None] + _EIGHT).ravel(), np.arange(whole, len(mask))])
    found: Rows = near[mask[near]]
    return found
