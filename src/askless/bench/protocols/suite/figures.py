"""What is computed from the curves of the suite: differences, ranks, labels to a mark, non-inferiority."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from askless.bench.inference import holm, mean_ranks, non_inferior
from askless.bench.protocol.curve import Curve
from askless.bench.protocol.paired import Floats, paired
from askless.bench.statistics import Paired, labels_to_reach, paired_difference

__all__ = ["Place", "Safety", "labels_ratio", "ranks", "reaches", "safety"]

Place = tuple[str, int]
"""Model and batch size."""

REACHED = 0.98


@dataclass(frozen=True)
class Safety:
    """How one strategy stands to random on one set.

    Parameters
    ----------
    place : (model, batch size)
    set : str
    differences : float64 array of shape (n_seeds,)
        Of the areas.
    test : Paired
        Their mean.
    corrected : float
        Its p value, corrected over all sets of the place.
    """

    place: Place
    set: str
    differences: Floats
    test: Paired
    corrected: float

    def holds(self, margin: float) -> bool:
        """Whether the lower end of the two-sided 95 % interval is above minus a margin."""
        return non_inferior(self.differences, margin, level=0.975).shown

    @property
    def below(self) -> bool:
        """Whether it is significantly below random."""
        return self.test.mean < 0 and self.corrected <= 0.05


def safety(curves: Iterable[Curve], strategy: str = "auto", *, among: Container[str] | None = None) -> list[Safety]:
    """A strategy against random on every set of every place, or among some sets; p values corrected over those."""
    found = []
    for place, sets in paired(curves, strategy, "random").items():
        some = {name: column for name, column in sets.items() if among is None or name in among}
        tests = [paired_difference(column, np.zeros(len(column))) for column in some.values()]
        corrected = holm([test.p for test in tests]).tolist()
        rows = zip(some.items(), tests, corrected, strict=True)
        found += [Safety(place, name, column, test, p) for (name, column), test, p in rows]
    return found


def ranks(sets: Mapping[str, Mapping[str, Sequence[Curve]]], names: Iterable[str]) -> dict[str, float]:
    """Mean rank of the strategies over those of some sets that all were run on, by the mean area of common seeds.

    Parameters
    ----------
    sets : mapping of mapping of sequence of Curve
        By set, then by strategy.
    names : iterable of str
        The sets that count.

    Returns
    -------
    ranks : dict of str to float
        1 is best; empty if there is no set with all strategies.
    """
    strategies = sorted({strategy for played in sets.values() for strategy in played})
    columns: dict[str, list[float]] = {strategy: [] for strategy in strategies}
    for name in names:
        played = sets.get(name, {})
        areas = {s: {curve.cell.seed: curve.area for curve in played.get(s, ())} for s in strategies}
        common = set.intersection(*(set(of) for of in areas.values())) if areas else set()
        if common:
            for strategy, of in areas.items():
                columns[strategy].append(float(np.mean([of[seed] for seed in sorted(common)])))
    return mean_ranks(columns) if any(columns.values()) else {}


def labels_ratio(played: Mapping[str, Sequence[Curve]], strategy: str = "auto") -> tuple[float, float] | None:
    """Labels to 98 % of the metric with all labels: median over seeds of a strategy, and of random.

    A curve that does not get there counts as one batch more than its last point.

    Returns
    -------
    medians : (float, float) or None
        None if one of them was not run.
    """
    medians = []
    for name in (strategy, "random"):
        counts = [_needed(curve) for curve in played.get(name, ()) if "full" in curve.facts and curve.metric]
        if not counts:
            return None
        medians.append(float(np.median(counts)))
    return medians[0], medians[1]


def reaches(played: Mapping[str, Sequence[Curve]], strategy: str = "auto") -> float:
    """Share of the curves of a strategy that get to 98 %."""
    curves = [curve for curve in played.get(strategy, ()) if "full" in curve.facts]
    return float(np.mean([_reached(curve) is not None for curve in curves])) if curves else np.nan


def _reached(curve: Curve) -> int | None:
    return labels_to_reach(curve.labels, curve.metric, REACHED * float(curve.facts["full"]))


def _needed(curve: Curve) -> int:
    """Labels to the mark, or what they are more than."""
    return _reached(curve) or curve.labels[-1] + curve.cell.batch
