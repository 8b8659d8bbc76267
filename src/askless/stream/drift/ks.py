"""Kolmogorov-Smirnov test of each feature."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from askless.models.online.online import Float64s
from askless.stream.drift.detector import register_detector
from askless.stream.drift.window_test import WindowTest

__all__ = ["KS"]


@register_detector
@dataclass(kw_only=True)
class KS(WindowTest):
    """Alarm when a feature is distributed otherwise than it was.

    Looks at each feature alone, at a level divided by their number (Bonferroni), so that it says nothing of how they
    hang together. A missing value counts as the largest of all: a feature that stops to come is seen too.

    Notes
    -----
    A test costs O(n_features * window * log(window)), spread over `every` items; memory O(n_features * window). The
    level is that of the limit for large windows, which real windows stay below.

    References
    ----------
    .. [1] F. J. Massey, "The Kolmogorov-Smirnov test for goodness of fit", JASA 46, 1951,
       doi:10.1080/01621459.1951.10500769.
    .. [2] S. Rabanser, S. Günnemann, Z. C. Lipton, "Failing loudly: an empirical study of methods for detecting dataset
       shift", NeurIPS 2019, arXiv:1810.11953 (one test a feature, Bonferroni).

    Examples
    --------
    >>> from askless.stream.batch import Batch
    >>> x = np.random.default_rng(0).normal(size=(1000, 3))
    >>> x[600:, 1] += 1.0
    >>> detector = KS()
    >>> [detector.look(Batch(at, x, x[at : at + 200], x, x[:0, 0])) for at in range(0, 1000, 200)]
    ['', '', '', 'drift', '']
    """

    name: ClassVar[str] = "ks"

    def differs(self, reference: Float64s, recent: Float64s) -> bool:
        """Whether the largest distance between the distribution functions of a feature is too large."""
        from scipy.special import kolmogi

        largest = kolmogi(self.alpha / reference.shape[1]) * np.sqrt(1.0 / len(reference) + 1.0 / len(recent))
        return bool(distance(reference, recent).max() > largest)


def distance(reference: Float64s, recent: Float64s) -> Float64s:
    """Largest gap between the empirical distribution functions of each feature, of shape (n_features,), in [0, 1]."""
    both = np.vstack([reference, recent])
    both[np.isnan(both)] = np.inf
    order = both.argsort(axis=0)
    ordered = np.take_along_axis(both, order, axis=0)
    step = np.where(order < len(reference), 1.0 / len(reference), -1.0 / len(recent))
    gap = np.abs(step.cumsum(axis=0))
    gap[:-1][ordered[:-1] == ordered[1:]] = 0.0  # within a tie the functions do not stop
    return np.asarray(gap.max(axis=0))
