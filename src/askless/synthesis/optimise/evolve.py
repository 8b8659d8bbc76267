"""Search without gradients: many small evolutions at once, or CMA-ES where it is installed."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec

import numpy as np

from askless.synthesis.domain.space import Allowed, Points
from askless.synthesis.models.model import Float64s

__all__ = ["evolve", "evolve_cma"]

_OFFSPRING = 8
_GROW, _SHRINK = 1.3, 0.65
_LEAST = 1e-5  # of a side: a search whose steps are smaller has arrived
_CMA_STEPS = 30
_REFUSED = 1e9  # what CMA-ES, which lowers, sees of a point that may not be asked about

Settle = Callable[[Points], tuple[Points, Allowed]]


def evolve(
    value: Callable[[Points], Float64s],
    starts: Points,
    *,
    free: Allowed,
    settle: Settle,
    rng: np.random.Generator,
    steps: int = 30,
    reach: float = 0.1,
) -> tuple[Points, Float64s]:
    """From each start, try steps in random directions, longer after a success and shorter after a failure.

    Parameters
    ----------
    value : callable
        Points in, numbers out; larger is better.
    starts : float64 array of shape (m, d)
    free : bool array of shape (d,)
        Coordinates that move.
    settle : callable
        Trial points in; out come the nearest that may be asked about, and which of them there are.
    rng : Generator
    steps : int, default 30
        Generations, each one call of `value` for all starts.
    reach : float, default 0.1
        Standard deviation of the first steps.

    Returns
    -------
    points : float64 array of shape (m, d)
        Never worse than their starts.
    values : float64 array of shape (m,)

    References
    ----------
    .. [1] H.-G. Beyer, H.-P. Schwefel, "Evolution strategies: a comprehensive introduction", Natural Computing 2002,
       doi:10.1023/A:1015059928466.
    """
    x, best = starts.copy(), value(starts)
    m, d = x.shape
    spread = np.full(m, reach)
    for _ in range(steps):
        if not free.any() or spread.max() < _LEAST:
            break
        noise = rng.standard_normal((m, _OFFSPRING, d)) * free
        noise[:, ::2] *= rng.random((m, (_OFFSPRING + 1) // 2, d)) < max(0.3, 1.0 / d)  # some along few coordinates
        trial = np.clip(x[:, None, :] + spread[:, None, None] * noise, 0.0, 1.0).reshape(-1, d)
        trial, fine = settle(trial)
        flat = np.full(len(trial), -np.inf)
        if fine.any():
            flat[fine] = value(trial[fine])
        found = flat.reshape(m, _OFFSPRING)
        first = found.argmax(axis=1)
        rows = np.arange(m)
        better = found[rows, first] > best
        x[better] = trial.reshape(m, _OFFSPRING, d)[rows, first][better]
        best[better] = found[rows, first][better]
        spread *= np.where(better, _GROW, _SHRINK)
        spread = np.minimum(spread, 0.5)
    return x, best


def evolve_cma(
    value: Callable[[Points], Float64s],
    start: Points,
    *,
    free: Allowed,
    settle: Settle,
    rng: np.random.Generator,
    steps: int = _CMA_STEPS,
    reach: float = 0.1,
) -> tuple[Points, float] | None:
    """From one start by CMA-ES [1]_; None if the package `cma` is not installed or fewer than two coordinates move.

    Parameters
    ----------
    value, free, settle, rng, steps, reach
        As in `evolve`.
    start : float64 array of shape (d,)

    Returns
    -------
    found : tuple of point and value, or None
        Not worse than the start.

    References
    ----------
    .. [1] N. Hansen, A. Ostermeier, "Completely derandomized self-adaptation in evolution strategies", Evolutionary
       Computation 2001, doi:10.1162/106365601750190398.
    """
    if free.sum() < 2 or find_spec("cma") is None:
        return None
    import cma

    best, height = start, float(value(start[None, :])[0])
    options = {
        "bounds": [0.0, 1.0],
        "verbose": -9,
        "verb_log": 0,
        "maxiter": steps,
        "tolx": _LEAST,
        "seed": np.nan,  # else it would set the seed of all of NumPy
        "randn": lambda *shape: rng.standard_normal(shape),
    }
    search = cma.CMAEvolutionStrategy(start[free], reach, options)
    while not search.stop():
        asked = np.asarray(search.ask())
        trial = np.tile(start, (len(asked), 1))
        trial[:, free] = asked
        trial, fine = settle(trial)
        found = np.full(len(trial), -np.inf)
        if fine.any():
            found[fine] = value(trial[fine])
        first = int(found.argmax())
        if found[first] > height:
            best, height = trial[first], float(found[first])
        search.tell(list(asked), [-one if np.isfinite(one) else _REFUSED for one in found.tolist()])
    return best, height
