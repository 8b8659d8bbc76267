"""What a kind of evidence declares about itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from askless.choose.array import Array
from askless.choose.kernels.columns import Columns
from askless.core.registry import Registry

__all__ = ["Kind", "Source", "kinds"]

Values = npt.NDArray[Any]


Source: TypeAlias = object
"""What evidence is read from: a model over a pool, with a method for each kind that it can give.

Each takes rows, an int64 array of shape (n_rows,), and returns an array of shape (n_rows, ...).
"""


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of evidence.

    Parameters
    ----------
    name : str
        The parameter name by which a strategy asks for it.
    summary : str
        What it is, with its shape.
    scope : {"item", "reference", "pool"}
        Whether it can be had for any rows alone, is a set of rows or answers that the round brings,
        or belongs to the pool as a whole.
    cost : {"given", "forward", "backward", "refit", "global"}
        What one computation takes.
    fitted : bool, default False
        Whether it takes a model that can predict.
    kept : bool, default False
        Whether the engine keeps what was computed; False where reading again is as quick.
    method : str, optional
        Name of the model's method that computes it for some rows; None for what the round brings.
    fault : callable, optional
        What is wrong with computed values, as a phrase, or "" if nothing is. Called with the values
        (of any library), the number of rows and whether labels are independent.
    axes : int, optional
        How many axes its values have, where `fault` may be called for some rows at a time.
    sound : callable, optional
        Whether nothing is wrong with a block of values that is turned on its side already; called
        with the block, its least value and whether labels are independent. May say no where it
        does not know.
    made_up : callable, optional
        Values for tests, extreme ones among them. Called with a generator, the number of items, the
        number of labels and whether these are independent; None for what the round brings.
    class_axis : int, optional
        The axis along which classes lie, for the check that their order does not matter.
    """

    name: str
    summary: str
    scope: Literal["item", "reference", "pool"]
    cost: Literal["given", "forward", "backward", "refit", "global"]
    fitted: bool = False
    kept: bool = False
    method: str | None = None
    fault: Callable[[Array, int, bool], str] | None = None
    axes: int | None = None
    sound: Callable[[Columns, float, bool], bool] | None = None
    made_up: Callable[[np.random.Generator, int, int, bool], Values] | None = None
    class_axis: int | None = None


kinds: Registry[Kind] = Registry("kind of evidence", "askless.choose.evidence", group="askless.evidence")
"""Every kind of evidence by name."""
