"""Gaussian naive Bayes that learns label by label."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import numpy as np

from askless.models.online.online import Codes, Float64s, Takes, check_forgetting, register_online

__all__ = ["NaiveBayes"]

SMOOTHING = 1e-9
"""Least variance within a class, in variances of the feature over all classes (scikit-learn's, but there of the
largest variance of any feature)."""
LARGEST = 1e100
"""Numbers beyond are taken as missing: their squares could not be added up."""
FORGOTTEN = 1e-9
"""Labels that a class has to be worth; one that has faded below is as if it had never been seen."""


@register_online
class NaiveBayes:
    """One Gaussian for each class and feature; features are taken as independent given the class.

    A missing value (NaN) says nothing: it is left out when learning and when predicting. A class that
    has never been seen, or has faded, has probability 0, as its share of the labels is 0; every other
    probability is above 0 up to rounding.

    Parameters
    ----------
    forgetting : float, default 1.0
        In (0, 1]. Everything seen loses so much of its weight with each label: 0.999 remembers about
        the last 1,000 labels. 1 never forgets.
    pooling : float, default 1.0
        Labels' worth that the variance of a feature over all classes counts for in the variance within
        each class, >= 0. A single label has no variance; without pooling it makes a class that is sure of
        nothing but copies of this one. 0 is plain naive Bayes.

    Notes
    -----
    A label costs O(d), a prediction O(d * n_labels). With `forgetting` 1, `pooling` 0 and no missing values
    it gives what `sklearn.naive_bayes.GaussianNB` gives after ``partial_fit`` on the same items.

    References
    ----------
    .. [1] T. F. Chan, G. H. Golub, R. J. LeVeque, "Algorithms for computing the sample variance",
       The American Statistician 37, 1983, doi:10.1080/00031305.1983.10483115.

    Examples
    --------
    >>> model = NaiveBayes()
    >>> x = np.array([[-1.0], [1.0], [-2.0], [2.0]])
    >>> model.learn(x, np.array([0, 1, 0, 1]))
    >>> model.predict(x, 2).argmax(axis=1).tolist()
    [0, 1, 0, 1]
    """

    name: ClassVar[str] = "naive_bayes"
    takes: ClassVar[Takes] = "rows"
    real: ClassVar[bool] = False

    def __init__(self, forgetting: float = 1.0, pooling: float = 1.0) -> None:
        self.forgetting, self.pooling = check_forgetting(forgetting), pooling
        empty = np.zeros((0, 0))
        self._labels: Float64s = np.zeros(0)  # weight of each class
        self._count, self._mean, self._square = empty, empty, empty  # of each class and feature
        self._ready: tuple[Float64s, Float64s, Float64s, Float64s, Float64s] | None = None

    def predict(self, items: Float64s, n_labels: int) -> Float64s:
        """Class probabilities of shape (n, n_labels)."""
        self._make_room(items.shape[1], n_labels)
        if self._ready is None:
            self._ready = self._prepare()
        centre, quadratic, linear, constant, shares = self._ready
        known = np.abs(items) < LARGEST
        if known.all():
            x = items - centre
            logs = np.square(x) @ quadratic.T + x @ linear.T + constant.sum(axis=1)
        else:
            x = np.where(known, items, centre) - centre
            logs = np.square(x) @ quadratic.T + x @ linear.T + known @ constant.T
        logs = np.asarray((logs + shares)[:, :n_labels])
        logs -= logs.max(axis=1, keepdims=True)
        np.exp(logs, out=logs)
        logs /= logs.sum(axis=1, keepdims=True)
        return logs

    def learn(self, items: Float64s, y: Codes, weights: Float64s | None = None) -> None:
        """Learn from a few items; all at once gives what one after the other gives."""
        self._make_room(items.shape[1], int(y.max()) + 1)
        self._ready = None
        w = np.ones(len(y)) if weights is None else weights
        if self.forgetting < 1.0:
            w = w * self.forgetting ** np.arange(len(y) - 1, -1, -1)
            self._forget(self.forgetting ** len(y))
        known = np.abs(items) < LARGEST
        x = np.where(known, items, 0.0)
        for code in np.unique(y).tolist():
            of = y == code
            share = w[of, None] * known[of]
            n = share.sum(axis=0)
            some = n > 0
            mean = (share * x[of]).sum(axis=0) / np.where(some, n, 1.0)
            square = (share * np.square(x[of] - mean)).sum(axis=0)
            before, total = self._count[code], self._count[code] + n
            apart = mean - self._mean[code]
            weight = np.where(some, n / np.where(total > 0, total, 1.0), 0.0)
            self._square[code] += square + np.square(apart) * before * weight
            self._mean[code] += apart * weight
            self._count[code] = total
            self._labels[code] += w[of].sum()

    def fresh(self) -> Self:
        """A twin that has learnt nothing."""
        return type(self)(self.forgetting, self.pooling)

    def state(self) -> dict[str, Any]:
        """Counts, means and sums of squares."""
        return {"labels": self._labels, "count": self._count, "mean": self._mean, "square": self._square}

    def restore(self, state: dict[str, Any]) -> None:
        """Be as the model was that gave this state."""
        self._labels, self._count = state["labels"].copy(), state["count"].copy()
        self._mean, self._square, self._ready = state["mean"].copy(), state["square"].copy(), None

    def _prepare(self) -> tuple[Float64s, Float64s, Float64s, Float64s, Float64s]:
        """The logarithm of each density as a polynomial in the distance from the mean of each feature.

        Centre of each feature, of shape (d,); quadratic, linear and constant factors of shape (n_labels, d);
        logarithms of the shares of the labels. A large mean, such as that of a time, leaves no rounding in it.
        """
        count = self._count
        total = np.maximum(count.sum(axis=0), 1e-300)
        centre = (count * self._mean).sum(axis=0) / total
        apart = self._mean - centre
        overall = (self._square + count * np.square(apart)).sum(axis=0) / total
        differs = overall > 1e-24 * np.square(centre)  # a constant tells no class from another
        overall = np.where(differs, overall, 1.0)
        variance = (self._square + self.pooling * overall) / np.maximum(count + self.pooling, 1e-300)
        seen = (count > 0) & differs
        variance = np.where(seen, np.maximum(variance, SMOOTHING * overall), 1.0)
        quadratic = np.where(seen, -0.5 / variance, 0.0)
        linear = np.where(seen, apart / variance, 0.0)
        constant = np.where(seen, -0.5 * (np.log(2.0 * np.pi * variance) + np.square(apart) / variance), 0.0)
        shares = np.zeros(len(self._labels))
        if (whole := self._labels.sum()) > 0:
            some = self._labels > 0
            shares = np.where(some, np.log(np.where(some, self._labels, 1.0) / whole), -np.inf)
        return centre, quadratic, linear, constant, shares

    def _forget(self, kept: float) -> None:
        """Leave what was seen this share of its weight."""
        self._labels *= kept
        self._count *= kept
        self._square *= kept
        gone = self._count < FORGOTTEN
        self._count[gone] = self._square[gone] = self._mean[gone] = 0.0
        self._labels[self._labels < FORGOTTEN] = 0.0

    def _make_room(self, n_features: int, n_labels: int) -> None:
        """Room for features and labels that have not been seen before."""
        labels, features = self._count.shape
        more = max(n_labels - labels, 0), max(n_features - features, 0)
        if not any(more):
            return
        self._labels = np.pad(self._labels, (0, more[0]))
        room = ((0, more[0]), (0, more[1]))
        self._count, self._mean, self._square = (np.pad(a, room) for a in (self._count, self._mean, self._square))
        self._ready = None
