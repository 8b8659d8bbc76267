"""What a kind of evidence declares about itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np
import numpy.typing as npt
from array_api_compat import array_namespace

from askless.choose.array import Array
from askless.choose.kernels.columns import Columns
from askless.core.registry import Registry
from askless.core.task import Task

__all__ = ["Kind", "Source", "as_read", "kinds"]

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
    whole : bool, default False
        Whether its values are whole numbers; all others are read in single or double precision.
    ragged : bool, default False
        Whether its values are a NumPy object array of shape (n_rows,), each element an array of shape
        (n_tokens,): one number for each token of a sentence.
    tasks : tuple of str, default ()
        What an answer may be where it can be had; anything if empty.
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
    whole: bool = False
    ragged: bool = False
    tasks: tuple[Task, ...] = ()


def as_read(kind: Kind, values: Array) -> Array:
    """Values as strategies see them: whole numbers where the kind says so, else single or double precision.

    Parameters
    ----------
    kind : Kind
        What they are.
    values : array
        Real numbers or truth values of any type and library.

    Returns
    -------
    values : array
        The same array where it is of such a type, or ragged; else double precision for numbers of more than two
        bytes, single precision for those of up to two, which holds each of them.
    """
    if (
        kind.whole
        or kind.ragged
        or (isinstance(values, np.ndarray) and values.dtype.char in "fd" and values.dtype.isnative)
    ):
        return values
    xp = array_namespace(values)
    if values.dtype in (xp.float32, xp.float64) and not isinstance(values, np.ndarray):
        return values
    small = xp.isdtype(values.dtype, ("bool", xp.int8, xp.uint8, xp.int16, xp.uint16))
    half = xp.isdtype(values.dtype, "real floating") and xp.finfo(values.dtype).bits <= 32
    return xp.astype(values, xp.float32 if small or half else xp.float64)


kinds: Registry[Kind] = Registry("kind of evidence", "askless.choose.evidence", group="askless.evidence")
"""Every kind of evidence by name."""
