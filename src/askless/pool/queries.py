"""What `ask` returns: the items to label now, with how each came to be asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.core.ids import Id
from askless.data.items.items import Items

__all__ = ["Queries"]


@dataclass(frozen=True)
class Queries:
    """Items to label now, the most useful first.

    Parameters
    ----------
    ids : list of int or str
        Their ids, to be handed back to `tell`.
    scores : float64 array of shape (n_queries,)
        Larger = asked sooner; what the number means is the strategy's.
    probabilities : float64 array of shape (n_queries,)
        Probability with which this round selected each item, in (0, 1].
    random : bool array of shape (n_queries,)
        Whether the item belongs to the random share, which estimates of accuracy use.
    why : tuple of str
        One line for people on each.
    strategy : str
        Name of the strategy that chose.
    version : int
        Version of the model behind the choice, 0 if there was none.
    windows : tuple of ((int, int) or None)
        First token and end of what is asked of each sentence; None where all of the item is asked.

    Examples
    --------
    >>> import askless
    >>> learner = askless.PoolLearner(["a good film", "a bad film"], labels=["pos", "neg"])
    >>> queries = learner.ask(2)
    >>> sorted(queries.ids), len(queries), bool(queries)
    ([0, 1], 2, True)
    """

    ids: list[Id]
    scores: npt.NDArray[np.float64]
    probabilities: npt.NDArray[np.float64]
    random: npt.NDArray[np.bool_]
    why: tuple[str, ...]
    strategy: str
    version: int
    _pool: Items
    _rows: npt.NDArray[np.int64]
    windows: tuple[tuple[int, int] | None, ...] = ()

    @property
    def items(self) -> Iterator[Any]:
        """The items themselves, one after another: texts, rows of the table, images or arrays."""
        for row in self._rows:
            taken = self._pool.take(np.array([row]))
            yield taken.iloc[0] if hasattr(taken, "iloc") else taken[0]

    def __len__(self) -> int:
        return len(self.ids)
