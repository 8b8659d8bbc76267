"""GLISTER: items whose gradient points where the labelled items need the model to go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from array_api_compat import array_namespace, device

from askless.choose import why
from askless.choose.array import Array, Rows
from askless.choose.choice import Choice
from askless.choose.kernels.order import best_first
from askless.choose.kernels.rows import numpy_of, take
from askless.choose.round import Round
from askless.choose.strategy.draw import draw
from askless.choose.strategy.strategy import Strategy, strategies
from askless.core.chunks import spans
from askless.core.task import Task

__all__ = ["Glister"]

Float64s = npt.NDArray[np.float64]
_ROWS = 16_384
_LEAST = 1e-9


@dataclass(frozen=True)
class Glister(Strategy):
    """Ask about the items from which a training step would lower the loss on the labelled ones most.

    Each candidate is given the label that the model would give it; the gradient of the last layer at
    it is compared with that of the labelled items, which stand for what is to be got right. The
    best is taken, the model makes a small step with it, and so on, so that a batch does not repeat
    itself. With what is pending it has made such steps before.

    Parameters
    ----------
    rate : float, default 1
        Length of a step: how far, at most, it moves the logits of an item with features of mean length.

    Notes
    -----
    This is the greedy selection of the paper [1]_ for active learning, with the labelled items as its
    validation set and a first-order gain. Gradients are never made: that of item x is the outer
    product of its error q (probabilities minus the label it would be given) and its features h, so
    its gain is q'Gh with one matrix G for all. G is renewed after every pick, where the paper renews
    it a few times in a batch. Where two labels tie for the top, each is given half.

    References
    ----------
    .. [1] K. Killamsetty, D. Sivasubramanian, G. Ramakrishnan, R. Iyer, "GLISTER: generalization
       based data subset selection for efficient and robust learning", AAAI 2021, arXiv:2012.10630.

    Examples
    --------
    >>> from askless import select
    >>> proba = [[0.6, 0.4], [0.99, 0.01], [0.6, 0.4], [0.4, 0.6]]
    >>> embedding = [[1.0, 0.0], [1.0, 0.0], [1.0, 0.0], [0.0, 1.0]]
    >>> select("glister", 1, proba=proba, embedding=embedding, labelled=[2, 3], labels=[0, 1]).tolist()
    [0]
    """

    rate: float = 1.0

    name = "glister"
    needs = ("proba", "embedding", "labels")
    summary = "asks about items from which a training step would help the labelled ones most"
    reference = (
        "K. Killamsetty, D. Sivasubramanian, G. Ramakrishnan, R. Iyer, “GLISTER: generalization based data subset "
        "selection for efficient and robust learning”, AAAI 2021, arXiv:2012.10630"
    )
    when_not = (
        "When the model fits its labels perfectly: nothing is left to lower, and ties decide. And when the labelled "
        "items are no fair picture of what matters, for they are what it serves."
    )
    cost = "for each pick one product of the features with a matrix of features by classes, which are held once"

    @property
    def example(self) -> Mapping[str, Sequence[Any]]:
        return {
            "proba": [[0.6, 0.4], [0.99, 0.01], [0.6, 0.4], [0.4, 0.6]],
            "embedding": [[1.0, 0.0], [1.0, 0.0], [1.0, 0.0], [0.0, 1.0]],
            "labels": [0, 1],
        }

    @property
    def tasks(self) -> tuple[Task, ...]:
        return ("classes",)

    def pick(self, round: Round, k: int) -> Choice:
        """Choose `k` greedily; see `Strategy.pick`."""
        if len(round.labelled) == 0:
            return draw(round, k, why.TO_BEGIN)
        rows = round.candidates
        features = round.evidence.get("embedding", rows)
        errors = _errors(round.evidence.get("proba", rows))
        at, gains = self._greedy(round, features, errors, k)
        sentences = [
            "training on it would help with what is labelled" if gain > 0 else "the best of what is left to train on"
            for gain in gains
        ]
        return Choice.of(rows[at], why=sentences, scores=gains)

    def _greedy(self, round: Round, features: Array, errors: Array, k: int) -> tuple[Rows, Float64s]:
        """Positions in the order picked, and the gain of each."""
        held = numpy_of(round.evidence.get("embedding", round.labelled)).astype(np.float64)
        proba = numpy_of(round.evidence.get("proba", round.labelled)).astype(np.float64)
        held = np.concatenate([held, np.ones((len(held), 1))], axis=1)
        logits = np.log(np.maximum(proba, _LEAST))
        wanted = np.eye(proba.shape[1])[np.asarray(round.labels, dtype=np.int64)]
        rate = self.rate / np.einsum("nd,nd->n", held, held).mean()
        logits = logits - rate * _steps_of(round, held)
        open_ = np.ones(len(round.candidates), dtype=bool)
        picks: list[int] = []
        gains = np.empty(k)
        for t in range(k):
            matrix = (_softmax(logits) - wanted).T @ held / len(held)
            pick, gains[t] = self._best(round, features, errors, matrix, open_)
            picks.append(pick)
            open_[pick] = False
            row = np.append(numpy_of(take(features, np.array([pick])))[0].astype(np.float64), 1.0)
            error = numpy_of(take(errors, np.array([pick])))[0].astype(np.float64)
            logits = logits - rate * np.outer(held @ row, error)
        return np.array(picks, dtype=np.int64), gains

    def _best(
        self, round: Round, features: Array, errors: Array, matrix: Float64s, open_: npt.NDArray[np.bool_]
    ) -> tuple[int, float]:
        """The row with the largest gain; in double precision where the digits of the features do not tell."""
        gains, slack = _gains(features, errors, matrix)
        near = np.flatnonzero(open_ & (gains >= gains[open_].max() - slack))
        exact = np.empty(len(near))
        for span in spans(len(near), _ROWS):
            x = numpy_of(take(features, near[span])).astype(np.float64)
            q = numpy_of(take(errors, near[span])).astype(np.float64)
            exact[span] = np.einsum("nc,nc->n", x @ matrix[:, :-1].T + matrix[:, -1], q)
        # What is zero but for rounding errors is zero, so that ties are ties.
        exact[np.abs(exact) <= 1e-12 * np.abs(matrix).max()] = 0.0
        first = best_first(exact, round.noise(round.candidates[near]))[0]
        return int(near[first]), float(exact[first])


def _steps_of(round: Round, held: Float64s) -> Float64s | float:
    """What the pending rows move the logits of the labelled ones by, at rate 1."""
    if not len(round.pending):
        return 0.0
    rows = round.pending[np.argsort(round.noise(round.pending), kind="stable")]
    x = numpy_of(round.evidence.get("embedding", rows)).astype(np.float64)
    errors = numpy_of(_errors(round.evidence.get("proba", rows))).astype(np.float64)
    return held @ (np.concatenate([x, np.ones((len(x), 1))], axis=1).T @ errors)


def _errors(proba: Array) -> Array:
    """Probabilities minus the label that the model would give, shared out where several tie for the top."""
    xp = array_namespace(proba)
    top = xp.astype(proba >= xp.max(proba, axis=1, keepdims=True) * (1.0 - 1e-6), proba.dtype)
    return proba - top / xp.sum(top, axis=1, keepdims=True)


def _gains(features: Array, errors: Array, matrix: Float64s) -> tuple[Float64s, float]:
    """q'Gh of every row in the precision of the features, and twice by how much it may be wrong."""
    xp = array_namespace(features)
    there = device(features)
    slopes = xp.asarray(matrix[:, :-1].T.copy(), dtype=features.dtype, device=there)
    level = xp.asarray(matrix[:, -1].copy(), dtype=features.dtype, device=there)
    gains = np.empty(features.shape[0])
    widest = 0.0
    for span in spans(len(gains), _ROWS):
        x, q = features[span, ...], xp.astype(errors[span, ...], features.dtype)
        gains[span] = numpy_of(xp.sum((x @ slopes + level) * q, axis=1))
        widest = max(widest, float(xp.max(xp.sum(xp.abs(x), axis=1))))
    return gains, 64.0 * float(xp.finfo(features.dtype).eps) * (widest + 1.0) * float(np.abs(matrix).max())


def _softmax(logits: Float64s) -> Float64s:
    """Rows that sum to 1."""
    weights = np.exp(logits - logits.max(axis=1, keepdims=True))
    proba: Float64s = weights / weights.sum(axis=1, keepdims=True)
    return proba


strategies.register(Glister.name, Glister())
