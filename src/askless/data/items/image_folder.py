"""Image files of a folder as items; only files inside it are ever read."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from askless.core.ids import Ids, Rows
from askless.data.items.copies import first_copies
from askless.data.items.find import among, find_in_texts
from askless.data.items.items import Kind
from askless.data.items.picture import BROKEN, as_array, browser_image
from askless.errors import SourceError

__all__ = ["ImageFolderItems", "inside"]

T = TypeVar("T")


class ImageFolderItems:
    """Images by their paths inside a folder, which are their ids.

    Parameters
    ----------
    root : Path
        The folder.
    names : sequence of str
        Paths of readable images relative to `root`, with "/".
    digests : sequence of str
        A hash of the contents of each file.
    """

    kind: Kind = "images"

    def __init__(self, root: Path, names: Sequence[str], digests: Sequence[str]) -> None:
        self._root = root
        self._names = names
        self._digests = digests
        self.ids = Ids(names)

    def __len__(self) -> int:
        return len(self._names)

    def take(self, rows: Rows) -> list[npt.NDArray[Any]]:
        """Decoded images of shape (height, width) or (height, width, 3), each of its own size."""
        return [self._decoded(row, as_array) for row in np.asarray(rows).tolist()]

    def show(self, row: int) -> dict[str, Any]:
        """The name of the image."""
        return {"kind": "image", "alt": self._names[row]}

    def image(self, row: int) -> tuple[bytes, str]:
        """The file as browsers can show it, and its MIME type; TIFF and BMP become PNG."""
        return self._decoded(row, browser_image)

    def line(self, row: int) -> str:
        """The path inside the folder."""
        return self._names[row]

    def search(self, query: str, rows: Rows | None = None) -> Rows:
        """Rows whose path contains `query`."""
        return among(rows, find_in_texts(query, self._names))

    def duplicates(self) -> Rows:
        """Row of the first file of equal contents."""
        return first_copies(self._digests)

    def fingerprint(self) -> str:
        """Hash of paths and contents."""
        listed = "\0".join(f"{name}\0{digest}" for name, digest in zip(self._names, self._digests, strict=True))
        return hashlib.blake2b(listed.encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()

    def _decoded(self, row: int, decode: Callable[[bytes], T]) -> T:
        """What a decoder makes of one file, which may have changed since it was looked at."""
        name = self._names[row]
        try:
            return decode(inside(self._root, name).read_bytes())
        except SourceError:
            raise
        except BROKEN as error:
            reason = error.strerror if isinstance(error, OSError) and error.strerror else "it is no whole image"
            raise SourceError(
                f"The image “{name}” can no longer be read: {reason}.", "Put it back, or open the folder anew."
            ) from None


def inside(root: Path, name: str) -> Path:
    """The real path of a file of a folder; refused if it leads out, by ".." or by a link.

    Parameters
    ----------
    root : Path
        The folder.
    name : str
        Path relative to it.

    Returns
    -------
    path : Path
        Without links.

    Raises
    ------
    SourceError
        If the file lies elsewhere, or is none.
    """
    try:
        real = (root / name).resolve()
    except RuntimeError:  # Python before 3.13 says it so
        raise SourceError(f"“{name}” is a link that leads to itself.", "Take it out of the folder.") from None
    if not real.is_relative_to(root.resolve()):
        raise SourceError(f"“{name}” leads out of the folder “{root}”.", "Copy the file itself into the folder.")
    if real.exists() and not real.is_file():  # reading a pipe would wait for ever
        raise SourceError(f"“{name}” is a pipe or the like, and not a file.", "Take it out of the folder.")
    return real
