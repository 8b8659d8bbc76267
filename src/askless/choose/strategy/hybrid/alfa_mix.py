"""ALFA-Mix: items whose prediction turns over when their features take a small step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.choose import why
from askless.choose.array import Floats, Rows
from askless.choose.choice import Choice
from askless.choose.kernels.logistic import softmax_head
from askless.choose.kernels.order import rounded
from askless.choose.kernels.pairwise import squared_distances
from askless.choose.kernels.rows import numpy_of
from askless.choose.round import Round
from askless.choose.strategy.clustered import one_of_each
from askless.choose.strategy.draw import draw
from askless.choose.strategy.strategy import Strategy, strategies
from askless.core.chunks import spans
from askless.core.task import Task

__all__ = ["AlfaMix", "turning_points"]

Float64s = npt.NDArray[np.float64]
_ROWS = 4_096
_STEPS = 32  # the step grows by 1 / 32 until enough items turn over
_REST = "drawn at random: no small step of its features turns the prediction over"


@dataclass(frozen=True)
class AlfaMix(Strategy):
    """Among items whose prediction a small step of the features turns over, ask about each cluster's middle.

    Each item takes a step in the direction in which its prediction is lost quickest, in proportion
    to its distance from the mean labelled item of a class. The step is made longer, by 1/32 of that
    distance at a time, until as many predictions turn over as items are asked; those items are put
    into clusters, and of each the one nearest to the centre is taken. They hold features that the
    model has not learnt to use.

    Parameters
    ----------
    ridge : float, default 1
        Penalty of the linear head that is fitted to the labelled items.

    Notes
    -----
    In the closed form of the paper [1]_ (equation 6) the mixing weights divide by the distance to the
    class mean, coordinate by coordinate, and the mixture multiplies by it again. What is left is a
    step along the gradient, of a length that the distance to the mean gives; so each item has one
    length at which a linear head changes its mind, and is compared with the farthest mean only. No
    mixture is ever computed, and the items that turn over are exactly those of the paper's loop.
    What differs: the head is softmax regression on the embedding, fitted here to the labelled items,
    not the last layer of a network; clusters are made of the embedding as it is, not brought to
    unit length. Too few items that turn over are filled up at random, as in the authors' program.

    References
    ----------
    .. [1] A. Parvaneh, E. Abbasnejad, D. Teney, R. Haffari, A. van den Hengel, J. Q. Shi, "Active
       learning by feature mixing", CVPR 2022, arXiv:2203.07034.

    Examples
    --------
    >>> from askless import select
    >>> embedding = [[0.1], [-0.9], [0.9], [-1.0], [1.0]]
    >>> select("alfa_mix", 1, embedding=embedding, labelled=[3, 4], labels=[0, 1]).tolist()
    [0]
    """

    ridge: float = 1.0

    name = "alfa_mix"
    needs = ("embedding", "labels")
    summary = "asks about items whose prediction turns over when their features take a small step"
    reference = (
        "A. Parvaneh, E. Abbasnejad, D. Teney, R. Haffari, A. van den Hengel, J. Q. Shi, “Active learning by feature "
        "mixing”, CVPR 2022, arXiv:2203.07034"
    )
    when_not = (
        "When a linear model of the features is far from the one that you train: its borders are not yours. `margin` "
        "and `badge` look at the model itself. And when few are asked at a time: clusters are made anew, without a "
        "look at what waits for an answer."
    )
    cost = "a linear head on the labelled items, one pass over the features, k-means on at most max(10,000, 40 k) items"

    @property
    def example(self) -> Mapping[str, Sequence[Any]]:
        return {"embedding": [[0.1], [-0.9], [0.9], [-1.0], [1.0]], "labels": [0, 1]}

    @property
    def tasks(self) -> tuple[Task, ...]:
        return ("classes",)

    def pick(self, round: Round, k: int) -> Choice:
        """Choose one of each of `k` clusters of rows that turn over; see `Strategy.pick`."""
        if not round.teaches:
            return draw(round, k, why.TO_BEGIN)
        steps = turning_points(round, self.ridge)
        enough = np.partition(steps, k - 1)[k - 1]
        step = min(np.ceil(enough * _STEPS), _STEPS) / _STEPS
        rows = round.candidates[steps <= max(step, 1.0 / _STEPS)]
        sentence = "a small step of its features turns the prediction over, as for {size} items in this group"
        return one_of_each(round, rows, k, sentence, rest=_REST)


def turning_points(round: Round, ridge: float) -> Float64s:
    """For each candidate the step at which its prediction turns over.

    Parameters
    ----------
    round : Round
        Gives features, labelled rows and their classes.
    ridge : float
        Penalty of the head.

    Returns
    -------
    steps : float64 array of shape (n_candidates,)
        In units of the distance to the farthest class mean; infinite where no step does it. Memory
        8 n_candidates bytes, and 4,096 rows of features in double precision.
    """
    features = numpy_of(round.evidence.get("embedding", round.labelled)).astype(np.float64)
    classes, of = np.unique(np.asarray(round.labels, dtype=np.int64), return_inverse=True)
    slopes, intercepts = softmax_head(features, of.astype(np.int64), len(classes), ridge=ridge)
    means = np.stack([features[of == c].mean(axis=0) for c in range(len(classes))])
    steps = np.empty(len(round.candidates))
    for span in spans(len(steps), min(round.evidence.chunk_rows, _ROWS)):
        rows: Rows = round.candidates[span]
        x = numpy_of(round.evidence.get("embedding", rows)).astype(np.float64)
        farthest = np.sqrt(squared_distances(x - means[0], means - means[0]).max(axis=1))
        lengths = _lengths(x @ slopes.T + intercepts, slopes @ slopes.T)
        steps[span] = np.divide(lengths, farthest, out=np.full(len(x), np.inf), where=farthest > 0)
    return rounded(steps)


def _lengths(logits: Float64s, gram: Floats) -> Float64s:
    """How far each row can go along its gradient until another logit is the largest.

    The gradient of the loss of the predicted class is W'q with q = p - e; along it the logits move by
    WW'q, so that only the Gram matrix of the slopes is needed.
    """
    top = logits.max(axis=1, keepdims=True)
    proba = np.exp(logits - top)
    proba /= proba.sum(axis=1, keepdims=True)
    named = logits.argmax(axis=1)
    at = np.arange(len(logits))
    proba[at, named] = 0.0
    proba[at, named] = -proba.sum(axis=1)  # p - 1 without losing the digits of a sure row
    moved = proba @ gram
    size = np.sqrt(np.maximum(np.einsum("nc,nc->n", proba, moved), 0.0))
    gain = moved - moved[at, named][:, None]
    length = np.full(logits.shape, np.inf)
    np.divide((top - logits) * size[:, None], gain, out=length, where=gain > 1e-300)
    length[at, named] = np.inf
    shortest: Float64s = length.min(axis=1)
    return shortest


strategies.register(AlfaMix.name, AlfaMix())
