"""How good the model is now: a blend of what the answers say, its width measured on other data sets.

Answers that a strategy chose are harder than the rest, so the accuracy on them, out of fold or not,
is not that of the model. The random ones are fair but few. The blend weighs both, with the chance of
being right that the confidence stands for, averaged over the pool; its weights were learnt where the
truth was known.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.enough.estimate import Estimate
from askless.enough.forecast.calibration import expit, logit

__all__ = ["INPUTS", "LEVEL", "blended", "cell_of_accuracy", "inputs"]

Float64s = npt.NDArray[np.float64]

INPUTS = (
    "adjusted",
    "out_of_fold",
    "random",
    "confidence",
    "slope",
    "labels",
    "classes",
    "moved",
    "unsteady",
    "most",
    "margin",
)
"""What is blended; the first four are shares, told by their log odds."""
PRIOR = 10.0  # random answers that the adjusted accuracy counts for beside the real ones
LEVEL = 0.9
"""How often the intervals of the table hold."""


def inputs(
    x: Float64s, *, adjusted: float, out_of_fold: float, confidence: float, most: float, n_random: int, n_right: int
) -> Float64s:
    """What is blended.

    Parameters
    ----------
    x : float64 array of shape (10,)
        The features of the forecast.
    adjusted, out_of_fold, confidence, most : float
        See `Measured`; shares in [0, 1].
    n_random, n_right : int
        Random answers, and those of them that a model found which had not seen them.

    Returns
    -------
    z : float64 array of shape (11,)
        In the order of `INPUTS`.
    """
    random = (n_right + PRIOR * adjusted) / (n_random + PRIOR)
    shares = [logit(share) for share in (adjusted, out_of_fold, random, confidence)]
    return np.array([*shares, x[8], x[0], x[2], x[5], x[6], most, x[9]])


def cell_of_accuracy(labels: int, classes: int, *, chosen: bool) -> str:
    """Which width an estimate takes.

    Examples
    --------
    >>> cell_of_accuracy(100, 5, chosen=True)
    '2 chosen'
    """
    from askless.enough.forecast.table import PER_CLASS

    return f"{sum(labels / classes >= end for end in PER_CLASS)} {'chosen' if chosen else 'random'}"


def blended(part: Mapping[str, Any], z: Float64s, *, labels: int, classes: int, chosen: bool) -> Estimate:
    """The estimate with its interval.

    Parameters
    ----------
    part : mapping
        "accuracy" of the table: a line under "chosen" and "random", an intercept first; the "range" of the inputs;
        "widths" by cell, in log odds.
    z : float64 array of shape (11,)
        From `inputs`.
    labels, classes : int
    chosen : bool
        Whether the strategy asks for uncertain items.

    Returns
    -------
    estimate : Estimate
    """
    kind = "chosen" if chosen else "random"
    line, (low, high) = part[kind], np.asarray(part["range"], dtype=np.float64)
    middle = float(line[0] + np.asarray(line[1:]) @ np.clip(z, low, high))
    width = float(part["widths"][cell_of_accuracy(labels, classes, chosen=chosen)])
    value, least, most = (float(expit(at)) for at in (middle, middle - width, middle + width))
    return Estimate.of_share(value, (least, most), labels, needed=labels, basis="answers", level=LEVEL)
