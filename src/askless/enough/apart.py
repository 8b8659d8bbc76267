"""Advice for whoever wants to know the accuracy better: how sharply labels kept apart would tell it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from askless.enough.estimate import NEEDED, Z_90, Estimate

__all__ = ["APART", "AS_IF", "WIDE", "advised", "tells"]

APART = 100
"""Labels kept apart, as the advice has it, where the pool has as many."""
WIDE = 0.10
"""Distance to either side from which an interval is called wide."""


AS_IF = 0.85
"""Accuracy at which it is told what a test will tell: before the first answer nobody knows it."""


def tells(n: int) -> str:
    """How sharply a test will tell the accuracy.

    Parameters
    ----------
    n : int
        Items kept apart, 1 or more.

    Returns
    -------
    sentence : str
        With half the width of the 90 % interval, normal with correction for continuity.

    Examples
    --------
    >>> tells(40)
    '40 test items tell the accuracy to about ±11 points at 85 %.'
    """
    points = 100 * (Z_90 * float(np.sqrt(AS_IF * (1 - AS_IF) / n)) + 0.5 / n)
    items = "1 test item tells" if n == 1 else f"{n:,} test items tell"
    return f"{items} the accuracy to about ±{max(1, min(round(points), 100))} points at {100 * AS_IF:.0f} %."


def advised(found: Estimate, *, left: int) -> Estimate:
    """Add to a wide estimate what labels kept apart would do for it.

    Parameters
    ----------
    found : Estimate
        Of an accuracy.
    left : int
        Items without a label, from which some could be kept apart.

    Returns
    -------
    estimate : Estimate
        As it was where it is sharp enough, or where what is left would not tell it more sharply.

    Examples
    --------
    >>> from askless.enough.estimate import estimate_accuracy
    >>> advised(estimate_accuracy([1] * 20 + [0] * 15), left=5000).advice
    '100 random labels kept apart would tell it to ±8 points (askless label --holdout random:100).'
    >>> advised(estimate_accuracy([1] * 20 + [0] * 15), left=20).advice
    ''
    """
    if found.value is None or found.low is None or found.high is None or found.basis == "test":
        return found
    half, apart = (found.high - found.low) / 2, min(APART, left)
    points = max(1, round(100 * Z_90 * float(np.sqrt(found.value * (1.0 - found.value) / max(apart, 1)))))
    if half <= WIDE or apart < NEEDED or points >= 100 * half:
        return found
    advice = (
        f"{apart} random labels kept apart would tell it to ±{points} points (askless label --holdout random:{apart})."
    )
    return replace(found, advice=advice, sentence=f"{found.sentence} {advice}")
