"""`annotations` and `cost`: what is known of the people who label."""

from __future__ import annotations

import numpy as np
from array_api_compat import array_namespace

from askless.choose.array import Array
from askless.choose.evidence.kind import Kind, Values, kinds
from askless.choose.evidence.numbers import fault_of_one_each

__all__ = ["ANNOTATIONS", "COST"]


def _whose(annotations: Array, n_rows: int, multilabel: bool) -> str:
    """What is wrong with these answers, or ""."""
    if annotations.ndim != 2 or annotations.shape[0] != n_rows:
        return f"has shape {tuple(annotations.shape)} for {n_rows} items; it must be (n_items, n_annotators)"
    if annotations.shape[1] == 0:
        return "has no column; one for each person is needed"
    xp = array_namespace(annotations)
    if not xp.isdtype(annotations.dtype, "signed integer"):
        return f"is of type {annotations.dtype}; it must be whole numbers, -1 where somebody has not answered"
    least = int(xp.min(annotations)) if n_rows else 0
    return f"goes down to {least}; it must be -1 for no answer, else the position of a label" if least < -1 else ""


def _dear(cost: Array, n_rows: int, multilabel: bool) -> str:
    """What is wrong with these costs, or ""."""
    fault = fault_of_one_each(cost, n_rows, multilabel)
    if fault or not n_rows:
        return fault
    least = float(array_namespace(cost).min(cost))
    return f"goes down to {least:.3g}; a cost is above 0" if least <= 0 else ""


def _answers(rng: np.random.Generator, n_items: int, n_labels: int, multilabel: bool) -> Values:
    """Three people, of whom each has answered half of the items."""
    said = rng.integers(n_labels, size=(n_items, 3))
    made: Values = np.where(rng.random(said.shape) < 0.5, said, -1).astype(np.int64)
    return made


def _prices(rng: np.random.Generator, n_items: int, n_labels: int, multilabel: bool) -> Values:
    """Around 1."""
    made: Values = (0.1 + rng.gamma(2.0, 0.5, size=n_items)).astype(np.float32)
    return made


ANNOTATIONS = Kind(
    name="annotations",
    summary="answers by person, (n_items, n_annotators), positions of labels, -1 where somebody has not answered",
    scope="item",
    cost="given",
    method="annotations",
    fault=_whose,
    whole=True,
    made_up=_answers,
)
COST = Kind(
    name="cost",
    summary="what it costs to label each item, (n_items,), above 0, in any unit",
    scope="item",
    cost="given",
    method="cost",
    fault=_dear,
    made_up=_prices,
)
for _kind in (ANNOTATIONS, COST):
    kinds.register(_kind.name, _kind)
