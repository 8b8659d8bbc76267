"""DPP: the batch of good items that are least alike."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from askless.choose import why
from askless.choose.array import Rows
from askless.choose.choice import Choice
from askless.choose.kernels.pivots import pivots
from askless.choose.kernels.top_k import top_k
from askless.choose.round import Round
from askless.choose.score.declare import scores
from askless.choose.strategy.process import known, process_at
from askless.choose.strategy.rest import with_rest
from askless.choose.strategy.scored import doubts, score_rows
from askless.choose.strategy.strategy import Strategy, strategies

__all__ = ["Dpp"]

_JITTER = 1e-7  # keeps the factor of rows that are equal
_NEGLIGIBLE = 1e-5  # of the largest quality: less is rounding
_LEAST = 0.01  # quality of an item that the model is certain about


@dataclass(frozen=True, kw_only=True)
class Dpp(Strategy):
    """Ask the batch that a determinantal point process finds most probable, item by item.

    Each item has a quality, how uncertain the model is about it by margin, and each pair a likeness
    that falls off with the distance of their features. A batch is as probable as the volume that its
    items span: items of high quality that are unlike each other. The batch is built greedily, and
    what is labelled or pending counts as part of it. Where nothing is left that would add to the
    volume, as soon happens with one or two features, quality alone decides.

    Parameters
    ----------
    quality : float, default 1.0
        Power of the uncertainty; 0 looks at likeness alone.
    gamma : float, optional
        Of the likeness exp(-gamma ‖x - z‖²); one over the total variance of the features if not given.
    """

    quality: float = 1.0
    gamma: float | None = None

    name = "dpp"
    needs = ("proba", "embedding", "labelled", "pending")
    summary = "asks about a batch of uncertain items that are as unlike each other as can be"
    reference = (
        "A. Kulesza, B. Taskar, “Determinantal point processes for machine learning”, Foundations and Trends in ML "
        "2012, doi:10.1561/2200000044; for batches: E. Bıyık, K. Wang, N. Anari, D. Sadigh, “Batch active learning "
        "using determinantal point processes”, 2019, arXiv:1906.07975; greedily: L. Chen, G. Zhang, E. Zhou, NeurIPS "
        "2018, arXiv:1709.05135"
    )
    when_not = (
        "When one item is asked at a time: `margin` does much the same. In noisy data: outliers are unlike everything; "
        "`uherding` looks for what is typical as well."
    )
    cost = (
        "one kernel value for each pair of a candidate and a labelled or picked item, a few times over; "
        "of more than 2,000 labelled items, 2,000 are drawn"
    )

    @property
    def limits(self) -> Mapping[str, tuple[float, float]]:
        return {"quality": (0.0, math.inf)}

    @property
    def example(self) -> Mapping[str, Sequence[Any]]:
        return {
            "proba": [[0.5, 0.5], [0.5, 0.5], [0.9, 0.1], [0.9, 0.1], [0.1, 0.9]],
            "embedding": [[3.0], [0.3], [3.1], [0.0], [0.5]],
            "labels": [0, 1],
        }

    def memory(self, *, n: int, d: int, C: int, K: int, k: int) -> float:
        """Tiles, the rows between two passes, and a few numbers for each row; see `Strategy.memory`."""
        return float((48 << 20) + 96 * n + 32 * max(512, 2 * k) ** 2 + 16 * (2000 + k) ** 2)

    def reasons(self, round: Round, rows: Rows) -> tuple[str, ...]:
        """What the model is in two minds about; see `Strategy.reasons`."""
        return doubts(round, rows)

    def pick(self, round: Round, k: int) -> Choice:
        """Choose `k` greedily; see `Strategy.pick`."""
        rows = round.candidates
        doubt = 1.0 + np.concatenate([values for _, values in score_rows(scores.get("margin"), round, rows)])
        taken = round.taken
        process = process_at(round, taken[known(round, taken)], gamma=self.gamma, noise=_JITTER)
        noise = round.noise(rows)
        weights = (_LEAST + doubt) ** (2.0 * self.quality)
        at, values = pivots(
            process, lambda at: round.evidence.get("embedding", rows[at]), weights, noise, k, negligible=_NEGLIGIBLE
        )
        picked = Choice.of(rows[at], why=self.reasons(round, rows[at]), scores=values)
        if self.quality > 0:  # what is left adds no volume; its quality still tells it apart
            left = np.delete(np.arange(len(rows)), at)
            most = left[top_k(weights[left], lambda positions: noise[left[positions]], k - len(at))]
            return Choice.joined(picked, Choice.of(rows[most], why=self.reasons(round, rows[most])))
        return with_rest(round, picked, k, why.NOTHING_LEFT)


strategies.register(Dpp.name, Dpp())
