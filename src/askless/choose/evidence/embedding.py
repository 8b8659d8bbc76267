"""`embedding`: standardised features in which distance means likeness."""

from __future__ import annotations

import numpy as np
from array_api_compat import array_namespace

from askless.choose.array import Array
from askless.choose.evidence.kind import Kind, Values, kinds
from askless.choose.kernels.blocks import blocks

__all__ = ["EMBEDDING", "fault_of_numbers"]


def _fault(embedding: Array, n_rows: int, multilabel: bool) -> str:
    """What is wrong with these features, or ""."""
    if embedding.ndim != 2 or embedding.shape[0] != n_rows:
        return f"has shape {tuple(embedding.shape)} for {n_rows} rows; it must be (n_rows, n_features)"
    return fault_of_numbers(embedding)


def fault_of_numbers(values: Array) -> str:
    """What is wrong with numbers that only have to be finite, or "".

    Parameters
    ----------
    values : array
        Of any library and shape.

    Returns
    -------
    fault : str
        A phrase that follows the name. Found block by block: no more memory than a block takes.
    """
    sound = 0 in values.shape or all(_finite(block) for _, block in blocks(values))
    return "" if sound else "holds a value that is not a finite number"


def _finite(values: Array) -> bool:
    """Whether all values of a block are finite: their sum shows it, unless it overflows."""
    if isinstance(values, np.ndarray):
        with np.errstate(invalid="ignore", over="ignore"):
            return bool(np.isfinite(values.sum())) or bool(np.isfinite(values).all())
    xp = array_namespace(values)
    return bool(xp.all(xp.isfinite(values)))


def _made_up(rng: np.random.Generator, n_items: int, n_labels: int, multilabel: bool) -> Values:
    """Three clusters in four dimensions."""
    centres = rng.normal(scale=3.0, size=(3, 4))
    return (centres[rng.integers(3, size=n_items)] + rng.normal(size=(n_items, 4))).astype(np.float32)


EMBEDDING = Kind(
    name="embedding",
    summary="standardised features, (n_items, n_features); they do not change while the model learns",
    scope="item",
    cost="forward",
    method="embedding",
    fault=_fault,
    axes=2,
    made_up=_made_up,
)
kinds.register(EMBEDDING.name, EMBEDDING)
