"""What came of a simulation on sentences: what each strategy needs to come near to all answers, in every unit."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.bench.outcome import YARDSTICK
from askless.bench.sequences.curve import UNITS, Curve, crossed
from askless.bench.sequences.game import GROWTH
from askless.bench.sequences.scoring import precision_recall
from askless.bench.sequences.seed import SentenceRun
from askless.bench.sequences.study import Study
from askless.bench.statistics import Interval, mean_interval
from askless.enough.effort import CONTEXT, Effort
from askless.errors import UsageError

__all__ = ["MARKS", "Outcome", "TypeScore", "needed_by"]

Float64s = npt.NDArray[np.float64]

MARKS = (0.90, 0.95, 0.97, 0.99)
POINTS = 30  # of a drawn curve


@dataclass(frozen=True)
class TypeScore:
    """How well one tag or type is told, mean over seeds.

    Parameters
    ----------
    name : str
    precision, recall, f1 : float
        NaN where it is never said, or never true.
    support : float
        How often it is true in the test.
    """

    name: str
    precision: float
    recall: float
    f1: float
    support: float


def needed_by(curve: Curve, mark: float, unit: str) -> float:
    """What a curve takes to come to a mark, infinity if it does not get there.

    Examples
    --------
    >>> needed_by(Curve(tokens=[100, 200], metric=[0.5, 0.7]), 0.6, "tokens")
    150.0
    """
    found = crossed(curve.metric, mark)
    if found is None:
        return math.inf
    (at, part), spent = found, curve.of(unit)
    return float(spent[at] if at == 0 else spent[at - 1] + part * (spent[at] - spent[at - 1]))


@dataclass(frozen=True)
class Outcome:
    """Curves by strategy and seed.

    Parameters
    ----------
    study : Study
        What it is about.
    runs : tuple of SentenceRun
        One a seed that was finished, by seed.

    Raises
    ------
    UsageError
        If no seed was finished.
    """

    study: Study
    runs: tuple[SentenceRun, ...]

    @classmethod
    def of(cls, study: Study, runs: Sequence[SentenceRun]) -> Outcome:
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

    @property
    def full(self) -> float:
        """Metric of the model with all answers of the pool, mean over seeds."""
        return float(np.mean([run.full for run in self.runs]))

    @property
    def tokens(self) -> float:
        """Of the pool, exact copies counted once, mean over seeds."""
        return float(np.mean([run.tokens for run in self.runs]))

    @property
    def sentences(self) -> float:
        """Of the pool, exact copies counted once, mean over seeds."""
        return float(np.mean([run.sentences for run in self.runs]))

    def at_end(self, strategy: str) -> Float64s:
        """The metric at the end of each seed's curve."""
        return np.array([run.curves[strategy].metric[-1] for run in self.runs])

    def needed(self, strategy: str, share: float, unit: str) -> Float64s:
        """What each seed takes to reach a share of its own full-data metric, shape (n_seeds,); infinity if it does not.

        All units are counted at the same point of the curve, the first one there; between two points it is straight.
        """
        return np.array([needed_by(run.curves[strategy], share * run.full, unit) for run in self.runs])

    def reach(self, strategy: str, share: float, unit: str) -> float | None:
        """Mean over seeds of that; None if a seed does not get there."""
        found = self.needed(strategy, share, unit)
        return float(found.mean()) if np.isfinite(found).all() else None

    def saved(self, strategy: str, share: float, unit: str) -> Interval | None:
        """Of what random takes, the share that a strategy does not, with its 95 % interval.

        It is paired by seed, and taken over logarithms of ratios. None where one of the two does not get there in
        every seed, or random was not run.
        """
        if YARDSTICK not in self.strategies or strategy == YARDSTICK:
            return None
        these, others = self.needed(strategy, share, unit), self.needed(YARDSTICK, share, unit)
        if not (np.isfinite(these).all() and np.isfinite(others).all() and (these > 0).all() and (others > 0).all()):
            return None
        found = mean_interval(np.log(these / others))
        return Interval(1 - math.exp(found.mean), 1 - math.exp(found.high), 1 - math.exp(found.low), found.n)

    def band(self, strategy: str, unit: str) -> tuple[list[int], list[Interval]]:
        """The mean curve against a unit, with its 95 % interval; between a seed's points it is straight."""
        curves = [run.curves[strategy] for run in self.runs]
        first, last = max(curve.of(unit)[0] for curve in curves), min(curve.of(unit)[-1] for curve in curves)
        at = np.unique(np.rint(np.geomspace(max(first, 1.0), max(last, first, 1.0), POINTS)).astype(np.int64))
        values = np.stack([np.interp(at, curve.of(unit), curve.metric) for curve in curves])
        return at.tolist(), [mean_interval(column) for column in values.T]

    def types(self, strategy: str | None) -> list[TypeScore]:
        """Each tag or type at the end of a strategy's curves; with None, of the model with all answers."""
        tables = [run.full_types if strategy is None else run.curves[strategy].types for run in self.runs]
        found = []
        for rows in zip(*tables, strict=True):
            scores = np.array([precision_recall(*map(float, row[1:])) for row in rows])
            precision, recall, f1 = (
                float(np.mean(c[np.isfinite(c)])) if np.isfinite(c).any() else math.nan for c in scores.T
            )
            support = float(np.mean([float(row[3]) for row in rows]))
            found.append(TypeScore(str(rows[0][0]), precision, recall, f1, support))
        return found

    def to_json(self) -> dict[str, Any]:
        """As ``askless simulate --json`` writes it; numbers that do not exist are null."""
        plan, effort = self.study.plan, Effort()
        return {
            "source": plan.source,
            "test": plan.test,
            "dev": plan.dev,
            "task": plan.task,
            "model": self.model,
            "metric": plan.metric_name,
            "seeds": len(self.runs),
            "budget": plan.budget,
            "unit": plan.unit,
            "batch": plan.batch if plan.batch else {"tokens_read": GROWTH},
            "start": plan.start,
            "context_of_windows": CONTEXT,
            "cost": {
                "seconds_a_sentence": effort.fixed,
                "seconds_a_token": effort.token,
                "seconds_a_correction": effort.decision,
            },
            "pool": {"tokens": self.tokens, "sentences": self.sentences},
            "full_data": {
                "metric": self.full,
                "by_seed": [run.full for run in self.runs],
                "types": self._types(None),
            },
            "strategies": {name: self._strategy(name) for name in self.strategies},
            "needed": {
                name: {
                    f"{share:.2f}": {unit: _number(self.needed(name, share, unit)) for unit in UNITS} for share in MARKS
                }
                for name in self.strategies
            },
            "saved_against_random": {
                name: {
                    f"{share:.2f}": {unit: _interval(self.saved(name, share, unit)) for unit in UNITS}
                    for share in MARKS
                }
                for name in self.strategies
                if name != YARDSTICK and YARDSTICK in self.strategies
            },
        }

    def _strategy(self, name: str) -> dict[str, Any]:
        """One strategy for JSON."""
        curves = [run.curves[name] for run in self.runs]
        columns = (*UNITS, "metric", "seconds_query", "seconds_fit")
        return {
            **{column: [getattr(curve, column) for curve in curves] for column in columns},
            "types": self._types(name),
        }

    def _types(self, name: str | None) -> dict[str, dict[str, float | None]]:
        """Scores of each tag or type for JSON."""
        return {
            one.name: {
                part: None if math.isnan(value := getattr(one, part)) else round(value, 6)
                for part in ("precision", "recall", "f1", "support")
            }
            for one in self.types(name)
        }


def _number(values: Float64s) -> list[float | None]:
    """Numbers as JSON can hold them."""
    return [round(float(value), 3) if math.isfinite(value) else None for value in values]


def _interval(found: Interval | None) -> dict[str, float | None] | None:
    """An interval for JSON."""
    if found is None:
        return None
    return {
        key: round(float(value), 4) if math.isfinite(value := getattr(found, key)) else None
        for key in ("mean", "low", "high")
    }
