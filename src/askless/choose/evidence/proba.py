"""`proba`: how probable the model holds each label."""

from __future__ import annotations

import math

import numpy as np
from array_api_compat import array_namespace

from askless.choose.array import Array, Floats
from askless.choose.evidence.kind import Kind, Values, kinds
from askless.choose.kernels.blocks import blocks
from askless.choose.kernels.columns import Columns

__all__ = ["PROBA", "fault_of_probabilities", "fault_of_width"]

_TOLERANCE = 1e-3  # of a sum of float32 probabilities over many classes


def _fault(proba: Array, n_rows: int, multilabel: bool) -> str:
    """What is wrong with these probabilities, or ""."""
    if proba.ndim != 2 or proba.shape[0] != n_rows:
        return f"has shape {tuple(proba.shape)} for {n_rows} items; it must be (n_items, n_labels)" + (
            "" if multilabel or proba.ndim != 1 else ", for a yes-or-no question 1 - p and p"
        )
    return fault_of_width(proba, multilabel) or fault_of_probabilities(proba, sums=not multilabel)


def fault_of_width(values: Array, multilabel: bool) -> str:
    """What is wrong with how many labels lie along the last axis, or "".

    Parameters
    ----------
    values : array of shape (n_rows, ..., n_labels)
        Of any library.
    multilabel : bool
        Whether labels are independent: then one is enough.

    Returns
    -------
    fault : str
        A phrase that follows the name.
    """
    n = values.shape[-1]
    if n >= (1 if multilabel else 2):
        return ""
    return f"has {n or 'no'} column{'' if n == 1 else 's'}; " + (
        "one for each label is needed" if multilabel else "a yes-or-no question has two, 1 - p and p"
    )


def _sound_on_its_side(columns: Columns, least: float, multilabel: bool) -> bool:
    """Whether nothing is wrong with a block whose rows were turned already; see `_sound`."""
    with np.errstate(invalid="ignore", over="ignore"):
        if not least >= 0.0:
            return False
        return float(columns.values.max()) <= 1.0 if multilabel else _near_one(columns.sums())


def _near_one(totals: Floats) -> bool:
    """Whether all sums are 1; NaN is not."""
    return float(totals.min()) >= 1.0 - _TOLERANCE and float(totals.max()) <= 1.0 + _TOLERANCE


def fault_of_probabilities(proba: Array, *, sums: bool) -> str:
    """What is wrong with probabilities whose last axis is that of the labels, or "".

    Parameters
    ----------
    proba : array of shape (..., n_labels)
        Of any library.
    sums : bool
        Whether they must sum to 1 over the last axis.

    Returns
    -------
    fault : str
        A phrase that follows the name. Found block by block: no more memory than a block takes.
    """
    if 0 in proba.shape:
        return ""
    found = (_fault_of_block(block, sums) for _, block in blocks(proba))
    return next((fault for fault in found if fault), "")


def _fault_of_block(proba: Array, sums: bool) -> str:
    """What is wrong with probabilities that the cache holds, or ""."""
    if isinstance(proba, np.ndarray) and proba.dtype.kind == "f" and proba.itemsize >= 4 and _sound(proba, sums):
        return ""
    xp = array_namespace(proba)
    off = _TOLERANCE
    if not xp.isdtype(proba.dtype, "real floating"):
        proba = xp.astype(proba, xp.float32)
    elif xp.finfo(proba.dtype).bits < 32:
        off = max(off, float(xp.finfo(proba.dtype).eps))  # each was rounded to so few digits
        proba = xp.astype(proba, xp.float32)
    low, high = float(xp.min(proba)), float(xp.max(proba))  # NaN comes through both
    if not (math.isfinite(low) and math.isfinite(high)):
        return "holds a value that is not a finite number"
    if low < -off or high > 1 + off:
        return f"lies between {low:.3g} and {high:.3g}; probabilities lie in [0, 1]"
    if sums:
        total = xp.sum(proba, axis=-1)
        least, most = float(xp.min(total)), float(xp.max(total))
        worst = least if 1 - least > most - 1 else most
        if abs(worst - 1.0) > off:
            return f"has a row that sums to {worst:.4g}; the probabilities of one item sum to 1"
    return ""


def _sound(proba: Floats, sums: bool) -> bool:
    """Whether nothing is wrong, in as few passes as will do; says no where it does not know.

    With nothing below 0 and sums of 1, no probability is above 1, and a value that is not finite
    leaves no sum finite. The product with a column of ones sums short rows several times quicker
    than a sum over the last axis.
    """
    with np.errstate(invalid="ignore", over="ignore"):
        if not float(proba.min()) >= 0.0:
            return False
        if not sums:
            return float(proba.max()) <= 1.0
        if proba.ndim > 2 and not proba.flags.c_contiguous:  # as when a committee was stacked by member
            proba = proba.transpose(*np.argsort(proba.strides[:-1])[::-1], -1)
        return _near_one(proba.reshape(-1, proba.shape[-1]) @ np.ones(proba.shape[-1], dtype=proba.dtype))


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
    method="predict_proba",
    fault=_fault,
    axes=2,
    sound=_sound_on_its_side,
    made_up=_made_up,
    class_axis=1,
)
kinds.register(PROBA.name, PROBA)
