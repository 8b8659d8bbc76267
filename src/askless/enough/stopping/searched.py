"""How far a search has come: what was read, what was found, and which answers were drawn at random."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from askless.enough.stopping.context import Context

__all__ = ["Searched"]


@dataclass(frozen=True, eq=False)
class Searched:
    """A search for the relevant items of a pool.

    Parameters
    ----------
    pool : int
        Items, those that were read included.
    relevant : bool array of shape (m,)
        Answers in the order of asking.
    random : bool array of shape (m,)
        Which of them were drawn uniformly from what was unread.

    Examples
    --------
    >>> search = Searched(100, np.array([True, False, True]), np.array([False, True, False]))
    >>> search.found, search.unread
    (2, 97)
    """

    pool: int
    relevant: npt.NDArray[np.bool_]
    random: npt.NDArray[np.bool_]

    @classmethod
    def of(cls, context: Context) -> Searched | None:
        """The search that a context tells of; None if it does not say what is searched for."""
        if context.positive is None:
            return None
        y = context.y[:, context.positive] == 1 if context.y.ndim == 2 else context.y == context.positive
        random = np.zeros(len(y), dtype=np.bool_) if context.random is None else context.random
        return cls(context.pool, np.asarray(y, dtype=np.bool_), np.asarray(random, dtype=np.bool_))

    @property
    def read(self) -> int:
        """Items read."""
        return len(self.relevant)

    @property
    def found(self) -> int:
        """Relevant ones among them."""
        return int(self.relevant.sum())

    @property
    def unread(self) -> int:
        """Items left."""
        return max(self.pool - self.read, 0)
