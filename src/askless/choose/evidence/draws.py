"""`draws`: probabilities under several plausible models, from a committee or a posterior."""

from __future__ import annotations

import numpy as np

from askless.choose.array import Array
from askless.choose.evidence.kind import Kind, Values, kinds
from askless.choose.evidence.proba import fault_of_probabilities, fault_of_width

__all__ = ["DRAWS"]


def _fault(draws: Array, n_rows: int, multilabel: bool) -> str:
    """What is wrong with these probabilities, or ""."""
    if draws.ndim != 3 or draws.shape[0] != n_rows:
        return f"has shape {tuple(draws.shape)} for {n_rows} items; it must be (n_items, n_draws, n_labels)"
    if draws.shape[1] == 0:
        return f"has shape {tuple(draws.shape)}: no draws at all; one is the least, and differences need two"
    return fault_of_width(draws, multilabel) or fault_of_probabilities(draws, sums=not multilabel)


def _made_up(rng: np.random.Generator, n_items: int, n_labels: int, multilabel: bool) -> Values:
    """Five models that agree to all degrees; they are one on the first item and uniform on the second."""
    shared = rng.normal(size=(n_items, 1, n_labels)) * rng.choice([0.1, 1.0, 10.0], size=(n_items, 1, 1))
    own = rng.normal(size=(n_items, 5, n_labels)) * rng.choice([0.1, 2.0], size=(n_items, 1, 1))
    weights = np.exp(shared + own)
    proba = weights / (1.0 + weights) if multilabel else weights / weights.sum(axis=2, keepdims=True)
    proba[0] = np.eye(n_labels)[0]
    proba[1:2] = 0.5 if multilabel else 1.0 / n_labels
    made: Values = proba.astype(np.float32)
    return made


DRAWS = Kind(
    name="draws",
    summary="probabilities under several plausible models, (n_items, n_draws, n_labels), the same models for all items",
    scope="item",
    cost="refit",
    fitted=True,
    kept=True,
    method="draws",
    fault=_fault,
    axes=3,
    made_up=_made_up,
    class_axis=2,
)
kinds.register(DRAWS.name, DRAWS)
