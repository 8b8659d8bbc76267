"""What tests of two windows share: features on one scale, and splits of all items into two halves."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from askless.core.noise import uniform
from askless.models.online.online import Float64s

__all__ = ["comparable", "splits"]

WIDEST = 5.0
"""Standard deviations beyond which a value counts as this much: one wild value is not to outweigh all others."""


def comparable(reference: Float64s, recent: Float64s) -> Float64s:
    """Both windows as one matrix of features with mean 0 and deviation 1.

    Mean and deviation are those of both together, so that which window an item is from makes no difference to it; this
    is what makes permutation tests exact.

    Parameters
    ----------
    reference, recent : float64 array of shape (n, n_features)
        NaN is missing.

    Returns
    -------
    items : float64 array of shape (2 n, n_columns)
        The reference first. Missing values are 0, and told by a further column for each feature that misses some.
    """
    both = np.vstack([reference, recent])
    known = np.isfinite(both)
    count = np.maximum(known.sum(axis=0), 1)
    x = np.where(known, both, 0.0)
    centred = np.where(known, x - x.sum(axis=0) / count, 0.0)
    deviation = np.sqrt(np.square(centred).sum(axis=0) / count)
    centred /= np.where(deviation > 0.0, deviation, 1.0)
    partly = ~known.all(axis=0)
    return np.hstack([np.clip(centred, -WIDEST, WIDEST), 1.0 - known[:, partly]])


@lru_cache(maxsize=4)
def splits(seed: int, n_splits: int, half: int) -> Float64s:
    """Random splits of 2 * half items into two halves: 1 / half or -1 / half for each, of shape (n_splits, 2 * half).

    The first row is the true split. The same splits serve every test of a detector: each is as likely as any other
    for that test, which is all that a permutation test asks.
    """
    keys = np.arange(n_splits * 2 * half, dtype=np.uint64)
    order = uniform(seed, 0, keys, "splits").reshape(n_splits, 2 * half).argsort(axis=1)
    signs = np.where(order < half, 1.0, -1.0) / half
    signs[0] = np.repeat([1.0, -1.0], half) / half
    signs.setflags(write=False)
    return signs
