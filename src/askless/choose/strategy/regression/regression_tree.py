"""Regression-tree active learning: measure most where the numbers of many alike items differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from askless.choose import why
from askless.choose.array import Rows
from askless.choose.choice import Choice
from askless.choose.kernels.farthest import farthest_first
from askless.choose.kernels.order import best_first
from askless.choose.kernels.regression_tree import RegressionTree
from askless.choose.kernels.rows import numpy_of
from askless.choose.kernels.stale import StaleDistances
from askless.choose.pick.sample import sample
from askless.choose.round import Round
from askless.choose.strategy.draw import draw
from askless.choose.strategy.process import ALIKE
from askless.choose.strategy.rest import with_rest
from askless.choose.strategy.strategy import Strategy, strategies
from askless.core.task import Task
from askless.errors import UsageError

__all__ = ["RegressionTreeSampling"]


@dataclass(frozen=True, kw_only=True)
class RegressionTreeSampling(Strategy):
    """Cut the pool into the leaves of a regression tree, and measure where a leaf is large and mixed.

    The tree is grown on the measured items. The error that is left in a leaf is about its share of
    the pool times the variance of its numbers, divided by how many of it are measured; each pick
    goes to the leaf where one more measurement lowers that most. Within a leaf it is the item
    farthest from those measured there. It needs no model, and its tree looks at one feature at a
    time, so that features on different scales, or without meaning, do little harm.

    Parameters
    ----------
    least : int, default 5
        Measured items in a leaf, at least.
    within : {"far", "random"}, default "far"
        How items are picked within a leaf: far from those measured there, or at random.

    Notes
    -----
    The paper deals a batch out in proportion to the root of share times variance, as if nothing were
    measured; this counts what is measured already, so that picks one at a time come to the same.
    """

    least: int = 5
    within: Literal["far", "random"] = "far"

    name = "regression_tree"
    needs = ("embedding", "labelled", "labels", "pending")
    summary = "asks in those leaves of a regression tree that are large and hold unlike numbers"
    reference = (
        "A. Jose, J. P. A. de Mendonça, E. Devijver, N. Jakse, V. Monbet, R. Poloni, “Regression tree-based active "
        "learning”, Data Mining and Knowledge Discovery 2023, doi:10.1007/s10618-023-00951-7; J. Goetz, A. Tewari, "
        "P. Zimmerman, “Active learning for non-parametric regression using purely random trees”, NeurIPS 2018"
    )
    when_not = (
        "With fewer than some twenty labels, when the tree has hardly a branch and this is `gsx`; with features such "
        "as those of texts or images, of which no single one tells much."
    )
    cost = (
        "a sort of the labelled rows for each feature and level, one pass over the pool, then the distances in leaves"
    )

    def __post_init__(self) -> None:
        if self.least < 1 or self.within not in ("far", "random"):
            raise UsageError(
                f"`least` is {self.least} and `within` is “{self.within}”.",
                "`least` is 1 or more, `within` is “far” or “random”.",
            )

    @property
    def example(self) -> Mapping[str, Sequence[Any]]:
        still, wild = [[0.0], [0.1], [0.2], [0.3], [0.4]], [[9.0], [9.1], [9.2], [9.3], [9.4]]
        return {
            "embedding": [[9.9], [9.25], [0.25], [0.9], *still, *wild],
            "labels": [1.0, 1.0, 1.0, 1.0, 1.0, 5.0, 9.0, 4.0, 8.0, 7.0],
        }

    @property
    def tasks(self) -> tuple[Task, ...]:
        return ("real",)

    def memory(self, *, n: int, d: int, C: int, K: int, k: int) -> float:
        """A chunk of features, what the distances in leaves take, and a few numbers a row; see `Strategy.memory`."""
        return float((48 << 20) + 128 * n + 128 * (n / 16 + k) * d)

    def pick(self, round: Round, k: int) -> Choice:
        """Choose `k`, leaf by leaf; see `Strategy.pick`."""
        if not round.teaches:
            return draw(round, k, ALIKE)
        labels = np.asarray(round.labels, dtype=np.float64)
        tree = RegressionTree.grown(numpy_of(round.evidence.get("embedding", round.labelled)), labels, least=self.least)
        leaf = _leaves(round, tree, round.candidates)
        taken = _leaves(round, tree, round.taken)
        own = [labels[taken[: len(labels)] == i] for i in range(tree.n_leaves)]
        variance = np.array([numbers.var(ddof=1) if len(numbers) > 1 else 0.0 for numbers in own])
        order, gains = _deal(round, leaf, taken, variance, k)
        picks = {i: iter(self._within(round, leaf, taken, i, int((order == i).sum()))) for i in np.unique(order)}
        found = [(next(picks[i], -1), gain) for i, gain in zip(order.tolist(), gains, strict=True)]
        rows = np.array([row for row, _ in found if row >= 0], dtype=np.int64)
        scores = np.array([gain for row, gain in found if row >= 0])
        told = Choice.of(rows, why="many items are alike there and their numbers differ", scores=scores)
        return with_rest(round, told, k, why.NOTHING_LEFT)

    def _within(self, round: Round, leaf: Rows, taken: Rows, number: int, count: int) -> Rows:
        """Rows of a leaf, in the order picked."""
        rows = round.candidates[leaf == number]
        if self.within == "random":
            return sample(rows, round.noise(rows, "leaf"), count)
        distances = StaleDistances([lambda at: round.evidence.get("embedding", rows[at])], len(rows))
        distances.add(distances.points_of(round.evidence.get("embedding", round.taken[taken == number])))
        at, _ = farthest_first(distances, lambda at: round.noise(rows[at]), count)
        picked: Rows = rows[at]
        return picked


def _leaves(round: Round, tree: RegressionTree, rows: Rows) -> Rows:
    """The leaf of each row."""
    leaf = np.empty(len(rows), dtype=np.int64)
    for span, values in round.evidence.chunks("embedding", rows):
        leaf[span] = tree.leaves(numpy_of(values))
    return leaf


def _deal(round: Round, leaf: Rows, taken: Rows, variance: npt.NDArray[np.float64], k: int) -> tuple[Rows, list[float]]:
    """The leaf of each of up to `k` picks, and how much the mean squared error falls by it."""
    n_leaves = len(variance)
    free = np.bincount(leaf, minlength=n_leaves)
    measured = np.bincount(taken, minlength=n_leaves)
    weight = variance * free / len(leaf)
    noise = np.zeros(n_leaves)
    np.maximum.at(noise, leaf, round.noise(round.candidates, "leaves"))
    order: list[int] = []
    gains: list[float] = []
    while len(order) < k:
        gain = np.where(free > 0, weight / (measured * (measured + 1.0)), 0.0)
        if gain.max() <= 0:
            break
        best = int(best_first(gain, noise)[0])
        order.append(best)
        gains.append(float(gain[best]))
        free[best] -= 1
        measured[best] += 1
    return np.array(order, dtype=np.int64), gains


strategies.register(RegressionTreeSampling.name, RegressionTreeSampling())
