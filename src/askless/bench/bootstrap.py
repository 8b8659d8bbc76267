"""Means over data sets with their intervals: on these very sets, and on sets drawn anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from askless.bench.statistics import Interval, mean_interval
from askless.errors import UsageError

__all__ = ["OverSets", "over_drawn_sets", "over_sets"]

Values = Sequence[float] | npt.NDArray[np.float64]
Floats = npt.NDArray[np.float64]

RESAMPLES = 9999
MOST_AT_ONCE = 2_000_000  # numbers drawn at a time, so that memory does not grow with the seeds


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
    n_sets : int
    """

    mean: float
    seeds: Interval
    n_sets: int


def over_sets(differences: Mapping[str, Values], *, level: float = 0.95) -> OverSets:
    """Mean over data sets of differences paired by seed within each.

    Parameters
    ----------
    differences : mapping of str to array of shape (n_seeds,)
        By data set. Numbers of seeds may differ.
    level : float, default 0.95
        Of the interval.

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
    add up, with Satterthwaite's degrees of freedom.

    Examples
    --------
    >>> found = over_sets({"wine": [0.02, 0.04], "iris": [0.00, 0.02]})
    >>> round(found.mean, 3), found.n_sets, found.seeds.n
    (0.02, 2, 2)
    """
    columns = _columns(differences)
    mean = float(np.mean([column.mean() for column in columns]))
    if len({column.size for column in columns}) == 1:
        seeds = mean_interval(np.stack(columns).mean(axis=0), level=level)
    else:
        seeds = _summed(columns, mean, level)
    return OverSets(mean, seeds, len(columns))


def _columns(differences: Mapping[str, Values]) -> list[Floats]:
    """The differences of each set; UsageError if there are none."""
    columns = [np.asarray(values, dtype=np.float64) for values in differences.values()]
    if not columns or not all(column.size for column in columns):
        raise UsageError("There is no set, or one without a seed.", "Run one seed or more on each.")
    return columns


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


def over_drawn_sets(
    differences: Mapping[str, Values], *, level: float = 0.95, resamples: int = RESAMPLES, seed: int = 0
) -> Interval:
    """Mean over data sets with its bootstrap interval for other sets of this kind.

    Parameters
    ----------
    differences : mapping of str to array of shape (n_seeds,)
        By data set. Numbers of seeds may differ.
    level : float, default 0.95
        In (0, 1).
    resamples : int, default 9999
    seed : int, default 0
        Of the draws, so that the same differences give the same interval.

    Returns
    -------
    interval : Interval
        Of percentiles: first sets and then seeds within them are drawn with replacement. Wider than that
        of `over_sets`; its `n` is the number of sets, and its ends are NaN with a single set.

    Raises
    ------
    UsageError
        If there is no set, or one without seeds.

    Examples
    --------
    >>> found = over_drawn_sets({"wine": [0.02, 0.04], "iris": [0.00, 0.02]})
    >>> round(found.mean, 3), found.low < 0.01, found.high > 0.03, found.n
    (0.02, True, True, 2)
    """
    columns = _columns(differences)
    mean = float(np.mean([column.mean() for column in columns]))
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
