"""Advice for whoever wants to know the accuracy better: how sharply labels kept apart would tell it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from askless.enough.estimate import NEEDED, Estimate

__all__ = ["APART", "WIDE", "advised"]

APART = 100
"""Labels kept apart, as the advice has it, where the pool has as many."""
WIDE = 0.10
"""Distance to either side from which an interval is called wide."""


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
    points = max(1, round(164.5 * float(np.sqrt(found.value * (1.0 - found.value) / max(apart, 1)))))
    if half <= WIDE or apart < NEEDED or points >= 100 * half:
        return found
    advice = (
        f"{apart} random labels kept apart would tell it to ±{points} points (askless label --holdout random:{apart})."
    )
    return replace(found, advice=advice, sentence=f"{found.sentence} {advice}")
