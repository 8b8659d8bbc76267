"""What may be said of training a PyTorch module, and what is said when the module itself fails."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from numbers import Integral, Real
from typing import Any

from askless.errors import AsklessError, ModelError, UsageError

__all__ = ["blamed", "device_of", "require_callable", "require_size", "require_step"]


def require_size(name: str, value: object) -> None:
    """Refuse what is no whole number of at least 1.

    Parameters
    ----------
    name : str
        What it is called.
    value : object
        What was given.

    Raises
    ------
    UsageError
        If it is 0, negative, a fraction or no number.

    Examples
    --------
    >>> require_size("epochs", 0)
    Traceback (most recent call last):
    askless.errors.UsageError: `epochs` is 0. Give a whole number, 1 or more.
    """
    if not isinstance(value, Integral) or isinstance(value, bool) or value < 1:
        raise UsageError(f"`{name}` is {value!r}.", "Give a whole number, 1 or more.")


def require_step(value: object) -> None:
    """Refuse a step size that is no finite number above 0.

    Parameters
    ----------
    value : object
        What was given as `lr`.

    Raises
    ------
    UsageError
        If with it nothing could be learnt.
    """
    if not isinstance(value, Real) or isinstance(value, bool) or not 0 < float(value) < math.inf:
        raise UsageError(f"`lr` is {value!r}.", "Give a number above 0, such as 0.001.")


def require_callable(name: str, value: object, instead: str) -> None:
    """Refuse what is neither None nor can be called.

    Parameters
    ----------
    name : str
        What it is called.
    value : object
        What was given.
    instead : str
        One sentence: what to give.

    Raises
    ------
    UsageError
        If it cannot be called.
    """
    if value is not None and not callable(value):
        raise UsageError(f"`{name}` is {value!r}, which is no function.", instead)


def device_of(name: object) -> Any:
    """The device of this name.

    Parameters
    ----------
    name : str, torch.device or None
        None takes a GPU if there is one.

    Returns
    -------
    device : torch.device

    Raises
    ------
    UsageError
        If PyTorch knows no such device, or this machine has none.
    """
    import torch

    if name is None:
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    remedy = 'Give "cpu", "cuda" or "cuda:1", or leave it out: a GPU is taken if there is one.'
    try:
        device = torch.device(name)
    except (RuntimeError, TypeError) as error:
        raise UsageError(f"`device` is {name!r}, which PyTorch does not know.", remedy) from error
    if device.type == "cuda":  # asked without starting CUDA
        there = torch.cuda.is_available() and (device.index or 0) < torch.cuda.device_count()
    else:
        try:
            there = not torch.empty(0, device=device).is_meta
        except (RuntimeError, AssertionError):
            there = False
    if not there:
        raise UsageError(f"`device` is {str(device)!r}, which PyTorch finds not here.", remedy)
    return device


@contextmanager
def blamed(name: str, doing: str, remedy: str) -> Iterator[None]:
    """Say whose code it was that failed within a `with` block.

    Parameters
    ----------
    name : str
        Of the user's module or function.
    doing : str
        What it was called for, such as "in training".
    remedy : str
        One sentence: what to look at.

    Yields
    ------
    None

    Raises
    ------
    ModelError
        With the first line of what was raised; errors of askless pass as they are.
    """
    try:
        yield
    except AsklessError:
        raise
    except (RuntimeError, TypeError, ValueError, LookupError, AttributeError, AssertionError) as error:
        line = (str(error).strip().splitlines() or [""])[0].rstrip(".")
        seen = f"{type(error).__name__}: {line}" if line else type(error).__name__
        if type(error).__name__ == "OutOfMemoryError":
            remedy = 'Take a smaller `batch_size`, or device="cpu".'
        raise ModelError(f"{name} failed {doing}: {seen}.", remedy) from error
