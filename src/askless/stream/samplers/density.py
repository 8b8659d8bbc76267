"""DBALStream: uncertain items in dense places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np

from askless.core.limits import Limits
from askless.models.online.online import Float64s
from askless.stream.batch import Batch
from askless.stream.samplers.moving_threshold import RandomisedThreshold
from askless.stream.samplers.neighbours import squares, widened
from askless.stream.samplers.sampler import register_sampler

__all__ = ["SPARSE", "Density"]

SPARSE = -2.0
"""Utility of an item in an empty place, below that of any other."""

PIECE = 64
"""Items whose distances are computed at once."""


@register_sampler
@dataclass(kw_only=True)
class Density(RandomisedThreshold):
    """Ask about items with a small margin that are nearer to a late one than any item was before.

    An item that becomes the nearest neighbour of others lies where many are, and its label tells something of
    them; outliers are uncertain, too, but nobody's neighbour. In many dimensions neighbours are much of a
    chance.

    Parameters
    ----------
    window : int, default 100
        Items that are remembered, >= 1.
    step : float, default 0.01
        Share by which the threshold on the margin moves, in (0, 1).
    deviation : float, default 1.0
        Of the normal number that the threshold is multiplied with, > 0.

    Notes
    -----
    The items of a micro-batch are compared with those that came before it. O(window * n_features) an item.

    References
    ----------
    .. [1] D. Ienco, I. Žliobaitė, B. Pfahringer, "High density-focused uncertainty sampling for active learning
       over evolving stream data", BigMine, PMLR 36, 2014, https://proceedings.mlr.press/v36/ienco14.html.

    Examples
    --------
    >>> def batch(*x):
    ...     rows = np.array(x)[:, None]
    ...     return Batch(0, x, rows, rows, np.zeros(len(x)), proba=np.full((len(x), 2), 0.5))
    >>> sampler = Density()
    >>> sampler.offered(batch(0.0, 1.0))
    >>> sampler.utilities(batch(0.1, 9.0)).tolist()
    [0.0, -2.0]
    """

    name: ClassVar[str] = "density"
    limits: ClassVar[Mapping[str, Limits]] = {**RandomisedThreshold.limits, "window": Limits(1)}

    window: int = 100
    rows: Float64s = field(default_factory=lambda: np.zeros((0, 0)), init=False)
    nearest: Float64s = field(default_factory=lambda: np.zeros(0), init=False)

    def utilities(self, batch: Batch) -> Float64s:
        """Minus the margin, in [-1, 0]; -2 where an item is no remembered one's nearest neighbour."""
        if not len(self.rows):
            return 0.0 - batch.margin
        dense = (squares(batch.scaled, self.rows) < self.nearest).any(axis=1)
        return np.where(dense, 0.0 - batch.margin, SPARSE)  # and no -0.0

    def offered(self, batch: Batch) -> None:
        """Remember the items, and how near the nearest later one came to each."""
        for start in range(0, len(batch), PIECE):
            self._remember(batch.scaled[start : start + PIECE])

    def _remember(self, late: Float64s) -> None:
        """Take in a few items; each meets the `window` items before it, as if they came one by one."""
        before = len(self.rows)
        rows = np.vstack([widened(self.rows, late.shape[1]), widened(late, self.rows.shape[1])])
        between = squares(late, rows)
        age = before + np.arange(len(late))[:, None] - np.arange(len(rows))
        between[(age <= 0) | (age > self.window)] = np.inf
        nearest = np.concatenate([self.nearest, between.min(axis=1, initial=np.inf)])
        nearest = np.minimum(nearest, between.min(axis=0, initial=np.inf))
        self.rows, self.nearest = rows[-self.window :], nearest[-self.window :]
