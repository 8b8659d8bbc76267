"""DropQuery: the middles of clusters of items on which draws of the model contradict it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from array_api_compat import array_namespace

from askless.choose.array import Array
from askless.choose.choice import Choice
from askless.choose.kernels.rows import numpy_of
from askless.choose.round import Round
from askless.choose.strategy.clustered import one_of_each
from askless.choose.strategy.strategy import Strategy, strategies
from askless.core.chunks import spans

__all__ = ["DropQuery"]


@dataclass(frozen=True)
class DropQuery(Strategy):
    """Among items on which variants of the model contradict it, ask about the middle of each cluster.

    An item is inconsistent if more than half of the draws (dropout passes, or members of a
    committee) name another class than the model does. The inconsistent items are put into as many
    clusters as items are asked, and of each the one nearest to the centre is taken, the largest
    cluster first. Strong on the frozen features of large pretrained models.

    Parameters
    ----------
    bar : float, default 0.5
        Share of contradicting draws above which an item is inconsistent.

    Notes
    -----
    The rule is that of the paper [1]_, which takes three dropout passes; here the draws are whatever
    the model gives. Where fewer items are inconsistent than are asked, which the paper leaves open,
    the bar is lowered to the share that enough items reach. Two classes that tie for the top both
    count as named. For several labels a draw contradicts if it turns any label over.

    References
    ----------
    .. [1] S. R. Gupte, J. Aklilu, J. J. Nirschl, S. Yeung-Levy, "Revisiting active learning in the
       era of vision foundation models", TMLR 2024, arXiv:2401.14555.

    Examples
    --------
    >>> from askless import select
    >>> proba = [[0.9, 0.1], [0.6, 0.4], [0.9, 0.1]]
    >>> draws = [[[0.9, 0.1], [0.8, 0.2]], [[0.3, 0.7], [0.4, 0.6]], [[0.9, 0.1], [0.9, 0.1]]]
    >>> select("drop_query", 1, proba=proba, draws=draws, embedding=[[0.0], [1.0], [2.0]]).tolist()
    [1]
    """

    bar: float = 0.5

    name = "drop_query"
    needs = ("draws", "proba", "embedding")
    summary = "asks about the middles of clusters of items on which variants of the model contradict it"
    reference = (
        "S. R. Gupte, J. Aklilu, J. J. Nirschl, S. Yeung-Levy, “Revisiting active learning in the era of vision "
        "foundation models”, TMLR 2024, arXiv:2401.14555"
    )
    when_not = (
        "When the draws hardly differ from the model: then few items are inconsistent and it becomes `k_means`. "
        "`bald` uses how much the draws differ, not only what they name. And when few are asked at a time: clusters "
        "are made anew, without a look at what is labelled or waits for an answer."
    )
    cost = "one pass over the draws, k-means on at most max(10,000, 40 k) inconsistent items"

    @property
    def limits(self) -> Mapping[str, tuple[float, float]]:
        return {"bar": (0.0, 1.0)}

    @property
    def example(self) -> Mapping[str, Sequence[Any]]:
        return {
            "proba": [[0.6, 0.4], [0.9, 0.1], [0.9, 0.1]],
            "draws": [[[0.4, 0.6], [0.3, 0.7]], [[0.9, 0.1], [0.8, 0.2]], [[0.4, 0.6], [0.9, 0.1]]],
            "embedding": [[0.0], [1.0], [2.0]],
        }

    def pick(self, round: Round, k: int) -> Choice:
        """Choose one of each of `k` clusters of inconsistent rows; see `Strategy.pick`."""
        share = contradictions(round)
        reached = float(np.partition(share, -k)[-k])
        rows = round.candidates[(share > self.bar) | (share >= reached)]
        if reached <= 0.0:  # all candidates are in, consistent ones too
            return one_of_each(round, rows, k, "in the middle of a group of {size} items like it")
        return one_of_each(round, rows, k, "variants of the model contradict it here, as on {size} items in this group")


def contradictions(round: Round) -> npt.NDArray[np.float64]:
    """Share of the draws that contradict the model, for each candidate."""
    share = np.empty(len(round.candidates))
    for span in spans(len(share), round.evidence.chunk_rows):
        draws = round.evidence.get("draws", round.candidates[span])
        proba = round.evidence.get("proba", round.candidates[span])
        xp = array_namespace(draws, proba)
        if round.multilabel:
            against = xp.any((draws > 0.5) != (proba > 0.5)[:, None, :], axis=-1)
        else:
            against = ~xp.any(_top(xp, draws) & _top(xp, proba)[:, None, :], axis=-1)
        share[span] = numpy_of(xp.mean(xp.astype(against, xp.float64), axis=1))
    return share


def _top(xp: Any, proba: Array) -> Array:
    """Which classes are the most probable, to 1e-6."""
    return proba >= xp.max(proba, axis=-1, keepdims=True) * (1.0 - 1e-6)


strategies.register(DropQuery.name, DropQuery())
