"""A classifier that tries to tell recent items from earlier ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from askless.core.noise import uniform
from askless.models.online.online import Float64s
from askless.stream.drift.detector import register_detector
from askless.stream.drift.pooled import comparable
from askless.stream.drift.window_test import WindowTest

__all__ = ["ClassifierTwoSample"]

RIDGE = 1.0
STEPS = 6
"""Newton steps; the ridge makes so few enough."""


@register_detector
@dataclass(kw_only=True)
class ClassifierTwoSample(WindowTest):
    """Alarm when a classifier tells recent items from earlier ones better than by chance.

    Logistic regression on the features and their squares learns from half of the items of both windows and is tested
    on the other half. It finds one direction among many features, and needs larger changes where there are few.

    Notes
    -----
    The level is that of a binomial test of the right answers. A test costs O(window² * (window + n_features)),
    spread over `every` items; memory O(window * n_features), and O(window²) during the test.

    References
    ----------
    .. [1] D. Lopez-Paz, M. Oquab, "Revisiting classifier two-sample tests", ICLR 2017, arXiv:1610.06545.

    Examples
    --------
    >>> from askless.stream.batch import Batch
    >>> x = np.random.default_rng(2).normal(size=(1000, 3))
    >>> x[600:, 1] += 1.0
    >>> detector = ClassifierTwoSample()
    >>> [detector.look(Batch(at, x, x[at : at + 200], x, x[:0, 0])) for at in range(0, 1000, 200)]
    ['', '', '', 'drift', '']
    """

    name: ClassVar[str] = "classifier_two_sample"

    def differs(self, reference: Float64s, recent: Float64s) -> bool:
        """Whether more held-out items are told apart than chance explains."""
        from scipy.special import bdtrc

        x = comparable(reference, recent)
        x = np.hstack([x, np.square(x) - 1.0])
        new = np.repeat([-1.0, 1.0], self.window)
        learns = self._learns()
        right = np.count_nonzero(_told(x[learns], new[learns], x[~learns]) == new[~learns])
        return bool(bdtrc(right - 1, int((~learns).sum()), 0.5) <= self.alpha)

    def _learns(self) -> np.ndarray:
        """Which items the classifier learns from: half of each window, drawn anew for each test."""
        half = self.window // 2
        noise = uniform(self.seed, self.seen, np.arange(2 * self.window, dtype=np.uint64), "learns")
        rank = noise.reshape(2, self.window).argsort(axis=1).argsort(axis=1)
        return np.asarray(rank < half).ravel()


def _told(x: Float64s, sign: Float64s, others: Float64s) -> Float64s:
    """1 or -1 for each of the others, by logistic regression.

    It is solved for one number an item, not a feature: items are few, features may be many.
    """
    gram = x @ x.T / x.shape[1]
    gram += 1.0  # a constant feature
    share = np.zeros(len(x))
    for _ in range(STEPS):
        logit = gram @ share
        chance = 1.0 / (1.0 + np.exp(-np.clip(logit, -30.0, 30.0)))
        curvature = np.maximum(chance * (1.0 - chance), 1e-6)
        target = logit + ((sign > 0) - chance) / curvature
        share = np.linalg.solve(gram + np.diag(RIDGE / curvature), target)
    told: Float64s = np.where((others @ x.T / x.shape[1] + 1.0) @ share > 0.0, 1.0, -1.0)
    return told
