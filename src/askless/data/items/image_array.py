"""Images in one array as items."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.core.ids import Ids, Rows
from askless.data.items.copies import first_copies
from askless.data.items.find import among, find_in_texts
from askless.data.items.items import Kind
from askless.data.items.picture import as_png
from askless.errors import SourceError

__all__ = ["ImageArrayItems"]


class ImageArrayItems:
    """An array of images of one size.

    Parameters
    ----------
    array : array of shape (n_items, height, width) or (n_items, height, width, 1, 3 or 4)
        8-bit values are shown as they are, others stretched image by image. Kept, not copied.
    ids : Ids, optional
        Row numbers if not given.

    Raises
    ------
    SourceError
        If the shape or type is not that of images.

    Examples
    --------
    >>> items = ImageArrayItems(np.zeros((3, 8, 8), np.uint8))
    >>> items.show(1), items.image(1)[1], items.duplicates()
    ({'kind': 'image', 'alt': 'image 1'}, 'image/png', array([0, 0, 0]))
    """

    kind: Kind = "images"

    def __init__(self, array: npt.NDArray[Any], ids: Ids | None = None) -> None:
        if array.ndim not in (3, 4) or (array.ndim == 4 and array.shape[3] not in (1, 3, 4)) or 0 in array.shape:
            first = array.ndim == 4 and array.shape[1] in (1, 3, 4)
            raise SourceError(
                f"An array of shape {array.shape} does not hold images.",
                "Channels come last: give numpy.moveaxis(array, 1, -1)."
                if first
                else "Give (n_items, height, width) or (n_items, height, width, 3).",
            )
        if array.dtype.kind not in "biuf":
            raise SourceError(f"An array of {array.dtype} does not hold images.", "Give numbers.")
        self._array = array
        self.ids = Ids.numbers(len(array)) if ids is None else ids

    def __len__(self) -> int:
        return len(self._array)

    def take(self, rows: Rows) -> npt.NDArray[Any]:
        """Those images as one array."""
        taken: npt.NDArray[Any] = self._array[np.asarray(rows, dtype=np.int64)]
        return taken

    def show(self, row: int) -> dict[str, Any]:
        """The name of the image."""
        return {"kind": "image", "alt": self.line(row)}

    def image(self, row: int) -> tuple[bytes, str]:
        """The image as PNG."""
        return as_png(np.asarray(self._array[row])), "image/png"

    def line(self, row: int) -> str:
        """The name of the image."""
        return f"image {self.ids.text(row)}"

    def search(self, query: str, rows: Rows | None = None) -> Rows:
        """Rows whose name contains `query`."""
        return among(rows, find_in_texts(query, (self.line(row) for row in range(len(self)))))

    def duplicates(self) -> Rows:
        """Row of the first image of equal pixels."""
        return first_copies(hashlib.blake2b(self._bytes(row), digest_size=16).digest() for row in range(len(self)))

    def fingerprint(self) -> str:
        """Hash of the pixels, their type and the ids."""
        digest = hashlib.blake2b(f"{self._array.shape} {self._array.dtype}".encode(), digest_size=16)
        for row in range(len(self)):
            digest.update(self.ids.text(row).encode() + b"\0" + self._bytes(row))
        return digest.hexdigest()

    def _bytes(self, row: int) -> bytes:
        """Pixels of one image."""
        return np.ascontiguousarray(self._array[row]).tobytes()
