"""Hoeffding drift detection with plain averages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from askless.stream.drift.detector import register_detector
from askless.stream.drift.river_detector import RiverDetector, river_drift

__all__ = ["HDDMA"]


@register_detector
@dataclass(kw_only=True)
class HDDMA(RiverDetector):
    """Alarm when the mean error since the best cut is above the mean before it by Hoeffding's bound.

    Best for abrupt changes. It assumes nothing but that errors lie in [0, 1].

    Parameters
    ----------
    warning, drift : float, default 0.005 and 0.001
        Probabilities of the bound, in (0, 1), for a warning and for an alarm.

    Notes
    -----
    Time and memory O(1).

    ``benchmarks/false_alarms.py`` counts at most 0.16 false alarms on 10,000 errors, at error rates of 0.01, 0.05,
    0.2 and 0.5; a rise from 0.1 to 0.5 is seen after 29 errors in the median, one from 0.1 to 0.3 after 110.

    References
    ----------
    .. [1] I. Frías-Blanco et al., "Online and non-parametric drift detection methods based on Hoeffding's bounds",
       IEEE TKDE 27, 2015, doi:10.1109/TKDE.2014.2345382.

    Examples
    --------
    >>> detector = HDDMA()
    >>> levels = [detector.update(float(i % 10 == 0 if i < 500 else i % 2)) for i in range(1000)]
    >>> levels.index("warning"), levels.index("drift")
    (517, 523)
    """

    name: ClassVar[str] = "hddm_a"
    warns: ClassVar[bool] = True

    warning: float = 0.005
    drift: float = 0.001

    def build(self) -> Any:
        """`river.drift.binary.HDDMA`."""
        return river_drift().binary.HDDMA(drift_confidence=self.drift, warning_confidence=self.warning)
