"""Where the default stopping rule would have ended the runs of the calibration, and what that cost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from askless.bench.protocol.curve import Curve
from askless.bench.protocols.calibration.judged import Judged, mean
from askless.bench.protocols.calibration.tasks import task_named
from askless.bench.protocols.calibration.truth import enough_at, never_falling

__all__ = ["Stops", "stops"]

Float64s = npt.NDArray[np.float64]
CHANCE = 0.5


@dataclass(frozen=True)
class Stops:
    """Runs of one strategy.

    Parameters
    ----------
    source : str array of shape (n,)
        Set of each run.
    short : float64 array of shape (n,)
        By how much the mean curve of its task lies below its end where the run stopped; in accuracy.
    short_once : float64 array of shape (n,)
        The same of the run itself, which has the noise of its test.
    ratio : float64 array of shape (n,)
        Labels at the stop over those that were enough for one point.
    fired : bool array of shape (n,)
        Runs that the rule ended; others went on to the whole pool, where nothing is missed.
    """

    source: npt.NDArray[np.str_]
    short: Float64s
    short_once: Float64s
    ratio: Float64s
    fired: npt.NDArray[np.bool_]

    @property
    def within(self) -> float:
        """Share of runs that stop within one point, each set with one vote."""
        return mean(self.short <= 0.01 + 1e-9, self.source)

    @property
    def ended(self) -> float:
        """Share of runs that the rule ended."""
        return mean(self.fired, self.source)

    @property
    def within_ended(self) -> float:
        """Share within one point of the runs that the rule ended; NaN if there are none."""
        return mean((self.short <= 0.01 + 1e-9)[self.fired], self.source[self.fired])

    @property
    def worst_set(self) -> tuple[str, float]:
        """Set with the largest mean shortfall."""
        found = {str(name): float(self.short[self.source == name].mean()) for name in np.unique(self.source)}
        name = max(found, key=lambda one: found[one])
        return name, found[name]


def stops(curves: Sequence[Curve], judged: Judged, strategy: str, *, chance: float = CHANCE) -> Stops:
    """Stop each run where predictions have been stable three times and the forecast agrees.

    Parameters
    ----------
    curves : sequence of Curve
    judged : Judged
        Chances at the looks of the same runs, by tables that had not seen the set.
    strategy : str
    chance : float, default 0.5
        That the labels are enough for one point, at least; 0 leaves the forecast out.

    Returns
    -------
    stops : Stops
        A run that the rule never ends goes on to the whole pool. Models are compared from batch to batch, which
        is more than 7 % of the labels while these are few; and looks after predictions have been stable lie 30 %
        apart: the stop is later than in use, if anything.
    """
    rows = judged.rows
    ended: dict[str, float] = {}
    agreed = rows.stable & (judged.chance[:, 0] >= chance)
    for run, labels in zip(rows.run[agreed].tolist(), rows.labels[agreed].tolist(), strict=True):
        ended[run] = min(labels, ended.get(run, np.inf))
    groups: dict[tuple[str, str], list[Curve]] = defaultdict(list)
    for curve in curves:
        if curve.cell.strategy == strategy:
            groups[curve.cell.set, curve.cell.model].append(curve)
    found: list[tuple[str, float, float, float, bool]] = []
    for group in groups.values():
        at = np.array(group[0].labels, dtype=np.float64)
        together = never_falling(np.mean([curve.metric for curve in group], axis=0))
        full = float(np.mean([curve.facts["full"] for curve in group]))
        needed = enough_at(at, together, full - 0.01)
        for curve in group:
            stop = ended.get(curve.cell.key, at[-1])
            here = float(np.interp(np.log(stop), np.log(at), together))
            own = curve.metric[int(np.searchsorted(at, stop))]
            found.append(
                (
                    task_named(curve.cell.set).source,
                    full - here,
                    curve.facts["full"] - own,
                    stop / needed,
                    curve.cell.key in ended,
                )
            )
    source, short, once, ratio, fired = (np.array(column) for column in zip(*found, strict=True))
    return Stops(source, short, once, ratio, fired)
