"""Keeping prepared features on disk, so that a restart does not compute them again.

One `.npz` file per set of features, without pickle. A cache may be deleted at any time; a file
that cannot be read is as good as none.
"""

from __future__ import annotations

import json
import os
import re
import zipfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["read", "text_bytes", "text_list", "write"]

Arrays = dict[str, npt.NDArray[Any]]


def place(folder: Path, name: str, fingerprint: str) -> Path:
    """File for these features of these items."""
    return folder / f"{name}-{re.sub(r'[^0-9A-Za-z]', '', fingerprint)[:40]}.npz"


def read(folder: Path | None, name: str, fingerprint: str) -> Arrays | None:
    """Arrays kept under a name.

    Parameters
    ----------
    folder : Path or None
        The cache; None keeps nothing.
    name : str
        What was computed, with its version: another way of computing takes another name.
    fingerprint : str
        Of the items it was computed from.

    Returns
    -------
    arrays : dict of arrays, or None
        None if there are none.
    """
    if folder is None:
        return None
    try:
        with place(folder, name, fingerprint).open("rb") as file, np.load(file, allow_pickle=False) as kept:
            return {key: kept[key] for key in kept.files}
    except (OSError, EOFError, ValueError, zipfile.BadZipFile):  # absent, or cut short by a crash
        return None


def write(folder: Path | None, name: str, fingerprint: str, arrays: Mapping[str, npt.NDArray[Any]]) -> None:
    """Keep arrays under a name; other files of this name go, for they belong to other items.

    A disk that is full or read-only is no failure here: the features are computed again next time.

    Parameters
    ----------
    folder, name, fingerprint
        As in `read`.
    arrays : mapping of str to array
        What to keep.
    """
    if folder is None:
        return
    target = place(folder, name, fingerprint)
    partial = target.with_name(f"{target.name}.{os.getpid()}.partial")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob(f"{name}-*"):
            old.unlink(missing_ok=True)
        with partial.open("wb") as file:
            np.savez(file, **dict(arrays))  # type: ignore[arg-type]  # its stub takes the names for options
        partial.replace(target)
    except OSError:
        with suppress(OSError):
            partial.unlink(missing_ok=True)


def text_bytes(texts: Sequence[str]) -> npt.NDArray[np.uint8]:
    """Strings as one array of bytes; NumPy's own would pad each to the longest."""
    return np.frombuffer(json.dumps(list(texts)).encode(), dtype=np.uint8)


def text_list(array: npt.NDArray[Any]) -> tuple[str, ...]:
    """Strings back from `text_bytes`."""
    return tuple(json.loads(array.tobytes()))
