"""What a peer says of itself, and the walk that finds all peers."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from speed_cases.pool import LABELLED

__all__ = ["Peer", "Prepare", "Run", "answers", "peers"]

Run = Callable[[], Any]
Prepare = Callable[[int], Run]


@dataclass(frozen=True)
class Peer:
    """Another library.

    Nothing of it is needed to read its file: it is imported where it is measured, in an
    environment of its own.

    Parameters
    ----------
    title : str
        As its people call it.
    packages : tuple of str
        What is installed for it.
    questions : mapping of str to callable
        By the name of the case: prepares for some rows and returns what is measured, called as its
        manual says.
    torch : bool
        Whether the CPU build of PyTorch goes into its environment first.
    """

    title: str
    packages: tuple[str, ...]
    questions: Mapping[str, Prepare]
    torch: bool = False


def peers() -> dict[str, Peer]:
    """Every peer by the name of its file."""
    import speed_cases.peers as package

    files = sorted(found.name for found in pkgutil.iter_modules(package.__path__) if found.name != "peer")
    return {name: importlib.import_module(f"{package.__name__}.{name}").PEER for name in files}


def answers(values: npt.NDArray[Any], n: int, labelled: int = LABELLED) -> npt.NDArray[np.float64]:
    """Answers of the first rows and NaN for the rest, as libraries take them that know missing labels."""
    y = np.full(n, np.nan)
    y[:labelled] = values[:labelled]
    return y
