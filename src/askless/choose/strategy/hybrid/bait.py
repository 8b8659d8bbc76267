"""BAIT: the batch that leaves least error over the pool, by Fisher information."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.choose.array import Rows
from askless.choose.choice import Choice
from askless.choose.kernels.posterior import Posterior
from askless.choose.kernels.rows import numpy_of
from askless.choose.round import Round
from askless.choose.strategy.design import best, design, features_of, information, penalised, scope, weights_of
from askless.choose.strategy.shortlist import shortlist
from askless.choose.strategy.strategy import Strategy, strategies

__all__ = ["Bait"]

Float64s = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Bait(Strategy):
    """Ask the batch whose labels, by Fisher information, leave least error over the pool.

    The error that a linear model on the features would keep after the batch is the trace of the
    inverse information of its labels times the information of the pool. Items are added one by one for
    what they take off it, twice as many as asked, and then dropped one by one again where that costs
    least. Each item enters with one number for all classes, the mean curvature of its probabilities;
    for two classes that is exact.

    Parameters
    ----------
    ridge : float, default 1.0
        Penalty on the squared weights of the linear model, above 0.
    oversample : float, default 2.0
        How many are added for each one that stays, >= 1.
    shortlist : int, optional
        Look only at so many: half the most uncertain, half drawn. All if not given.
    """

    ridge: float = 1.0
    oversample: float = 2.0
    shortlist: int | None = None

    name = "bait"
    needs = ("proba", "embedding", "labelled", "pending")
    summary = "asks about a batch from whose answers a linear model would learn most, for the whole pool"
    reference = (
        "J. T. Ash, S. Goel, A. Krishnamurthy, S. Kakade, “Gone fishing: neural active learning with Fisher "
        "embeddings”, NeurIPS 2021, arXiv:2106.09675; one number for each item: D. Huseljic et al., “Fast fishing: "
        "approximating BAIT for efficient and scalable deep active image classification”, ECML PKDD 2024, "
        "arXiv:2404.08981"
    )
    when_not = (
        "When the features do not suit a linear model. In very large pools, where each pick is a pass over them: "
        "give `shortlist`, or use `badge`."
    )
    cost = "`oversample` passes over the features for each item asked, and the cube of the number of features once"

    @property
    def example(self) -> Mapping[str, Sequence[Any]]:
        return {
            "proba": [[0.5, 0.5], [0.9, 0.1], [0.1, 0.9], [0.95, 0.05], [0.05, 0.95]],
            "embedding": [[0.0, 3.0], [-1.0, 0.0], [1.0, 0.0], [-2.0, 0.0], [2.0, 0.0]],
            "labels": [0, 1],
        }

    def memory(self, *, n: int, d: int, C: int, K: int, k: int) -> float:
        """States, weights, at most 64 MB of features, and a copy of few candidates; see `Strategy.memory`."""
        return float((80 << 20) + (96 + 4 * d) * n + 64 * (d + 1) ** 2 + 32 * k * d * self.oversample)

    def reasons(self, round: Round, rows: Rows) -> tuple[str, ...]:
        """The same for all; see `Strategy.reasons`."""
        return ("its answer would tell the model much about many others",) * len(rows)

    def pick(self, round: Round, k: int) -> Choice:
        """Choose `k`, forwards and then backwards; see `Strategy.pick`."""
        listed = shortlist(round, None if self.shortlist is None else max(self.shortlist, k))
        rows, may = scope(round, listed)
        features, weights = features_of(round, rows), weights_of(round, rows)
        pool = round.pool
        target = information(round, pool, features.d) / len(pool)
        precision = penalised(information(round, round.taken, features.d), self.ridge)
        state = Posterior.of(features, precision, target)
        more = max(k, min(int(np.ceil(self.oversample * k)), len(listed)))
        found = design(state, weights, may, round.noise(rows), more)
        at = found.positions
        phi, w = numpy_of(features.rows(at)), numpy_of(weights)[at]
        precision += (phi * w[:, None]).T @ phi
        stays = _dropped(phi, w, precision, target, round.noise(rows[at]), k)
        chosen = rows[at[stays]]
        return Choice.of(chosen, why=self.reasons(round, chosen), scores=found.gains[stays])


def _dropped(phi: Float64s, weights: Float64s, precision: Float64s, target: Float64s, noise: Float64s, k: int) -> Rows:
    """Positions of the `k` rows that stay when the one that costs least is dropped, again and again."""
    covariance = np.linalg.inv(precision)
    stays = np.arange(len(phi))
    while len(stays) > k:
        spread = phi[stays] @ covariance
        variance = (spread * phi[stays]).sum(axis=1)
        reach = ((spread @ target) * spread).sum(axis=1)
        w = weights[stays]
        j = best(-w * reach / (1.0 - w * variance), noise[stays])
        a = spread[j]
        covariance = covariance + w[j] * np.outer(a, a) / (1.0 - w[j] * variance[j])
        stays = np.delete(stays, j)
    return stays


strategies.register(Bait.name, Bait())
