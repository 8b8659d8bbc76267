"""The tables and gates of the calibration: coverage, sharpness, chances, looks, shifts, accuracy, stopping, cost."""

from __future__ import annotations

from collections.abc import Sequence

from askless.bench.protocol.curve import Curve
from askless.bench.protocol.finding import Finding

__all__ = ["findings"]


def findings(curves: Sequence[Curve], *, least_seeds: int = 1) -> Finding:
    """What the curves say of the forecast."""
    return Finding()
