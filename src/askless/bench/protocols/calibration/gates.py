"""Numbers held against what was asked of them, in words."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from askless.bench.protocol.finding import Gate
from askless.bench.report.words import points

__all__ = ["at_least", "at_most", "between", "share", "signed"]

NOTHING = "there is nothing to tell it from"


def share(value: float) -> str:
    """A share in two digits."""
    return f"{value:.2f}"


def signed(value: float) -> str:
    """A difference with its sign, in one digit.

    Examples
    --------
    >>> signed(1.26), signed(-0.5), signed(-0.01)
    ('+1.3', '−0.5', '0.0')
    """
    return points(value / 100.0)


def _gate(name: str, asked: str, value: float, passed: Callable[[float], bool], lacking: str) -> Gate:
    if np.isnan(value):
        return Gate(name, asked, f"not told: {lacking}", None)
    return Gate(name, asked, f"{value:.2f}", passed(value))


def at_least(name: str, value: float, least: float, *, lacking: str = NOTHING) -> Gate:
    """A number that should be no less; `lacking` says why it is none, where it is not a number."""
    return _gate(name, f"at least {least:g}", value, lambda found: found >= least, lacking)


def at_most(name: str, value: float, most: float) -> Gate:
    """A number that should be no more."""
    return _gate(name, f"at most {most:g}", value, lambda found: found <= most, NOTHING)


def between(name: str, value: float, low: float, high: float) -> Gate:
    """A number that should lie between two."""
    return _gate(name, f"{low:g} to {high:g}", value, lambda found: low <= found <= high, NOTHING)
