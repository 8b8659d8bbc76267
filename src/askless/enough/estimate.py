"""How good a model is: the number, its interval and what it rests on, in one form for all who show it.

Items that a strategy chose are harder than the rest, and a model looks worse on them than it is (or better, where it
asks for outliers). So what is counted here are items drawn at random.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from math import sqrt
from typing import Any, Literal, Self

import numpy as np
import numpy.typing as npt

from askless.errors import EvidenceError

__all__ = ["LEVEL", "NEEDED", "Z_90", "Basis", "Estimate", "estimate_accuracy", "rests_on", "wilson"]

Basis = Literal["random", "test", "answers", "latest"]

NEEDED = 30  # answers below which an interval is too wide to act on: +-18 points at an accuracy of 0.5
LEVEL = 0.9
"""How often intervals hold: one level for all that an estimate may rest on, so that their widths can be compared."""
Z_90 = 1.6448536269514722  # quantile 0.95 of the normal distribution
CROSS_FITTED = 2.3
"""Standard errors to either side that hold 9 times in 10 for answers which models judge that trained on the others.
For answers that nothing was trained on these would be 1.64. But such models are weaker than the one they stand for and
share its luck, and later random answers are drawn from what a strategy has left. Printed by
``benchmarks/random_share.py``: more than 9 in 10 need in all (2.14), since it is used where the kind was not measured;
gradients of images would need 2.43."""


@dataclass(frozen=True)
class Estimate:
    """An estimated accuracy, or why there is none yet.

    Parameters
    ----------
    value, low, high : float or None
        The estimate and its interval, in [0, 1], or an error in the unit of the labels; None while
        not `ready`.
    n : int
        Answers that it rests on.
    ready : bool
        Whether there is one.
    sentence : str
        The same in words, with what it rests on.
    needed : int, default 30
        Answers needed.
    basis : {"random", "test", "answers", "latest"}, default "random"
        Whether it rests on random answers that are trained on too, on items kept apart for a test, on
        all answers, corrected for how they were chosen, or on the latest random answers of a stream, each predicted
        before it was known.
    level : float, default 0.95
        How often the interval holds, in (0, 1). It is `LEVEL`, but in older logs, which do not say it.
    advice : str
        How to know better, which the sentence ends with; "" where there is nothing to advise.

    Examples
    --------
    >>> logged = {"value": 0.9, "low": 0.8, "high": 0.95, "n": 31, "ready": True, "sentence": "About 90 %."}
    >>> Estimate.from_json(logged).rests_on
    'from 31 random answers'
    """

    value: float | None
    low: float | None
    high: float | None
    n: int
    ready: bool
    sentence: str
    needed: int = NEEDED
    basis: Basis = "random"
    level: float = 0.95
    advice: str = ""

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """From what a log holds, which may be older and have fewer parts."""
        return cls(**{one.name: data[one.name] for one in fields(cls) if one.name in data})

    @classmethod
    def of_share(
        cls,
        value: float,
        ends: tuple[float, float],
        n: int,
        *,
        measure: str = "accuracy",
        needed: int = NEEDED,
        basis: Basis = "random",
        level: float = LEVEL,
    ) -> Self:
        """The estimate of a share with its interval, put into words."""
        low, high = ends
        sentence = (
            f"Estimated {measure} {100 * value:.0f} % "
            f"({100 * level:.0f} % interval {100 * low:.0f} to {100 * high:.0f} %), {rests_on(basis, n)}."
        )
        return cls(value, low, high, n, True, sentence, needed, basis, level)

    @classmethod
    def too_few(cls, n: int, needed: int = NEEDED) -> Self:
        """What is said while random answers are too few."""
        sentence = f"Too early to say how good the model is: {n} of the {needed} random answers needed are in."
        return cls(None, None, None, n, False, sentence, needed)

    @property
    def rests_on(self) -> str:
        """What it rests on, in words."""
        return rests_on(self.basis, self.n)


def rests_on(basis: str, n: int) -> str:
    """What an estimate rests on, in the words of page, report and command line.

    Parameters
    ----------
    basis : {"random", "test", "answers", "latest"}
    n : int

    Returns
    -------
    words : str

    Examples
    --------
    >>> rests_on("test", 60), rests_on("answers", 120)
    ('from 60 test items kept apart', 'from all 120 answers, corrected for how they were chosen')
    """
    if basis == "answers":
        return f"from all {n:,} answers, corrected for how they were chosen"
    s = "" if n == 1 else "s"
    if basis == "latest":
        return f"from the latest {n:,} random answer{s}, predicted before {'it was' if n == 1 else 'they were'} known"
    return f"from {n:,} test item{s} kept apart" if basis == "test" else f"from {n:,} random answer{s}"


def wilson(share: float, n: float, z: float = Z_90) -> tuple[float, float]:
    """90 % interval of a share.

    Parameters
    ----------
    share : float
        Mean of `n` independent values in [0, 1].
    n : float
        At least 1; what is worth so many independent values, if they are not independent.
    z : float, optional
        Standard errors to either side, if not those of 90 %.

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
    [0.818, 0.947]
    """
    centre = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    return max(0.0, centre - half), min(1.0, centre + half)


def estimate_accuracy(
    correct: Sequence[float] | npt.NDArray[Any],
    *,
    needed: int = NEEDED,
    measure: str = "accuracy",
    basis: Basis = "random",
    cross_fitted: bool = False,
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
    basis : {"random", "test", "latest"}, default "random"
        What the sentence says that it rests on.
    cross_fitted : bool, default False
        Whether models that trained on the others judged each item, rather than the model itself. Then the
        interval is as much wider as was measured to hold as often, see `CROSS_FITTED`.

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
    'Estimated accuracy 90 % (90 % interval 82 to 95 %), from 60 random answers.'
    >>> estimate_accuracy([1] * 54 + [0] * 6, cross_fitted=True).sentence
    'Estimated accuracy 90 % (90 % interval 78 to 96 %), from 60 random answers.'
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
        return Estimate.too_few(n, needed)
    value = float(values.mean())
    ends = wilson(value, n, CROSS_FITTED) if cross_fitted else wilson(value, n)
    return Estimate.of_share(value, ends, n, measure=measure, needed=needed, basis=basis)
