"""FALCUN: drawn by uncertainty and by distance, in probabilities, from what was drawn before."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.choose import why
from askless.choose.choice import Choice
from askless.choose.kernels.rows import numpy_of
from askless.choose.round import Round
from askless.choose.score.declare import scores
from askless.choose.strategy.scored import score_rows
from askless.choose.strategy.strategy import Strategy, strategies
from askless.core.chunks import spans
from askless.core.noise import uniform

__all__ = ["Falcun"]

Float64s = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Falcun(Strategy):
    """Draw items that the model is unsure about, each unlike those drawn before in what the model says.

    The chance of an item is its relevance to the power `gamma`: one minus its margin, plus the
    distance of its probabilities from the nearest drawn before or pending, brought to [0, 1]. As a
    batch grows distance counts for more. It never looks at features, so it is quick and needs no distance that
    means likeness.

    Parameters
    ----------
    gamma : float, default 10
        0 draws uniformly, a large value always takes the most relevant.

    Notes
    -----
    Relevance and its updates are those of the paper [1]_; distance starts as uncertainty there and
    here. Pending items, which the paper does not know, count as drawn before. The stored probability
    of a pick is that of its draw, given those before it. For several labels uncertainty is the mean
    over labels.

    References
    ----------
    .. [1] S. Gilhuber, A. Beer, Y. Ma, T. Seidl, "FALCUN: a simple and efficient deep active
       learning strategy", ECML PKDD 2024.

    Examples
    --------
    >>> from askless import select
    >>> select("falcun", 1, proba=[[1.0, 0.0], [0.5, 0.5], [0.0, 1.0]]).tolist()
    [1]
    """

    gamma: float = 10.0

    name = "falcun"
    needs = ("proba",)
    summary = "draws uncertain items that differ from one another in what the model says of them"
    reference = (
        "S. Gilhuber, A. Beer, Y. Ma, T. Seidl, “FALCUN: a simple and efficient deep active learning strategy”, "
        "ECML PKDD 2024"
    )
    when_not = (
        "With two classes: all probabilities lie on one line, and their distance tells little. `badge` and "
        "`cluster_margin` also look at features."
    )
    cost = (
        "one pass for each pick and each pending item over the probabilities of all candidates, which are held once: "
        "4 bytes for each"
    )

    @property
    def limits(self) -> Mapping[str, tuple[float, float]]:
        return {"gamma": (0.0, math.inf)}

    @property
    def example(self) -> Mapping[str, Sequence[Any]]:
        return {"proba": [[0.5, 0.5, 0.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]}

    def memory(self, *, n: int, d: int, C: int, K: int, k: int) -> float:
        """The probabilities once, and ten numbers for each item; see `Strategy.memory`."""
        return float((32 << 20) + n * (8 * C + 80))

    def pick(self, round: Round, k: int) -> Choice:
        """Draw `k`, one after another; see `Strategy.pick`."""
        # Sums run in the order of the keyed noise, so that of the pool cannot change a digit.
        rows = round.candidates[np.argsort(round.noise(round.candidates, "order"), kind="stable")]
        unsure = 1.0 + np.concatenate([values for _, values in score_rows(scores.get("margin"), round, rows)])
        n_labels = round.evidence.get("proba", rows[:1]).shape[1]
        columns = np.empty((n_labels, len(rows)), dtype=np.float32)
        for span in spans(len(rows), round.evidence.chunk_rows):
            columns[:, span] = numpy_of(round.evidence.get("proba", rows[span])).T
        steps = uniform(round.seed, round.number, np.arange(k, dtype=np.uint64), "falcun")
        at, chances = self._drawn(columns, unsure, _pending(round), steps)
        proba = numpy_of(round.evidence.get("proba", rows[at]))
        sentences = why.uncertain(round.label_names, proba, multilabel=round.multilabel)
        return Choice.of(rows[at], why=sentences, scores=unsure[at], probabilities=chances)

    def _drawn(
        self, columns: npt.NDArray[np.float32], unsure: Float64s, pending: npt.NDArray[np.float32], steps: Float64s
    ) -> tuple[list[int], Float64s]:
        """Positions drawn, one for each step, and the chance each had."""
        apart = unsure.copy()
        for proba in pending:
            apart = _nearer(columns, proba, apart)
        open_ = np.ones(len(unsure), dtype=bool)
        picks: list[int] = []
        chances = np.empty(len(steps))
        for t, step in enumerate(steps):
            relevance = np.power(unsure + apart, self.gamma)
            relevance[picks] = 0.0
            total = np.cumsum(relevance)
            if total[-1] <= 0.0:
                relevance = open_.astype(np.float64)
                total = np.cumsum(relevance)
            pick = int(np.searchsorted(total, step * total[-1], side="right"))
            picks.append(pick)
            open_[pick] = False
            chances[t] = min(relevance[pick] / total[-1], 1.0)
            if t + 1 < len(steps):
                apart = _nearer(columns, columns[:, pick], apart)
        return picks, chances


def _pending(round: Round) -> npt.NDArray[np.float32]:
    """Probabilities of the pending rows, in the order of their keyed noise."""
    rows = round.pending[np.argsort(round.noise(round.pending, "order"), kind="stable")]
    if not len(rows):
        return np.empty((0, 0), dtype=np.float32)
    return np.asarray(numpy_of(round.evidence.get("proba", rows)), dtype=np.float32)


def _nearer(columns: npt.NDArray[np.float32], pick: npt.NDArray[np.float32], apart: Float64s) -> Float64s:
    """Distance to the nearest drawn, now that a row of these probabilities is; brought to [0, 1]."""
    distance = np.zeros(len(apart))
    for column, value in zip(columns, pick.tolist(), strict=True):
        distance += np.abs(column - np.float32(value))
    distance = np.minimum(distance, apart, out=distance)
    distance -= distance.min()
    widest = distance.max()
    return distance / widest if widest > 0.0 else distance


strategies.register(Falcun.name, Falcun())
