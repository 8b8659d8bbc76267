"""`mean`, `std` and `member_means`: what a regression model says of each item."""

from __future__ import annotations

import numpy as np
from array_api_compat import array_namespace

from askless.choose.array import Array
from askless.choose.evidence.embedding import fault_of_numbers
from askless.choose.evidence.kind import Kind, Values, kinds

__all__ = ["MEAN", "MEMBER_MEANS", "STD", "fault_of_one_each"]


def fault_of_one_each(values: Array, n_rows: int, multilabel: bool) -> str:
    """What is wrong with one finite number for each item, or "".

    Parameters
    ----------
    values : array
        Of any library.
    n_rows : int
        How many there should be.
    multilabel : bool
        Makes no difference.

    Returns
    -------
    fault : str
        A phrase that follows the name.
    """
    if tuple(values.shape) != (n_rows,):
        return f"has shape {tuple(values.shape)} for {n_rows} items; it must be (n_items,)"
    return fault_of_numbers(values)


def _not_negative(values: Array, n_rows: int, multilabel: bool) -> str:
    """What is wrong with standard deviations, or ""."""
    fault = fault_of_one_each(values, n_rows, multilabel)
    if fault or not n_rows:
        return fault
    least = float(array_namespace(values).min(values))
    return f"goes down to {least:.3g}; a standard deviation is not negative" if least < 0 else ""


def _by_member(values: Array, n_rows: int, multilabel: bool) -> str:
    """What is wrong with the predictions of a committee, or ""."""
    if values.ndim != 2 or values.shape[0] != n_rows:
        return f"has shape {tuple(values.shape)} for {n_rows} items; it must be (n_items, n_members)"
    if values.shape[1] == 0:
        return "has no column; one for each member is needed"
    return fault_of_numbers(values)


def _some(rng: np.random.Generator, n_items: int, n_labels: int, multilabel: bool) -> Values:
    """Of both signs."""
    made: Values = rng.normal(scale=3.0, size=n_items).astype(np.float32)
    return made


def _spread(rng: np.random.Generator, n_items: int, n_labels: int, multilabel: bool) -> Values:
    """Of all sizes; the first is 0."""
    made: Values = rng.gamma(2.0, size=n_items).astype(np.float32)
    made[:1] = 0.0
    return made


def _committee(rng: np.random.Generator, n_items: int, n_labels: int, multilabel: bool) -> Values:
    """Five members, of one mind on the first item."""
    spread = rng.choice([0.1, 1.0], size=(n_items, 1))
    spread[:1] = 0.0
    made: Values = (rng.normal(scale=3.0, size=(n_items, 1)) + spread * rng.normal(size=(n_items, 5))).astype(
        np.float32
    )
    return made


MEAN = Kind(
    name="mean",
    summary="predicted number of each item, (n_items,)",
    scope="item",
    cost="forward",
    fitted=True,
    kept=True,
    method="mean",
    fault=fault_of_one_each,
    made_up=_some,
)
STD = Kind(
    name="std",
    summary="standard deviation of the prediction, (n_items,), not negative, in the unit of the labels",
    scope="item",
    cost="forward",
    fitted=True,
    kept=True,
    method="std",
    fault=_not_negative,
    made_up=_spread,
)
MEMBER_MEANS = Kind(
    name="member_means",
    summary="predicted number by each member of a committee, (n_items, n_members)",
    scope="item",
    cost="refit",
    fitted=True,
    method="member_means",
    fault=_by_member,
    made_up=_committee,
)
for _kind in (MEAN, STD, MEMBER_MEANS):
    kinds.register(_kind.name, _kind)
