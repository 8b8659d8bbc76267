"""EPIG: what an answer tells about the predictions one cares for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from askless.choose.array import Floats, Rows
from askless.choose.kernels.predictive import predictive_information
from askless.choose.pick.sample import sample
from askless.choose.round import Round
from askless.choose.score.draws import need_committee
from askless.choose.strategy.named_rows import named_rows
from askless.choose.strategy.strategy import Strategy, strategies
from askless.core.noise import uniform
from askless.core.task import Task

__all__ = ["Epig"]

_TARGETS = 100  # with the same draws and targets for all items, more changes the order little


@dataclass(frozen=True, kw_only=True)
class Epig(Strategy):
    """Ask about the items whose answer tells most about the answers of the rows one cares for.

    BALD asks what tells about the model, also about parts of it that no prediction of interest
    depends on: an outlier scores high. Here information counts as far as it is about the answers
    of target rows: those named, or a sample of the pool.

    Parameters
    ----------
    targets : sequence of int, optional
        Rows of the pool whose predictions matter; 100 of the pool, drawn by keyed noise, if not given.

    Examples
    --------
    Rows 0 and 2 depend on the draws in one way, row 1 in another:

    >>> import numpy as np
    >>> from askless.choose.select import select
    >>> one, other = [0.9, 0.9, 0.1, 0.1], [1.0, 0.0, 1.0, 0.0]
    >>> p = np.array([one, other, one])
    >>> draws = np.stack([p, 1 - p], axis=-1)
    >>> int(select("bald", 1, draws=draws)[0]), int(select("epig", 1, draws=draws, targets=[2], labelled=[2])[0])
    (1, 0)
    """

    targets: Sequence[int] | None = None

    name = "epig"
    needs = ("draws",)
    summary = "asks about items whose answers would tell most about the predictions of interest"
    reference = (
        "F. Bickford Smith, A. Kirsch, S. Farquhar, Y. Gal, A. Foster, T. Rainforth, “Prediction-oriented Bayesian "
        "active learning”, AISTATS 2023, arXiv:2304.08151"
    )
    when_not = (
        "With few draws, which are told apart by chance (take 50 or more), and for large batches, since it picks like "
        "items together: use `power(epig)` or `batch_bald`."
    )
    cost = "n_targets * n_classes ** 2 logarithms for each candidate: seconds for 100,000 items of ten classes"

    @property
    def example(self) -> Mapping[str, Sequence[Any]]:
        return {"draws": [[[0.9, 0.1], [0.1, 0.9]], [[0.8, 0.2], [0.4, 0.6]], [[0.5, 0.5], [0.5, 0.5]]]}

    @property
    def tasks(self) -> tuple[Task, ...]:
        return ("classes",)  # of several labels an item, all pairs of labels would have to be told apart

    @property
    def least(self) -> float | None:
        return 0.0

    def memory(self, *, n: int, d: int, C: int, K: int, k: int) -> float:
        """Tiles, the targets and chunks of draws; see `Strategy.memory`."""
        t = _TARGETS if self.targets is None else len(self.targets)
        return float((48 << 20) + 64 * n + 32 * t * C * (K + C) + 65_536 * K * C * 8)

    def item_scores(self, round: Round, rows: Rows) -> Iterator[tuple[Rows, Floats]] | None:
        """Information in nats; see `Strategy.item_scores`."""
        return self._scores(round, rows)

    def reasons(self, round: Round, rows: Rows) -> tuple[str, ...]:
        """What is asked for; see `Strategy.reasons`."""
        whose = "the items of the pool" if self.targets is None else "the items of interest"
        return (f"its answer tells most about {whose}",) * len(rows)

    def _scores(self, round: Round, rows: Rows) -> Iterator[tuple[Rows, Floats]]:
        targets = round.evidence.get("draws", self._targets(round))
        need_committee(targets)
        for span, draws in round.evidence.chunks("draws", rows):
            yield rows[span], predictive_information(draws, targets)

    def _targets(self, round: Round) -> Rows:
        """Rows whose predictions matter."""
        if self.targets is None:
            return np.sort(sample(round.pool, uniform(round.seed, 0, round.keys[round.pool], "epig"), _TARGETS))
        return named_rows(round, "targets", self.targets)


strategies.register(Epig.name, Epig())
