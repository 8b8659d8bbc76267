"""The last numbers of a stream, in the order of arrival and in the order of size."""

from __future__ import annotations

from bisect import bisect_left, insort

__all__ = ["slide"]


def slide(ordered: list[float], arrived: list[float], value: float, size: int) -> None:
    """Take in one number, and forget the oldest ones beyond `size`. Changes both lists.

    Parameters
    ----------
    ordered, arrived : list of float
        The same numbers, smallest first and oldest first.
    value : float
        No NaN: it has no place in an order.
    size : int
        How many are kept, >= 1.

    Notes
    -----
    O(log size) comparisons. What lies behind is moved as one block of memory, which for a window of a thousand
    costs less than a step of a tree would.

    Examples
    --------
    >>> ordered, arrived = [], []
    >>> for value in (3.0, 1.0, 2.0, 5.0):
    ...     slide(ordered, arrived, value, 3)
    >>> ordered, arrived
    ([1.0, 2.0, 5.0], [1.0, 2.0, 5.0])
    """
    while len(arrived) >= size:
        del ordered[bisect_left(ordered, arrived.pop(0))]
    arrived.append(value)
    insort(ordered, value)
