"""Sentences of different lengths side by side: all first tokens, then all second ones, and so on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["Packed", "packed"]

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Packed:
    """Tokens of sentences, time by time, the longest sentence first.

    Attributes
    ----------
    order : int64 array of shape (s,)
        Numbers of the sentences that have a token, longest first.
    rows : int64 array of shape (p,)
        The token at each place, among all tokens.
    active : int64 array of shape (t,)
        Sentences that have a token at each time: the first so many of `order`.
    starts : int64 array of shape (t + 1,)
        The places of time i are ``starts[i]:starts[i + 1]``.
    """

    order: Ints
    rows: Ints
    active: Ints
    starts: Ints

    @property
    def after(self) -> slice:
        """Places whose token has one before it."""
        return slice(int(self.starts[1]) if len(self.active) else 0, None)

    @property
    def before(self) -> Ints:
        """The place of the token before each of `after`."""
        gaps = np.repeat(self.active[:-1], self.active[1:])
        return np.arange(len(self.rows))[self.after] - gaps

    @property
    def sentence(self) -> Ints:
        """The sentence at each place, as its place in `order`."""
        return np.arange(len(self.rows)) - np.repeat(self.starts[:-1], self.active)

    def per_sentence(self, values: npt.NDArray[Any], n: int) -> npt.NDArray[np.float64]:
        """Sums of values at the places over each of n sentences; 0 where there is no token."""
        found = np.zeros(n)
        found[self.order] = np.bincount(self.sentence, weights=values, minlength=len(self.order))
        return found

    def back(self, values: npt.NDArray[Any], first: int = 0) -> npt.NDArray[Any]:
        """Values at the places in the order of the tokens, of which the first one has the number `first`."""
        found = np.empty_like(values)
        found[self.rows - first] = values
        return found


def packed(lengths: Ints, firsts: Ints) -> Packed:
    """Lay out sentences.

    Parameters
    ----------
    lengths : int64 array of shape (n,)
        Tokens of each sentence; 0 is allowed.
    firsts : int64 array of shape (n,)
        Number of the first token of each among all tokens.

    Returns
    -------
    packed : Packed
        Time O(p log p) for p tokens.

    Examples
    --------
    >>> two = packed(np.array([1, 3]), np.array([0, 1]))
    >>> two.order.tolist(), two.rows.tolist(), two.active.tolist()
    ([1, 0], [1, 0, 2, 3], [2, 1, 1])
    """
    order = np.argsort(-lengths, kind="stable")
    order = order[: int(np.count_nonzero(lengths))]
    long = lengths[order]
    steps = int(long[0]) if len(long) else 0
    active = len(long) - np.searchsorted(long[::-1], np.arange(steps), side="right")
    time = np.arange(int(long.sum())) - np.repeat(np.cumsum(long) - long, long)
    by_time = np.argsort(time, kind="stable")
    rows = (np.repeat(firsts[order], long) + time)[by_time]
    return Packed(order, rows, active.astype(np.int64), np.concatenate([[0], np.cumsum(active)]).astype(np.int64))
