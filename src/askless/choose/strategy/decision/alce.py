"""ALCE, active learning with cost embedding: what lies far from the points of all classes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from array_api_compat import array_namespace, device

from askless.choose.array import Array, Floats, Rows
from askless.choose.kernels.gaussian_process import Process, tile_rows
from askless.choose.kernels.rows import numpy_of
from askless.choose.round import Round
from askless.choose.strategy.decision.costs import cost_matrix
from askless.choose.strategy.process import known, process_at
from askless.choose.strategy.strategy import Strategy, strategies
from askless.core.chunks import spans
from askless.core.task import Task

__all__ = ["Alce", "class_points"]

Float64s = npt.NDArray[np.float64]
_FLAT = 1e-9  # share of the largest eigenvalue below which an axis is only rounding


@dataclass(frozen=True, kw_only=True)
class Alce(Strategy):
    """Ask what a regression onto points of the classes puts far from every one of them.

    The classes are laid out as points, as far from each other as confusing them costs. A kernel
    ridge regression learns to send each labelled item to the point of its class. An item that it
    sends far from the nearest point is one on which any decision would cost much: between classes
    that are dear to confuse, or unlike everything that is labelled.

    Parameters
    ----------
    costs : nested sequence of shape (n_labels, n_labels), optional
        What it costs to name the class of the column where that of the row is true; 0 on the
        diagonal. 1 for every mistake if not given. The two ways to confuse a pair count as their mean.
    ridge : float, default 0.1
        Of the regression, above 0: variance of the noise as a share of that of the function.
    gamma : float, optional
        Of the RBF kernel; one over the total variance of the features if not given.
    """

    costs: Sequence[Sequence[float]] | None = None
    ridge: float = 0.1
    gamma: float | None = None

    name = "alce"
    needs = ("embedding", "labelled", "labels")
    summary = "asks about what is far from all classes, laid out by what confusing them costs"
    reference = (
        "K.-H. Huang, H.-T. Lin, “A novel uncertainty sampling algorithm for cost-sensitive multiclass active "
        "learning”, ICDM 2016; here with classical scaling and symmetric costs"
    )
    when_not = (
        "When all mistakes cost the same: `margin` looks at your own model and not at a regression beside it. "
        "In batches its picks do not know of each other: wrap it as `power(alce)`."
    )
    cost = (
        "one kernel value for each pair of a candidate and a labelled item, and the cube of the number of labelled "
        "items; of more than 2,000, 2,000 are drawn"
    )

    @property
    def example(self) -> Mapping[str, Sequence[Any]]:
        return {"embedding": [[0.5], [0.1], [0.9], [0.0], [1.0]], "labels": [0, 1]}

    @property
    def tasks(self) -> tuple[Task, ...]:
        return ("classes",)

    def memory(self, *, n: int, d: int, C: int, K: int, k: int) -> float:
        """Tiles of kernel values, and what the labelled items take; see `Strategy.memory`."""
        return float((80 << 20) + 64 * n + 8 * (C + 4) * k + 16 * C * C)

    def reasons(self, round: Round, rows: Rows) -> tuple[str, ...]:
        """The same for all; see `Strategy.reasons`."""
        return ("by what is labelled, any answer might be a dear mistake",) * len(rows)

    def item_scores(self, round: Round, rows: Rows) -> Iterator[tuple[Rows, Floats]] | None:
        """Distance to the nearest point of a class; see `Strategy.item_scores`."""
        if not round.teaches:
            return None
        answers = np.asarray(round.labels, dtype=np.int64)
        points = class_points(cost_matrix(self.costs, max(len(round.label_names), int(answers.max()) + 1)))
        at = known(round, round.labelled)
        process = process_at(round, round.labelled[at], gamma=self.gamma, noise=self.ridge)
        weights = process.weights(points[answers[at]])
        size = min(tile_rows(len(process)), round.evidence.chunk_rows)
        return (
            (rows[span], _nearest(process, round.evidence.get("embedding", rows[span]), weights, points))
            for span in spans(len(rows), size)
        )


def class_points(costs: Float64s) -> Float64s:
    """Points of the classes, as far from each other as confusing them costs, by classical scaling.

    Parameters
    ----------
    costs : float64 array of shape (n_labels, n_labels)
        Not negative, 0 on the diagonal; the two directions count as their mean.

    Returns
    -------
    points : float64 array of shape (n_labels, n_axes)
        Around the origin; at most n_labels - 1 axes. Exact if the costs are distances in a flat
        space, else the nearest in the sense of classical scaling. Time O(n_labels³).

    References
    ----------
    .. [1] W. S. Torgerson, "Multidimensional scaling: I. Theory and method", Psychometrika, 1952,
       doi:10.1007/BF02288916.

    Examples
    --------
    >>> points = class_points(np.array([[0.0, 1.0, 3.0], [1.0, 0.0, 2.0], [3.0, 2.0, 0.0]]))
    >>> np.abs(points[0] - points[2]).round(6)
    array([3.])
    """
    squares = ((costs + costs.T) / 2.0) ** 2
    centre = np.eye(len(costs)) - 1.0 / len(costs)
    values, axes = np.linalg.eigh(-0.5 * centre @ squares @ centre)
    keep = values > _FLAT * max(float(values.max(initial=0.0)), np.finfo(np.float64).tiny)
    points: Float64s = axes[:, keep] * np.sqrt(values[keep])
    return points


def _nearest(process: Process, x: Array, weights: Float64s, points: Float64s) -> Float64s:
    """Distance from where some rows are sent to the nearest point."""
    kernel = process.kernel(x)
    xp, on = array_namespace(kernel), device(kernel)
    sent = xp.matmul(kernel, xp.asarray(weights, device=on))
    least = xp.full(kernel.shape[0], xp.inf, dtype=xp.float64, device=on)
    for point in points:
        apart = sent - xp.asarray(point, device=on)[None, :]
        least = xp.minimum(least, xp.sum(apart * apart, axis=1))
    distance: Float64s = numpy_of(xp.sqrt(least))
    return distance


strategies.register(Alce.name, Alce())
