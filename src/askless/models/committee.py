"""A bootstrap committee: several models that the labels allow, as evidence of what they leave open.

Each member is fitted to a resample of the labelled rows, in which every row counts as often as a
Poisson number of mean 1 says [2]_; that is bagging [1]_, row by row. The number is keyed by (seed,
member, row), so one more label changes little in the members. Every class that was seen keeps a
row in every resample: that a member has never heard of a class would be an accident and no doubt.

References
----------
.. [1] N. Abe, H. Mamitsuka, "Query learning strategies using boosting and bagging", ICML 1998.
.. [2] N. C. Oza, S. Russell, "Online bagging and boosting", AISTATS 2001 (the Poisson numbers).
"""

from __future__ import annotations

from math import exp, factorial
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.core.noise import uniform
from askless.models.model import Matrix, Rows
from askless.models.one_vs_rest import OneVsRest, constant
from askless.models.parts import Classifier, Fitted

__all__ = ["MEMBERS", "halves", "refitted", "resamples"]

MEMBERS = 10
_POISSON = np.cumsum([exp(-1) / factorial(count) for count in range(9)])  # beyond lies 1e-6


def resamples(rows: Rows, y: npt.NDArray[Any], n_members: int, seed: int) -> list[Rows]:
    """Positions of the labelled rows in the resample of each member.

    Parameters
    ----------
    rows : int64 array of shape (n,)
        Labelled rows; what is drawn for each depends on its number.
    y : array of shape (n,) or (n, n_labels)
        Codes of their labels, n >= 1.
    n_members : int
        How many resamples.
    seed : int
        Same seed, same resamples.

    Returns
    -------
    resamples : list of int64 arrays
        Positions in [0, n), rising, with repeats: about n of them. Every value of every column of
        `y` is among each.

    Examples
    --------
    >>> [at.tolist() for at in resamples(np.arange(4), np.array([0, 0, 1, 1]), 2, seed=0)]
    [[0, 1, 1, 3], [0, 2, 3]]
    """
    groups = [column == value for column in (y.T if y.ndim == 2 else [y]) for value in np.unique(column)]
    drawn = []
    for member in range(n_members):
        noise = uniform(seed, member, rows.astype(np.uint64), "committee")
        counts = np.searchsorted(_POISSON, noise)
        for group in groups:
            if not counts[group].any():
                counts[np.argmax(np.where(group, noise, 0.0))] = 1
        drawn.append(np.repeat(np.arange(len(rows)), counts))
    return drawn


def halves(numbers: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """Which numbers are large, as labels for `resamples`: so no resample is of one number alone.

    Parameters
    ----------
    numbers : array of shape (n,)
        At least two that differ.

    Returns
    -------
    large : int64 array of shape (n,)
        1 above the median, 0 elsewhere; where nothing lies above it, 1 at it.

    Examples
    --------
    >>> halves(np.array([1.0, 2.0, 3.0, 4.0])).tolist(), halves(np.array([0.0, 1.0, 1.0])).tolist()
    ([0, 0, 1, 1], [0, 1, 1])
    """
    middle = np.median(numbers)
    large = numbers > middle
    return np.asarray(large if large.any() else numbers >= middle, dtype=np.int64)


def refitted(classifier: Classifier, fitted: Fitted, x: Matrix, y: npt.NDArray[Any], seed: int) -> Fitted:
    """A member of the committee beside a fitted classifier, which decided what is not decided again.

    Parameters
    ----------
    classifier : Classifier
        How `fitted` was fitted.
    fitted : Fitted
        To all labels.
    x : matrix of shape (n, n_features)
        Features of a resample.
    y : array of shape (n,) or (n, n_labels)
        Its labels.
    seed : int
        Handed to the classifier.

    Returns
    -------
    member : Fitted
        With the classes of `y`. A label that the resample has always on or always off gets
        Laplace's probability, as in `askless.models.one_vs_rest`.

    Examples
    --------
    >>> from askless.models.linear import Linear
    >>> x, y = np.array([[-1.0], [1.0]]), np.array([0, 1])
    >>> refitted(Linear(), Linear().fit(x, y, 0), x, y, 0).classes.tolist()
    [0, 1]
    """
    if y.ndim == 1:
        return classifier.member(fitted).fit(x, y, seed)
    assert isinstance(fitted, OneVsRest)
    labels: list[Fitted] = []
    for one, on in zip(fitted.labels, y.astype(np.int64).T, strict=True):
        if on.min() == on.max():
            labels.append(constant(float(on[0]), len(on), x.shape[1]))
        else:
            labels.append(classifier.member(one).fit(x, on, seed))
    return OneVsRest(tuple(labels))
