"""Hoeffding drift detection with averages that forget."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from askless.stream.drift.detector import register_detector
from askless.stream.drift.river_detector import RiverDetector, river_drift

__all__ = ["HDDMW"]


@register_detector
@dataclass(kw_only=True)
class HDDMW(RiverDetector):
    """Alarm when a fading mean of recent errors is above an earlier one by McDiarmid's bound.

    Meant for gradual changes. The bound has a floor that follows from `fading`: smaller rises are never seen.

    Parameters
    ----------
    warning, drift : float, default 1e-4 and 1e-5
        Probabilities of the bound, in (0, 1), for a warning and for an alarm. The paper's 0.001 with a fading of 0.05
        raises up to 8 false alarms in 10,000 errors.
    fading : float, default 0.01
        Weight of the newest error, in (0, 1): 0.01 remembers about the last 100.

    Notes
    -----
    Time and memory O(1).

    ``benchmarks/false_alarms.py`` counts at most 0.12 false alarms on 10,000 errors, at error rates of 0.01, 0.05,
    0.2 and 0.5; a rise from 0.1 to 0.5 is seen after 72 errors in the median, one from 0.1 to 0.3 after 226.

    References
    ----------
    .. [1] I. Frías-Blanco et al., "Online and non-parametric drift detection methods based on Hoeffding's bounds",
       IEEE TKDE 27, 2015, doi:10.1109/TKDE.2014.2345382.

    Examples
    --------
    >>> detector = HDDMW()
    >>> levels = [detector.update(float(i % 10 == 0 if i < 500 else i % 2)) for i in range(1000)]
    >>> levels.index("warning"), levels.index("drift")
    (653, 673)
    """

    name: ClassVar[str] = "hddm_w"
    warns: ClassVar[bool] = True

    warning: float = 1e-4
    drift: float = 1e-5
    fading: float = 0.01

    def build(self) -> Any:
        """`river.drift.binary.HDDMW`."""
        return river_drift().binary.HDDMW(
            drift_confidence=self.drift, warning_confidence=self.warning, lambda_val=self.fading
        )
