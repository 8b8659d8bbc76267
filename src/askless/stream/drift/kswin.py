"""Kolmogorov-Smirnov test of recent errors against a sample of earlier ones."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import fmean
from typing import Any, ClassVar

from askless.stream.drift.detector import register_detector
from askless.stream.drift.river_detector import RiverDetector, river_drift

__all__ = ["KSWIN"]


@register_detector
@dataclass(kw_only=True)
class KSWIN(RiverDetector):
    """Alarm when the last `recent` errors have another distribution than as many drawn from the earlier ones.

    The test looks both ways; a change to smaller errors starts it anew and is no alarm. It tests at every error, so
    that `alpha` is far from the rate of false alarms. Rises by less than about 0.3 are often never seen: the window
    moves on before they are certain.

    Parameters
    ----------
    window : int, default 200
        Errors remembered; there is no alarm before.
    recent : int, default 60
        The last of them, compared with the rest.
    alpha : float, default 1e-4
        Level of each test, in (0, 1).
    seed : int, default 0
        Of the sample of earlier errors.

    Notes
    -----
    The dearest of the error detectors: O(recent * log(recent)) an error, some hundred microseconds; memory O(window).

    ``benchmarks/false_alarms.py`` counts no false alarm on 12 streams of 10,000 errors at each of four rates; a rise
    from 0.1 to 0.5 is seen after 54 errors in the median and not at all in 2 of 12, one from 0.1 to 0.3 in 1 of 12.

    References
    ----------
    .. [1] C. Raab, M. Heusinger, F.-M. Schleif, "Reactive soft prototype computing for concept drift streams",
       Neurocomputing 416, 2020, doi:10.1016/j.neucom.2019.11.111.

    Examples
    --------
    >>> detector = KSWIN()
    >>> levels = [detector.update(float(i % 10 == 0 if i < 300 else i % 2)) for i in range(400)]
    >>> levels.index("drift")
    356
    """

    name: ClassVar[str] = "kswin"

    window: int = 200
    recent: int = 60
    alpha: float = 1e-4
    seed: int = 0

    def build(self) -> Any:
        """`river.drift.KSWIN`."""
        return river_drift().KSWIN(alpha=self.alpha, window_size=self.window, stat_size=self.recent, seed=self.seed)

    def mean(self) -> float | None:
        """Mean of the window; after an alarm river keeps the `recent` ones of it only."""
        return fmean(self.river.window) if self.river.window else 0.0
