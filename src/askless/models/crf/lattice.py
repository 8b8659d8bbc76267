"""All taggings of a sentence at once: forward-backward, entropy and the best path.

Axes: p places of a packing, k tags, s sentences. A tagging's score is the sum of an emission for each token
and a transition for each pair of neighbours; its probability is the exponential, divided by the sum over all taggings.
Single precision is enough: entropies differ from double by less than 4e-4 nats, best paths do not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.core.chunks import spans
from askless.models.crf.packing import Packed

__all__ = ["Beliefs", "best_path", "forward_backward", "sequence_entropy"]

Floats = npt.NDArray[Any]
_TINY = 1e-30
"""Least weight of a tag that is allowed: single precision leaves each token one where transitions forbid the others."""
_LEAST = 1e-200
"""The same in double precision."""
_NEVER = 5e3
"""Nats below the best tag from which on a tag counts as forbidden, and its weight does not matter."""
_REACH, _REACH_OF_DOUBLE = 16.0, 200.0
"""Size and range of transitions, in nats, that leave room for such tags in single and in double precision."""
_CELLS = 1_000_000  # pairs of tags that are held at once where all is done in logarithms


@dataclass(frozen=True)
class Beliefs:
    """What forward-backward leaves.

    Attributes
    ----------
    log_partition : float array of shape (p,)
        Sums over the places of a sentence to its log partition function, in nats.
    marginals : float array of shape (p, k)
        Probability of each tag of each token.
    forward : float array of shape (p, k)
        Probability of each tag given the tokens up to this one.
    onward : float array of shape (p, k)
        Emission and all that follows, scaled so that ``forward[before] @ weights * onward[after]`` are the
        probabilities of pairs.
    weights : float array of shape (k, k)
        Exponentials of the transitions.
    logs : bool, default False
        Whether forward, onward and weights are logarithms, since they reach further than a number does.
    """

    log_partition: Floats
    marginals: Floats
    forward: Floats
    onward: Floats
    weights: Floats
    logs: bool = False

    def pairs(self, packed: Packed) -> Floats:
        """Expected number of each pair of neighbouring tags, (k, k)."""
        if self.logs:
            return sum((each.sum(axis=0) for each in self._some(packed)), start=np.zeros_like(self.weights))
        found: Floats = (self.forward[packed.before].T @ self.onward[packed.after]) * self.weights
        return found

    def expected(self, values: Floats, packed: Packed) -> Floats:
        """Expected value of the pair that ends at each place of `packed.after`, given one for each pair, (k, k)."""
        if self.logs:
            return np.concatenate([np.zeros(0), *((each * values).sum(axis=(1, 2)) for each in self._some(packed))])
        weighted = (self.weights * values).astype(self.weights.dtype, copy=False)
        found: Floats = ((self.forward[packed.before] @ weighted) * self.onward[packed.after]).sum(axis=1)
        return found

    def each_pair(self, packed: Packed) -> Floats:
        """Probability of each pair of tags at each place of `packed.after`, (places, k, k)."""
        if self.logs:
            return np.concatenate([np.zeros((0, *self.weights.shape)), *self._some(packed)])
        return self.forward[packed.before][:, :, None] * self.weights * self.onward[packed.after][:, None, :]

    def _some(self, packed: Packed) -> Iterator[Floats]:
        """The same from logarithms, some places at a time."""
        before, onward = packed.before, self.onward[packed.after]
        for part in spans(len(before), max(_CELLS // self.weights.size, 1)):
            yield np.exp(self.forward[before[part]][:, :, None] + self.weights + onward[part][:, None, :])


def forward_backward(emissions: Floats, transitions: Floats, packed: Packed, allowed: Any = None) -> Beliefs:
    """Marginals and partition function of all sentences.

    Parameters
    ----------
    emissions : float array of shape (p, k)
        In nats, at the places of the packing.
    transitions : float array of shape (k, k)
        In nats, from row to column; below -1,000 one is forbidden.
    packed : Packed
    allowed : bool array of shape (p, k), optional
        Tags that each token may have, at least one each; all if left out. The sums are then over these taggings alone.

    Returns
    -------
    beliefs : Beliefs
        Time O(p k²).

    Notes
    -----
    In single precision a tag's emission counts exactly down to 69 nats below the best one of its token. Where one lies
    further below, or transitions lie far apart, all is done in double precision, which reaches down to 460 nats; and
    where that is not enough either in logarithms, which takes some fifteen times as long. From 5,000 nats on a tag
    counts as forbidden.
    """
    top = (emissions if allowed is None else np.where(allowed, emissions, -np.inf)).max(axis=1)
    given, below = emissions.dtype, np.minimum(emissions - top[:, None], 0.0)
    reach, depth = _reach(transitions), _depth(below, allowed)
    if reach <= _REACH_OF_DOUBLE and depth <= -np.log(_LEAST):
        if given == np.float32 and (reach > _REACH or depth > 0.0):
            below, transitions = below.astype(np.float64), transitions.astype(np.float64)
        found = _scaled(below, np.exp(transitions), packed, allowed, top, given)
        if found is not None:
            return found
    return _in_logs(below, transitions, packed, allowed, top, given)


def _scaled(below: Floats, weights: Floats, packed: Packed, allowed: Any, top: Floats, given: Any) -> Beliefs | None:
    """With numbers that are scaled at each token; None if they leave a token no tag."""
    local = np.maximum(np.exp(below), below.dtype.type(_TINY if below.dtype == np.float32 else _LEAST))
    if allowed is not None:
        local *= allowed
    forward, scale = np.empty_like(local), np.empty(len(local), local.dtype)
    steps = _times(packed)
    with np.errstate(divide="ignore", invalid="ignore"):
        for time, here in enumerate(steps):
            reached = local[here]
            if time:
                reached = (forward[steps[time - 1]][: len(reached)] @ weights) * reached
            total = reached.sum(axis=1)
            forward[here], scale[here] = reached / total[:, None], total
    if not (scale > np.finfo(scale.dtype).tiny).all():
        return None
    onward, behind = local / scale[:, None], np.ones_like(local)
    for time in range(len(steps) - 1, -1, -1):
        here = steps[time]
        onward[here] *= behind[here]
        if time:
            start = steps[time - 1].start
            behind[start : start + (here.stop - here.start)] = onward[here] @ weights.T
    marginals = (forward * behind).astype(given, copy=False)
    return Beliefs(np.log(scale) + top, marginals, forward, onward, weights)


def _in_logs(below: Floats, transitions: Floats, packed: Packed, allowed: Any, top: Floats, given: Any) -> Beliefs:
    """The same with logarithms in double precision: exact however far apart scores are."""
    transitions = transitions.astype(np.float64)
    onward = (below if allowed is None else np.where(allowed, below, -np.inf)).astype(np.float64)
    forward, behind = np.empty_like(onward), np.zeros_like(onward)
    scale, steps = np.empty(len(onward)), _times(packed)
    for time, here in enumerate(steps):
        reached = onward[here]
        if time:
            reached = _summed(forward[steps[time - 1]][: len(reached)], transitions) + reached
        total = np.logaddexp.reduce(reached, axis=1)
        forward[here], scale[here] = reached - total[:, None], total
    onward -= scale[:, None]
    for time in range(len(steps) - 1, -1, -1):
        here = steps[time]
        onward[here] += behind[here]
        if time:
            start = steps[time - 1].start
            behind[start : start + (here.stop - here.start)] = _summed(onward[here], transitions.T)
    marginals = np.exp(forward + behind).astype(given)
    return Beliefs(scale + top, marginals, forward, onward, transitions, logs=True)


def _summed(scores: Floats, transitions: Floats) -> Floats:
    """Logarithm of the sum of all ways to each tag, (n, k), by the scores of where they come from."""
    found: Floats = scores[:, :1] + transitions[0]
    for tag in range(1, len(transitions)):
        np.logaddexp(found, scores[:, tag, None] + transitions[tag], out=found)
    return found


def _times(packed: Packed) -> list[slice]:
    """The places of each time."""
    return [slice(int(a), int(b)) for a, b in zip(packed.starts[:-1], packed.starts[1:], strict=True)]


def _reach(transitions: Floats) -> float:
    """How large transitions are and how far they lie apart, whichever is more; forbidden ones do not count."""
    free = transitions[transitions > -1e3]
    low, high = (float(free.min()), float(free.max())) if free.size else (0.0, 0.0)
    return max(high, -low, high - low)


def _depth(below: Floats, allowed: Any) -> float:
    """How far below the best one the worst tag lies that a token may have; 0 if single precision takes them all."""
    far = below < np.log(_TINY)
    if allowed is not None:
        far &= allowed
    if not far.any():
        return 0.0
    deep = below[far]
    return -float(deep[deep > -_NEVER].min(initial=0.0))


def sequence_entropy(emissions: Floats, transitions: Floats, beliefs: Beliefs, packed: Packed) -> Floats:
    """Entropy of all taggings, exactly; shape (p,), sums over the places of a sentence to its entropy in nats.

    The log partition function less the expected score, which needs one product more than the marginals [1]_.

    References
    ----------
    .. [1] D. Hernando, V. Crespi, G. Cybenko, "Efficient computation of the hidden Markov model entropy for a given
       observation sequence", IEEE Transactions on Information Theory 2005, doi:10.1109/TIT.2005.850223; in the form of
       G. Mann, A. McCallum, "Efficient computation of entropy gradient for semi-supervised conditional random fields",
       NAACL 2007.
    """
    found = beliefs.log_partition - (beliefs.marginals * emissions).sum(axis=1)
    found[packed.after] -= beliefs.expected(np.where(np.isneginf(transitions), 0.0, transitions), packed)
    return np.asarray(found)


def best_path(emissions: Floats, transitions: Floats, packed: Packed) -> tuple[npt.NDArray[np.int64], Floats]:
    """The most probable tagging of each sentence, and its score.

    Returns
    -------
    tags : int64 array of shape (p,)
    score : float array of shape (s,)
        In nats, by `packed.order`; less the log partition function it is the logarithm of the probability.

    Notes
    -----
    Time O(p k²), with a loop over the tags of the token before.
    """
    p, k = emissions.shape
    came = np.zeros((p, k), dtype=np.int16)
    steps = _times(packed)
    scores: list[Floats] = []
    for time, here in enumerate(steps):
        if not time:
            scores.append(emissions[here].copy())
            continue
        before = scores[-1][: here.stop - here.start]
        best = before[:, :1] + transitions[0]
        source = came[here]
        for tag in range(1, k):
            reached = before[:, tag, None] + transitions[tag]
            better = reached > best
            np.copyto(best, reached, where=better)
            source[better] = tag
        scores.append(best + emissions[here])
    tags, total = np.zeros(p, dtype=np.int64), np.zeros(len(packed.order), emissions.dtype)
    now = np.zeros(0, dtype=np.int64)
    for time in range(len(steps) - 1, -1, -1):
        here, last = steps[time], scores[time]
        new = last[len(now) :]  # sentences that end here
        ends = new.argmax(axis=1)
        total[len(now) : len(last)] = new[np.arange(len(new)), ends]
        now = np.concatenate([now, ends])
        tags[here] = now
        now = came[here][np.arange(len(now)), now].astype(np.int64)
    return tags, total
