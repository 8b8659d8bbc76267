"""All taggings of a sentence at once: forward-backward, entropy and the best path.

Axes: p places of a packing, k tags, s sentences. A tagging's score is the sum of an emission for each token
and a transition for each pair of neighbours; its probability is the exponential, divided by the sum over all taggings.
Single precision is enough: entropies differ from double by less than 4e-4 nats, best paths do not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.models.crf.packing import Packed

__all__ = ["Beliefs", "best_path", "forward_backward", "sequence_entropy"]

Floats = npt.NDArray[Any]
_TINY = 1e-30
"""Least weight of a tag that is allowed: single precision leaves each token one where transitions forbid the others."""
_LEAST = 1e-200
"""The same in double precision."""
_NEVER = 5e3
"""Nats below the best tag from which on a tag counts as forbidden, and its weight does not matter."""


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
        Emission and all that follows, scaled so that ``forward[before] @ exp(transitions) * onward[after]`` are the
        probabilities of pairs.
    """

    log_partition: Floats
    marginals: Floats
    forward: Floats
    onward: Floats

    def pairs(self, packed: Packed, weights: Floats) -> Floats:
        """Expected number of each pair of neighbouring tags, (k, k), given the exponentials of the transitions."""
        return (self.forward[packed.before].T @ self.onward[packed.after]) * weights


def forward_backward(emissions: Floats, weights: Floats, packed: Packed, allowed: Any = None) -> Beliefs:
    """Marginals and partition function of all sentences.

    Parameters
    ----------
    emissions : float array of shape (p, k)
        In nats, at the places of the packing.
    weights : float array of shape (k, k)
        Exponentials of the transitions, from row to column; 0 forbids one.
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
    further below all is done in double precision, which reaches down to 460 nats; what is lower counts as that, so a
    neighbour that demands the tag gets it, but the sum is then too large.
    """
    top = (emissions if allowed is None else np.where(allowed, emissions, -np.inf)).max(axis=1)
    given, below = emissions.dtype, np.minimum(emissions - top[:, None], 0.0)
    if given == np.float32 and _far(below, allowed):
        below, weights = below.astype(np.float64), weights.astype(np.float64)
    local = np.maximum(np.exp(below), below.dtype.type(_TINY if below.dtype == np.float32 else _LEAST))
    if allowed is not None:
        local *= allowed
    forward, scale = np.empty_like(local), np.empty(len(local), local.dtype)
    steps = [slice(int(a), int(b)) for a, b in zip(packed.starts[:-1], packed.starts[1:], strict=True)]
    for time, here in enumerate(steps):
        reached = local[here]
        if time:
            reached = (forward[steps[time - 1]][: len(reached)] @ weights) * reached
        total = reached.sum(axis=1)
        forward[here], scale[here] = reached / total[:, None], total
    onward, behind = local / scale[:, None], np.ones_like(local)
    for time in range(len(steps) - 1, -1, -1):
        here = steps[time]
        onward[here] *= behind[here]
        if time:
            start = steps[time - 1].start
            behind[start : start + (here.stop - here.start)] = onward[here] @ weights.T
    return Beliefs(np.log(scale) + top, (forward * behind).astype(given, copy=False), forward, onward)


def _far(below: Floats, allowed: Any) -> bool:
    """Whether a tag that a token may have lies too far below the best one for single precision."""
    far = below < np.log(_TINY)
    if allowed is not None:
        far &= allowed
    return bool(far.any()) and bool((below[far] > -_NEVER).any())


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
    forbidden = ~(transitions > -1e3)
    scored = np.where(forbidden, 0.0, np.exp(transitions) * transitions).astype(emissions.dtype)
    found = beliefs.log_partition - (beliefs.marginals * emissions).sum(axis=1)
    after = packed.after
    found[after] -= ((beliefs.forward[packed.before] @ scored) * beliefs.onward[after]).sum(axis=1)
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
    steps = [slice(int(a), int(b)) for a, b in zip(packed.starts[:-1], packed.starts[1:], strict=True)]
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
