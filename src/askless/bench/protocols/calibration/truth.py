"""What the curves of the calibration say in hindsight: how many labels were enough, beside what was known before.

One row for each look of each run, in arrays of the same length.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.bench.protocol.curve import Curve
from askless.bench.protocols.calibration.run import AT
from askless.bench.protocols.calibration.tasks import family_of, task_named
from askless.enough.forecast.forecast import TOLERANCES
from askless.enough.forecast.table import cell_of

__all__ = ["Rows", "enough_at", "never_falling", "rows_of"]

Float64s = npt.NDArray[np.float64]
Names = npt.NDArray[np.str_]


@dataclass(frozen=True)
class Rows:
    """The looks of all runs.

    Parameters
    ----------
    x : float64 array of shape (n, 10)
        Features.
    labels, items, classes : float64 arrays of shape (n,)
    strategy, source, family, learner, kind, task, run, cell : str arrays of shape (n,)
        `cell` is that of the table; `run` tells one run from another.
    stable : bool array of shape (n,)
        Whether predictions had been stable.
    planned : bool array of shape (n,)
        Whether the look was planned, at so many labels for each class.
    weight : float64 array of shape (n,)
        One for each set, shared by its rows.
    needed, needed_once : dict of str to float64 array of shape (n,)
        By tolerance, labels that were enough on the mean curve of the task, and in this run; from L to N.
    accuracy, full : float64 arrays of shape (n,)
        Of the model at that moment, and with all labels, on the test.
    test : float64 array of shape (n,)
        Items of the test.
    now : float64 array of shape (n, 7)
        Random labels, how many of them were answered rightly out of fold, out-of-fold accuracy of all, adjusted
        accuracy, confidence, shift of the calibration, share of the most frequent answer.
    """

    x: Float64s
    labels: Float64s
    items: Float64s
    classes: Float64s
    strategy: Names
    source: Names
    family: Names
    learner: Names
    kind: Names
    task: Names
    run: Names
    cell: Names
    stable: npt.NDArray[np.bool_]
    planned: npt.NDArray[np.bool_]
    weight: Float64s
    needed: dict[str, Float64s]
    needed_once: dict[str, Float64s]
    accuracy: Float64s
    full: Float64s
    test: Float64s
    now: Float64s

    def __len__(self) -> int:
        return len(self.labels)

    def where(self, mask: npt.NDArray[Any]) -> Rows:
        """Some of the rows; each set has the same weight again."""
        kept = {one.name: _taken(getattr(self, one.name), mask) for one in fields(self)}
        return Rows(**{**kept, "weight": weights(kept["source"])})

    def u(self, needed: Float64s) -> Float64s:
        """Numbers of labels on the scale of the table, in [0, 1]."""
        return np.asarray(np.log(needed / self.labels) / np.log(self.items / self.labels))


def _taken(value: Any, mask: npt.NDArray[Any]) -> Any:
    return {key: one[mask] for key, one in value.items()} if isinstance(value, dict) else value[mask]


def weights(source: Names) -> Float64s:
    """One for each set, shared by its rows."""
    _, code, count = np.unique(source, return_inverse=True, return_counts=True)
    return np.asarray(1.0 / count[code])


def never_falling(values: Float64s) -> Float64s:
    """The nearest curve that never falls, by squares: neighbours that fall are pooled.

    Examples
    --------
    >>> never_falling(np.array([1.0, 3.0, 2.0, 4.0])).tolist()
    [1.0, 2.5, 2.5, 4.0]
    """
    blocks: list[tuple[float, int]] = []
    for value in values.tolist():
        mean, count = value, 1
        while blocks and blocks[-1][0] > mean:
            before, many = blocks.pop()
            mean, count = (before * many + mean * count) / (many + count), many + count
        blocks.append((mean, count))
    return np.concatenate([np.full(count, mean) for mean, count in blocks])


def enough_at(labels: Float64s, curve: Float64s, wanted: float) -> float:
    """Labels at which a curve that never falls reaches a value; between two points by the logarithm.

    Examples
    --------
    >>> round(enough_at(np.array([10.0, 100.0]), np.array([0.5, 0.7]), 0.6), 1)
    31.6
    """
    first = int(np.searchsorted(curve, wanted - 1e-9))
    if first == 0 or first >= len(curve):
        return float(labels[min(first, len(labels) - 1)])
    low, high = curve[first - 1], curve[first]
    share = (wanted - low) / (high - low)
    return float(np.exp(np.log(labels[first - 1]) + share * np.log(labels[first] / labels[first - 1])))


def rows_of(curves: Sequence[Curve], *, least_seeds: int = 1) -> Rows:
    """Bring looks and hindsight together.

    Parameters
    ----------
    curves : sequence of Curve
        Of the protocol `calibration`.
    least_seeds : int, default 1
        Curves with fewer seeds than this are left out.

    Returns
    -------
    rows : Rows
    """
    groups: dict[tuple[str, str, str], list[Curve]] = defaultdict(list)
    for curve in sorted(curves, key=lambda one: one.cell):  # sums of floats depend on their order
        groups[curve.cell.set, curve.cell.model, curve.cell.strategy].append(curve)
    found: dict[str, list[Any]] = defaultdict(list)
    for group in groups.values():
        if len(group) >= least_seeds:
            _add(group, found)
    plain = {name: np.array(values) for name, values in found.items() if "/" not in name}
    needed = {name: np.array(found[f"needed/{name}"]) for name in TOLERANCES}
    once = {name: np.array(found[f"once/{name}"]) for name in TOLERANCES}
    return Rows(**plain, weight=weights(plain["source"]), needed=needed, needed_once=once)


def _add(group: Sequence[Curve], found: dict[str, list[Any]]) -> None:
    """The looks of the seeds of one task."""
    mean = np.mean([curve.metric for curve in group], axis=0)
    full, majority = (float(np.mean([curve.facts[name] for curve in group])) for name in ("full", "majority"))
    of_task = _needed(group[0].labels, mean, full, majority)
    for curve in group:
        of_run = _needed(curve.labels, np.array(curve.metric), curve.facts["full"], curve.facts["majority"])
        for look in curve.facts["looks"]:
            _add_look(curve, look, of_task, of_run, found)


def _needed(labels: Sequence[int], metric: Float64s, full: float, majority: float) -> dict[str, float]:
    """Labels that are enough, by tolerance."""
    at, curve = np.asarray(labels, dtype=np.float64), never_falling(np.asarray(metric, dtype=np.float64))
    gain = max(0.01, 0.1 * (full - majority))
    return {
        name: enough_at(at, curve, full - (gain if isinstance(value, str) else value))
        for name, value in TOLERANCES.items()
    }


def _add_look(
    curve: Curve,
    look: dict[str, Any],
    of_task: dict[str, float],
    of_run: dict[str, float],
    found: dict[str, list[Any]],
) -> None:
    """One look."""
    cell, facts, labels = curve.cell, curve.facts, look["labels"]
    task = task_named(cell.set)
    plain: dict[str, Any] = {
        "x": look["x"],
        "labels": float(labels),
        "items": float(facts["items"]),
        "classes": float(facts["classes"]),
        "strategy": cell.strategy,
        "source": task.source,
        "family": family_of(cell),
        "learner": cell.model,
        "kind": task.kind,
        "task": f"{cell.set}/{cell.model}",
        "run": cell.key,
        "cell": cell_of(labels, facts["classes"], cell.strategy),
        "stable": look["stable"],
        "planned": labels in [k * facts["classes"] for k in AT],
        "accuracy": look["accuracy"],
        "full": facts["full"],
        "test": float(facts["test"]),
        "now": [*look["random"], *(look[name] for name in ("out_of_fold", "adjusted", "confidence", "shift", "most"))],
    }
    clip: Callable[[float], float] = lambda n: min(max(n, labels), facts["items"])  # noqa: E731
    for name in TOLERANCES:
        plain[f"needed/{name}"] = clip(of_task[name])
        plain[f"once/{name}"] = clip(of_run[name])
    for name, value in plain.items():
        found[name].append(value)
