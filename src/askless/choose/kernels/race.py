"""A race by weights: sampling k without replacement, and the chance that each winner had.

Every item draws a Gumbel number and adds the logarithm of its weight; the k highest win. That is
sampling one after another with probabilities in proportion to the weights that are left [1]_. The
chance of a winner is told given what all others drew: it is the chance of passing the highest loser,
so it takes no sum over the pool, and yet sums over the winners divided by it are exact on average
over the whole pool [1]_ [2]_.

References
----------
.. [1] W. Kool, H. van Hoof, M. Welling, "Stochastic beams and where to find them", ICML 2019,
   arXiv:1903.06059.
.. [2] N. G. Duffield, C. Lund, M. Thorup, "Priority sampling for estimation of arbitrary subset
   sums", Journal of the ACM 54(6), 2007, doi:10.1145/1314690.1314696.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from askless.choose.array import Floats, Rows

__all__ = ["chances", "race_keys", "step_chances"]

Float64s = npt.NDArray[np.float64]


def race_keys(log_weights: Floats, noise: Floats) -> Float64s:
    """What each item runs with; the highest k are the sample.

    Parameters
    ----------
    log_weights : array of shape (n_items,)
        Finite.
    noise : array of shape (n_items,)
        Keyed noise in (0, 1).

    Returns
    -------
    keys : float64 array of shape (n_items,)
        Time O(n_items).

    Examples
    --------
    >>> race_keys(np.log([1.0, 2.0]), np.array([0.5, 0.5])).round(3).tolist()
    [0.367, 1.06]
    """
    keys: Float64s = np.asarray(log_weights, dtype=np.float64) - np.log(-np.log(noise))
    return keys


def chances(log_weights: Floats, highest_loser: float) -> Float64s:
    """The chance that each winner had to be among the winners, given what the others drew.

    Parameters
    ----------
    log_weights : array of shape (k,)
        Of the winners.
    highest_loser : float
        The key that came next; minus infinity if all items won.

    Returns
    -------
    chances : float64 array of shape (k,)
        In (0, 1]. For any values f, the sum of f / chance over the winners is on average the sum of
        f over all items.

    Examples
    --------
    >>> chances(np.log([1.0, 2.0]), 0.0).round(3).tolist()
    [0.632, 0.865]
    >>> chances(np.log([1.0, 2.0]), -np.inf).tolist()
    [1.0, 1.0]
    """
    with np.errstate(over="ignore"):  # far above the highest loser it was certain
        chance: Float64s = -np.expm1(-np.exp(np.asarray(log_weights, dtype=np.float64) - highest_loser))
    return chance


def step_chances(log_weights: Floats, winners: Rows) -> Float64s:
    """The chance of each winner at its own step: its share of the weight that was left.

    Parameters
    ----------
    log_weights : array of shape (n_items,)
        Of all items.
    winners : int64 array of shape (k,)
        Positions in the order in which they won.

    Returns
    -------
    chances : float64 array of shape (k,)
        In (0, 1]; what `askless.choose.kernels.calibration.lure_weights` takes. Time O(n_items + k).

    Examples
    --------
    >>> step_chances(np.log([1.0, 2.0, 1.0]), np.array([1, 0])).tolist()
    [0.5, 0.5]
    """
    logs = np.asarray(log_weights, dtype=np.float64)
    losers = np.delete(logs, winners)
    rest = np.logaddexp.reduce(losers) if len(losers) else -np.inf
    # Added up from the last winner back, so that nothing is lost by subtraction.
    left = np.logaddexp.accumulate(np.concatenate([[rest], logs[winners][::-1]]))[:0:-1]
    share: Float64s = np.exp(logs[winners] - left)
    return share
