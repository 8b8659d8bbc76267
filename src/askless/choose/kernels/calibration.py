"""Honest probabilities, and honest means of what was not chosen fairly.

*Temperature.* A model says how sure it is of items that it was fitted to, which is too sure; so each
label is predicted by a fit that had not seen it, and one number is found on those predictions.

*Means.* Items that a strategy chose are not like the pool, and a plain mean over them is biased. Where
each had a known chance, weights mend that: LURE [1]_ for draws one after another, and the inverse of
the chance of being in the batch [2]_, made to sum to one.

References
----------
.. [1] S. Farquhar, Y. Gal, T. Rainforth, "On statistical bias in active learning: how and when to fix
   it", ICLR 2021, arXiv:2101.11665.
.. [2] J. Hájek, comment on D. Basu in "Foundations of statistical inference", 1971; as in C.-E. Särndal,
   B. Swensson, J. Wretman, "Model assisted survey sampling", Springer 1992, section 5.7.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.choose.array import Floats, Rows
from askless.core.temperature import inverse_temperature
from askless.errors import EvidenceError

__all__ = ["Mean", "cross_fitted_temperature", "fold_of", "inverse_chance_mean", "lure_mean", "lure_weights"]

Float64s = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Mean:
    """A mean over a pool, told from some of its items.

    Parameters
    ----------
    value : float
        The estimate, in the unit of the values.
    low, high : float
        Ends of its interval, from the normal distribution; wide of the truth for fewer than about 30 items.
    n : int
        Items that it rests on.
    """

    value: float
    low: float
    high: float
    n: int


def fold_of(codes: Rows, noise: Floats, folds: int) -> Rows:
    """A fold for each item, such that each class is spread evenly over the folds.

    Parameters
    ----------
    codes : int64 array of shape (n,)
        Classes.
    noise : array of shape (n,)
        Keyed noise, which decides; neither the order of the items nor that of the classes does.
    folds : int
        How many.

    Returns
    -------
    fold : int64 array of shape (n,)
        In 0 ... folds - 1.

    Examples
    --------
    >>> fold_of(np.array([0, 0, 1, 1]), np.array([0.1, 0.7, 0.9, 0.3]), 2).tolist()
    [0, 1, 1, 0]
    """
    first = np.full(int(codes.max(initial=0)) + 1, np.inf)
    np.minimum.at(first, codes, noise)
    order = np.lexsort((noise, first[codes]))  # class by class, in an order that their items give
    fold = np.empty(len(codes), dtype=np.int64)
    fold[order] = np.arange(len(codes)) % folds
    return fold


def cross_fitted_temperature(
    logits: Callable[[Rows, Rows], npt.NDArray[Any]],
    codes: Rows,
    noise: Floats,
    *,
    folds: int = 5,
    least: int = 5,
    spread: float = 0.7,
) -> float:
    """The temperature by which logits of a model should be divided.

    Parameters
    ----------
    logits : callable
        Takes positions to fit to and positions to predict, both int64; returns logits of the latter,
        (n_predicted, k), or (n_predicted,) for two classes.
    codes : int64 array of shape (n,)
        Classes of the labelled items, 0 ... k - 1.
    noise : array of shape (n,)
        Keyed noise of the items; it makes the folds.
    folds : int, default 5
        Number of fits.
    least : int, default 5
        Labels of each class that has any; below that there is nothing to tell from, and the temperature is 1.
    spread : float, default 0.7
        Standard deviation of the logarithm of the temperature before any label is seen.

    Returns
    -------
    temperature : float
        In [0.1, 10]; above 1 the model is too sure.

    Notes
    -----
    `folds` fits and n predictions; memory O(n * k).

    Examples
    --------
    >>> codes = np.array([0, 1] * 10)
    >>> right_or_wrong = np.where(np.arange(20) % 5 == 0, -6.0, 6.0) * (2 * codes - 1)
    >>> cross_fitted_temperature(lambda train, test: right_or_wrong[test], codes, np.linspace(0.1, 0.9, 20)) > 2
    True
    """
    codes = np.asarray(codes, dtype=np.int64)
    if len(codes) == 0 or np.unique(codes, return_counts=True)[1].min() < least:
        return 1.0
    fold = fold_of(codes, noise, folds)
    found: npt.NDArray[Any] | None = None
    for number in np.unique(fold):
        train, test = np.flatnonzero(fold != number), np.flatnonzero(fold == number)
        values = np.asarray(logits(train, test), dtype=np.float64)
        found = np.empty((len(codes), *values.shape[1:])) if found is None else found
        found[test] = values
    assert found is not None
    return 1.0 / inverse_temperature(found, codes, spread=spread)


def lure_weights(chances: Floats, n_items: int) -> Float64s:
    """Weights under which a mean over actively drawn items is unbiased for the pool.

    Parameters
    ----------
    chances : array of shape (m,)
        The chance that each item had at its own step, given those drawn before, in the order of
        drawing; see `askless.choose.kernels.race.step_chances`. In (0, 1].
    n_items : int
        Items that could be drawn at the first step, >= m.

    Returns
    -------
    weights : float64 array of shape (m,)
        Their mean is 1 on average [1]_. Uniform draws give 1 each.

    Raises
    ------
    EvidenceError
        If a chance is not in (0, 1], or more items were drawn than there were.

    References
    ----------
    .. [1] S. Farquhar, Y. Gal, T. Rainforth, "On statistical bias in active learning: how and when to
       fix it", ICLR 2021, arXiv:2101.11665.

    Examples
    --------
    >>> lure_weights(np.array([1 / 4, 1 / 3]), 4).round(6).tolist()
    [1.0, 1.0]
    """
    q = _checked(chances)
    m, n = len(q), n_items
    if m > n:
        raise EvidenceError(f"{m} items were drawn of {n}.", "Give the number of items that could be drawn.")
    step = np.arange(1, m + 1)
    left = np.maximum(n - step, 1)  # the last of all is drawn for certain, and its weight is 1
    weights: Float64s = 1.0 + (n - m) / left * (1.0 / ((n - step + 1) * q) - 1.0)
    return weights


def lure_mean(values: Floats, chances: Floats, n_items: int, *, level: float = 0.9) -> Mean:
    """The mean of a pool from items drawn one after another with known chances.

    Parameters
    ----------
    values : array of shape (m,)
        What is averaged, for instance losses of a model that was fitted to none of these items.
    chances : array of shape (m,)
        As in `lure_weights`.
    n_items : int
        Items that could be drawn at the first step.
    level : float, default 0.9
        How often the interval should hold the mean of the pool, in (0, 1).

    Returns
    -------
    mean : Mean
        Unbiased. The steps are uncorrelated, so their squares give the interval.

    Raises
    ------
    EvidenceError
        If the shapes differ, nothing was drawn, or a chance is not in (0, 1].

    Notes
    -----
    Time O(m). A chance far below one in n_items blows the interval up: mix a uniform share in.

    Examples
    --------
    >>> lure_mean(np.array([0.0, 1.0, 1.0]), np.array([0.1, 1 / 9, 1 / 8]), 10).value.__round__(3)
    0.667
    """
    value, q = _paired(values, chances)
    weights = lure_weights(q, n_items)
    m, n = len(q), n_items
    mean = float((weights * value).mean())
    if m == n:
        return Mean(mean, mean, mean, m)
    step = np.arange(1, m + 1)
    before = np.concatenate([[0.0], np.cumsum(value)[:-1]])
    each = (value / q + before) / n  # unbiased by itself
    share = n * (n - m) / ((n - step) * (n - step + 1.0))
    error = np.sqrt(np.sum((share * (each - mean)) ** 2) / (m * max(m - 1, 1)))
    return _around(mean, float(error), m, level)


def inverse_chance_mean(values: Floats, chances: Floats, *, level: float = 0.9) -> Mean:
    """The mean of a pool from one batch whose items had known chances of being in it.

    Parameters
    ----------
    values : array of shape (m,)
        What is averaged.
    chances : array of shape (m,)
        The chance of each to be in the batch, in (0, 1]: what is stored where `Strategy.unbiased`
        says so, and not where each draw depended on those before it. No item of the
        pool may have had none; so rows that a strategy picked for certain beside rows that it would
        never pick do not count.
    level : float, default 0.9
        How often the interval should hold the mean of the pool, in (0, 1).

    Returns
    -------
    mean : Mean
        Self-normalised: the bias is of the order of one over m, and constants come out exactly.

    Raises
    ------
    EvidenceError
        If the shapes differ, the batch is empty, or a chance is not in (0, 1].

    Notes
    -----
    Time O(m).

    Examples
    --------
    >>> inverse_chance_mean(np.array([1.0, 4.0]), np.array([0.5, 0.25])).value
    3.0
    """
    value, chance = _paired(values, chances)
    weights = 1.0 / chance
    total = weights.sum()
    mean = float((weights * value).sum() / total)
    spread = (1.0 - chance) * (weights * (value - mean)) ** 2
    few = len(value) / max(len(value) - 1, 1)
    return _around(mean, float(np.sqrt(few * spread.sum()) / total), len(value), level)


def _around(mean: float, error: float, n: int, level: float) -> Mean:
    """The interval of a mean by its standard error."""
    wide = NormalDist().inv_cdf(0.5 + level / 2) * error
    return Mean(mean, mean - wide, mean + wide, n)


def _checked(chances: Floats) -> Float64s:
    """Chances that lie in (0, 1]."""
    q = np.asarray(chances, dtype=np.float64)
    if q.ndim != 1 or not bool(((q > 0) & (q <= 1)).all()):
        seen = f"shape {q.shape}" if q.ndim != 1 else f"values from {q.min():.3g} to {q.max():.3g}"
        raise EvidenceError(f"`chances` has {seen}.", "Give one chance above 0, up to 1, for each item drawn.")
    return q


def _paired(values: Floats, chances: Floats) -> tuple[Float64s, Float64s]:
    """Values and chances of the same items, at least one."""
    value, q = np.asarray(values, dtype=np.float64), _checked(chances)
    if value.shape != q.shape or not len(q):
        raise EvidenceError(
            f"`values` has shape {value.shape} and `chances` {q.shape}.", "Give both for each item drawn, at least one."
        )
    return value, q
