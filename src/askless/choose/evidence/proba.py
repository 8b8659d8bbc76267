"""`proba`: how probable the model holds each label."""

from __future__ import annotations

import numpy as np

from askless.choose.evidence.kind import Kind, Values, kinds

__all__ = ["PROBA"]

_TOLERANCE = 1e-3  # of a sum of float32 probabilities over many classes


def _fault(proba: Values, n_rows: int, multilabel: bool) -> str:
    """What is wrong with these probabilities, or ""."""
    if proba.ndim != 2 or proba.shape[0] != n_rows:
        return f"has shape {proba.shape} for {n_rows} rows; it must be (n_rows, n_labels)"
    if not np.isfinite(proba).all():
        return "holds a value that is not a finite number"
    if n_rows and (proba.min() < -_TOLERANCE or proba.max() > 1 + _TOLERANCE):
        return f"lies between {proba.min():.3g} and {proba.max():.3g}; probabilities lie in [0, 1]"
    if not multilabel and n_rows:
        sums = proba.sum(axis=1, dtype=np.float64)
        worst = sums[np.argmax(np.abs(sums - 1.0))]
        if abs(worst - 1.0) > _TOLERANCE:
            return f"has a row that sums to {worst:.4g}; the probabilities of one item sum to 1"
    return ""


def _made_up(rng: np.random.Generator, n_items: int, n_labels: int, multilabel: bool) -> Values:
    """Probabilities of all sharpnesses; the first row is certain, the second uniform."""
    logits = rng.normal(size=(n_items, n_labels)) * rng.choice([0.1, 1.0, 10.0], size=(n_items, 1))
    weights = np.exp(logits)
    proba = weights / (1.0 + weights) if multilabel else weights / weights.sum(axis=1, keepdims=True)
    proba[0] = np.eye(n_labels)[0]
    proba[1:2] = 0.5 if multilabel else 1.0 / n_labels
    made: Values = proba.astype(np.float32)
    return made


PROBA = Kind(
    name="proba",
    summary=("probabilities, (n_items, n_labels); rows sum to 1 for classes, each column stands alone for multi-label"),
    scope="item",
    cost="forward",
    fitted=True,
    kept=True,
    read=lambda source, rows: source.predict_proba(rows),
    fault=_fault,
    made_up=_made_up,
    class_axis=1,
)
kinds.register(PROBA.name, PROBA)
