"""Numbers held against what was asked of them, in words."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from askless.bench.protocol.finding import Gate

__all__ = ["at_least", "at_most", "between", "share"]


def share(value: float) -> str:
    """A share in two digits."""
    return f"{value:.2f}"


def _gate(name: str, asked: str, value: float, passed: Callable[[float], bool]) -> Gate:
    return Gate(name, asked, f"{value:.2f}", None if np.isnan(value) else passed(value))


def at_least(name: str, value: float, least: float) -> Gate:
    """A number that should be no less."""
    return _gate(name, f"at least {least:g}", value, lambda found: found >= least)


def at_most(name: str, value: float, most: float) -> Gate:
    """A number that should be no more."""
    return _gate(name, f"at most {most:g}", value, lambda found: found <= most)


def between(name: str, value: float, low: float, high: float) -> Gate:
    """A number that should lie between two."""
    return _gate(name, f"{low:g} to {high:g}", value, lambda found: low <= found <= high)
