"""What came of a simulation of a stream: measures of all seeds, compared in pairs."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from askless.bench.prequential.alarms import mean_delay
from askless.bench.prequential.baselines import BASELINES
from askless.bench.prequential.flow import Change
from askless.bench.prequential.metrics import MEASURES, curve_places
from askless.bench.prequential.plan import YARDSTICK, Arm, Plan
from askless.bench.prequential.seed import SeedRun, Track, window_of
from askless.bench.statistics import Paired, paired_difference
from askless.errors import UsageError
from askless.models.online.online import Codes, Float64s

__all__ = ["Outcome", "mean_recovery"]


@dataclass(frozen=True)
class Outcome:
    """Tracks by arm and seed.

    Parameters
    ----------
    plan : Plan
    runs : tuple of SeedRun
        One a seed that was finished, by seed.
    names : tuple of str
        The labels.
    changes : tuple of (int, int), or None
        Where the stream changes, if that is known.
    sentence : str
        What was taken for what.
    notes : tuple of str
    """

    plan: Plan
    runs: tuple[SeedRun, ...]
    names: tuple[str, ...]
    changes: tuple[Change, ...] | None
    sentence: str = ""
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.runs:
            raise UsageError("No seed was finished.", "Let the simulation run on.")
        object.__setattr__(self, "runs", tuple(sorted(self.runs, key=lambda run: run.seed)))

    @property
    def arms(self) -> tuple[str, ...]:
        """Names of the arms, in the order of tables."""
        return tuple(arm.name for arm in self.plan.arms)

    @property
    def n_items(self) -> int:
        """Length of the stream."""
        return self.tracks(self.arms[0])[0].n_items

    @cached_property
    def places(self) -> Codes:
        """Numbers of items at which curves have points."""
        return curve_places(self.n_items)

    @property
    def window(self) -> int:
        """Items that a point of a curve is the mean of."""
        return window_of(self.n_items)

    def tracks(self, name: str) -> list[Track]:
        """Those of an arm or a baseline, one a seed."""
        return [run.baselines[name] if name in BASELINES else run.tracks[name] for run in self.runs]

    def values(self, name: str, measure: str = "accuracy") -> Float64s:
        """A measure of an arm or a baseline, of shape (n_seeds,)."""
        return np.array([track.measured[measure] for track in self.tracks(name)])

    def curve(self, name: str) -> Float64s:
        """Accuracy over the latest items, of shape (n_seeds, n_places)."""
        return np.array([track.curve for track in self.tracks(name)])

    def bought(self, name: str) -> Float64s:
        """Share of the items since the place before that were asked about: mean over seeds, of shape (n_places,)."""
        counts = np.array([[0, *track.labels] for track in self.tracks(name)], dtype=np.float64)
        shares: Float64s = (np.diff(counts, axis=1) / np.diff(self.places, prepend=0)).mean(axis=0)
        return shares

    def against_random(self, measure: str = "accuracy") -> dict[str, Paired]:
        """Difference of each arm to random with the same adaptation, where that was run; paired by seed."""
        return self._against(lambda arm: Arm("random", arm.adaptation), measure)

    def against_passive(self, measure: str = "accuracy") -> dict[str, Paired]:
        """Difference of each arm to the same strategy with passive adaptation, where that was run; paired by seed."""
        return self._against(lambda arm: Arm(arm.strategy, "passive"), measure)

    def _against(self, other: Callable[[Arm], Arm], measure: str) -> dict[str, Paired]:
        """Differences of arms to others that differ from them."""
        pairs = [(arm.name, other(arm).name) for arm in self.plan.arms]
        return {
            name: paired_difference(self.values(name, measure), self.values(yardstick, measure))
            for name, yardstick in pairs
            if yardstick in self.arms and yardstick != name
        }

    def to_json(self) -> dict[str, Any]:
        """As ``askless stream simulate --json`` writes it; numbers that do not exist are null.

        Lists hold a number a seed. "delay" within an arm is the mean number of items until a change was noticed,
        "false_alarms" the number of alarms that no change explains, "recovery" the mean number of items from the end
        of a change until the learner was good again (see `recoveries`; all items until the next change if it never
        was); they are null where changes are not known.
        """
        plan = self.plan
        yardstick = Arm(*YARDSTICK).name
        return {
            "source": plan.source,
            "model": plan.model,
            "budget": plan.budget,
            "delay": plan.delay,
            "batch": plan.batch,
            "seeds": len(self.runs),
            "items": self.n_items,
            "labels": list(self.names),
            "changes": None if self.changes is None else [list(change) for change in self.changes],
            "window": self.window,
            "places": self.places.tolist(),
            "strategies": {arm.name: self._arm(arm.name) for arm in plan.arms if arm.strategy in plan.strategies},
            "baselines": {
                **{name: self._measured(name) for name in BASELINES},
                yardstick: self._arm(yardstick),
            },
            "against_random": _plain(self.against_random()),
            "against_passive": _plain(self.against_passive()),
        }

    def _measured(self, name: str) -> dict[str, Any]:
        """The measures of an arm or a baseline, and its curve."""
        measured = {measure: _numbers(self.values(name, measure).tolist()) for measure in MEASURES}
        return {**measured, "curve": self.curve(name).tolist()}

    def _arm(self, name: str) -> dict[str, Any]:
        """An arm for JSON."""
        tracks = self.tracks(name)
        known = self.changes is not None
        return {
            **self._measured(name),
            "budget": [track.asked / track.n_items for track in tracks],
            "labels": [track.asked for track in tracks],
            "drifts": [len(track.drifts) for track in tracks],
            "swaps": [len(track.swaps) for track in tracks],
            "delay": _numbers([mean_delay(track.delays or []) for track in tracks]) if known else None,
            "missed": [(track.delays or []).count(None) for track in tracks] if known else None,
            "false_alarms": [track.false_alarms for track in tracks] if known else None,
            "recovery": _numbers([mean_recovery(track) for track in tracks]) if known else None,
            "items_per_second": [round(track.n_items / max(track.seconds, 1e-9)) for track in tracks],
            "labels_until": [track.labels for track in tracks],
            "drifts_at": [list(track.drifts) for track in tracks],
            "swaps_at": [list(track.swaps) for track in tracks],
        }


def mean_recovery(track: Track) -> float:
    """Items until a learner was good again, mean over changes; NaN without any."""
    times = [items for items, _ in track.recovery or []]
    return sum(times) / len(times) if times else math.nan


def _plain(compared: dict[str, Paired]) -> dict[str, dict[str, float | None]]:
    """Differences as JSON can hold them."""
    return {
        name: {key: _number(getattr(found, key)) for key in ("mean", "low", "high", "p")}
        for name, found in compared.items()
    }


def _numbers(values: Sequence[float]) -> list[float | None]:
    return [_number(value) for value in values]


def _number(value: float) -> float | None:
    """A number as JSON can hold it."""
    return float(value) if math.isfinite(value) else None
