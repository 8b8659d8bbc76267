"""Normal distributions of the weights of a linear model, and how far one is from another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
import numpy.typing as npt

__all__ = ["Gaussian", "kl", "step_bound"]

Float64s = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Gaussian:
    """A normal distribution of d weights.

    Parameters
    ----------
    mean : float64 array of shape (d,)
    precision : float64 array of shape (d, d)
        Inverse of the covariance; symmetric, positive definite.
    """

    mean: Float64s
    precision: Float64s


def kl(one: Gaussian, other: Gaussian) -> float:
    """Kullback-Leibler divergence of one normal distribution from another, KL(one || other).

    Parameters
    ----------
    one, other : Gaussian
        Of as many weights.

    Returns
    -------
    divergence : float
        In nats, >= 0. Time O(d³).

    Examples
    --------
    >>> from math import log
    >>> narrow = Gaussian(np.array([1.0]), np.array([[4.0]]))
    >>> wide = Gaussian(np.array([0.0]), np.array([[1.0]]))
    >>> round(kl(narrow, wide), 4) == round(0.5 * (0.25 + 1.0 - 1.0 + log(4.0)), 4)
    True
    """
    lower_one, lower_other = np.linalg.cholesky(one.precision), np.linalg.cholesky(other.precision)
    # tr(other.precision @ inverse of one.precision) is the squared size of lower_one⁻¹ lower_other
    trace = float((np.linalg.solve(lower_one, lower_other) ** 2).sum())
    apart = lower_other.T @ (other.mean - one.mean)
    log_ratio = 2.0 * float(np.log(np.diag(lower_one)).sum() - np.log(np.diag(lower_other)).sum())
    return max(0.0, 0.5 * (trace + float(apart @ apart) - len(one.mean) + log_ratio))


def step_bound(before: Sequence[Gaussian], after: Sequence[Gaussian], labels: int) -> float:
    """How much one label of a step can change the expected loss, by PAC-Bayes.

    Parameters
    ----------
    before, after : sequence of Gaussian
        Posteriors on the first labels, and on `labels` more; several are independent of each other.
    labels : int
        At least 1.

    Returns
    -------
    bound : float
        On the change of the expected loss, of a loss in [0, 1], that an average label of the step brings; >= 0,
        smaller is more stable. Above 1 it says nothing by itself, but may be compared.

    Notes
    -----
    For any loss in [0, 1] and any two distributions q and p of a model the expected losses differ by at most
    sqrt(KL(q || p) / 2), as total variation does (Pinsker). It holds for certain, not with some probability,
    and takes no labels.

    Examples
    --------
    >>> before, after = Gaussian(np.zeros(1), np.eye(1)), Gaussian(np.full(1, 0.2), np.eye(1))
    >>> round(step_bound([before], [after], 1), 3), round(step_bound([before], [after], 4), 3)
    (0.1, 0.05)
    """
    total = sum(kl(new, old) for old, new in zip(before, after, strict=True))
    return sqrt(total / labels / 2.0)
