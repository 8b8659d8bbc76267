"""Greedy selection that recomputes only the gains that can still win.

For a monotone submodular objective a gain can only fall as more is picked, so a gain computed
earlier is an upper bound. Each pick recomputes the highest bounds, a block at a time, until no
bound that is left reaches the best gain found: the picks are those of plain greedy.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from askless.choose.array import Floats, Rows
from askless.choose.kernels.order import rounded
from askless.core.chunks import spans

__all__ = ["lazy_greedy"]

State = TypeVar("State")
Float64s = npt.NDArray[np.float64]
_SLACK = 1.0 + 1e-9  # a bound may lie below the recomputed gain by the last digits


def lazy_greedy(
    state: State,
    gain: Callable[[State, Rows], Floats],
    update: Callable[[State, Rows], State],
    noise: Floats,
    k: int,
    *,
    negligible: float = 0.0,
    block: int = 512,
) -> tuple[Rows, Float64s, State]:
    """Take `k` times the position with the highest gain.

    Parameters
    ----------
    state : object
        State of the objective before the first pick.
    gain : callable
        Gains of some positions in a state; must not rise from one state to the next.
    update : callable
        The state after picking some positions.
    noise : float array of shape (n_items,)
        Keyed noise, breaks ties.
    k : int
        How many.
    negligible : float, default 0.0
        A best gain of at most this ends the selection: what is left tells nothing.
    block : int, default 512
        How many gains are computed at a time; any size gives the same picks.

    Returns
    -------
    positions : int64 array of shape (n_picked,)
        In the order picked; fewer than `k` if the gains or the items ran out.
    gains : float64 array of shape (n_picked,)
        Each at the moment of its pick.
    state : object
        After the last pick.

    Notes
    -----
    One gain for each item, then a few blocks a pick; O(n_items) bookkeeping a block.

    References
    ----------
    .. [1] M. Minoux, "Accelerated greedy algorithms for maximizing submodular set functions",
       Optimization Techniques, 1978, doi:10.1007/BFb0006528.

    Examples
    --------
    >>> import numpy as np
    >>> values = np.array([3.0, 5.0, 4.0])
    >>> picks, gains, _ = lazy_greedy(0, lambda s, p: values[p], lambda s, p: s, np.zeros(3), 2)
    >>> picks.tolist(), gains.tolist()
    ([1, 2], [5.0, 4.0])
    """
    n = len(noise)
    bounds = np.empty(n)
    for span in spans(n, block):
        bounds[span] = gain(state, np.arange(span.start, span.stop))
    grid = rounded(bounds)
    fresh = np.ones(n, dtype=bool)
    picks: list[int] = []
    gains: list[float] = []
    while len(picks) < min(k, n):
        pick = _settle(state, gain, bounds, grid, fresh, noise, block)
        if bounds[pick] <= negligible:
            break
        picks.append(pick)
        gains.append(float(bounds[pick]))
        bounds[pick] = grid[pick] = -np.inf
        if len(picks) < min(k, n):
            fresh[:] = False
        state = update(state, np.array([pick], dtype=np.int64))
    return np.array(picks, dtype=np.int64), np.array(gains), state


def _settle(
    state: State,
    gain: Callable[[State, Rows], Floats],
    bounds: Float64s,
    grid: Float64s,
    fresh: npt.NDArray[np.bool_],
    noise: Floats,
    block: int,
) -> int:
    """Recompute gains, in place, until the best position is certain; return it."""
    while True:
        best = grid[fresh].max(initial=-np.inf)
        # A stale bound equal to the best may still win the tie by its noise.
        open_ = np.flatnonzero(~fresh & (rounded(bounds * _SLACK) >= best) & (bounds > -np.inf))
        if len(open_) == 0:
            ties = np.flatnonzero(fresh & (grid == best))
            return int(ties[np.argmax(noise[ties])])
        if len(open_) > block:
            open_ = open_[np.argpartition(-bounds[open_], block)[:block]]
        bounds[open_] = gain(state, open_)
        grid[open_] = rounded(bounds[open_])
        fresh[open_] = True
