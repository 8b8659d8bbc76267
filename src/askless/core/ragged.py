"""Arrays of different lengths, one for each item: an object array whose elements they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["ragged"]


def ragged(arrays: Sequence[npt.NDArray[Any]]) -> npt.NDArray[np.object_]:
    """Arrays of different lengths as the elements of one, shape (n,).

    Parameters
    ----------
    arrays : sequence of array

    Returns
    -------
    ragged : object array of shape (n,)

    Examples
    --------
    >>> ragged([np.zeros(2), np.zeros(2)]).shape
    (2,)
    """
    found = np.empty(len(arrays), dtype=object)
    for at, one in enumerate(arrays):
        found[at] = one
    return found
