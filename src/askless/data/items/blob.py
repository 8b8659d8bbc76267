"""Byte strings of any length, one after another in one memory-mapped file.

``NAME.bin`` holds the bytes, ``NAME.npy`` the n + 1 offsets at which they begin and end. Several
processes map the same file and share its pages; opening a million takes milliseconds.
"""

from __future__ import annotations

import mmap
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import numpy as np
import numpy.typing as npt

from askless.core.ids import Rows

__all__ = ["Blob", "BlobWriter"]

_BUFFER = 4 << 20
_CHUNK = 1 << 20


class BlobWriter:
    """Writes a `Blob`; memory does not grow with what is written, but for 8 bytes an entry.

    Parameters
    ----------
    folder : Path
        An existing folder.
    name : str
        Stem of the two files.
    """

    def __init__(self, folder: Path, name: str) -> None:
        self._folder = folder
        self._name = name
        self._file: BinaryIO = open(folder / f"{name}.bin", "wb")  # noqa: SIM115 (closed by finish or close)
        self._lengths: list[npt.NDArray[np.int64]] = []
        self._parts: list[bytes] = []
        self._waiting = 0

    def add(self, payload: bytes) -> None:
        """Append one entry."""
        self._parts.append(payload)
        self._waiting += len(payload)
        if self._waiting > _BUFFER:
            self._flush()

    def finish(self) -> None:
        """Write what is waiting, and the offsets."""
        self._flush()
        self._file.close()
        lengths = np.concatenate([np.zeros(1, np.int64), *self._lengths])
        np.save(self._folder / f"{self._name}.npy", np.cumsum(lengths), allow_pickle=False)

    def close(self) -> None:
        """Give up; what was written is useless."""
        self._file.close()

    def _flush(self) -> None:
        self._lengths.append(np.fromiter(map(len, self._parts), np.int64, len(self._parts)))
        self._file.write(b"".join(self._parts))
        self._parts.clear()
        self._waiting = 0


class Blob:
    """Read-only sequence of byte strings.

    Parameters
    ----------
    folder : Path
        Where `BlobWriter` wrote.
    name : str
        Stem of the two files.

    Raises
    ------
    ValueError
        If the two files do not belong together.
    OSError
        If one of them cannot be read.
    """

    def __init__(self, folder: Path, name: str) -> None:
        self.offsets: npt.NDArray[np.int64] = np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False)
        size = (folder / f"{name}.bin").stat().st_size
        if self.offsets.ndim != 1 or self.offsets.dtype != np.int64 or int(self.offsets[-1]) != size:
            raise ValueError(f"{name}.bin and {name}.npy do not belong together")
        self.data: mmap.mmap | bytes = b""
        if size:  # an empty file cannot be mapped
            with open(folder / f"{name}.bin", "rb") as file:
                self.data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def __getitem__(self, row: int) -> bytes:
        return self.data[int(self.offsets[row]) : int(self.offsets[row + 1])]

    def texts(self, rows: Rows) -> list[str]:
        """Entries decoded from UTF-8; about 0.5 s for a million."""
        data = self.data
        starts, ends = self.offsets[rows].tolist(), self.offsets[rows + 1].tolist()
        return [str(data[start:end], "utf-8") for start, end in zip(starts, ends, strict=True)]

    def spans(self, size: int = _CHUNK) -> Iterator[tuple[int, int]]:
        """First and last row + 1 of stretches of about `size` bytes, at least one row each."""
        row, n = 0, len(self)
        while row < n:
            limit = int(self.offsets[row]) + size
            stop = max(row + 1, int(np.searchsorted(self.offsets, limit, side="right")) - 1)
            stop = min(stop, n, row + 65_536)
            yield row, stop
            row = stop
