"""Fast Hoeffding drift detection: the accuracy in a window has fallen below its best."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from askless.stream.drift.detector import register_detector
from askless.stream.drift.river_detector import RiverDetector, river_drift

__all__ = ["FHDDM"]


@register_detector
@dataclass(kw_only=True)
class FHDDM(RiverDetector):
    """Alarm when the share of right answers among the last `window` is below its highest by Hoeffding's bound.

    The bound compares two fixed windows; the highest of many windows is higher than any one, so that the true rate of
    false alarms is larger than `confidence`, most of all at error rates near 0.5. Drops smaller than the bound, 0.21
    with these options, are never seen.

    Parameters
    ----------
    window : int, default 200
        Errors looked at; there is no alarm before.
    confidence : float, default 1e-8
        Probability in Hoeffding's bound, in (0, 1).

    Notes
    -----
    Time O(1), memory O(window).

    ``benchmarks/false_alarms.py`` counts at most 0.35 false alarms on 10,000 errors, at error rates of 0.01, 0.05,
    0.2 and 0.5; a rise from 0.1 to 0.5 is seen after 89 errors in the median, one from 0.1 to 0.3 after 182.

    References
    ----------
    .. [1] A. Pesaranghader, H. L. Viktor, "Fast Hoeffding drift detection method for evolving data streams",
       ECML PKDD 2016, doi:10.1007/978-3-319-46227-1_7.

    Examples
    --------
    >>> detector = FHDDM()
    >>> levels = [detector.update(float(i % 10 == 0 if i < 500 else i % 2)) for i in range(1000)]
    >>> levels.index("drift")
    605
    """

    name: ClassVar[str] = "fhddm"

    window: int = 200
    confidence: float = 1e-8

    def build(self) -> Any:
        """`river.drift.binary.FHDDM`."""
        return river_drift().binary.FHDDM(sliding_window_size=self.window, confidence_level=self.confidence)

    def value(self, error: float) -> float:
        """Rightness: river's text says that 1 is an error, but its code looks for a fall, as the paper does."""
        return 1.0 - error
