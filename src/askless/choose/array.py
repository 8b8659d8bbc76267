"""What counts as an array here."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

__all__ = ["Array", "Floats", "Keys", "Mask", "Rows"]

Array: TypeAlias = Any
"""Any array of the array API standard (NumPy, PyTorch, array-api-strict); it has no type of its own."""

Floats: TypeAlias = npt.NDArray[np.floating[Any]]
Keys: TypeAlias = npt.NDArray[np.uint64]
Mask: TypeAlias = npt.NDArray[np.bool_]
Rows: TypeAlias = npt.NDArray[np.int64]
