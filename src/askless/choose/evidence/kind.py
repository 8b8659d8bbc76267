"""What a kind of evidence declares about itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import numpy as np
import numpy.typing as npt

from askless.choose.array import Rows
from askless.core.registry import Registry

__all__ = ["Kind", "Source", "kinds"]

Values = npt.NDArray[Any]


class Source(Protocol):
    """What evidence is read from: a model over a pool, addressed by row."""

    def predict_proba(self, rows: Rows) -> Values:
        """Probabilities of some rows, shape (n_rows, n_labels)."""
        ...

    def embedding(self, rows: Rows) -> Values:
        """Standardised features of some rows, shape (n_rows, n_features)."""
        ...


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
    read : callable, optional
        Computes it for some rows; None for what the round brings.
    fault : callable, optional
        What is wrong with computed values, as a phrase, or "" if nothing is.
        Called with the values, the number of rows and whether labels are independent.
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
    read: Callable[[Source, Rows], Values] | None = None
    fault: Callable[[Values, int, bool], str] | None = None
    made_up: Callable[[np.random.Generator, int, int, bool], Values] | None = None
    class_axis: int | None = None


kinds: Registry[Kind] = Registry("kind of evidence", "askless.choose.evidence", group="askless.evidence")
"""Every kind of evidence by name."""
