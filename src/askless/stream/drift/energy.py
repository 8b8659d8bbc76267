"""Energy distance between two windows of items."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from askless.models.online.online import Float64s
from askless.stream.drift.detector import register_detector
from askless.stream.drift.pooled import comparable, splits
from askless.stream.drift.window_test import WindowTest

__all__ = ["Energy"]


@register_detector
@dataclass(kw_only=True)
class Energy(WindowTest):
    """Alarm when items of the two windows are farther from each other than from their own.

    Looks at all features together. Shifts of the mean show best; a change in one feature of many drowns.

    Notes
    -----
    A permutation test, exact for independent items. It costs O(window² * (n_features + permutations)), spread over
    `every` items; memory O(window * n_features), and O(window²) during the test.

    References
    ----------
    .. [1] G. J. Székely, M. L. Rizzo, "Energy statistics: a class of statistics based on distances", Journal of
       Statistical Planning and Inference 143, 2013, doi:10.1016/j.jspi.2013.03.018.

    Examples
    --------
    >>> from askless.stream.batch import Batch
    >>> x = np.random.default_rng(0).normal(size=(1000, 3))
    >>> x[600:] += 0.5
    >>> detector = Energy()
    >>> [detector.look(Batch(at, x, x[at : at + 200], x, x[:0, 0])) for at in range(0, 1000, 200)]
    ['', '', '', 'drift', '']
    """

    name: ClassVar[str] = "energy"

    def differs(self, reference: Float64s, recent: Float64s) -> bool:
        """Whether the energy distance is beyond that of random splits."""
        x = comparable(reference, recent)
        square = np.square(x).sum(axis=1)
        apart = np.sqrt(np.maximum(square[:, None] + square - 2.0 * (x @ x.T), 0.0))
        signs = splits(self.seed, self.permutations() + 1, self.window)
        energy = -((signs @ apart) * signs).sum(axis=1)
        return self.beaten(energy[0], energy[1:])
