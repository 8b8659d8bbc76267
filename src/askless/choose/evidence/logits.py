"""`logits`: what the model computes before it makes probabilities of it."""

from __future__ import annotations

import numpy as np

from askless.choose.array import Array
from askless.choose.evidence.embedding import fault_of_numbers
from askless.choose.evidence.kind import Kind, Values, kinds
from askless.choose.evidence.proba import fault_of_width

__all__ = ["LOGITS"]


def _fault(logits: Array, n_rows: int, multilabel: bool) -> str:
    """What is wrong with these logits, or ""."""
    if logits.ndim != 2 or logits.shape[0] != n_rows:
        return f"has shape {tuple(logits.shape)} for {n_rows} rows; it must be (n_rows, n_labels)"
    return fault_of_width(logits, multilabel) or fault_of_numbers(logits)


def _made_up(rng: np.random.Generator, n_items: int, n_labels: int, multilabel: bool) -> Values:
    """Of all sizes."""
    logits = rng.normal(size=(n_items, n_labels)) * rng.choice([0.1, 1.0, 10.0], size=(n_items, 1))
    made: Values = logits.astype(np.float32)
    return made


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
