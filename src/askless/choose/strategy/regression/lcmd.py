"""LCMD: the farthest item of the largest cluster, for regression."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from askless.choose import why
from askless.choose.array import Rows
from askless.choose.choice import Choice
from askless.choose.kernels.nearest_centre import NearestCentre
from askless.choose.kernels.order import best_first, rounded
from askless.choose.kernels.stale import StaleDistances
from askless.choose.round import Round
from askless.choose.strategy.rest import with_rest
from askless.choose.strategy.spread import CENTRAL, central
from askless.choose.strategy.strategy import Strategy, strategies
from askless.core.task import Task

__all__ = ["LCMD"]


@dataclass(frozen=True)
class LCMD(Strategy):
    """Ask the farthest item of the largest cluster, where each measured item is the centre of one.

    Every item belongs to the measured item that its features are most like. The size of a cluster
    is the sum of the squared distances to its centre; the pick is the item farthest from the centre
    of the largest, and becomes a centre itself. So it goes where many items are far from anything
    measured: unlike `gsx` it is not drawn to a single outlier, and unlike a draw it does not ask
    alike items twice. With nothing measured it begins with the item nearest to the centre of the
    pool.

    Examples
    --------
    >>> from askless.choose.select import select
    >>> x = np.array([[0.0], [1.0], [5.0], [5.5], [6.0], [-7.0]])
    >>> select("lcmd", 1, embedding=x, labelled=[0, 5], task="real").tolist()
    [4]
    """

    name = "lcmd"
    needs = ("embedding", "labelled", "pending")
    summary = "asks about the farthest item of the largest cluster around the measured ones"
    reference = (
        "D. Holzmüller, V. Zaverkin, J. Kästner, I. Steinwart, “A framework and benchmark for deep batch active "
        "learning for regression”, JMLR 2023, arXiv:2203.09410 (LCMD-TP)"
    )
    when_not = (
        "When distances between the features mean little: it looks at them alone. `igs` and `emcm` look at the "
        "predictions too."
    )
    cost = "the distances from every item to the labelled ones, then one pass over the features for each pick"

    @property
    def example(self) -> Mapping[str, Sequence[Any]]:
        return {"embedding": [[6.0], [5.5], [5.0], [1.0], [-7.0], [0.0]], "labels": [1.0, 2.0]}

    @property
    def tasks(self) -> tuple[Task, ...]:
        return ("real",)

    def reasons(self, round: Round, rows: Rows) -> tuple[str, ...]:
        """The same for all; see `Strategy.reasons`."""
        return ("many items are like it, and none of them is measured",) * len(rows)

    def memory(self, *, n: int, d: int, C: int, K: int, k: int) -> float:
        """Features held in double precision, tiles, and a few numbers for each row; see `Strategy.memory`."""
        return float((64 << 20) + 96 * n + 16 * (n / 16 + k) * d)

    def pick(self, round: Round, k: int) -> Choice:
        """Choose `k` one after another; see `Strategy.pick`."""
        rows, evidence = round.candidates, round.evidence

        def features(at: Rows) -> Any:
            return evidence.get("embedding", rows[at])

        clusters = NearestCentre(features, len(rows))
        clusters.add(evidence.get("embedding", round.taken))
        begin = Choice.empty()
        if not clusters.n_centres:
            first = central(round, StaleDistances([features], len(rows)))
            clusters.add(features(first))
            begin = Choice.of(rows[first], why=CENTRAL)
        free = ~np.isin(rows, begin.rows)
        at, scores = _picks(round, clusters, free, k - len(begin))
        far = Choice.of(rows[at], why=self.reasons(round, rows[at]), scores=np.array(scores))
        return with_rest(round, Choice.joined(begin, far), k, why.NOTHING_LEFT)


def _picks(round: Round, clusters: NearestCentre, free: Any, k: int) -> tuple[Rows, list[float]]:
    """Up to `k` times the farthest row of the largest cluster; scored by how far it is."""
    picked: list[int] = []
    scores: list[float] = []
    while len(picked) < k:
        owner, squared = clusters.owner, clusters.squared
        left = np.where(free, squared, 0.0)  # a row that was picked may keep a rounding error's distance to itself
        sizes = np.bincount(owner, weights=left, minlength=clusters.n_centres).astype(np.float64)
        if sizes.max() <= 0:
            break
        ties = np.flatnonzero(rounded(sizes) == rounded(sizes).max())
        farthest = [_farthest(round, clusters, int(owner), free) for owner in ties]
        best = farthest[0]
        if len(ties) > 1:
            found = np.array(farthest)
            best = int(found[best_first(clusters.squared[found], round.noise(round.candidates[found]))[0]])
        picked.append(best)
        scores.append(float(np.sqrt(clusters.squared[best])))
        free[best] = False
        clusters.add(clusters.at(best))
    return np.array(picked, dtype=np.int64), scores


def _farthest(round: Round, clusters: NearestCentre, owner: int, free: Any) -> int:
    """Position of the row of a cluster that is farthest from its centre."""
    inside = np.flatnonzero((clusters.owner == owner) & free)
    grid = rounded(clusters.squared[inside])
    ties = inside[grid == grid.max()]
    return int(ties[np.argmax(round.noise(round.candidates[ties]))])


strategies.register(LCMD.name, LCMD())
