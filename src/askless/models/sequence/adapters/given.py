"""What adapters of taggers have in common."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any

import numpy.typing as npt

from askless.errors import NotReadyError, UsageError

__all__ = ["library", "likeliest", "ready", "tags_of"]

Floats = npt.NDArray[Any]


def library(name: str, package: str, extra: str) -> Any:
    """A library that may not be installed.

    Raises
    ------
    UsageError
        If it is not.
    """
    try:
        return import_module(name)
    except ImportError:
        raise UsageError(f"{package} is not installed.", f"Install it with: pip install askless[{extra}]") from None


def tags_of(tags: Sequence[Sequence[str | None]]) -> tuple[str, ...]:
    """The tags that are given, sorted; O first, where it is one of them.

    Raises
    ------
    NotReadyError
        If none is.
    """
    found = sorted({tag for one in tags for tag in one if tag is not None}, key=lambda tag: (tag != "O", tag))
    if not found:
        raise NotReadyError("No token has a known tag.", "Answer a sentence first.")
    return tuple(found)


def ready(fitted: Any) -> Any:
    """What was fitted.

    Raises
    ------
    NotReadyError
        If nothing was.
    """
    if fitted is None:
        raise NotReadyError("The model has not been fitted yet.", "Call `fit` first.")
    return fitted


def likeliest(marginals: Sequence[Floats], names: Sequence[str]) -> list[list[str]]:
    """The likeliest tag of each token.

    Examples
    --------
    >>> import numpy as np
    >>> likeliest([np.array([[0.2, 0.8], [0.6, 0.4]])], ["A", "B"])
    [['B', 'A']]
    """
    return [[names[code] for code in one.argmax(axis=1).tolist()] for one in marginals]
