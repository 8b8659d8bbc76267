"""Rows of arrays of any library, without a copy where none is needed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from array_api_compat import array_namespace, device, is_array_api_obj, is_torch_array

from askless.choose.array import Array, Rows
from askless.core.ragged import ragged

__all__ = ["as_array", "as_ragged", "joined", "numpy_of", "span_of", "take"]


def as_array(values: Any) -> Array:
    """The same array, of whatever library it is; a list or the like as NumPy.

    Parameters
    ----------
    values : array or nested sequence
        Anything that NumPy can make an array of.

    Returns
    -------
    array : array

    Examples
    --------
    >>> as_array([[1.0, 2.0]]).shape
    (1, 2)
    """
    return values if is_array_api_obj(values) else np.asarray(values)


def as_ragged(values: Any) -> npt.NDArray[np.object_]:
    """Arrays of different lengths, one for each item, as the elements of an object array.

    Parameters
    ----------
    values : sequence of arrays, or of lists of numbers
        Of any library; one below the other if they are of one length.

    Returns
    -------
    ragged : object array of shape (n_items,)
        NumPy, and so is each element; the same array where it is such a one.

    Examples
    --------
    >>> as_ragged([[1.0, 2.0], [3.0]])[1].tolist()
    [3.0]
    """
    held = isinstance(values, np.ndarray) and values.dtype == object and values.ndim == 1
    if held and all(isinstance(one, np.ndarray) for one in values):
        same: npt.NDArray[np.object_] = values
        return same
    return ragged([numpy_of(one) for one in values])


def span_of(rows: Rows) -> slice | None:
    """The slice that these rows are, if they are one without gaps.

    Parameters
    ----------
    rows : int64 array of shape (n_rows,)
        Rows of a pool.

    Returns
    -------
    span : slice or None
        Time O(n_rows), and O(1) where the ends show that there are gaps.

    Examples
    --------
    >>> span_of(np.array([3, 4, 5])), span_of(np.array([3, 5]))
    (slice(3, 6, None), None)
    """
    n = len(rows)
    if n == 0 or int(rows[-1]) - int(rows[0]) + 1 != n or not bool((rows[1:] > rows[:-1]).all()):
        return None
    return slice(int(rows[0]), int(rows[-1]) + 1)


def take(values: Array, rows: Rows) -> Array:
    """Some rows of an array: a view where the rows have no gaps, else a copy.

    Parameters
    ----------
    values : array of shape (n_items, ...)
        Any library, any device.
    rows : int64 array of shape (n_rows,)
        NumPy.

    Returns
    -------
    taken : array of shape (n_rows, ...)
        Same library, device and precision as `values`. Not to be written to.

    Examples
    --------
    >>> take(np.array([[0.0], [1.0], [2.0]]), np.array([2, 0])).ravel().tolist()
    [2.0, 0.0]
    """
    span = span_of(rows)
    if span is not None:
        return values[span, ...]
    if isinstance(values, np.ndarray):
        return values[rows]
    xp = array_namespace(values)
    return xp.take(values, xp.asarray(rows, device=device(values)), axis=0)


def joined(parts: Sequence[Array]) -> Array:
    """Arrays of one library, one below the other.

    Parameters
    ----------
    parts : sequence of array
        At least one, alike but for the first axis.

    Returns
    -------
    joined : array
        The part itself if there is one only.

    Examples
    --------
    >>> joined([np.zeros((2, 1)), np.ones((1, 1))]).ravel().tolist()
    [0.0, 0.0, 1.0]
    """
    return parts[0] if len(parts) == 1 else array_namespace(*parts).concat(list(parts), axis=0)


def numpy_of(values: Array) -> npt.NDArray[Any]:
    """The same values as a NumPy array; those of another device are fetched.

    Parameters
    ----------
    values : array
        Any library, any device.

    Returns
    -------
    array : NumPy array
        Without a copy where the values lie in main memory.

    Examples
    --------
    >>> numpy_of(np.array([1.0])).tolist()
    [1.0]
    """
    if is_torch_array(values):
        values = values.detach().cpu().numpy()
    return np.asarray(values)
