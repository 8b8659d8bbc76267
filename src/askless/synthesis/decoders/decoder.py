"""What turns a few numbers, a code, into an item and back, and says how likely a code is."""

from __future__ import annotations

from typing import Any, Protocol, Self

import numpy as np
import numpy.typing as npt

__all__ = ["Decoder", "Float64s"]

Float64s = npt.NDArray[np.float64]


class Decoder(Protocol):
    """A decoder over rows of numbers; pictures are rows of their pixels.

    What it learns is a function of the rows and of the seed. A decoder of your own needs these names and nothing else.
    """

    def fit(self, rows: Float64s, seed: int = 0) -> Self:
        """Learn from real rows of shape (n, d), at least ten."""
        ...

    def encode(self, rows: Float64s) -> Float64s:
        """Codes of rows, shape (n, width)."""
        ...

    def decode(self, codes: Float64s) -> Float64s:
        """Rows of codes, shape (n, d)."""
        ...

    def logp(self, codes: Float64s) -> Any:
        """Logarithm of the density of codes, up to a constant, shape (n,)."""
        ...
