"""Early drift detection method: errors have come closer together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from askless.stream.drift.detector import register_detector
from askless.stream.drift.river_detector import RiverDetector, river_drift

__all__ = ["EDDM"]


@register_detector
@dataclass(kw_only=True)
class EDDM(RiverDetector):
    """Alarm when the distance between errors has shrunk to a share of its largest value.

    Meant for gradual drift. It needs many errors, is slow where they are few, and has no calibrated level: with the
    paper's `beta` of 0.9 it raises about one false alarm every 400 to 1,000 errors.

    Parameters
    ----------
    warm_start : int, default 100
        Wrong answers before the first alarm.
    alpha, beta : float, default 0.75 and 0.65
        Shares, in (0, 1), for a warning and for an alarm; smaller is more cautious.

    Notes
    -----
    An error that is no 0 or 1 counts as wrong if it exceeds 0.5. Time and memory O(1).

    ``benchmarks/false_alarms.py`` counts at most 0.26 false alarms on 10,000 errors, at error rates of 0.01, 0.05,
    0.2 and 0.5; a rise from 0.1 to 0.5 is seen after 200 errors in the median, one from 0.1 to 0.3 after 376.

    References
    ----------
    .. [1] M. Baena-García et al., "Early drift detection method", 4th International Workshop on Knowledge
       Discovery from Data Streams, 2006 (no DOI).

    Examples
    --------
    >>> detector = EDDM(warm_start=20)
    >>> levels = [detector.update(float(i % 10 == 0 if i < 500 else i % 2)) for i in range(1000)]
    >>> levels.index("drift")
    771
    """

    name: ClassVar[str] = "eddm"
    warns: ClassVar[bool] = True

    warm_start: int = 100
    alpha: float = 0.75
    beta: float = 0.65

    def build(self) -> Any:
        """`river.drift.binary.EDDM`."""
        return river_drift().binary.EDDM(warm_start=self.warm_start, alpha=self.alpha, beta=self.beta)

    def value(self, error: float) -> float:
        """1 if wrong, else 0."""
        return float(error > 0.5)
