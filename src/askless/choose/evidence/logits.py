"""`logits`: what the model computes before it makes probabilities of it."""

from __future__ import annotations

import numpy as np
from array_api_compat import array_namespace

from askless.choose.array import Array
from askless.choose.evidence.embedding import fault_of_numbers
from askless.choose.evidence.kind import Kind, Values, kinds
from askless.choose.evidence.proba import fault_of_width

__all__ = ["LOGITS", "proba_of"]


def _fault(logits: Array, n_rows: int, multilabel: bool) -> str:
    """What is wrong with these logits, or ""."""
    if logits.ndim != 2 or logits.shape[0] != n_rows:
        return f"has shape {tuple(logits.shape)} for {n_rows} items; it must be (n_items, n_labels)"
    return fault_of_width(logits, multilabel) or fault_of_numbers(logits)


def _made_up(rng: np.random.Generator, n_items: int, n_labels: int, multilabel: bool) -> Values:
    """Of all sizes."""
    logits = rng.normal(size=(n_items, n_labels)) * rng.choice([0.1, 1.0, 10.0], size=(n_items, 1))
    made: Values = logits.astype(np.float32)
    return made


def proba_of(logits: Array, *, multilabel: bool) -> Array:
    """Probabilities of logits.

    Parameters
    ----------
    logits : array of shape (n_items, n_labels)
        Finite, of any library.
    multilabel : bool
        Whether labels are independent: then each is a sigmoid, else all are a softmax.

    Returns
    -------
    proba : float64 array of the same shape

    Examples
    --------
    >>> proba_of(np.array([[0.0, 0.0]]), multilabel=False).tolist()
    [[0.5, 0.5]]
    """
    xp = array_namespace(logits)
    z = xp.astype(logits, xp.float64)
    if multilabel:
        return 0.5 * (1.0 + xp.tanh(0.5 * z))
    powers = xp.exp(z - xp.max(z, axis=1, keepdims=True))
    return powers / xp.sum(powers, axis=1, keepdims=True)


LOGITS = Kind(
    name="logits",
    summary="logarithms of the probabilities, up to a constant for each item, (n_items, n_labels)",
    scope="item",
    cost="forward",
    fitted=True,
    method="logits",
    fault=_fault,
    axes=2,
    made_up=_made_up,
    class_axis=1,
)
kinds.register(LOGITS.name, LOGITS)
