"""`embedding`: standardised features in which distance means likeness."""

from __future__ import annotations

import numpy as np

from askless.choose.evidence.kind import Kind, Values, kinds

__all__ = ["EMBEDDING"]


def _fault(embedding: Values, n_rows: int, multilabel: bool) -> str:
    """What is wrong with these features, or ""."""
    if embedding.ndim != 2 or embedding.shape[0] != n_rows:
        return f"has shape {embedding.shape} for {n_rows} rows; it must be (n_rows, n_features)"
    return "" if np.isfinite(embedding).all() else "holds a value that is not a finite number"


def _made_up(rng: np.random.Generator, n_items: int, n_labels: int, multilabel: bool) -> Values:
    """Three clusters in four dimensions."""
    centres = rng.normal(scale=3.0, size=(3, 4))
    return (centres[rng.integers(3, size=n_items)] + rng.normal(size=(n_items, 4))).astype(np.float32)


EMBEDDING = Kind(
    name="embedding",
    summary="standardised features, (n_items, n_features); they do not change while the model learns",
    scope="item",
    cost="forward",
    read=lambda source, rows: source.embedding(rows),
    fault=_fault,
    made_up=_made_up,
)
kinds.register(EMBEDDING.name, EMBEDDING)
