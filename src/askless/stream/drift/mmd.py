"""Maximum mean discrepancy between two windows of items."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from askless.core.noise import uniform
from askless.models.online.online import Float64s
from askless.stream.drift.detector import register_detector
from askless.stream.drift.pooled import comparable, splits
from askless.stream.drift.window_test import WindowTest

__all__ = ["MMD"]

WAVES = 128
"""Random Fourier features; more of them come nearer to the kernel at a proportional cost."""


@register_detector
@dataclass(kw_only=True)
class MMD(WindowTest):
    """Alarm when the two windows have different means in the feature space of a Gaussian kernel.

    Looks at all features together, and also at their spread and at how they hang together. The kernel is
    approximated by random waves; its width is the median distance of the items.

    Notes
    -----
    A permutation test, exact for independent items. It costs O(window * (n_features + permutations) * 128), spread
    over `every` items; memory O(window * n_features).

    References
    ----------
    .. [1] A. Gretton et al., "A kernel two-sample test", JMLR 13, 2012, https://jmlr.org/papers/v13/gretton12a.html.
    .. [2] A. Rahimi, B. Recht, "Random features for large-scale kernel machines", NeurIPS 2007.

    Examples
    --------
    >>> from askless.stream.batch import Batch
    >>> x = np.random.default_rng(0).normal(size=(1000, 3))
    >>> x[600:] *= 2.0
    >>> detector = MMD()
    >>> [detector.look(Batch(at, x, x[at : at + 200], x, x[:0, 0])) for at in range(0, 1000, 200)]
    ['', '', '', 'drift', '']
    """

    name: ClassVar[str] = "mmd"

    def differs(self, reference: Float64s, recent: Float64s) -> bool:
        """Whether the discrepancy is beyond that of random splits."""
        x = comparable(reference, recent)
        angles = x @ waves(self.seed, x.shape[1]) / _width(x)
        features = np.hstack([np.cos(angles), np.sin(angles)])
        signs = splits(self.seed, self.permutations() + 1, self.window)
        discrepancy = np.square(signs @ features).sum(axis=1)
        return self.beaten(discrepancy[0], discrepancy[1:])


def waves(seed: int, n_features: int) -> Float64s:
    """Standard normal directions of shape (n_features, WAVES); more features leave those of the others as they are."""
    keys = np.arange(n_features * WAVES, dtype=np.uint64)
    radius = np.sqrt(-2.0 * np.log(uniform(seed, 0, keys, "radius")))
    directions: Float64s = radius * np.cos(2.0 * np.pi * uniform(seed, 0, keys, "angle"))
    return directions.reshape(n_features, WAVES)


def _width(x: Float64s) -> float:
    """Median distance between items; 1 if most are equal."""
    square = np.square(x).sum(axis=1)
    apart = square[:, None] + square - 2.0 * (x @ x.T)
    return float(np.sqrt(max(np.median(apart[np.triu_indices(len(x), 1)]), 0.0))) or 1.0
