"""Intervals by resampling: of a mean over seeds, and of a mean over data sets.

The draws come from a seed, so the same differences give the same interval.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from askless.bench.statistics import Interval, mean_interval
from askless.errors import UsageError

__all__ = ["OverSets", "bootstrap_interval", "over_sets"]

Values = Sequence[float] | npt.NDArray[np.float64]
Floats = npt.NDArray[np.float64]

RESAMPLES = 9999
MOST_AT_ONCE = 2_000_000  # numbers drawn at a time, so that memory does not grow with the seeds


def bootstrap_interval(values: Values, *, level: float = 0.95, resamples: int = RESAMPLES, seed: int = 0) -> Interval:
    """Mean of values drawn independently, with its bootstrap interval, corrected for bias and skew.

    Parameters
    ----------
    values : array of shape (n,)
        At least one.
    level : float, default 0.95
        In (0, 1).
    resamples : int, default 9999
    seed : int, default 0
        Of the draws.

    Returns
    -------
    interval : Interval
        Its ends are NaN with a single value, and the mean if all values are the same.

    Raises
    ------
    UsageError
        If there is no value.

    Notes
    -----
    BCa [1]_. With fewer than ten values it is too narrow; `mean_interval` is then the safer one.

    References
    ----------
    .. [1] B. Efron, "Better bootstrap confidence intervals", Journal of the American Statistical
       Association 82(397), 1987.

    Examples
    --------
    >>> found = bootstrap_interval([1.0, 2.0, 3.0, 4.0, 10.0])
    >>> found.mean, found.low > 1, found.high < 10
    (4.0, True, True)
    """
    x = np.asarray(values, dtype=np.float64)
    if not x.size:
        raise UsageError("There is no value to take the mean of.", "Run one seed or more.")
    mean = float(x.mean())
    if x.size == 1:
        return Interval(mean, np.nan, np.nan, 1)
    if np.ptp(x) <= 1e-12 * max(1.0, float(np.abs(x).max())):
        return Interval(mean, mean, mean, x.size)
    low, high = np.quantile(means := _resampled(x, resamples, seed), _bca(x, means, level))
    return Interval(mean, float(low), float(high), x.size)


def _resampled(x: Floats, resamples: int, seed: int) -> Floats:
    """Means of draws with replacement, shape (resamples,)."""
    generator = np.random.default_rng(seed)
    step = max(1, MOST_AT_ONCE // x.size)
    parts = [min(step, resamples - done) for done in range(0, resamples, step)]
    return np.concatenate([x[generator.integers(0, x.size, (part, x.size))].mean(axis=1) for part in parts])


def _bca(x: Floats, means: Floats, level: float) -> Floats:
    """The two quantiles of the resampled means that bound the interval (equation 6.8 of the paper)."""
    from scipy.special import ndtr, ndtri

    below = ((means < x.mean()).mean() + (means <= x.mean()).mean()) / 2
    bias = ndtri(below)
    apart = x.mean() - (x.sum() - x) / (x.size - 1)  # the mean without each value, mirrored
    apart -= apart.mean()
    skew = (apart**3).sum() / (6 * (apart**2).sum() ** 1.5)
    z = bias + ndtri(np.array([(1 - level) / 2, (1 + level) / 2]))
    quantiles: Floats = ndtr(bias + z / (1 - skew * z))
    return quantiles


@dataclass(frozen=True)
class OverSets:
    """The mean over data sets of the mean difference on each.

    Parameters
    ----------
    mean : float
        Every set counts the same, however many seeds it has.
    seeds : Interval
        On these very sets: how much the mean would move with other seeds. For "auto is so much
        better on this benchmark".
    sets : Interval
        Sets drawn anew as well, and seeds within them: for "on other sets of this kind". Wider.
    n_sets : int
    """

    mean: float
    seeds: Interval
    sets: Interval
    n_sets: int


def over_sets(
    differences: Mapping[str, Values], *, level: float = 0.95, resamples: int = RESAMPLES, seed: int = 0
) -> OverSets:
    """Mean over data sets of differences paired by seed within each.

    Parameters
    ----------
    differences : mapping of str to array of shape (n_seeds,)
        By data set. Numbers of seeds may differ.
    level : float, default 0.95
        Of both intervals.
    resamples : int, default 9999
    seed : int, default 0
        Of the draws.

    Returns
    -------
    found : OverSets

    Raises
    ------
    UsageError
        If there is no set, or one without seeds.

    Notes
    -----
    Where every set has the same number of seeds, `seeds` is the t interval of the means over sets of
    each seed, which also holds if a seed is lucky on all sets at once. Else the variances of the sets
    add up, with Satterthwaite's degrees of freedom. `sets` is a percentile interval in which first
    sets and then seeds within them are drawn with replacement.

    Examples
    --------
    >>> found = over_sets({"wine": [0.02, 0.04], "iris": [0.00, 0.02]})
    >>> round(found.mean, 3), found.n_sets, found.seeds.n
    (0.02, 2, 2)
    """
    columns = [np.asarray(values, dtype=np.float64) for values in differences.values()]
    if not columns or not all(column.size for column in columns):
        raise UsageError("There is no set, or one without a seed.", "Run one seed or more on each.")
    mean = float(np.mean([column.mean() for column in columns]))
    if len({column.size for column in columns}) == 1:
        seeds = mean_interval(np.stack(columns).mean(axis=0), level=level)
    else:
        seeds = _summed(columns, mean, level)
    return OverSets(mean, seeds, _over_drawn_sets(columns, mean, level, resamples, seed), len(columns))


def _summed(columns: list[Floats], mean: float, level: float) -> Interval:
    """The interval of a mean of means with numbers of seeds of their own."""
    from scipy.special import stdtrit

    fewest = min(column.size for column in columns)
    if fewest == 1:
        return Interval(mean, np.nan, np.nan, 1)
    parts = np.array([column.var(ddof=1) / column.size for column in columns])
    if not parts.sum():
        return Interval(mean, mean, mean, fewest)
    free = parts.sum() ** 2 / (parts**2 / np.array([column.size - 1 for column in columns])).sum()
    half = float(stdtrit(free, (1 + level) / 2) * np.sqrt(parts.sum())) / len(columns)
    return Interval(mean, mean - half, mean + half, fewest)


def _over_drawn_sets(columns: list[Floats], mean: float, level: float, resamples: int, seed: int) -> Interval:
    """Sets drawn with replacement, and seeds within each that is drawn."""
    if len(columns) == 1:
        return Interval(mean, np.nan, np.nan, 1)
    generator = np.random.default_rng(seed)
    drawn = generator.integers(0, len(columns), resamples * len(columns))
    into = np.argsort(drawn, kind="stable") // len(columns)  # of each set in turn: the resamples that drew it
    ends = np.bincount(drawn, minlength=len(columns)).cumsum()
    sums = np.zeros(resamples)
    for column, where in zip(columns, np.split(into, ends[:-1]), strict=True):
        step = max(1, MOST_AT_ONCE // column.size)
        for start in range(0, len(where), step):
            part = where[start : start + step]
            seeds = generator.integers(0, column.size, (len(part), column.size))
            sums += np.bincount(part, column[seeds].mean(axis=1), resamples)
    low, high = np.quantile(sums / len(columns), [(1 - level) / 2, (1 + level) / 2])
    return Interval(mean, float(low), float(high), len(columns))
