"""The array libraries that results are compared between."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable
from typing import Any

import numpy.typing as npt

__all__ = ["libraries"]


def libraries() -> list[Callable[[npt.NDArray[Any]], Any]]:
    """Ways to turn a NumPy array into one of another library, for those that are installed.

    Returns
    -------
    converters : list of callable
        The strict library of the array API standard, PyTorch, both, or none.

    Examples
    --------
    >>> import numpy as np
    >>> all(tuple(convert(np.zeros(2)).shape) == (2,) for convert in libraries())
    True
    """
    found: list[Callable[[npt.NDArray[Any]], Any]] = []
    for library in ("array_api_strict", "torch"):
        if importlib.util.find_spec(library):
            found.append(importlib.import_module(library).asarray)
    return found
