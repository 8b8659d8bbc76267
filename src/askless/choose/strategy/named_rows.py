"""Rows of the pool that an option names."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from askless.choose.array import Rows
from askless.choose.round import Round
from askless.errors import UsageError

__all__ = ["named_rows"]


def named_rows(round: Round, name: str, given: Sequence[int]) -> Rows:
    """The rows that an option names.

    Parameters
    ----------
    round : Round
        Whose pool they belong to.
    name : str
        Of the option.
    given : sequence of int
        Row numbers.

    Returns
    -------
    rows : int64 array of shape (n_rows,)
        As they were given.

    Raises
    ------
    UsageError
        If there is none, or they are no row numbers of the pool.
    """
    rows, last = np.asarray(given), len(round.keys) - 1
    if rows.ndim != 1 or rows.size == 0 or rows.dtype.kind not in "iu":
        raise UsageError(
            f"`{name}` is of type {rows.dtype} and shape {rows.shape}.", "Give at least one row number of the pool."
        )
    if rows.min() < 0 or rows.max() > last:
        raise UsageError(
            f"`{name}` goes from {rows.min()} to {rows.max()}; the pool has the rows 0 to {last}.",
            "Name rows of the pool.",
        )
    return rows.astype(np.int64)
