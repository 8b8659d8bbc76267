"""How far off predicted numbers are, told from items drawn at random."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.core.digits import written
from askless.enough.estimate import LEVEL, NEEDED, Z_90, Basis, Estimate, rests_on
from askless.errors import EvidenceError

__all__ = ["estimate_rmse"]


def estimate_rmse(
    squared_errors: Sequence[float] | npt.NDArray[Any],
    *,
    needed: int = NEEDED,
    unit: str = "",
    basis: Basis = "random",
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
    basis : {"random", "test", "latest"}, default "random"
        As in `estimate_accuracy`.

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
    'Estimated error (RMSE) 1.58 kg (90 % interval 1.48 to 1.69 kg), from 60 random answers.'
    """
    values = np.asarray(squared_errors, dtype=np.float64)
    values = values[~np.isnan(values)]
    n = len(values)
    if n and values.min() < 0:
        raise EvidenceError(f"`squared_errors` goes down to {values.min():g}.", "A square is not negative.")
    if n < max(needed, 2):
        return Estimate.too_few(n, needed)
    mean = float(values.mean())
    value = sqrt(mean)
    error = float(values.std(ddof=1)) / sqrt(n) / mean if mean else 0.0
    low, high = value * float(np.exp(-0.5 * Z_90 * error)), value * float(np.exp(0.5 * Z_90 * error))
    about, least, most = (written(number, 3) for number in (value, low, high))
    unit = f" {unit}" if unit else ""
    sentence = f"Estimated error (RMSE) {about}{unit} (90 % interval {least} to {most}{unit}), {rests_on(basis, n)}."
    return Estimate(value, low, high, n, True, sentence, needed, basis, LEVEL)
