"""The coin of each item: one number in (0, 1), keyed by the seed and the item's id."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from askless.core.noise import mix, uniform

__all__ = ["Coins"]

BLOCK = 1024
"""Coins of numbered items that are drawn at once: one at a time costs more than all else that is done for an item."""


class Coins:
    """Draws the coins of a stream.

    Parameters
    ----------
    seed : int

    Examples
    --------
    >>> coins = Coins(0)
    >>> coins.numbered(3, 2) == [coins.numbered(3, 1)[0], coins.numbered(4, 1)[0]]
    True
    """

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._block, self._drawn = -1, [0.0]

    def numbered(self, first: int, n: int) -> list[float]:
        """Coins of items that are known by their numbers."""
        found: list[float] = []
        while n > 0:
            block, at = divmod(first, BLOCK)
            if block != self._block:
                numbers = np.arange(block * BLOCK, (block + 1) * BLOCK, dtype=np.uint64)
                self._block, self._drawn = block, uniform(self._seed, 0, mix(numbers), "stream").tolist()
            some = self._drawn[at : at + n]
            found += some
            first, n = first + len(some), n - len(some)
        return found

    def named(self, keys: Sequence[int]) -> list[float]:
        """Coins of items with ids of their own, by the keys of these."""
        drawn: list[float] = uniform(self._seed, 0, np.array(keys, dtype=np.uint64), "stream").tolist()
        return drawn
