"""The best few taggings of a sentence, and the scores of given ones.

Axes: p places of a packing, k tags, s sentences, b paths. The b best taggings need no more than b tags at a token:
those whose best tagging is best. For if b tags have a better one than another tag has, there are b better taggings than
any through that tag. So all but these are dropped first, which leaves a lattice of b in place of k tags.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.models.crf.packing import Packed

__all__ = ["best_paths", "path_scores"]

Floats = npt.NDArray[Any]
Ints = npt.NDArray[np.int64]


def best_paths(emissions: Floats, transitions: Floats, packed: Packed, b: int) -> tuple[Ints, Floats]:
    """The b most probable taggings of each sentence.

    Returns
    -------
    tags : int64 array of shape (p, b)
    scores : float array of shape (s, b)
        Falling, by `packed.order`; -inf where a sentence has fewer taggings.

    Notes
    -----
    Time O(p k² + p min(k, b)² b), memory 3 p min(k, b) b bytes and more: for long lists cut the sentences into chunks.
    """
    kept = _likely(emissions, transitions, packed, b)
    p, m = kept.shape
    local = np.take_along_axis(emissions, kept, axis=1)
    source = np.zeros((p, m, b), dtype=np.int32)  # tag before times b, plus which of its paths
    steps = _times(packed)
    scores: list[Floats] = []
    for time, here in enumerate(steps):
        n = here.stop - here.start
        if not time:
            first = np.full((n, m, b), -np.inf, emissions.dtype)
            first[:, :, 0] = local[here]
            scores.append(first)
            continue
        before = slice(steps[time - 1].start, steps[time - 1].start + n)
        step = transitions[kept[before][:, None, :], kept[here][:, :, None]]  # to, from
        reached = (scores[-1][:n][:, None] + step[..., None]).reshape(n, m, m * b)
        if b < m * b:
            some = np.argpartition(-reached, b - 1, axis=2)[..., :b]
        else:
            some = np.broadcast_to(np.arange(b), (n, m, b))
        value = np.take_along_axis(reached, some, axis=2)
        rank = np.argsort(-value, axis=2, kind="stable")
        source[here] = np.take_along_axis(some, rank, axis=2)
        scores.append(np.take_along_axis(value, rank, axis=2) + local[here][..., None])
    tags = np.zeros((p, b), dtype=np.int64)
    total = np.full((len(packed.order), b), -np.inf, emissions.dtype)
    now = np.zeros((0, b), dtype=np.int64)  # kept tag times b, plus which path
    for time in range(len(steps) - 1, -1, -1):
        here, last = steps[time], scores[time]
        n = here.stop - here.start
        new = last[len(now) :].reshape(n - len(now), m * b)  # sentences that end here
        some = np.argsort(-new, axis=1, kind="stable")[:, :b]
        total[len(now) : n] = np.take_along_axis(new, some, axis=1)
        now = np.concatenate([now, some])
        tags[here] = np.take_along_axis(kept[here], now // b, axis=1)
        now = source[here].reshape(n, m * b)[np.arange(n)[:, None], now].astype(np.int64)
    return tags, total


def path_scores(emissions: Floats, transitions: Floats, packed: Packed, tags: Ints) -> npt.NDArray[np.float64]:
    """Scores of given taggings.

    Parameters
    ----------
    emissions : float array of shape (p, k)
    transitions : float array of shape (k, k)
    packed : Packed
    tags : int64 array of shape (p, b)

    Returns
    -------
    scores : float64 array of shape (s, b)
        In nats, by `packed.order`; less the log partition function they are logarithms of probabilities.
    """
    each = np.take_along_axis(emissions, tags, axis=1).astype(np.float64)
    each[packed.after] += transitions[tags[packed.before], tags[packed.after]]
    found = np.zeros((len(packed.order), tags.shape[1]))
    for here in _times(packed):
        found[: here.stop - here.start] += each[here]
    return found


def _likely(emissions: Floats, transitions: Floats, packed: Packed, b: int) -> Ints:
    """The tags of each token through which the best taggings go, (p, at most b)."""
    k = emissions.shape[1]
    if b >= k:
        return np.broadcast_to(np.arange(k), emissions.shape)
    steps = _times(packed)
    ahead, behind = emissions.copy(), np.zeros_like(emissions)
    for before, here in pairwise(steps):
        ahead[here] += _most(ahead[before.start : before.start + here.stop - here.start], transitions)
    for before, here in zip(steps[-2::-1], steps[:0:-1], strict=True):
        n = here.stop - here.start
        behind[before.start : before.start + n] = _most(behind[here] + emissions[here], transitions.T)
    return np.argpartition(-(ahead + behind), b - 1, axis=1)[:, :b]


def _most(scores: Floats, transitions: Floats) -> Floats:
    """The best way to each tag, (n, k), by the scores of where it comes from."""
    best: Floats = scores[:, :1] + transitions[0]
    for tag in range(1, len(transitions)):
        np.maximum(best, scores[:, tag, None] + transitions[tag], out=best)
    return best


def _times(packed: Packed) -> list[slice]:
    """The places of each time."""
    return [slice(int(a), int(b)) for a, b in zip(packed.starts[:-1], packed.starts[1:], strict=True)]
