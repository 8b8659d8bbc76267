"""Picking one after another, each for what it adds to those before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, Protocol, Self, TypeVar

import numpy as np
import numpy.typing as npt

from askless.choose.array import Floats, Mask, Rows
from askless.choose.kernels.lazy_greedy import lazy_greedy
from askless.choose.kernels.top_k import top_k
from askless.core.chunks import spans

__all__ = ["Objective", "Picked", "greedy"]

_HELD = 2_000_000


class Objective(Protocol):
    """A set function, at the set chosen so far; gains must not rise as the set grows."""

    @property
    def negligible(self) -> float:
        """A gain of at most this is none."""
        ...

    def view(self, features: Floats) -> Floats:
        """All it needs to know of some rows, one row each; does not depend on what is chosen."""
        ...

    def gain(self, view: Floats) -> Floats:
        """What each row would add."""
        ...

    def update(self, view: Floats) -> Self:
        """The objective after these rows were added."""
        ...


O = TypeVar("O", bound=Objective)  # noqa: E741


@dataclass(frozen=True)
class Picked(Generic[O]):
    """What greedy selection chose.

    Parameters
    ----------
    rows : int64 array of shape (k,)
        In the order picked.
    gains : float64 array of shape (k,)
        What each added; 0 where nothing that was left would have added anything.
    idle : bool array of shape (k,)
        Whether the pick added nothing and was left to keyed noise.
    probabilities : float64 array of shape (k,)
        The chance each had of being picked: 1, or for idle picks their share of what was left.
    state : Objective
        After the last pick.
    """

    rows: Rows
    gains: npt.NDArray[np.float64]
    idle: Mask
    probabilities: npt.NDArray[np.float64]
    state: O


def greedy(
    state: O,
    candidates: Rows,
    features: Callable[[Rows], Floats],
    noise: Callable[[Rows], Floats],
    k: int,
    *,
    block: int = 512,
) -> Picked[O]:
    """Take `k` times the candidate that adds most; when none adds anything, draw by keyed noise.

    Parameters
    ----------
    state : Objective
        At the rows chosen before.
    candidates : int64 array of shape (n_candidates,)
        Rows of the pool.
    features : callable
        Features of some rows.
    noise : callable
        Keyed noise of some rows.
    k : int
        How many; more than there are gives all.
    block : int, default 512
        Rows looked at together; any size gives the same picks.

    Returns
    -------
    picked : Picked
        See there. Time that of `lazy_greedy`; memory the views of all candidates where these are
        at most two million numbers, else of `block` candidates at a time.
    """
    candidates = candidates if k > 0 else candidates[:0]  # views cost, even of rows not picked
    drawn = noise(candidates)
    view = _viewer(state, candidates, features, block)
    at, gains, state = lazy_greedy(
        state,
        lambda now, at: now.gain(view(at)),
        lambda now, at: now.update(view(at)),
        drawn,
        k,
        negligible=state.negligible,
        block=block,
    )
    left = np.delete(np.arange(len(candidates)), at)
    rest = left[top_k(drawn[left], lambda positions: drawn[left[positions]], k - len(at))]
    return Picked(
        rows=candidates[np.concatenate([at, rest])],
        gains=np.concatenate([gains, np.zeros(len(rest))]),
        idle=np.arange(len(at) + len(rest)) >= len(at),
        probabilities=np.concatenate([np.ones(len(at)), np.full(len(rest), len(rest) / max(len(left), 1))]),
        state=state.update(view(rest)) if len(rest) else state,
    )


def _viewer(
    state: Objective, candidates: Rows, features: Callable[[Rows], Floats], block: int
) -> Callable[[Rows], Floats]:
    """Views by position: held once seen where all of them are small, made anew each time where not."""

    def made(at: Rows) -> Floats:
        return state.view(features(candidates[at]))

    probe = made(np.arange(min(1, len(candidates))))
    if probe.size * len(candidates) > _HELD:
        return made
    held = np.empty((len(candidates), *probe.shape[1:]), dtype=probe.dtype)
    for span in spans(len(candidates), block):
        held[span] = made(np.arange(span.start, span.stop))
    return lambda at: held[at]
