"""Exact copies among many items."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from askless.core.ids import Rows
from askless.data.items.blob import Blob

__all__ = ["first_copies", "first_in_blob"]


def first_copies(keys: Iterable[Hashable]) -> Rows:
    """Row of the first equal key of each key.

    Parameters
    ----------
    keys : iterable of hashable
        One an item, equal for equal items.

    Returns
    -------
    first : int64 array of shape (n_items,)
        ``first[row] <= row``, equal where no earlier item is the same.

    Examples
    --------
    >>> first_copies(["a", "b", "a"])
    array([0, 1, 0])
    """
    seen: dict[Hashable, int] = {}
    return np.fromiter((seen.setdefault(key, row) for row, key in enumerate(keys)), dtype=np.int64)


def first_in_blob(blob: Blob) -> Rows:
    """The same for the entries of a blob, without holding them in memory.

    Hashes of 64 bits find the candidates; entries are then compared byte for byte, so that two
    different ones are never taken for copies. Under 2 s for a million texts.
    """
    hashes = np.fromiter(_hashes(blob), dtype=np.int64, count=len(blob))
    return _verified(hashes, blob.__getitem__)


def _hashes(blob: Blob) -> Iterator[int]:
    """Python's hash of each entry: salted per process, which is fine, as it never leaves this file."""
    for start, stop in blob.spans():
        offsets = blob.offsets[start : stop + 1].tolist()
        base = offsets[0]
        stretch = blob.data[base : offsets[-1]]
        for begin, end in pairwise(offsets):
            yield hash(stretch[begin - base : end - base])


def _verified(hashes: npt.NDArray[np.int64], entry: Callable[[int], bytes]) -> Rows:
    """First copies among rows of equal hash, told apart by their entries."""
    first = np.arange(len(hashes), dtype=np.int64)
    order = np.argsort(hashes, kind="stable")
    same = hashes[order[1:]] == hashes[order[:-1]]
    shared = np.zeros(len(hashes), dtype=bool)
    shared[order[1:][same]] = True
    shared[order[:-1][same]] = True
    seen: dict[bytes, int] = {}
    for row in np.flatnonzero(shared).tolist():
        first[row] = seen.setdefault(entry(row), row)
    return first
