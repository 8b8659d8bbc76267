"""Writing the stored form of texts, table rows and sentences (see `askless.data.items.stored`)."""

from __future__ import annotations

import json
import math
from array import array
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.data.items.blob import BlobWriter
from askless.data.items.preview import cell_text
from askless.data.items.stored import TITLE_GAP
from askless.errors import SourceError

__all__ = ["ItemsWriter", "SentencesWriter"]


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
        payload, mended = _encoded(text)
        self.mended += mended
        return payload


class SentencesWriter:
    """Writes sentences into a folder, one by one; a context that closes its files.

    Parameters
    ----------
    folder : Path
        An empty folder.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.count = 0
        self.mended = 0
        self._starts = array("q", [0])
        self._places = array("i")
        self._documents = array("q")
        self._stack = ExitStack()
        self._payloads = BlobWriter(folder, "payloads")
        self._stack.callback(self._payloads.close)
        self._ids = BlobWriter(folder, "ids")
        self._stack.callback(self._ids.close)

    def __enter__(self) -> SentencesWriter:
        return self

    def __exit__(self, *exc: object) -> None:
        self._stack.close()

    def add(self, text: str, places: Iterable[tuple[int, int]], document: int, item_id: str) -> None:
        """Store a sentence, where its tokens are, the number of its document, and its id."""
        payload, mended = _encoded(text)
        self._payloads.add(payload)
        self.mended += mended
        for place in places:
            self._places.extend(place)
        self._starts.append(len(self._places) // 2)
        self._documents.append(document)
        self._ids.add(_encoded(item_id)[0])
        self.count += 1

    def finish(self, *, with_ids: bool, with_documents: bool) -> None:
        """Write what is waiting; ids and documents only if they are to be kept."""
        self._payloads.finish()
        self._ids.finish()
        if not with_ids:
            for suffix in (".bin", ".npy"):
                (self._folder / f"ids{suffix}").unlink()
        self._save("token_starts", np.array(self._starts, dtype=np.int64))
        self._save("tokens", np.array(self._places, dtype=np.int32).reshape(-1, 2))
        if with_documents:
            self._save("documents", np.array(self._documents, dtype=np.int64))

    def _save(self, name: str, values: npt.NDArray[np.integer[Any]]) -> None:
        np.save(self._folder / f"{name}.npy", values, allow_pickle=False)


def _encoded(text: str) -> tuple[bytes, bool]:
    """UTF-8, and whether it is another text: half a surrogate pair, which only JSON can hold, becomes U+FFFD."""
    try:
        return text.encode(), False
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").encode(), True


def _finite(value: float) -> float | str | None:
    """A float as browsers can read it: JSON has neither NaN nor infinity."""
    return value if math.isfinite(value) else None if math.isnan(value) else str(value)
