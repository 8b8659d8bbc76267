"""What is measured of a point against the real rows: how far, how dense, how far out, how well it goes together."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from askless.core.chunks import spans
from askless.synthesis.domain.space import Points

__all__ = ["MEASURES", "Features", "scale_of"]

Float64s = npt.NDArray[np.float64]
FEW = 20
"""Different values up to which an input counts as discrete: then a value between two seen ones is unseen, too."""
WIDEST = 64
"""Directions of the most variance that are looked at one by one."""
NEAR = 5
MEASURES = 10
_BLOCK = 256


def scale_of(real: Points) -> Float64s:
    """Standard deviation of each coordinate, and a hundredth of its bounds where all rows agree."""
    spread = real.std(axis=0)
    scale: Float64s = np.where(spread > 1e-9, spread, 0.01)
    return scale


@dataclass(frozen=True)
class Features:
    """Measures of points by real rows.

    Fields are what was learnt of the rows: middle and scale of each coordinate, bounds, values of the discrete ones,
    the directions that make them uncorrelated, the rows in those directions, how far each is from its neighbours and
    how near they come to one another, and a Gaussian mixture.
    """

    middle: Float64s
    scale: Float64s
    low: Float64s
    high: Float64s
    values: tuple[Float64s | None, ...]
    turn: Float64s
    rows: Float64s
    norms: Float64s
    own: Float64s
    least: float
    mixture: Any

    @classmethod
    def of(cls, real: Points, seed: int) -> Self:
        """Learn from real rows, at least ten."""
        from sklearn.mixture import GaussianMixture

        middle, scale = real.mean(axis=0), scale_of(real)
        scaled = (real - middle) / scale
        variance, directions = np.linalg.eigh(scaled.T @ scaled / len(real))
        kept = np.argsort(-variance)[:WIDEST]
        # A floor of a thousandth: directions of less are rounding, and would drown the rest.
        turn = directions[:, kept] / np.sqrt(np.maximum(variance[kept], 1e-3 * variance[kept[0]]))
        rows = (scaled @ turn).astype(np.float32)
        parts = max(1, min(10, len(real) // (5 * rows.shape[1])))
        mixture = GaussianMixture(parts, reg_covar=1e-2, max_iter=30, random_state=seed)
        with warnings.catch_warnings():  # thirty rounds are enough for a measure, converged or not
            warnings.simplefilter("ignore")
            mixture.fit(_shrunk(scaled, turn))
        distinct = [np.unique(column) for column in real.T]
        values = tuple(one if len(one) <= FEW else None for one in distinct)
        norms = (rows**2).sum(axis=1)
        near, _ = _neighbours(rows, rows, norms, NEAR + 1)
        own = near[:, 1:].mean(axis=1) + 1e-6
        least = float(np.quantile(near[:, 1], 0.05))
        return cls(middle, scale, real.min(axis=0), real.max(axis=0), values, turn, rows, norms, own, least, mixture)

    def measured(self, points: Points) -> Float64s:
        """Measures of points that are not among the rows, shape (n, 10)."""
        scaled = (points - self.middle) / self.scale
        turned = (scaled @ self.turn).astype(np.float32)
        beyond = self.beyond(points)
        near, which = _neighbours(turned, self.rows, self.norms, NEAR)
        # No real row is that near to another: one that is repeated, or hardly changed, is as near as they come.
        near = np.maximum(near, self.least)
        mean = near.mean(axis=1)
        squares = turned**2
        half = squares.shape[1] // 2
        left = (scaled**2).sum(axis=1)
        columns = (
            self.mixture.score_samples(_shrunk(scaled, self.turn)),
            beyond.max(axis=1),
            (beyond > 0).sum(axis=1),
            beyond.sum(axis=1),
            near[:, 0],
            mean,
            mean / self.own[which].mean(axis=1),
            squares.sum(axis=1),
            squares[:, half:].sum(axis=1),
            left,
        )
        measured: Float64s = np.stack(columns, axis=1)
        return measured

    def places(self, points: Points) -> Float64s:
        """Where points lie: each coordinate in its scale, if they are not too many, and each direction."""
        scaled = (points - self.middle) / self.scale
        turned = scaled @ self.turn
        return np.concatenate([scaled, turned], axis=1) if scaled.shape[1] <= WIDEST else turned

    def beyond(self, points: Points) -> Float64s:
        """How far each coordinate lies from every value seen, in its scale; shape (n, width)."""
        off = np.maximum(np.maximum(self.low - points, points - self.high), 0.0)
        for column, seen in enumerate(self.values):
            if seen is not None:
                gaps = np.abs(points[:, column, None] - seen).min(axis=1)
                off[:, column] = np.maximum(gaps - 0.02 * self.scale[column], 0.0)
        return off / self.scale

    def nearest(self, points: Points, k: int) -> npt.NDArray[np.int64]:
        """Positions of the `k` real rows nearest to each point, the nearest first; fewer if there are not as many."""
        turned = ((points - self.middle) / self.scale @ self.turn).astype(np.float32)
        return _neighbours(turned, self.rows, self.norms, k)[1]


def _shrunk(scaled: Float64s, turn: Float64s) -> Float64s:
    """What the mixture looks at: the coordinates, or the main directions where they are many."""
    return scaled if scaled.shape[1] <= WIDEST else scaled @ turn


def _neighbours(points: Any, rows: Any, norms: Any, k: int) -> tuple[Float64s, npt.NDArray[np.int64]]:
    """Distances to the nearest rows and their positions, rising; block by block, in single precision."""
    k = min(k, len(rows))
    near, which = np.zeros((len(points), k)), np.zeros((len(points), k), dtype=np.int64)
    for here in spans(len(points), _BLOCK):
        some = points[here]
        gaps = norms - 2.0 * (some @ rows.T)
        part = np.argpartition(gaps, k - 1, axis=1)[:, :k]
        found = np.take_along_axis(gaps, part, axis=1) + (some**2).sum(axis=1)[:, None]
        order = np.argsort(found, axis=1, kind="stable")
        near[here] = np.sqrt(np.maximum(np.take_along_axis(found, order, axis=1), 0.0))
        which[here] = np.take_along_axis(part, order, axis=1)
    return near, which
