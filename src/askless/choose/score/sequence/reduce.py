"""One number for a sentence of the numbers of its tokens, and distributions over listed taggings."""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

import numpy as np
import numpy.typing as npt
from array_api_compat import array_namespace

from askless.choose.array import Array
from askless.choose.kernels.segments import flat, lengths_of, segment_max, segment_sum
from askless.core.taggings import FLOOR
from askless.errors import UnknownNameError

__all__ = ["Reduce", "chances", "nats_of", "of_voters", "reduced"]

Reduce: TypeAlias = Literal["total", "mean", "max"]
"""The sum over the tokens, their mean, or the largest."""


def reduced(values: npt.NDArray[np.object_], reduce: Reduce) -> npt.NDArray[np.float64]:
    """One number for each sentence.

    Parameters
    ----------
    values : object array of shape (n_items,)
        Of arrays (n_tokens,), not negative.
    reduce : {"total", "mean", "max"}
        What of them.

    Returns
    -------
    numbers : float64 array of shape (n_items,)
        0 for a sentence without tokens. Sums run along the sentence, so nothing around it changes a digit.

    Raises
    ------
    UnknownNameError
        If `reduce` is another word.

    Examples
    --------
    >>> from askless.core.ragged import ragged
    >>> values = ragged([np.array([1.0, 3.0]), np.array([2.5])])
    >>> [reduced(values, reduce).tolist() for reduce in ("total", "mean", "max")]
    [[4.0, 2.5], [2.0, 2.5], [3.0, 2.5]]
    """
    if reduce not in get_args(Reduce):
        raise UnknownNameError.of("way to reduce", str(reduce), get_args(Reduce))
    lengths = lengths_of(values)
    told = np.maximum(flat(values), 0.0)
    if reduce == "max":
        return segment_max(told, lengths)
    total = segment_sum(told, lengths)
    return total / np.maximum(lengths, 1) if reduce == "mean" else total


def chances(logs: Array) -> Array:
    """Probabilities of listed taggings, as if there were no others; 0 of what stands where there is no tagging.

    Parameters
    ----------
    logs : array of shape (..., n_taggings)
        Logarithms of probabilities, of any library.

    Returns
    -------
    chances : float64 array of the same shape
        They sum to 1 over the last axis, or to 0 where no tagging is listed.

    Examples
    --------
    >>> chances(np.log(np.array([[0.2, 0.2]]))).tolist()
    [[0.5, 0.5]]
    >>> chances(np.array([[-1000.0, -1000.0]])).tolist()
    [[0.0, 0.0]]
    """
    xp = array_namespace(logs)
    z = xp.astype(logs, xp.float64)
    weights = xp.exp(z - xp.max(z, axis=-1, keepdims=True))
    weights = xp.where(z == FLOOR, xp.zeros_like(weights), weights)
    total = xp.sum(weights, axis=-1, keepdims=True)
    return weights / xp.where(total > 0, total, xp.ones_like(total))


def of_voters(values: Array, beliefs: Array) -> Array:
    """The mean over the members of a committee, without those that list no tagging.

    Parameters
    ----------
    values : array of shape (n_items, n_members, ...)
        0 of such members.
    beliefs : array of shape (n_items, n_members, n_taggings)
        As `chances` gives them.

    Returns
    -------
    mean : array of shape (n_items, ...)
        0 where no member lists one.
    """
    xp = array_namespace(beliefs)
    voters = xp.sum(xp.astype(xp.sum(beliefs, axis=-1) > 0.5, xp.float64), axis=1)
    voters = xp.where(voters > 0, voters, xp.ones_like(voters))
    return xp.sum(values, axis=1) / xp.reshape(voters, (voters.shape[0], *(1,) * (values.ndim - 2)))


def nats_of(chances: Array) -> Array:
    """Entropy over the last axis.

    Parameters
    ----------
    chances : array of shape (..., n_taggings)
        Of any library; they sum to 1.

    Returns
    -------
    entropy : array of shape (...,)
        In nats, not negative; 0 log 0 is 0.

    Examples
    --------
    >>> nats_of(np.array([[0.5, 0.5]])).round(4).tolist()
    [0.6931]
    """
    xp = array_namespace(chances)
    positive = xp.where(chances > 0, chances, xp.ones_like(chances))
    return xp.abs(xp.sum(positive * xp.log(positive), axis=-1))
