"""What may be said of many comparisons at once: Holm's correction, non-inferiority, ranks.

Differences are "this minus the other", paired by seed; larger is better.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from askless.errors import UsageError

__all__ = ["NonInferior", "holm", "mean_ranks", "non_inferior"]

Values = Sequence[float] | npt.NDArray[np.float64]


def holm(ps: Values) -> npt.NDArray[np.float64]:
    """P values of a family of tests, corrected so that one false alarm in all of them stays rare.

    Parameters
    ----------
    ps : array of shape (n_tests,)
        In [0, 1]; NaN for tests that could not be made, which are not of the family.

    Returns
    -------
    corrected : float64 array of shape (n_tests,)
        In the order given, at most 1; NaN stays NaN. Tests at or below a level are significant at it.

    References
    ----------
    .. [1] S. Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of
       Statistics 6(2), 1979.

    Examples
    --------
    >>> holm([0.01, 0.04, 0.03, 0.005]).round(2).tolist()
    [0.03, 0.06, 0.06, 0.02]
    """
    given = np.asarray(ps, dtype=np.float64)
    corrected = np.full(given.shape, np.nan)
    made = np.flatnonzero(~np.isnan(given))
    order = made[np.argsort(given[made], kind="stable")]
    factors = len(made) - np.arange(len(made))
    corrected[order] = np.minimum(np.maximum.accumulate(factors * given[order]), 1.0)
    return corrected


@dataclass(frozen=True)
class NonInferior:
    """Whether something is not worse by more than a margin.

    Parameters
    ----------
    mean : float
    low : float
        Lower bound of the mean; NaN with a single seed.
    margin : float
        How much worse is let pass, zero or more.
    """

    mean: float
    low: float
    margin: float

    @property
    def shown(self) -> bool:
        """Whether the bound is above minus the margin; False with a single seed."""
        return self.low > -self.margin


def non_inferior(differences: Values, margin: float, *, level: float = 0.95) -> NonInferior:
    """Test that a mean difference is not below minus a margin.

    Parameters
    ----------
    differences : array of shape (n_seeds,)
    margin : float
        Zero or more, in the unit of the differences.
    level : float, default 0.95
        Of the one-sided t bound. For the lower end of a two-sided 95 % interval give 0.975.

    Returns
    -------
    found : NonInferior

    Raises
    ------
    UsageError
        If there is no difference, or the margin is negative.

    Examples
    --------
    >>> found = non_inferior([0.01, -0.02, 0.01, 0.0], 0.02)
    >>> round(found.low, 4), found.shown
    (-0.0166, True)
    """
    from askless.bench.statistics import mean_interval

    if margin < 0:
        raise UsageError(f"`margin` is {margin!r}.", "Give how much worse is let pass, 0 or more.")
    found = mean_interval(differences, level=2 * level - 1)  # both ends there, one here
    return NonInferior(found.mean, found.low, margin)


def mean_ranks(areas: Mapping[str, Values]) -> dict[str, float]:
    """Mean rank of each strategy over data sets.

    Parameters
    ----------
    areas : mapping of str to array of shape (n_sets,)
        By strategy, the sets in the same order; larger is better.

    Returns
    -------
    ranks : dict of str to float
        1 is best; tied ones share the mean of their ranks.

    Raises
    ------
    UsageError
        If the strategies have different numbers of sets, or a value is not a number.

    References
    ----------
    .. [1] J. Demšar, "Statistical comparisons of classifiers over multiple data sets", JMLR 7, 2006.

    Examples
    --------
    >>> mean_ranks({"auto": [0.9, 0.8], "margin": [0.8, 0.8], "random": [0.7, 0.6]})
    {'auto': 1.25, 'margin': 1.75, 'random': 3.0}
    """
    from scipy.stats import rankdata

    columns = [np.asarray(values, dtype=np.float64) for values in areas.values()]
    if len({column.size for column in columns}) > 1 or not columns or not columns[0].size:
        sizes = ", ".join(str(column.size) for column in columns) or "none"
        raise UsageError(f"The strategies have different numbers of sets, or none ({sizes}).", "Rank on the same sets.")
    table = np.stack(columns)
    if np.isnan(table).any():
        raise UsageError("There is a strategy without a value on a set.", "Rank on sets that all were run on.")
    means = rankdata(-table, axis=0).mean(axis=1)
    return dict(zip(areas, means.tolist(), strict=True))
