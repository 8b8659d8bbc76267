"""What `ask` returns: questions to be answered now, with how each came to be asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["Queries"]


@dataclass(frozen=True)
class Queries:
    """Questions to be answered now, the most useful first.

    Parameters
    ----------
    ids : list of str
        Their ids, to be handed back to `tell`.
    items : list of dict, float64 array of shape (n_queries, n_inputs), or pictures
        The items, as the domain has them.
    scores : float64 array of shape (n_queries,)
        Larger = asked sooner; what the number means is the strategy's.
    probabilities : float64 array of shape (n_queries,)
        Probability with which this round made each: 1, for all follow from the seed.
    random : bool array of shape (n_queries,)
        Whether it was drawn at random.
    why : tuple of str
        One line for people on each.
    strategy : str
        Name of the strategy that made them.
    version : int
        Answers that the model behind them knew; 0 if there was none.
    synthetic : bool array of shape (n_queries,)
        Whether each was made up; else it is a row that exists.
    """

    ids: list[str]
    items: Any
    scores: npt.NDArray[np.float64]
    probabilities: npt.NDArray[np.float64]
    random: npt.NDArray[np.bool_]
    why: tuple[str, ...]
    strategy: str
    version: int
    synthetic: npt.NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.ids)
