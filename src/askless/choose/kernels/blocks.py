"""Cutting an array into blocks that a processor's cache holds, so that memory is read once."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from array_api_compat import is_torch_array

from askless.choose.array import Array
from askless.core.chunks import spans

__all__ = ["block_rows", "blocks"]

_CACHE = 512 << 10  # with as much again for what is made of it, within the cache of one core
_DEVICE = 64 << 20  # where starting a step costs more than memory


def block_rows(values: Array) -> int:
    """How many rows make a block.

    Parameters
    ----------
    values : array of shape (n_rows, ...)
        Any library, any device.

    Returns
    -------
    n : int
        At least 1: 512 KB of rows, or 64 MB on another device than the processor.

    Examples
    --------
    >>> block_rows(np.zeros((10, 16), dtype=np.float32))
    8192
    """
    size: int = getattr(values.dtype, "itemsize", 4) * math.prod(values.shape[1:])
    far = not isinstance(values, np.ndarray) and is_torch_array(values) and values.device.type != "cpu"
    return max(1, (_DEVICE if far else _CACHE) // max(size, 1))


def blocks(values: Array) -> Iterator[tuple[slice, Array]]:
    """An array block by block, without a copy.

    Parameters
    ----------
    values : array of shape (n_rows, ...)
        Any library, any device.

    Yields
    ------
    span : slice
        Rows.
    block : array
        A view of them.

    Examples
    --------
    >>> [span for span, _ in blocks(np.zeros((10_000, 16), dtype=np.float32))]
    [slice(0, 8192, None), slice(8192, 10000, None)]
    """
    for span in spans(values.shape[0], block_rows(values)):
        yield span, values[span, ...]
