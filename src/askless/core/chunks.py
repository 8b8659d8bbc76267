"""Cutting a range of rows into chunks."""

from __future__ import annotations

from collections.abc import Iterator

__all__ = ["spans"]


def spans(n: int, size: int) -> Iterator[slice]:
    """Slices that cover ``range(n)`` in order.

    Parameters
    ----------
    n : int
        Number of rows, >= 0.
    size : int
        Rows in a chunk, >= 1; the last one may be shorter.

    Yields
    ------
    span : slice

    Examples
    --------
    >>> list(spans(5, 2))
    [slice(0, 2, None), slice(2, 4, None), slice(4, 5, None)]
    """
    for start in range(0, n, size):
        yield slice(start, min(start + size, n))
