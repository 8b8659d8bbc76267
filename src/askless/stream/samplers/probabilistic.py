"""Probabilistic active learning in streams (OPAL, McPAL): what a few labels here are expected to gain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import log
from typing import ClassVar

import numpy as np

from askless.core.limits import Limits
from askless.models.online.online import Codes, Float64s
from askless.stream.batch import Batch, Told
from askless.stream.samplers.balanced_quantile import BalancedQuantile
from askless.stream.samplers.neighbours import squares, widened
from askless.stream.samplers.quantile_filter import above
from askless.stream.samplers.sampler import register_sampler

__all__ = ["Probabilistic"]


@register_sampler
@dataclass(kw_only=True)
class Probabilistic(BalancedQuantile):
    """Ask where a few labels are expected to raise the accuracy most, by the filter of `quantile_filter`.

    What is known of a place are the labels near it, each counted by how near it is. Many labels on both sides
    mean that the place is ambiguous and stays so; few mean that it is unknown, and only then is a label worth
    something. It looks at the labels themselves and needs no model; in many dimensions no label is near, and all
    places look unknown.

    Parameters
    ----------
    labelled : int, default 200
        Late answers that are counted, >= 1.
    labels : int, default 3
        Most labels that are thought of at once, from 1 to 20: one alone often cannot turn a decision.
    window : int, default 100
        Utilities that are remembered, >= 2.
    tolerance : float, default 50.0
        Labels in the balance that move the threshold by the whole range of the window, > 0.

    Notes
    -----
    Counts are those of a Gaussian kernel on scaled features, whose bandwidth follows the mean criterion [3]_.
    Given the counts of the best class and of the next, the probability of the better one has a beta
    distribution; the gain is that of the decision after m labels over the one before, for each label, and the
    utility is the largest over m. With two classes this is OPAL without costs [1]_; with more, McPAL [2]_ sums
    over all of them, and here the two with the largest counts are compared. O(labelled * n_features) an item.

    References
    ----------
    .. [1] D. Kottke, G. Krempl, M. Spiliopoulou, "Probabilistic active learning in datastreams", Advances in
       Intelligent Data Analysis XIV, 2015, doi:10.1007/978-3-319-24465-5_13.
    .. [2] D. Kottke, G. Krempl, D. Lang, J. Teschner, M. Spiliopoulou, "Multi-class probabilistic active
       learning", ECAI 2016, doi:10.3233/978-1-61499-672-9-586.
    .. [3] A. Chaudhuri, D. Kakde, C. Sadek, L. Gonzalez, S. Kong, "The mean and median criteria for kernel
       bandwidth selection for support vector data description", ICDMW 2017, doi:10.1109/ICDMW.2017.116.

    Examples
    --------
    >>> sampler = Probabilistic()
    >>> x = np.array([[0.0], [0.0], [3.0]])
    >>> batch = Batch(0, x, x, x, np.zeros(3))
    >>> sampler.told(Told(batch, np.array([0, 0, 1]), np.ones(3), np.zeros(3, dtype=bool)))
    >>> bool(np.diff(sampler.utilities(batch))[1] > 0)  # two labels at 0, one at 3
    True
    """

    name: ClassVar[str] = "probabilistic"
    needs: ClassVar[tuple[str, ...]] = ()
    numbers: ClassVar[bool] = False
    limits: ClassVar[Mapping[str, Limits]] = {
        **BalancedQuantile.limits,
        "labelled": Limits(1),
        "labels": Limits(1, 20),
    }

    labelled: int = 200
    labels: int = 3
    rows: Float64s = field(default_factory=lambda: np.zeros((0, 0)), init=False)
    codes: Codes = field(default_factory=lambda: np.zeros(0, dtype=np.int64), init=False)

    def utilities(self, batch: Batch) -> Float64s:
        """Expected gain in accuracy for each label, in [0, 1]; the same for all before the first answer."""
        return _gain(*self._counts(batch.scaled), self.labels)

    def chance(self, utility: float, rate: float) -> float:
        """1 from the balanced quantile upwards, else 0."""
        return above(self, utility, rate)

    def told(self, told: Told) -> None:
        """Remember the answers; numbers cannot be counted."""
        scaled, y = told.batch.scaled, told.y
        if y.dtype.kind == "f":
            return
        rows = np.vstack([widened(self.rows, scaled.shape[1]), widened(scaled, self.rows.shape[1])])
        self.rows = rows[-self.labelled :]
        self.codes = np.concatenate([self.codes, y])[-self.labelled :]

    def _counts(self, scaled: Float64s) -> tuple[Float64s, Float64s]:
        """Labels near each item, of the class that has most of them and of the next."""
        if not len(self.rows):
            return np.zeros(len(scaled)), np.zeros(len(scaled))
        n = max(len(self.rows), 2)
        width = max(scaled.shape[1], self.rows.shape[1], 1)
        bandwidth = 2.0 * n * width / ((n - 1) * log((n - 1) / 2e-12))  # squared; features have deviation 1
        near = np.exp(-0.5 * squares(scaled, self.rows) / bandwidth)
        codes = np.unique(self.codes)
        counts = near @ (self.codes[:, None] == codes).astype(np.float64)
        if len(codes) == 1:
            return counts[:, 0], np.zeros(len(scaled))
        two = np.partition(counts, -2, axis=1)[:, -2:]
        return two[:, 1], two[:, 0]


def _gain(best: Float64s, next_best: Float64s, labels: int) -> Float64s:
    """Largest expected gain in accuracy for each of 1 to `labels` labels, from the counts of two classes."""
    a, b = best + 1.0, next_best + 1.0  # beta distribution from an even prior
    now = a / (a + b)
    gain = np.zeros(len(best))
    for m in range(1, labels + 1):
        expected = np.zeros(len(best))
        for others in range(m + 1):
            chance = _outcome(a, b, m, others)
            expected += chance * np.maximum(a + m - others, b + others) / (a + b + m)
        gain = np.maximum(gain, (expected - now) / m)
    return gain


def _outcome(a: Float64s, b: Float64s, m: int, others: int) -> Float64s:
    """Beta-binomial probability that so many of m labels are of the second class."""
    chance = np.ones(len(a))
    for at in range(m):  # one label after the other, in one order; then all orders
        chance *= (b + at if at < others else a + at - others) / (a + b + at)
        if at < others:
            chance *= (m - at) / (at + 1.0)
    return chance
