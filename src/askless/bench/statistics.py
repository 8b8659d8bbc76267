"""Comparing curves: differences paired by seed, intervals, and labels needed to reach a mark.

Two strategies that start from the same split share its luck; the difference within a seed is
therefore far steadier than either curve, and all comparisons are made on such differences.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from askless.errors import UsageError

__all__ = ["Interval", "Paired", "labels_to_reach", "mean_interval", "paired_difference"]


@dataclass(frozen=True)
class Interval:
    """A mean over seeds with its interval.

    Parameters
    ----------
    mean : float
    low, high : float
        NaN with a single seed.
    n : int
        Number of seeds.
    """

    mean: float
    low: float
    high: float
    n: int


@dataclass(frozen=True)
class Paired(Interval):
    """A mean difference paired by seed, with its interval.

    Parameters
    ----------
    p : float
        Of the paired t test, two-sided: how often a difference as large would come up if there were
        none. NaN with a single seed.
    """

    p: float


def mean_interval(values: Sequence[float] | npt.NDArray[np.float64], *, level: float = 0.95) -> Interval:
    """Mean of values drawn independently, with its t interval.

    Parameters
    ----------
    values : array of shape (n_seeds,)
        At least one.
    level : float, default 0.95
        In (0, 1).

    Returns
    -------
    interval : Interval

    Raises
    ------
    UsageError
        If there is no value.

    Examples
    --------
    >>> found = mean_interval([1.0, 2.0, 3.0])
    >>> found.mean, round(found.low, 3), round(found.high, 3)
    (2.0, -0.484, 4.484)
    """
    from scipy.special import stdtrit

    x = np.asarray(values, dtype=np.float64)
    if not x.size:
        raise UsageError("There is no value to take the mean of.", "Run one seed or more.")
    mean = float(x.mean())
    if x.size == 1:
        return Interval(mean, np.nan, np.nan, 1)
    half = float(stdtrit(x.size - 1, (1 + level) / 2)) * _standard_error(x)
    return Interval(mean, mean - half, mean + half, x.size)


def paired_difference(
    these: Sequence[float] | npt.NDArray[np.float64],
    others: Sequence[float] | npt.NDArray[np.float64],
    *,
    level: float = 0.95,
) -> Paired:
    """Mean of ``these - others`` over seeds.

    Parameters
    ----------
    these, others : arrays of shape (n_seeds,)
        The same seeds in the same order.
    level : float, default 0.95
        Of the interval.

    Returns
    -------
    paired : Paired
        With the paired t test; if all differences are the same, p is 1 for zero and 0 for others.

    Raises
    ------
    UsageError
        If the numbers of seeds differ, or are zero.

    Examples
    --------
    >>> found = paired_difference([0.9, 0.8, 0.85], [0.7, 0.7, 0.7])
    >>> round(found.mean, 3), round(found.low, 3), round(found.high, 3), round(found.p, 3)
    (0.15, 0.026, 0.274, 0.035)
    """
    from scipy.special import stdtr

    a, b = np.asarray(these, dtype=np.float64), np.asarray(others, dtype=np.float64)
    if a.shape != b.shape:
        raise UsageError(f"There are {a.size} and {b.size} seeds.", "Compare curves of the same seeds.")
    differences = a - b
    found = mean_interval(differences, level=level)
    if found.n == 1:
        p = np.nan
    elif error := _standard_error(differences):
        p = 2 * float(stdtr(found.n - 1, -abs(found.mean) / error))
    else:
        p = 0.0 if found.mean else 1.0
    return Paired(found.mean, found.low, found.high, found.n, p)


def _standard_error(x: npt.NDArray[np.float64]) -> float:
    """Of the mean; 0 where the values differ by rounding only."""
    error = float(x.std(ddof=1) / np.sqrt(x.size))
    return error if error > 1e-12 * max(1.0, float(np.abs(x).max())) else 0.0


def labels_to_reach(labels: Sequence[int], curve: Sequence[float], mark: float) -> int | None:
    """The first number of labels at which a curve is at or above a mark.

    Parameters
    ----------
    labels : sequence of int of length n
        Rising.
    curve : sequence of float of length n
        The metric there.
    mark : float

    Returns
    -------
    count : int or None
        None if the curve stays below.

    Examples
    --------
    >>> labels_to_reach([10, 20, 30], [0.6, 0.8, 0.9], 0.75), labels_to_reach([10], [0.6], 0.75)
    (20, None)
    """
    return next((n for n, value in zip(labels, curve, strict=True) if value >= mark), None)
