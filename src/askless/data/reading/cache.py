"""The cache folder of an imported source: written whole or not at all, checked when opened.

``meta.json`` is written last and holds the key of the source (what was read, how) and the size and
CRC-32 of every other file. A folder that does not match is rebuilt, never repaired.
"""

from __future__ import annotations

import errno
import json
import os
import secrets
import shutil
import time
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from askless.data.formats.saving import storing

__all__ = ["build", "read_meta"]

VERSION = 1
_META = "meta.json"
_HOUR = 3600.0


def build(folder: Path, key: dict[str, Any], fill: Callable[[Path], dict[str, Any]]) -> dict[str, Any]:
    """Meta of a valid cache folder, filled first if it is missing, outdated or damaged.

    Parameters
    ----------
    folder : Path
        The cache folder; its parent is made if need be.
    key : dict
        Whatever must be equal for the contents to be used again; plain JSON.
    fill : callable
        Writes files into an empty folder and returns the meta to store with them.

    Returns
    -------
    meta : dict

    Raises
    ------
    StorageError
        If the cache cannot be written.
    """
    meta = read_meta(folder)
    if meta is not None and meta["key"] == key and _intact(folder, meta):
        return meta
    with storing(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        # mkdtemp would shut out everybody else, also from the finished folder.
        fresh = folder.parent / f".{folder.name}-{secrets.token_hex(4)}"
        fresh.mkdir()
        _clear(folder)
    try:
        with storing(folder):
            meta = fill(fresh)
            meta |= {"version": VERSION, "key": key, "files": _sums(fresh)}
            (fresh / _META).write_text(json.dumps(meta, ensure_ascii=False), encoding="utf-8")
            _swap(fresh, folder)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return meta


def read_meta(folder: Path) -> dict[str, Any] | None:
    """Meta of a cache folder; None if there is none that this version can read."""
    try:
        meta = json.loads((folder / _META).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return meta if isinstance(meta, dict) and meta.get("version") == VERSION else None


def _swap(fresh: Path, folder: Path) -> None:
    """Put a finished folder in the place of an older one; readers of that keep their maps."""
    old = fresh.with_name(fresh.name + "-old")
    with suppress(FileNotFoundError):
        os.replace(folder, old)
    try:
        os.replace(fresh, folder)
    except OSError as error:
        if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
            raise
        # Another process finished the same import in this moment: its result is as good.
    shutil.rmtree(old, ignore_errors=True)


def _clear(folder: Path) -> None:
    """Remove what killed imports left beside the folder; those of the last hour may still be running."""
    for left in folder.parent.glob(f".{folder.name}-*"):
        with suppress(FileNotFoundError):  # that import ended in this moment
            if time.time() - left.stat().st_mtime > _HOUR:
                shutil.rmtree(left, ignore_errors=True)


def _sums(folder: Path) -> dict[str, list[int]]:
    """Size and CRC-32 of each file of a folder, but for its meta."""
    return {path.name: _sum(path) for path in sorted(folder.iterdir()) if path.name != _META}


def _sum(path: Path) -> list[int]:
    """Size and CRC-32 of a file, about 1 GB a second."""
    crc = size = 0
    with open(path, "rb") as file:
        while chunk := file.read(1 << 20):
            crc = zlib.crc32(chunk, crc)
            size += len(chunk)
    return [size, crc]


def _intact(folder: Path, meta: dict[str, Any]) -> bool:
    """Whether all files are there as they were written."""
    try:
        return bool(_sums(folder) == meta["files"])
    except OSError:
        return False
