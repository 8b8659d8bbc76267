"""How good the model is, told from items drawn at random.

Only the random share of the questions counts: items that a strategy chose are harder than the
rest, and a model looks worse on them than it is (or better, where it asks for outliers).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from askless.core.digits import written
from askless.errors import EvidenceError

__all__ = ["NEEDED", "Estimate", "estimate_accuracy", "estimate_rmse", "wilson"]

NEEDED = 30  # answers below which an interval is too wide to act on: +-18 points at an accuracy of 0.5
Z_95 = 1.959963984540054  # quantile 0.975 of the normal distribution


@dataclass(frozen=True)
class Estimate:
    """An estimated accuracy, or why there is none yet.

    Parameters
    ----------
    value, low, high : float or None
        The estimate and its 95 % interval, in [0, 1], or an error in the unit of the labels; None while
        not `ready`.
    n : int
        Random answers that it rests on.
    ready : bool
        Whether `n` has reached `needed`.
    sentence : str
        The same in words.
    needed : int, default 30
        Random answers needed.
    basis : {"random", "test"}, default "random"
        Whether it rests on random answers that are trained on too, or on items kept apart for a test.
    """

    value: float | None
    low: float | None
    high: float | None
    n: int
    ready: bool
    sentence: str
    needed: int = NEEDED
    basis: Literal["random", "test"] = "random"


def wilson(share: float, n: int) -> tuple[float, float]:
    """95 % interval of a share.

    Parameters
    ----------
    share : float
        Mean of `n` independent values in [0, 1].
    n : int
        At least 1.

    Returns
    -------
    low, high : float
        Wilson's interval [1]_. It holds for 0/1 values; among all values in [0, 1] with this mean
        those have the largest variance, share * (1 - share), so for fractions it is too wide
        rather than too narrow. It is never empty, also where all values are equal.

    References
    ----------
    .. [1] E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
       JASA 22, 1927, doi:10.1080/01621459.1927.10502953.

    Examples
    --------
    >>> [round(end, 3) for end in wilson(0.9, 60)]
    [0.799, 0.953]
    """
    centre = (share + Z_95**2 / (2 * n)) / (1 + Z_95**2 / n)
    half = Z_95 / (1 + Z_95**2 / n) * sqrt(share * (1 - share) / n + Z_95**2 / (4 * n**2))
    return max(0.0, centre - half), min(1.0, centre + half)


def estimate_accuracy(
    correct: Sequence[float] | npt.NDArray[Any], *, needed: int = NEEDED, measure: str = "accuracy"
) -> Estimate:
    """Estimate how often the model is right from its answers to random items.

    Parameters
    ----------
    correct : sequence of n bool or float
        One value per random item, in [0, 1]: whether the model was right, or for several labels
        at once the item's F1. NaN stands for an item that could not be scored, and is left out.
    needed : int, default 30
        Scored items before there is an estimate.
    measure : str, default "accuracy"
        What the sentence calls it.

    Returns
    -------
    estimate : Estimate
        With an interval, or `ready=False` and the reason.

    Raises
    ------
    EvidenceError
        If a value lies outside [0, 1].

    Examples
    --------
    >>> estimate_accuracy([1] * 54 + [0] * 6).sentence
    'Estimated accuracy 90 % (95 % interval 80 to 95 %), from 60 random answers.'
    >>> estimate_accuracy([1] * 12).sentence
    'Too early to say how good the model is: 12 of the 30 random answers needed are in.'
    """
    values = np.asarray(correct, dtype=np.float64)
    values = values[~np.isnan(values)]
    n = len(values)
    if n and not (values.min() >= 0 and values.max() <= 1):
        raise EvidenceError(
            f"`correct` holds values from {values.min():g} to {values.max():g}.", "Give each item a value from 0 to 1."
        )
    if n < max(needed, 1):
        sentence = f"Too early to say how good the model is: {n} of the {needed} random answers needed are in."
        return Estimate(None, None, None, n, False, sentence, needed)
    value = float(values.mean())
    low, high = wilson(value, n)
    sentence = (
        f"Estimated {measure} {100 * value:.0f} % (95 % interval {100 * low:.0f} to {100 * high:.0f} %), "
        f"from {n} random answers."
    )
    return Estimate(value, low, high, n, True, sentence, needed)


def estimate_rmse(
    squared_errors: Sequence[float] | npt.NDArray[Any], *, needed: int = NEEDED, unit: str = ""
) -> Estimate:
    """Estimate how far off predicted numbers are, from random items.

    Parameters
    ----------
    squared_errors : sequence of n float
        One value per random item, >= 0. NaN stands for an item that could not be scored, and is left out.
    needed : int, default 30
        Scored items before there is an estimate.
    unit : str, default ""
        Of the numbers, for the sentence.

    Returns
    -------
    estimate : Estimate
        Of the root of the mean squared error, smaller is better, in the unit of the labels. The
        interval is the normal one of the logarithm of the mean, so it never reaches 0.

    Raises
    ------
    EvidenceError
        If a value is negative.

    Examples
    --------
    >>> estimate_rmse([1.0, 4.0] * 30, unit="kg").sentence
    'Estimated error (RMSE) 1.58 kg (95 % interval 1.46 to 1.71 kg), from 60 random answers.'
    """
    values = np.asarray(squared_errors, dtype=np.float64)
    values = values[~np.isnan(values)]
    n = len(values)
    if n and values.min() < 0:
        raise EvidenceError(f"`squared_errors` goes down to {values.min():g}.", "A square is not negative.")
    if n < max(needed, 2):
        sentence = f"Too early to say how good the model is: {n} of the {needed} random answers needed are in."
        return Estimate(None, None, None, n, False, sentence, needed)
    mean = float(values.mean())
    value = sqrt(mean)
    error = float(values.std(ddof=1)) / sqrt(n) / mean if mean else 0.0
    low, high = value * float(np.exp(-0.5 * Z_95 * error)), value * float(np.exp(0.5 * Z_95 * error))
    about, least, most = (written(number, 3) for number in (value, low, high))
    unit = f" {unit}" if unit else ""
    sentence = f"Estimated error (RMSE) {about}{unit} (95 % interval {least} to {most}{unit}), from {n} random answers."
    return Estimate(value, low, high, n, True, sentence, needed)
