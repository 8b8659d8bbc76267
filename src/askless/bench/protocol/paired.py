"""Differences between two strategies, paired by seed, in every place where both were run."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
import numpy.typing as npt

from askless.bench.protocol.curve import Curve

__all__ = ["paired", "places"]

Floats = npt.NDArray[np.float64]


def area(curve: Curve) -> float:
    """Mean of the metric over a curve."""
    return curve.area


def paired(
    curves: Iterable[Curve], strategy: str, other: str, value: Callable[[Curve], float] = area
) -> dict[tuple[str, int], dict[str, Floats]]:
    """Differences of one strategy to another.

    Parameters
    ----------
    curves : iterable of Curve
    strategy, other : str
    value : callable, optional
        What is compared; the mean of the metric over the curve if not given.

    Returns
    -------
    differences : dict of dict of float64 array of shape (n_seeds,)
        By model and batch size, then by set: ``strategy - other`` of the seeds that have both, by
        seed. A seed for which either value is not a number is left out, a set without seeds too.

    Examples
    --------
    >>> from askless.bench.protocol.curve import Cell
    >>> drawn = {("auto", 0): 0.75, ("random", 0): 0.5, ("auto", 1): 0.5, ("random", 1): 0.5, ("auto", 2): 1.0}
    >>> curves = [Curve(Cell("wine", "linear", 10, name, seed), (10,), (v,)) for (name, seed), v in drawn.items()]
    >>> paired(curves, "auto", "random")
    {('linear', 10): {'wine': array([0.25, 0.  ])}}
    """
    values = {curve.cell: value(curve) for curve in curves if curve.cell.strategy in (strategy, other)}
    found: dict[tuple[str, int], dict[str, list[float]]] = {}
    for cell in sorted(values):
        if cell.strategy == strategy:
            difference = values[cell] - values.get(cell.by(other), np.nan)
            if np.isfinite(difference):
                found.setdefault((cell.model, cell.batch), {}).setdefault(cell.set, []).append(difference)
    return {at: {name: np.array(column) for name, column in sets.items()} for at, sets in found.items()}


def places(curves: Iterable[Curve]) -> dict[tuple[str, int], dict[str, dict[str, list[Curve]]]]:
    """Curves by model and batch size, then by set, then by strategy; of each the seeds rising."""
    found: dict[tuple[str, int], dict[str, dict[str, list[Curve]]]] = {}
    for curve in sorted(curves, key=lambda curve: curve.cell):
        cell = curve.cell
        sets = found.setdefault((cell.model, cell.batch), {})
        sets.setdefault(cell.set, {}).setdefault(cell.strategy, []).append(curve)
    return dict(sorted(found.items()))
