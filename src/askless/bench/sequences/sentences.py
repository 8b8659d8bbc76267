"""Some sentences of a source, as a collection of their own."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from askless.bench.subset import Subset
from askless.core.ids import Rows

__all__ = ["SentenceSubset"]


class SentenceSubset(Subset):
    """A view of some sentences of others, with their tokens.

    Parameters
    ----------
    items : items of tokens
        The collection behind.
    rows : int64 array of shape (k,)
        Its rows, none twice.

    Examples
    --------
    >>> from askless.data.items.tokens import TokenItems
    >>> some = SentenceSubset(TokenItems([["It", "rains"], ["So", "?"], ["No"]]), np.array([2, 0]))
    >>> some.lengths().tolist(), some.offsets(1).tolist()
    ([1, 2], [[0, 2], [3, 8]])
    """

    def __init__(self, items: Any, rows: Rows) -> None:
        super().__init__(items, rows)
        self._all = items

    def lengths(self) -> npt.NDArray[np.int64]:
        """Tokens of each sentence."""
        return np.asarray(self._all.lengths(), dtype=np.int64)[self._rows]

    def offsets(self, row: int) -> npt.NDArray[np.int64]:
        """First character and end of each token of a sentence, in code points."""
        return np.asarray(self._all.offsets(int(self._rows[row])), dtype=np.int64)

    def text(self, row: int) -> str:
        """Text of one sentence."""
        return str(self._all.text(int(self._rows[row])))
