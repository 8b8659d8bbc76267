"""Learning the weights of a conditional random field from tags of which some may be unknown.

Axes: n tokens, d columns, k tags. An unknown tag is summed over: what is maximised is the likelihood of the taggings
that agree with what is known [1]_. Of a token several tags may be allowed, as where people have said what it is not.

References
----------
.. [1] F. Tsuboi, H. Kashima, S. Mori, H. Oda, Y. Matsumoto, "Training conditional random fields using incomplete
   annotations", COLING 2008.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from askless.core.chunks import spans
from askless.models.crf.lattice import forward_backward
from askless.models.crf.packing import packed

__all__ = ["Parameters", "Settings", "loss_of", "train"]

Floats = npt.NDArray[Any]
Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
_STEADY = 1e-3
"""Added to the root of the summed squares, so that a weight's first steps are no larger than the rate."""


@dataclass(frozen=True)
class Settings:
    """How weights are learnt.

    Parameters
    ----------
    epochs : int, default 6
        Times that every sentence is seen.
    batch : int, default 32
        Sentences of a step.
    rate : float, default 0.1
        Length of a weight's first step.
    l2 : float, default 1e-3
        Pull towards 0 of each weight that a step touches.
    """

    epochs: int = 6
    batch: int = 32
    rate: float = 0.1
    l2: float = 1e-3


@dataclass(frozen=True)
class Parameters:
    """Weights, and the sums of squared gradients by which AdaGrad [2]_ shortens their steps.

    Attributes
    ----------
    emissions, emission_squares : float32 array of shape (d, k)
    transitions, transition_squares : float32 array of shape (k, k)

    References
    ----------
    .. [2] J. Duchi, E. Hazan, Y. Singer, "Adaptive subgradient methods for online learning and stochastic
       optimization", JMLR 2011.
    """

    emissions: Floats
    transitions: Floats
    emission_squares: Floats
    transition_squares: Floats

    @classmethod
    def zero(cls, d: int, k: int) -> Self:
        """Before anything is learnt."""
        return cls(*(np.zeros(shape, dtype=np.float32) for shape in ((d, k), (k, k), (d, k), (k, k))))

    def copy(self) -> Self:
        """The same, to go on from."""
        parts = (self.emissions, self.transitions, self.emission_squares, self.transition_squares)
        return type(self)(*(part.copy() for part in parts))


def train(
    rows: Any,
    lengths: Ints,
    allowed: Mask,
    begin: Parameters,
    settings: Settings = Settings(),
    seed: int = 0,
) -> Parameters:
    """Weights after some epochs.

    Parameters
    ----------
    rows : sparse array of shape (n, d)
        In CSR, float32: the columns of each token, sentence after sentence.
    lengths : int64 array of shape (s,)
        Tokens of each sentence.
    allowed : bool array of shape (n, k)
        Tags that each token may have. One is a known tag, all are none. Sentences of which nothing is known are not
        looked at.
    begin : Parameters
        Where to begin; left as they are.
    settings : Settings
    seed : int, default 0
        Of the order of the sentences.

    Returns
    -------
    parameters : Parameters
        Time: some 0.4 ms a sentence, 26 columns a token and 10 tags, for each epoch; twice that where tags are unknown.
    """
    found = begin.copy()
    k = allowed.shape[1]
    tags_left = allowed.sum(axis=1)
    firsts = np.cumsum(lengths) - lengths
    known = np.add.reduceat(np.append(tags_left < k, False), firsts)[: len(lengths)] if len(lengths) else lengths
    useful = np.flatnonzero((lengths > 0) & (known > 0))
    rng = np.random.default_rng([seed % 2**32, 21])
    touched, place = np.zeros(rows.shape[1], dtype=np.bool_), np.zeros(rows.shape[1], dtype=np.int32)
    for _ in range(settings.epochs):
        order = rng.permutation(useful)
        for here in spans(len(order), settings.batch):
            some = order[here]
            pack = packed(lengths[some], firsts[some])
            part = rows[pack.rows]
            touched[part.indices] = True
            columns = np.flatnonzero(touched)
            touched[columns] = False
            place[columns] = np.arange(len(columns), dtype=np.int32)
            part = type(part)((part.data, place[part.indices], part.indptr), shape=(part.shape[0], len(columns)))
            now, total = (whole.take(columns, axis=0) for whole in (found.emissions, found.emission_squares))
            by_token, by_pair, _ = _slopes(part, now, found.transitions, pack, allowed[pack.rows])
            _step(now, total, part.T @ by_token, settings)
            found.emissions[columns], found.emission_squares[columns] = now, total
            _step(found.transitions, found.transition_squares, by_pair, settings)
    return found


def loss_of(rows: Any, lengths: Ints, allowed: Mask, at: Parameters) -> tuple[float, Floats, Floats]:
    """Negative log likelihood in nats of all sentences, and its gradient by emissions and transitions."""
    pack = packed(lengths, np.cumsum(lengths) - lengths)
    part = rows[pack.rows]
    by_token, by_pair, loss = _slopes(part, at.emissions, at.transitions, pack, allowed[pack.rows])
    return loss, part.T @ by_token, by_pair


def _slopes(
    part: Any, emissions: Floats, transitions: Floats, pack: Any, allowed: Mask
) -> tuple[Floats, Floats, float]:
    """Gradient of the loss by the emission of each token and by the transitions, and the loss."""
    scores = part @ emissions
    free = forward_backward(scores, transitions, pack)
    if (allowed.sum(axis=1) == 1).all():  # all is known: one tagging is left
        tags = allowed.argmax(axis=1)
        before, after = tags[pack.before], tags[pack.after]
        pairs = np.bincount(before * len(transitions) + after, minlength=transitions.size).reshape(transitions.shape)
        told = scores[np.arange(len(tags)), tags].sum() + (pairs * transitions).sum()
        by_pair = free.pairs(pack) - pairs
        return free.marginals - allowed, by_pair.astype(scores.dtype), float(free.log_partition.sum() - told)
    held = forward_backward(scores, transitions, pack, allowed)
    by_pair = free.pairs(pack) - held.pairs(pack)
    return free.marginals - held.marginals, by_pair, float(free.log_partition.sum() - held.log_partition.sum())


def _step(weights: Floats, squares: Floats, slope: Floats, settings: Settings) -> None:
    """One step of AdaGrad, in place; the slope is used up."""
    slope += settings.l2 * weights
    squares += slope * slope
    slope *= settings.rate
    slope /= np.sqrt(squares) + _STEADY
    weights -= slope
