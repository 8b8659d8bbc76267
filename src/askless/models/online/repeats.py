"""Weights as whole numbers of repetitions, for models that know no weights."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from askless.models.online.online import Float64s

__all__ = ["MOST", "Repeats"]

MOST = 100
"""Repetitions of one answer at most, which bounds its cost."""


class Repeats:
    """Turns weights into repetitions; what is left over goes to the next answer, so that the sum is kept.

    Examples
    --------
    >>> Repeats().of(np.array([1.0, 0.5, 0.5, 2.2])).tolist()
    [1, 0, 1, 2]
    """

    def __init__(self) -> None:
        self.left = 0.0

    def of(self, weights: Float64s) -> npt.NDArray[np.int64]:
        """Repetitions of each, of shape (n,), each in 0 to 100."""
        ends = self.left + np.cumsum(np.minimum(weights, MOST))
        whole = np.floor(ends + 1e-9)
        times = np.diff(whole, prepend=0.0)
        if len(ends):
            self.left = max(float(ends[-1] - whole[-1]), 0.0)
        return times.astype(np.int64)
