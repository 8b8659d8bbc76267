"""Setting items aside for the test: stratified by answer, drawn by the seed."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np
import numpy.typing as npt

from askless.core.ids import Rows
from askless.core.noise import UInt64s, text_key, uniform

__all__ = ["TEST_SHARE", "split"]

TEST_SHARE = 0.4


def split(
    answers: Sequence[Hashable], keys: UInt64s, copies: Rows, seed: int, *, share: float = TEST_SHARE
) -> tuple[Rows, Rows]:
    """Divide items into pool and test.

    Items are put in line, those of one answer next to each other and in random order among
    themselves, and taken for the test at even distances. So every answer is shared out within one
    item of `share`, and an answer that two items have is never absent from the pool. Exact copies
    stay together: otherwise a model would be tested on what it was told.

    Parameters
    ----------
    answers : sequence of hashable of length n
        True answer of each item.
    keys : uint64 array of shape (n,)
        Noise keys of the items.
    copies : int64 array of shape (n,)
        Row of the first exact copy of each item.
    seed : int
    share : float, default 0.4
        For the test, in (0, 1).

    Returns
    -------
    pool, test : int64 arrays
        Rows, rising.

    Examples
    --------
    >>> pool, test = split("aaaaaabbbb", np.arange(10, dtype=np.uint64), np.arange(10), seed=0)
    >>> len(test), int(sum(test < 6)), int(sum(test >= 6))
    (4, 2, 2)
    """
    first = np.flatnonzero(copies == np.arange(len(copies)))
    line = first[np.lexsort((uniform(seed, 0, keys[first], "split"), _places(answers, first, seed)))]
    position = np.arange(len(line))
    # Whole numbers of the running total; the places are shuffled, so no answer sits at the start for good.
    taken = line[np.floor((position + 1) * share + 1e-9) > np.floor(position * share + 1e-9)]
    aside = np.isin(copies, taken)
    return np.flatnonzero(~aside).astype(np.int64), np.flatnonzero(aside).astype(np.int64)


def _places(answers: Sequence[Hashable], rows: Rows, seed: int) -> npt.NDArray[np.float64]:
    """A random place for each answer, the same for all items that have it."""
    found = [answers[row] for row in rows.tolist()]
    different = sorted(set(found), key=repr)
    names = np.array([text_key(repr(answer)) for answer in different], dtype=np.uint64)
    places = dict(zip(different, uniform(seed, 0, names, "places").tolist(), strict=True))
    return np.array([places[answer] for answer in found])
