"""How often people cannot tell, and where: what they answered so far teaches the guard."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from askless.choose.kernels.pairwise import squared_distances
from askless.core.chunks import spans
from askless.errors import UsageError
from askless.synthesis.domain.space import Points

__all__ = ["PRIOR", "Unanswerable"]

Float64s = npt.NDArray[np.float64]
PRIOR = (1.0, 9.0)
"""Beta prior of the share of questions that nobody can answer: one in ten, worth ten questions."""
FEW = 5
"""Questions below which nothing is said of single points."""
_BLOCK = 1024


@dataclass(frozen=True)
class Unanswerable:
    """What was answered and what was not.

    The share of questions that cannot be answered has a Beta posterior. How likely it is of one point is that
    posterior with every question weighted by its closeness, so that it falls back on the share as a whole far from
    everything that was asked.

    Parameters
    ----------
    answered : float64 array of shape (n, width)
        Points that were answered.
    told : float64 array of shape (m, width)
        Points of which people said that they cannot tell.
    bound : float, default 0.1
        Share above which synthesis asks about real rows instead, in (0, 1).
    scale : float64 array of shape (width,), optional
        What a coordinate is divided by before distances are taken.

    Examples
    --------
    >>> import numpy as np
    >>> asked = np.linspace(0.0, 1.0, 20)[:, None]
    >>> known = Unanswerable(asked[:12], asked[12:])
    >>> round(known.rate, 2), known.above
    (0.3, True)
    >>> known.probability(np.array([[0.1], [0.9]])).round(1).tolist()
    [0.1, 0.7]
    """

    answered: Points
    told: Points
    bound: float = 0.1
    scale: Float64s | None = None
    _width: float = field(init=False, repr=False)

    def __post_init__(self) -> None:
        if not 0.0 < self.bound < 1.0:
            raise UsageError(f"`unanswerable` is {self.bound:g}.", "Give a share between 0 and 1, such as 0.1.")
        object.__setattr__(self, "_width", self._bandwidth())

    @property
    def counts(self) -> tuple[int, int]:
        """Answered, and not."""
        return len(self.answered), len(self.told)

    @property
    def rate(self) -> float:
        """Mean of the posterior."""
        answered, told = self.counts
        return (PRIOR[0] + told) / (sum(PRIOR) + answered + told)

    @property
    def interval(self) -> tuple[float, float]:
        """Quantiles 0.05 and 0.95 of the posterior."""
        from scipy.special import betaincinv

        answered, told = self.counts
        low, high = betaincinv(PRIOR[0] + told, PRIOR[1] + answered, [0.05, 0.95])
        return float(low), float(high)

    @property
    def above(self) -> bool:
        """Whether the share is above the bound with 95 % certainty: then real rows are asked instead."""
        return len(self.told) > 0 and self.interval[0] > self.bound

    def probability(self, points: Points) -> Float64s:
        """How likely people cannot tell of each point, shape (n,); the share as a whole far from everything asked."""
        base = self.rate
        if len(self.told) == 0 or sum(self.counts) < FEW:
            return np.full(len(points), base)
        cannot, all_of = self._closeness(points, self.told), self._closeness(points, self.answered)
        # Five questions' worth of the whole share: a few "cannot tell" must not close everything around them.
        probability: Float64s = (FEW * base + cannot) / (FEW + cannot + all_of)
        return probability

    def _closeness(self, points: Points, others: Points) -> Float64s:
        """Sum of a Gaussian kernel over others, shape (n,)."""
        total = np.zeros(len(points))
        theirs = self._scaled(others)
        for here in spans(len(points), _BLOCK):
            mine = self._scaled(points[here])
            for there in spans(len(others), _BLOCK):
                total[here] += np.exp(squared_distances(mine, theirs[there]) / (-2.0 * self._width**2)).sum(axis=1)
        return total

    def _scaled(self, points: Points) -> Points:
        """Points in the scale of distances."""
        return points if self.scale is None else points / self.scale

    def _bandwidth(self) -> float:
        """Median distance to the fifth nearest question asked: it falls as more are known."""
        asked = self._scaled(np.concatenate([self.answered, self.told]))[-500:]
        if len(asked) < 2:
            return 1.0
        distances = np.sort(np.sqrt(squared_distances(asked, asked)), axis=1)
        middle = float(np.median(distances[:, min(5, len(asked) - 1)]))
        return max(middle, 1e-3)
