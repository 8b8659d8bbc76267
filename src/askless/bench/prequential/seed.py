"""One seed of a simulation: every arm and every baseline along the same stream."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from askless.bench.prequential.alarms import found_changes
from askless.bench.prequential.baselines import baselines
from askless.bench.prequential.flow import Flow, read_flow
from askless.bench.prequential.generated import generated, is_generated
from askless.bench.prequential.metrics import curve_places, measures, windowed
from askless.bench.prequential.plan import YARDSTICK, Arm, Plan
from askless.bench.prequential.play import TWENTIETHS, Played, play
from askless.bench.prequential.recovery import recoveries
from askless.models.online.online import Codes

__all__ = ["SeedRun", "Seeds", "Track", "steps_of", "window_of"]

Step = Callable[[int, str], None]

ITEMS = 20_000
"""Length of a generated stream, if not given."""
WINDOWS = 50
"""A point of a curve is the mean over this part of the stream, a fiftieth; over `LEAST_WINDOW` items at least."""
LEAST_WINDOW = 50
WARM = 50
"""Items by which everything has been imported and called once."""


@dataclass(frozen=True)
class Track:
    """How a learner or a baseline did along one stream, as short as tables and pictures need it.

    Parameters
    ----------
    measured : dict of str to float
        By the names in `MEASURES`.
    curve : list of float
        Accuracy over the latest items, at each of the places of `curve_places`.
    labels : list of int
        Labels asked for until there; all 0 for a baseline.
    n_items : int
    asked : int
    drifts, swaps : list of int
        Before which items it noticed a drift, and took another model.
    delays : list of (int or None), or None
        For each change the items until an alarm; None where the changes are not known.
    false_alarms : int or None
    recovery : list of [int, bool], or None
        For each change the items until it was good again, and whether it was; see `recoveries`.
    seconds : float
        Of processor time; 0 for a baseline.
    """

    measured: dict[str, float]
    curve: list[float]
    labels: list[int]
    n_items: int
    asked: int = 0
    drifts: list[int] = field(default_factory=list)
    swaps: list[int] = field(default_factory=list)
    delays: list[int | None] | None = None
    false_alarms: int | None = None
    recovery: list[list[Any]] | None = None
    seconds: float = 0.0

    @classmethod
    def of(cls, flow: Flow, predicted: Codes, played: Played | None = None) -> Track:
        """From predictions, and what else there is to say of a learner."""
        places = curve_places(len(flow))
        curve = windowed(predicted == flow.y, places, window_of(len(flow))).round(6).tolist()
        measured = measures(flow.y, predicted)
        if played is None:
            return cls(measured, curve, [0] * len(places), len(flow))
        found = None if flow.changes is None else found_changes(played.drifts, flow.changes)
        return cls(
            measured,
            curve,
            np.searchsorted(played.asked, places).tolist(),
            len(flow),
            len(played.asked),
            list(played.drifts),
            list(played.swaps),
            delays=None if found is None else list(found.delays),
            false_alarms=None if found is None else found.false_alarms,
            seconds=played.seconds,
        )


@dataclass(frozen=True)
class SeedRun:
    """What came of one seed.

    Parameters
    ----------
    seed : int
    tracks : dict of str to Track
        By the name of the arm.
    baselines : dict of str to Track
        By the names in `BASELINES`; see `askless.bench.prequential.baselines`.
    """

    seed: int
    tracks: dict[str, Track]
    baselines: dict[str, Track]

    @classmethod
    def from_json(cls, found: dict[str, Any]) -> SeedRun:
        """From ``dataclasses.asdict``, perhaps by way of JSON."""
        parts = {
            kind: {name: Track(**track) for name, track in found[kind].items()} for kind in ("tracks", "baselines")
        }
        return cls(found["seed"], **parts)


class Seeds:
    """Runs the seeds of a plan one at a time.

    Parameters
    ----------
    plan : Plan
    cache : Path
        A folder in which a file is kept as it was read.
    """

    def __init__(self, plan: Plan, cache: Path) -> None:
        self.plan = plan
        self._warm: set[Arm] = set()
        self._read = (
            None if is_generated(plan.source) else _first(read_flow(plan.source, plan.target, cache), plan.items)
        )

    def flow(self, seed: int) -> Flow:
        """The stream of a seed: that of the file, or its own generated one."""
        return self._read or generated(self.plan.source, n_items=self.plan.items or ITEMS, seed=seed)

    def run(self, seed: int, step: Step = lambda seed, arm: None) -> SeedRun:
        """Play every arm.

        Parameters
        ----------
        seed : int
            Draws the questions, and the stream if it is generated.
        step : callable, optional
            Called with seed and arm after each twentieth of the stream.

        Returns
        -------
        run : SeedRun
            The same whatever was run before, but for the seconds.
        """
        plan, flow = self.plan, self.flow(seed)
        tracks: dict[str, Track] = {}
        right: dict[str, Any] = {}
        bought = np.zeros(0, dtype=np.int64)
        for arm in plan.arms:
            played = self._played(flow, arm, seed, step)
            tracks[arm.name] = Track.of(flow, played.predicted, played)
            right[arm.name] = played.predicted == flow.y
            if arm == Arm(*YARDSTICK):
                bought = played.asked
        if flow.changes is not None:
            found = recoveries(right, flow.changes, window=window_of(len(flow)))
            for name, track in tracks.items():
                tracks[name] = replace(track, recovery=[list(one) for one in found[name]])
        said = baselines(flow.y, bought, delay=plan.delay, batch=plan.batch)
        return SeedRun(seed, tracks, {name: Track.of(flow, codes) for name, codes in said.items()})

    def _played(self, flow: Flow, arm: Arm, seed: int, step: Step) -> Played:
        plan = self.plan
        if arm not in self._warm:  # what is imported at the first answers is not charged to the stream
            self._warm.add(arm)
            with closing(plan.learner(arm, flow.names, seed, budget=1.0)) as learner:
                play(_first(flow, WARM), learner)
        with closing(plan.learner(arm, flow.names, seed)) as learner:
            return play(flow, learner, delay=plan.delay, batch=plan.batch, step=lambda: step(seed, arm.name))


def window_of(n_items: int) -> int:
    """Items that a point of a curve is the mean of.

    Examples
    --------
    >>> window_of(45_312), window_of(400)
    (906, 50)
    """
    return max(n_items // WINDOWS, LEAST_WINDOW)


def steps_of(plan: Plan) -> int:
    """How often `Seeds.run` calls its `step` for one seed."""
    return TWENTIETHS * len(plan.arms)


def _first(flow: Flow, items: int | None) -> Flow:
    """The beginning of a stream."""
    if items is None or items >= len(flow):
        return flow
    note = f"Only the first {items:,} of {len(flow):,} items are taken."
    return Flow(flow.items[:items], flow.y[:items], flow.names, flow.changes, flow.sentence, (*flow.notes, note))
