"""What is measured of a point against the real rows: how far, how dense, how far out, how well it goes together."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from askless.core.chunks import spans
from askless.synthesis.domain.space import Points

__all__ = ["Features", "Range", "scale_of"]

Float64s = npt.NDArray[np.float64]
FEW = 20
"""Different values up to which an input counts as discrete: then a value between two seen ones is unseen, too."""
WIDEST = 64
"""Directions of the most variance that are looked at one by one."""
NEAR = 5
OFTEN = 0.25
"""Share of the rows from which on one value of an input, such as no rain at all, is looked at as such."""
_BLOCK = 256


def scale_of(real: Points) -> Float64s:
    """Standard deviation of each coordinate, and a hundredth of its bounds where all rows agree."""
    spread = real.std(axis=0)
    scale: Float64s = np.where(spread > 1e-9, spread, 0.01)
    return scale


@dataclass(frozen=True)
class Range:
    """What is seen of each input alone: its scale, its bounds and, where they are few, its values."""

    scale: Float64s
    low: Float64s
    high: Float64s
    values: tuple[Float64s | None, ...]

    @classmethod
    def of(cls, real: Points) -> Self:
        """Of real rows, at least one."""
        distinct = [np.unique(column) for column in real.T]
        values = tuple(one if len(one) <= FEW else None for one in distinct)
        return cls(scale_of(real), real.min(axis=0), real.max(axis=0), values)

    def beyond(self, points: Points) -> Float64s:
        """How far each coordinate lies from every value seen, in its scale; shape (n, width)."""
        off = np.maximum(np.maximum(self.low - points, points - self.high), 0.0)
        for column, seen in enumerate(self.values):
            if seen is not None:
                gaps = np.abs(points[:, column, None] - seen).min(axis=1)
                off[:, column] = np.maximum(gaps - 0.02 * self.scale[column], 0.0)
        return off / self.scale


@dataclass(frozen=True)
class Features:
    """Measures of points by real rows.

    Fields are what was learnt of the rows: middle and range of each coordinate; the value that it has often, and how
    often; what of it does not follow from the others, if they are not too many; the directions that make them
    uncorrelated, the rows in those directions, how far each is from its neighbours and how near they come to one
    another; and a Gaussian mixture.
    """

    middle: Float64s
    range: Range
    common: Float64s
    share: Float64s
    rest: Float64s
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

        middle, seen = real.mean(axis=0), Range.of(real)
        scaled = (real - middle) / seen.scale
        variance, directions = np.linalg.eigh(scaled.T @ scaled / len(real))
        # A floor of a thousandth: directions of less are rounding, and would drown the rest.
        variance = np.maximum(variance, 1e-3 * variance[-1])
        kept = slice(-WIDEST, None)
        turn = directions[:, kept] / np.sqrt(variance[kept])
        rows = (scaled @ turn).astype(np.float32)
        parts = max(1, min(10, len(real) // (5 * rows.shape[1])))
        mixture = GaussianMixture(parts, reg_covar=1e-2, max_iter=15, random_state=seed)
        with warnings.catch_warnings():  # fifteen rounds are enough for a measure, converged or not
            warnings.simplefilter("ignore")
            mixture.fit(_shrunk(scaled, turn))
        norms = (rows**2).sum(axis=1)
        near, _ = _neighbours(rows, rows, norms, NEAR + 1)
        own = near[:, 1:].mean(axis=1) + 1e-6
        least = float(np.quantile(near[:, 1], 0.05))
        common, share = _common(real)
        rest = np.zeros((len(middle), 0))
        if len(middle) <= WIDEST:
            inverse = directions / variance @ directions.T
            rest = inverse / np.sqrt(np.diag(inverse))
        return cls(middle, seen, common, share, rest, turn, rows, norms, own, least, mixture)

    def measured(self, points: Points) -> Float64s:
        """Measures of points that are not among the rows, shape (n, 12), and the rest of each coordinate."""
        scaled = self.places(points, WIDEST**2)
        turned = (scaled @ self.turn).astype(np.float32)
        beyond = self.range.beyond(points)
        near, which = _neighbours(turned, self.rows, self.norms, NEAR)
        # No real row is that near to another: one that is repeated, or hardly changed, is as near as they come.
        near = np.maximum(near, self.least)
        mean = near.mean(axis=1)
        squares = turned**2
        half = squares.shape[1] // 2
        usual = np.abs(points - self.common) < 1e-9
        columns = (
            self.mixture.score_samples(_shrunk(scaled, self.turn)),
            beyond.max(axis=1),
            (beyond > 0).sum(axis=1),
            beyond.sum(axis=1),
            near[:, 0],
            mean,
            mean / self.own[which].mean(axis=1),
            squares.sum(axis=1),
            squares[:, :half].sum(axis=1),
            (scaled**2).sum(axis=1),
            usual.sum(axis=1),
            np.where(usual, np.log(self.share), np.log(1.0 - self.share)).sum(axis=1),
        )
        return np.concatenate([np.stack(columns, axis=1), scaled @ self.rest], axis=1)

    def places(self, points: Points, widest: int = WIDEST) -> Float64s:
        """Where points lie: each coordinate in its scale, or the main directions where they are many."""
        scaled: Float64s = (points - self.middle) / self.range.scale
        return scaled if scaled.shape[1] <= widest else scaled @ self.turn


def _shrunk(scaled: Float64s, turn: Float64s) -> Float64s:
    """What the mixture looks at: the coordinates, or the main directions where they are many."""
    return scaled if scaled.shape[1] <= WIDEST else scaled @ turn


def _common(real: Points) -> tuple[Float64s, Float64s]:
    """The value that each input has most, NaN if that is not often, and the share of rows with it.

    Where values are many that is no more than chance and rounding, by which all that is made up could be told.
    """
    common, share = np.full(real.shape[1], np.nan), np.full(real.shape[1], 0.5)
    for column, its in enumerate(real.T):
        values, counts = np.unique(its, return_counts=True)
        often = counts.max() / len(its)
        if OFTEN <= often < 1.0:
            common[column], share[column] = values[counts.argmax()], min(often, 0.99)
    return common, share


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
