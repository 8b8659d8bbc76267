"""CogDQS: uncertain items in places that memory keeps coming back to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np

from askless.core.limits import Limits
from askless.models.online.online import Float64s
from askless.stream.batch import Batch
from askless.stream.samplers.density import SPARSE
from askless.stream.samplers.moving_threshold import RandomisedThreshold
from askless.stream.samplers.neighbours import squares, widened
from askless.stream.samplers.sampler import register_sampler

__all__ = ["CognitiveDualQuery"]

PIECE = 64
"""Items whose distances are computed at once."""


@register_sampler
@dataclass(kw_only=True)
class CognitiveDualQuery(RandomisedThreshold):
    """Ask about uncertain items that come nearer to something remembered than any item did before.

    As `density`, but the memory is short and does not go by age alone: what is recalled, because an item came
    near to it, is kept for longer, and what is not fades. So a few items stand for the places that are
    visited now.

    Parameters
    ----------
    memory : int, default 10
        Items that are remembered, >= 1.
    visits : int, default 1
        Remembered items whose nearest neighbour an item has to become, >= 1.
    step : float, default 0.01
        Share by which the threshold on certainty moves, in (0, 1).
    deviation : float, default 1.0
        Of the normal number that the threshold is multiplied with, > 0.

    Notes
    -----
    The strength of a memory is exp(-age / recalls), with the age since it was last recalled; the weakest is
    forgotten. The items of a micro-batch are compared with the memory as it was before it. O(memory *
    n_features) an item. Of the uncertainty tests in the paper this is the randomised variable one.

    References
    ----------
    .. [1] S. Liu, S. Xue, J. Wu, C. Zhou, J. Yang, Z. Li, J. Cao, "Online active learning for drifting data
       streams", IEEE TNNLS 34, 2023, doi:10.1109/TNNLS.2021.3091681.

    Examples
    --------
    >>> def batch(*x):
    ...     rows = np.array(x)[:, None]
    ...     return Batch(0, x, rows, rows, np.zeros(len(x)), proba=np.full((len(x), 2), 0.5))
    >>> sampler = CognitiveDualQuery(memory=2)
    >>> sampler.offered(batch(0.0, 1.0, 0.1))
    >>> sampler.rows.ravel().tolist(), sampler.recalls
    ([0.0, 0.1], [3, 1])
    """

    name: ClassVar[str] = "cognitive_dual_query"
    limits: ClassVar[Mapping[str, Limits]] = {
        **RandomisedThreshold.limits,
        "memory": Limits(1),
        "visits": Limits(1),
    }

    memory: int = 10
    visits: int = 1
    rows: Float64s = field(default_factory=lambda: np.zeros((0, 0)), init=False)
    nearest: list[float] = field(default_factory=list, init=False)
    recalls: list[int] = field(default_factory=list, init=False)
    last: list[int] = field(default_factory=list, init=False)
    clock: int = field(default=0, init=False)

    def utilities(self, batch: Batch) -> Float64s:
        """Minus the probability of the most probable class, in [-1, 0]; -2 in places where memory is not."""
        if len(self.rows) < self.visits:
            return -batch.sure
        visited = (squares(batch.scaled, self.rows) < np.array(self.nearest)).sum(axis=1)
        return np.where(visited >= self.visits, -batch.sure, SPARSE)

    def offered(self, batch: Batch) -> None:
        """Recall and remember, item by item."""
        for start in range(0, len(batch), PIECE):
            self._remember(batch.scaled[start : start + PIECE])

    def _remember(self, late: Float64s) -> None:
        """Take in a few items."""
        before = len(self.rows)
        pool = np.vstack([widened(self.rows, late.shape[1]), widened(late, self.rows.shape[1])])
        between = squares(late, pool).tolist()
        kept = list(range(before))
        for at, distances in enumerate(between):
            self.clock += 1
            near = float(np.finfo(np.float64).max)
            for place, row in enumerate(kept):
                distance = distances[row]
                if distance < self.nearest[place]:
                    self.nearest[place] = distance
                    self.recalls[place] += 1
                    self.last[place] = self.clock
                near = min(near, distance)
            kept.append(before + at)
            self.nearest.append(near)
            self.recalls.append(1)
            self.last.append(self.clock)
            if len(kept) > self.memory:
                self._forget(kept)
        self.rows = pool[kept]

    def _forget(self, kept: list[int]) -> None:
        """Let go of the weakest memory."""

        def weakness(place: int) -> tuple[float, int]:
            return (self.clock - self.last[place]) / self.recalls[place], -self.recalls[place]

        weakest = max(range(len(kept) - 1), key=weakness)  # the newest has had no time to be recalled
        for part in (kept, self.nearest, self.recalls, self.last):
            del part[weakest]
