"""Writing the stored form of texts and table rows (see `askless.data.items.stored`)."""

from __future__ import annotations

import json
import math
from array import array
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np

from askless.data.items.blob import BlobWriter
from askless.data.items.preview import cell_text
from askless.data.items.stored import TITLE_GAP
from askless.errors import SourceError

__all__ = ["ItemsWriter"]


class ItemsWriter:
    """Writes payloads, ids and titles into a folder, item by item; a context that closes its files.

    Parameters
    ----------
    folder : Path
        An empty folder.
    with_ids : bool
        Whether items bring ids; `id` is then called for each.
    with_titles : bool
        Whether texts have titles.
    """

    def __init__(self, folder: Path, *, with_ids: bool, with_titles: bool) -> None:
        self._folder = folder
        self._with_ids = with_ids
        self.count = 0
        self.mended = 0
        self._titles: array[int] | None = array("q") if with_titles else None
        self._numbers = array("q")
        self._stack = ExitStack()
        self._payloads = BlobWriter(folder, "payloads")
        self._stack.callback(self._payloads.close)
        if with_ids:
            self._ids = BlobWriter(folder, "ids")
            self._stack.callback(self._ids.close)

    def __enter__(self) -> ItemsWriter:
        return self

    def __exit__(self, *exc: object) -> None:
        self._stack.close()

    def text(self, cell: Any, title: Any) -> bool:
        """Store a text; False if there is nothing to read in it."""
        body = cell if isinstance(cell, str) else cell_text(cell)
        if self._titles is None:
            if not body or body.isspace():
                return False
            self._payloads.add(self._encode(body))
            return True
        heading = cell_text(title).strip()
        if not heading and not body.strip():
            return False
        first = self._encode(heading)
        self._titles.append(len(first))
        self._payloads.add(first + self._encode(TITLE_GAP + body if heading else body))
        return True

    def row(self, cells: list[Any]) -> bool:
        """Store the cells of a row; False if all are blank."""
        if not any(cell_text(cell).strip() for cell in cells):
            return False
        plain = [_finite(cell) if isinstance(cell, float) else cell for cell in cells]
        self._payloads.add(self._encode(json.dumps(plain, ensure_ascii=False, separators=(",", ":"), default=str)))
        return True

    def number(self, number: int) -> None:
        """Note which row of the source the item just stored is."""
        self._numbers.append(number)
        self.count += 1

    def id(self, cell: Any, number: int, column: str) -> None:
        """Store the id of the item."""
        text = cell_text(cell).strip()
        if not text:
            raise SourceError(
                f"Row {number + 1:,} has no id in column “{column}”.", "Fill it, or take row numbers with --id -."
            )
        self._ids.add(self._encode(text))

    def finish(self, blank: int) -> None:
        """Write what is waiting. Rows left out make row numbers and positions differ: then numbers are ids."""
        self._payloads.finish()
        if self._with_ids:
            self._ids.finish()
        elif blank:
            ids = BlobWriter(self._folder, "ids")
            for number in self._numbers:
                ids.add(b"%d" % number)
            ids.finish()
        if blank:
            np.save(self._folder / "numbers.npy", np.array(self._numbers, dtype=np.int64), allow_pickle=False)
        if self._titles is not None:
            np.save(self._folder / "titles.npy", np.array(self._titles, dtype=np.int64), allow_pickle=False)

    def _encode(self, text: str) -> bytes:
        """UTF-8; half a surrogate pair, which JSON can hold and UTF-8 cannot, becomes U+FFFD."""
        try:
            return text.encode()
        except UnicodeEncodeError:
            self.mended += 1
            return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").encode()


def _finite(value: float) -> float | str | None:
    """A float as browsers can read it: JSON has neither NaN nor infinity."""
    return value if math.isfinite(value) else None if math.isnan(value) else str(value)
