"""Numbers and findings in words, as reports and tables print them."""

from __future__ import annotations

import math

from askless.bench.outcome import YARDSTICK
from askless.bench.statistics import Interval, Paired

__all__ = ["METRIC_NAMES", "against_sentence", "percent", "points", "probability", "spread"]

METRIC_NAMES = {"accuracy": "accuracy", "balanced_accuracy": "balanced accuracy", "f1": "F1"}


def points(difference: float) -> str:
    """A difference in points, with its sign.

    Examples
    --------
    >>> points(0.0123), points(-0.2), points(-0.0001)
    ('+1.2', '−20.0', '0.0')
    """
    text = f"{100 * difference:+.1f}"
    return "0.0" if text in ("+0.0", "-0.0") else text.replace("-", "−")


def probability(p: float) -> str:
    """A p value.

    Examples
    --------
    >>> probability(0.0003), probability(0.021), probability(float("nan"))
    ('< 0.001', '0.021', '–')
    """
    return "–" if math.isnan(p) else "< 0.001" if p < 0.001 else f"{p:.3f}"


def against_sentence(name: str, found: Paired) -> str:
    """A difference to the yardstick in words."""
    lead = f"{name} against {YARDSTICK}: {points(found.mean)} points on average over the curve"
    if found.n == 1:
        return f"{lead} (one seed: no interval)."
    return f"{lead} (95 % interval {points(found.low)} to {points(found.high)}, p\u00a0{_with_sign(found.p)})."


def _with_sign(p: float) -> str:
    """A p value after the letter."""
    return probability(p) if p < 0.001 else f"=\u00a0{probability(p)}"


def percent(value: float) -> str:
    """A share as per cent, without the sign."""
    return "–" if math.isnan(value) else f"{100 * value:.1f}"


def spread(found: Interval) -> str:
    """The interval in words."""
    return "–" if math.isnan(found.low) else f"{points(found.low)} to {points(found.high)}"
