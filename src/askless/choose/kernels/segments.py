"""Numbers of tokens, a stretch of one long array for each sentence."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from askless.choose.array import Floats, Rows

__all__ = ["flat", "lengths_of", "segment_max", "segment_sum"]

Float64s = npt.NDArray[np.float64]
Ragged = npt.NDArray[np.object_]


def lengths_of(values: Ragged) -> Rows:
    """How many numbers each array has.

    Parameters
    ----------
    values : object array of shape (n,)
        Of arrays of shape (n_tokens,).

    Returns
    -------
    lengths : int64 array of shape (n,)

    Examples
    --------
    >>> from askless.core.ragged import ragged
    >>> lengths_of(ragged([np.zeros(2), np.zeros(0)])).tolist()
    [2, 0]
    """
    return np.fromiter(map(len, values), dtype=np.int64, count=len(values))


def flat(values: Ragged, dtype: npt.DTypeLike = np.float64) -> npt.NDArray[Any]:
    """All numbers, sentence after sentence.

    Parameters
    ----------
    values : object array of shape (n,)
        Of arrays of shape (n_tokens,).
    dtype : data type, default float64
        Of the result.

    Returns
    -------
    flat : array of shape (n_tokens of all,)

    Examples
    --------
    >>> from askless.core.ragged import ragged
    >>> flat(ragged([np.ones(2), np.zeros(1)])).tolist()
    [1.0, 1.0, 0.0]
    """
    return np.concatenate([np.empty(0, dtype), *values]).astype(dtype, copy=False)


def segment_sum(values: Floats, lengths: Rows) -> Float64s:
    """Sum of each stretch, added up one after another, so that it depends on nothing around it.

    Parameters
    ----------
    values : array of shape (n_values,)
        Stretch after stretch.
    lengths : int64 array of shape (n,)
        Of the stretches.

    Returns
    -------
    sums : float64 array of shape (n,)
        0 for empty ones.

    Examples
    --------
    >>> segment_sum(np.array([1.0, 2.0, 4.0]), np.array([2, 0, 1])).tolist()
    [3.0, 0.0, 4.0]
    """
    at = np.repeat(np.arange(len(lengths)), lengths)
    return np.bincount(at, weights=values, minlength=len(lengths)).astype(np.float64, copy=False)


def segment_max(values: Floats, lengths: Rows) -> Float64s:
    """The largest of each stretch.

    Parameters
    ----------
    values : array of shape (n_values,)
        Stretch after stretch, none below 0.
    lengths : int64 array of shape (n,)
        Of the stretches.

    Returns
    -------
    largest : float64 array of shape (n,)
        0 for empty ones.

    Examples
    --------
    >>> segment_max(np.array([1.0, 2.0, 4.0]), np.array([2, 0, 1])).tolist()
    [2.0, 0.0, 4.0]
    """
    most = np.zeros(len(lengths))
    some = np.flatnonzero(lengths)
    if len(some):
        most[some] = np.maximum.reduceat(values, (np.cumsum(lengths) - lengths)[some])
    return most
