"""Values as files can hold them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

__all__ = ["plain"]


def plain(value: Any) -> Any:
    """A value as JSON knows it: NumPy scalars become Python's, NaN becomes None, tuples lists.

    Examples
    --------
    >>> plain(np.float64("nan")), plain(np.int64(3)), plain(("a", "b"))
    (None, 3, ['a', 'b'])
    """
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        return value if math.isfinite(value) else None if math.isnan(value) else str(value)
    if isinstance(value, (list, tuple, np.ndarray)):
        return [plain(each) for each in value]
    return value
