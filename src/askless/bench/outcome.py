"""What came of a simulation: curves of all seeds, compared in pairs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.bench.history import History
from askless.bench.seed import SeedRun
from askless.bench.statistics import Interval, Paired, labels_to_reach, mean_interval, paired_difference
from askless.bench.study import Study
from askless.errors import UsageError

__all__ = ["MARKS", "YARDSTICK", "Outcome"]

MARKS = (0.90, 0.95, 0.98)
YARDSTICK = "random"


@dataclass(frozen=True)
class Outcome:
    """Curves by strategy and seed.

    Parameters
    ----------
    study : Study
        What it is about.
    runs : tuple of SeedRun
        One a seed that was finished, by seed.

    Raises
    ------
    UsageError
        If no seed was finished.
    """

    study: Study
    runs: tuple[SeedRun, ...]

    @classmethod
    def of(cls, study: Study, runs: Sequence[SeedRun]) -> Outcome:
        """From runs in any order."""
        if not runs:
            raise UsageError("No seed was finished.", "Let the simulation run on.")
        return cls(study, tuple(sorted(runs, key=lambda run: run.seed)))

    @property
    def strategies(self) -> tuple[str, ...]:
        """Names, in the order of the plan."""
        return self.study.plan.strategies

    @property
    def model(self) -> str:
        """Name of the model."""
        return self.runs[0].model

    @cached_property
    def labels(self) -> list[int]:
        """Numbers of labels at which all curves have a point."""
        curves = [curve for run in self.runs for curve in run.curves.values()]
        return curves[0].labels[: min(len(curve.labels) for curve in curves)]

    def metric(self, strategy: str) -> npt.NDArray[np.float64]:
        """The curves of a strategy, shape (n_seeds, n_points)."""
        n = len(self.labels)
        return np.array([run.curves[strategy].metric[:n] for run in self.runs])

    def area(self, strategy: str) -> npt.NDArray[np.float64]:
        """Mean of the curve of each seed, shape (n_seeds,)."""
        area: npt.NDArray[np.float64] = self.metric(strategy).mean(axis=1)
        return area

    def band(self, strategy: str) -> list[Interval]:
        """Mean over seeds at each point of the curve, with its 95 % interval."""
        return [mean_interval(column) for column in self.metric(strategy).T]

    def against(self, yardstick: str = YARDSTICK) -> dict[str, Paired]:
        """Difference of the area of every other strategy to that of one; empty if it was not run."""
        if yardstick not in self.strategies:
            return {}
        others = [name for name in self.strategies if name != yardstick]
        return {name: paired_difference(self.area(name), self.area(yardstick)) for name in others}

    @property
    def full(self) -> float:
        """Metric of the model trained on all labels of the pool, mean over seeds."""
        return float(np.mean([run.full for run in self.runs]))

    @property
    def full_labels(self) -> int:
        """Labels that it was trained on."""
        return round(float(np.mean([run.full_labels for run in self.runs])))

    def reach(self, strategy: str, share: float) -> int | None:
        """Labels needed to reach a share of the full-data metric: the median over seeds.

        Each seed is measured against its own full-data metric. Of an error that is lower the better it
        is, the mark is the full-data error divided by the share.

        Returns
        -------
        count : int or None
            None if half of the seeds or more do not get there within the budget.
        """
        counts = [
            labels_to_reach(self.labels, curve, share * run.full)
            if not self.study.lower_is_better
            else labels_to_reach(self.labels, [-value for value in curve], -run.full / share)
            for curve, run in zip(self.metric(strategy).tolist(), self.runs, strict=True)
        ]
        median = float(np.median([math.inf if count is None else count for count in counts]))
        return None if math.isinf(median) or math.isnan(median) else math.ceil(median)

    def to_json(self) -> dict[str, Any]:
        """As ``askless simulate --json`` writes it; numbers that do not exist are null."""
        study = self.study
        return {
            "source": study.plan.source,
            "test": study.plan.test,
            "task": study.task,
            "model": self.model,
            "metric": study.metric_name,
            "lower_is_better": study.lower_is_better,
            "seeds": len(self.runs),
            "budget": study.budget,
            "batch": study.plan.batch,
            "start": study.plan.start,
            "strategies": {name: self._strategy(name) for name in self.strategies},
            "against_random": {
                name: {key: _number(getattr(found, key)) for key in ("mean", "low", "high", "p")}
                for name, found in self.against().items()
            },
            "full_data": {
                "metric": self.full,
                "labels": self.full_labels,
                "by_seed": [run.full for run in self.runs],
            },
            "labels_to_reach": {
                name: {f"{share:.2f}": self.reach(name, share) for share in MARKS} for name in self.strategies
            },
        }

    def _strategy(self, name: str) -> dict[str, Any]:
        """One strategy for JSON."""
        curves: list[History] = [run.curves[name] for run in self.runs]
        return {
            "labels": self.labels,
            "metric": [[_number(value) for value in row] for row in self.metric(name).tolist()],
            "area": [_number(value) for value in self.area(name).tolist()],
            "seconds_query": [round(sum(curve.seconds_query), 4) for curve in curves],
            "seconds_fit": [round(sum(curve.seconds_fit), 4) for curve in curves],
        }


def _number(value: float) -> float | None:
    """A number as JSON can hold it."""
    return float(value) if math.isfinite(value) else None
