"""Probabilities that are less sure of themselves, by one number that the labelled rows suggest."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from askless.choose.array import Floats, Rows
from askless.choose.kernels.rows import numpy_of
from askless.choose.round import Round
from askless.choose.strategy.evaluation import LABELLED
from askless.core.temperature import inverse_temperature

__all__ = ["margins", "temperature"]

Float64s = npt.NDArray[np.float64]
_PRIOR = 0.7  # standard deviation of the logarithm
_LEAST = 1e-12  # a probability of 0 in single precision says no more than this


def temperature(round: Round) -> float:
    """The temperature at which the model's probabilities fit the answers best; at least 1.

    The model has seen these answers, so its fit to them tells when it is too sure, and never that it
    could be surer: temperatures below 1 are not looked at. A prior around 1 keeps few labels from
    moving it.

    Parameters
    ----------
    round : Round
        Offers `proba`, and has labels.

    Returns
    -------
    temperature : float
        In [1, 10]; 1 where nothing is labelled.
    """
    at = _some(round)
    if not len(at):
        return 1.0
    logits = _logits(numpy_of(round.evidence.get("proba", round.labelled[at])), multilabel=round.multilabel)
    answers = np.asarray(round.labels)[at].astype(np.int64).ravel()
    seen = answers < logits.shape[1]
    return max(1.0, 1.0 / inverse_temperature(logits[seen], answers[seen], spread=_PRIOR))


def margins(proba: Floats, temperature: float, *, multilabel: bool) -> Float64s:
    """One minus the gap between the two likeliest labels, at a temperature.

    Parameters
    ----------
    proba : array of shape (n_items, n_labels)
        Probabilities.
    temperature : float
        1 leaves them as they are; larger makes all more alike.
    multilabel : bool
        Whether each label stands alone; then it is the mean over labels.

    Returns
    -------
    uncertainty : float64 array of shape (n_items,)
        In [0, 1].

    Examples
    --------
    >>> import numpy as np
    >>> margins(np.array([[0.9, 0.1], [0.5, 0.5]]), 1.0, multilabel=False).round(3).tolist()
    [0.2, 1.0]
    >>> margins(np.array([[0.9, 0.1], [0.5, 0.5]]), 2.0, multilabel=False).round(3).tolist()
    [0.5, 1.0]
    """
    tempered = np.exp(_log_softmax(_logits(proba, multilabel=multilabel) / temperature))
    if tempered.shape[1] < 2:
        return np.zeros(len(proba))
    two = np.partition(tempered, -2, axis=1)[:, -2:]
    each: Float64s = (1.0 - (two[:, 1] - two[:, 0])).reshape(len(proba), -1).mean(axis=1)
    return each


def _some(round: Round) -> Rows:
    """Positions of all labelled rows; of many, some drawn by keyed noise."""
    if len(round.labelled) <= LABELLED:
        return np.arange(len(round.labelled))
    return np.argsort(-round.noise(round.labelled, "temperature"), kind="stable")[:LABELLED].astype(np.int64)


def _logits(proba: Floats, *, multilabel: bool) -> Float64s:
    """Logarithms, of each label against its absence where labels are independent."""
    p = np.asarray(proba, dtype=np.float64)
    if multilabel:
        p = np.stack([1.0 - p, p], axis=-1).reshape(-1, 2)
    return np.log(np.maximum(p, _LEAST))


def _log_softmax(logits: Float64s) -> Float64s:
    top = logits.max(axis=1, keepdims=True)
    result: Float64s = logits - top - np.log(np.exp(logits - top).sum(axis=1, keepdims=True))
    return result
