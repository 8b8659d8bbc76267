"""A block of short rows on its side, for work along each row.

A reduction over a short last axis starts anew for each row and leaves the processor's vector units
idle. Turned within the cache, whole columns are added and compared instead, several times quicker.
It is the NumPy shortcut of scores over few classes; other libraries use the definition.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from askless.choose.array import Array, Floats
from askless.choose.kernels.blocks import blocks

__all__ = ["PAIR", "Columns", "by_columns"]

PAIR = {4: np.dtype(np.uint64), 8: np.dtype(np.complex128)}
"""By the bytes of a number, what moves two as one."""

_NOTHING = 1e-30  # more than the terms of classes that are ruled out come to
_SHORT = 64  # columns up to which a row is short


@dataclass(frozen=True)
class Columns:
    """A block of rows on its side.

    Parameters
    ----------
    values : array of shape (n_columns, n_rows) or (n_columns / 2, 2 * n_rows)
        A copy. In the second form, taken for four columns or another even number of more, each row
        of it holds two columns, which alternate: half as many numbers to move.
    paired : bool
        Whether it is the second form.

    Examples
    --------
    >>> columns = Columns.of(np.array([[0.1, 0.2, 0.3, 0.4], [0.0, 0.6, 0.4, 0.0]]))
    >>> columns.values.tolist()
    [[0.1, 0.2, 0.0, 0.6], [0.3, 0.4, 0.4, 0.0]]
    >>> columns.largest().tolist()
    [0.4, 0.6]
    """

    values: npt.NDArray[Any]
    paired: bool

    @staticmethod
    def quick(values: Array) -> bool:
        """Whether an array gains by this: a NumPy table of short rows, in single or double precision."""
        if not isinstance(values, np.ndarray) or values.dtype.kind != "f" or values.itemsize not in PAIR:
            return False
        return values.ndim == 2 and 1 < values.shape[1] <= _SHORT  # one column is refused by the definition

    @classmethod
    def of(cls, block: npt.NDArray[Any]) -> Self:
        """Turn rows of shape (n_rows, n_columns)."""
        if block.shape[1] % 2 or block.shape[1] < 4 or not block.flags.c_contiguous:
            return cls(np.ascontiguousarray(block.T), False)
        return cls(np.ascontiguousarray(block.view(PAIR[block.itemsize]).T).view(block.dtype), True)

    def joined(self, combine: np.ufunc, lanes: Floats) -> Floats:
        """One number for each row from what was made of each lane."""
        joined: Floats = combine(lanes[::2], lanes[1::2]) if self.paired else lanes
        return joined

    def largest(self) -> Floats:
        """The largest value of each row."""
        return self.joined(np.maximum, np.maximum.reduce(self.values, axis=0))

    def sums(self) -> Floats:
        """The sum of each row, in its own precision."""
        return self.joined(np.add, np.ones(len(self.values), dtype=self.values.dtype) @ self.values)

    def nats(self) -> npt.NDArray[np.float64]:
        """Entropy of each row of probabilities, summed in double precision."""
        p = self.values
        if not float(p.min()) > 0.0:
            p = np.maximum(p, np.finfo(p.dtype).tiny)  # of which p log p is nothing
        terms = np.log(p)
        terms *= p
        total = terms[0].astype(np.float64)
        for term in terms[1:]:
            total += term
        nats: npt.NDArray[np.float64] = np.maximum(-self.joined(np.add, total) - _NOTHING, 0.0)
        return nats

    def two(self) -> tuple[Floats, Floats]:
        """The largest and the second largest value of each row: two running maxima, without a branch."""
        first, second = np.maximum(self.values[0], self.values[1]), np.minimum(self.values[0], self.values[1])
        lower = np.empty_like(first)
        for column in self.values[2:]:
            np.minimum(first, column, out=lower)
            np.maximum(first, column, out=first)
            np.maximum(second, lower, out=second)
        if not self.paired:
            return first, second
        lower = np.minimum(first[::2], first[1::2])
        return self.joined(np.maximum, first), np.maximum(lower, self.joined(np.maximum, second))


def by_columns(values: npt.NDArray[Any], score: Callable[[Columns], Floats]) -> Floats:
    """Score rows block by block, each on its side.

    Parameters
    ----------
    values : array of shape (n_rows, n_columns)
        One for which `Columns.quick` holds.
    score : callable
        One number for each row of a block.

    Returns
    -------
    scores : array of shape (n_rows,)
        Of the precision of `values`. Memory two blocks beside.

    Examples
    --------
    >>> by_columns(np.array([[0.2, 0.5, 0.3]]), Columns.largest).tolist()
    [0.5]
    """
    scores = np.empty(len(values), dtype=values.dtype)
    for span, block in blocks(values):
        scores[span] = score(Columns.of(block))
    return scores
