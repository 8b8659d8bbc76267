"""`embedding`: features in which distance means likeness."""

from __future__ import annotations

import math

import numpy as np
from array_api_compat import array_namespace

from askless.choose.array import Array
from askless.choose.evidence.kind import Kind, Values, kinds
from askless.choose.kernels.blocks import blocks

__all__ = ["EMBEDDING", "fault_of_numbers"]

_ROOM = 1e-3  # below the root of the largest number: a million squares can be added up


def _fault(embedding: Array, n_rows: int, multilabel: bool) -> str:
    """What is wrong with these features, or ""."""
    if embedding.ndim != 2 or embedding.shape[0] != n_rows:
        return f"has shape {tuple(embedding.shape)} for {n_rows} items; it must be (n_items, n_features)"
    if embedding.shape[1] == 0:
        return "has no features at all"
    return fault_of_numbers(embedding)


def fault_of_numbers(values: Array) -> str:
    """What is wrong with numbers that have to be finite, and their squares too, or "".

    Parameters
    ----------
    values : array
        Of any library and shape.

    Returns
    -------
    fault : str
        A phrase that follows the name. Found block by block: no more memory than a block takes.
    """
    if 0 in values.shape or not array_namespace(values).isdtype(values.dtype, "real floating"):
        return ""  # whole numbers are finite
    found = (_fault_of_block(block) for _, block in blocks(values))
    return next((fault for fault in found if fault), "")


def _fault_of_block(values: Array) -> str:
    """What is wrong with a block of floating-point numbers, or ""."""
    xp = array_namespace(values)
    if xp.finfo(values.dtype).bits < 32:
        values = xp.astype(values, xp.float32)  # as it is read
    most = _ROOM * float(xp.finfo(values.dtype).max) ** 0.5
    if isinstance(values, np.ndarray):
        flat = values.reshape(-1)
        with np.errstate(invalid="ignore", over="ignore"):
            if float(np.dot(flat, flat)) <= most * most:  # so is every square; NaN is not
                return ""
    largest = float(xp.max(xp.abs(values)))
    if not math.isfinite(largest):
        return "holds a value that is not a finite number"
    precision = str(values.dtype).rpartition(".")[2]
    return f"goes up to {largest:.3g} in size, and squares of that are beyond {precision}" if largest > most else ""


def _made_up(rng: np.random.Generator, n_items: int, n_labels: int, multilabel: bool) -> Values:
    """Three clusters in four dimensions."""
    centres = rng.normal(scale=3.0, size=(3, 4))
    return (centres[rng.integers(3, size=n_items)] + rng.normal(size=(n_items, 4))).astype(np.float32)


EMBEDDING = Kind(
    name="embedding",
    summary="features in which distance means likeness, brought to one scale, (n_items, n_features)",
    scope="item",
    cost="forward",
    method="embedding",
    fault=_fault,
    axes=2,
    made_up=_made_up,
)
kinds.register(EMBEDDING.name, EMBEDDING)
