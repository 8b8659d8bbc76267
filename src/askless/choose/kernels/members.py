"""A block of committee probabilities on its side: as `columns`, for each member of a committee.

What a score wants of a committee are sums over members and over classes. Both are sums of whole
columns here, so that short axes cost nothing; no array larger than a block is made.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from askless.choose.array import Array, Floats
from askless.choose.kernels.blocks import blocks
from askless.choose.kernels.columns import PAIR, Columns

__all__ = ["Members", "by_members"]

Float64s = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Members:
    """A block of (n_rows, n_members, n_classes) on its side.

    Parameters
    ----------
    values : array of shape (n_members, n_classes, n_rows) or (n_members, n_classes / 2, 2 * n_rows)
        A copy; in the second form two classes alternate, as in `Columns`.
    paired : bool
        Whether it is the second form.

    Examples
    --------
    >>> members = Members.of(np.array([[[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]]]))
    >>> members.consensus().values.ravel().tolist()
    [0.5, 0.5, 0.0]
    """

    values: npt.NDArray[Any]
    paired: bool

    @staticmethod
    def quick(draws: Array) -> bool:
        """Whether an array gains by this."""
        return isinstance(draws, np.ndarray) and draws.ndim == 3 and draws.shape[1] > 0 and Columns.quick(draws[:, 0])

    @classmethod
    def of(cls, block: npt.NDArray[Any]) -> Self:
        """Turn rows of shape (n_rows, n_members, n_classes)."""
        n, k, c = block.shape
        if c % 2 or c < 4 or block.strides[2] != block.itemsize:
            return cls(np.ascontiguousarray(block.transpose(1, 2, 0)), False)
        turned = np.ascontiguousarray(block.view(PAIR[block.itemsize]).transpose(1, 2, 0))
        return cls(turned.view(block.dtype).reshape(k, c // 2, 2 * n), True)

    def consensus(self) -> Columns:
        """Mean probabilities."""
        return Columns(np.add.reduce(self.values, axis=0) / self.values.dtype.type(len(self.values)), self.paired)

    def logs(self) -> npt.NDArray[Any]:
        """Logarithms; of 0 that of a number so small that p log p is 0 to all digits."""
        logs: npt.NDArray[Any] = self.values
        if not float(logs.min()) > 0.0:
            logs = np.maximum(logs, np.finfo(logs.dtype).tiny)
        logs = np.log(logs)
        return logs

    def expected(self, terms: npt.NDArray[Any]) -> Float64s:
        """Sums over members and classes of the probabilities times terms that lie as they do: (n_rows,)."""
        by_class = np.einsum("kcn,kcn->cn", terms, self.values)  # a product and a sum in one go
        total = by_class[0].astype(np.float64)
        for term in by_class[1:]:
            total += term
        return self.over_lanes(np.add, total)

    def over_classes(self, terms: npt.NDArray[Any]) -> Float64s:
        """Sums over the classes of terms that lie as the values do: (n_members, n_rows), double precision."""
        sums = (np.ones(terms.shape[-2], dtype=terms.dtype) @ terms).astype(np.float64)
        return self.over_lanes(np.add, sums)

    def over_lanes(self, combine: np.ufunc, lanes: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """One number for each row from one for each lane."""
        joined: npt.NDArray[Any] = combine(lanes[..., ::2], lanes[..., 1::2]) if self.paired else lanes
        return joined

    def votes(self) -> npt.NDArray[Any]:
        """Votes for each class, lying as the values of one member do.

        Each member votes for its most probable class; between equal ones its vote is shared.
        """
        best = self.over_lanes(np.maximum, np.maximum.reduce(self.values, axis=1))
        n_votes = best.size
        best = np.repeat(best, 2, axis=1) if self.paired else best
        chosen = self.values == best[:, None, :]
        if np.count_nonzero(chosen) == n_votes:  # nobody is torn, which is the rule
            whole: npt.NDArray[Any] = np.add.reduce(chosen.view(np.uint8), axis=0, dtype=self._count)
            return whole
        equals = self.over_lanes(np.add, np.add.reduce(chosen, axis=1, dtype=np.float64))
        equals = np.repeat(equals, 2, axis=1) if self.paired else equals
        shared: npt.NDArray[Any] = np.add.reduce(chosen / equals[:, None, :], axis=0)
        return shared

    @property
    def _count(self) -> npt.DTypeLike:
        """The smallest integer that holds the votes."""
        return np.uint8 if len(self.values) < 256 else np.uint32


def by_members(draws: npt.NDArray[Any], score: Callable[[Members], Floats]) -> Floats:
    """Score rows block by block.

    Parameters
    ----------
    draws : array of shape (n_rows, n_members, n_classes)
        One for which `Members.quick` holds.
    score : callable
        One number for each row of a block.

    Returns
    -------
    scores : array of shape (n_rows,)
        Of the precision of `draws`. Memory a few blocks beside.

    Examples
    --------
    >>> by_members(np.array([[[0.5, 0.5], [1.0, 0.0]]]), lambda m: m.over_classes(m.values).sum(axis=0)).tolist()
    [2.0]
    """
    scores = np.empty(len(draws), dtype=draws.dtype)
    for span, block in blocks(draws):
        scores[span] = score(Members.of(block))
    return scores
