"""Texts in memory."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import numpy as np

from askless.core.ids import Ids, Rows
from askless.data.items.copies import first_copies
from askless.data.items.find import among, find_in_texts
from askless.data.items.items import Kind
from askless.data.items.preview import one_line
from askless.errors import SourceError

__all__ = ["TextItems"]


class TextItems:
    """A sequence of strings as items.

    Parameters
    ----------
    texts : sequence of str
        Kept, not copied.
    ids : Ids, optional
        Row numbers if not given.

    Raises
    ------
    SourceError
        If an item is not a string.

    Examples
    --------
    >>> items = TextItems(["Free prize!", "see you at 8", "Free prize!"])
    >>> items.take(np.array([1])), items.duplicates(), items.search("PRIZE")
    (['see you at 8'], array([0, 1, 0]), array([0, 2]))
    """

    kind: Kind = "text"

    def __init__(self, texts: Sequence[str], ids: Ids | None = None) -> None:
        for row, text in enumerate(texts):
            if not isinstance(text, str):
                raise SourceError(
                    f"Item {row} of the texts is {text!r}, which is {type(text).__name__}, not str.",
                    "Give a list of strings; leave missing texts out.",
                )
        self._texts = texts
        self.ids = Ids.numbers(len(texts)) if ids is None else ids

    def __len__(self) -> int:
        return len(self._texts)

    def take(self, rows: Rows) -> list[str]:
        """Texts, in the order of `rows`."""
        return [self._texts[row] for row in np.asarray(rows).tolist()]

    def show(self, row: int) -> dict[str, Any]:
        """The text."""
        return {"kind": "text", "text": self._texts[row]}

    def line(self, row: int) -> str:
        """The beginning of the text on one line."""
        return one_line(self._texts[row])

    def search(self, query: str, rows: Rows | None = None) -> Rows:
        """Rows whose text contains `query`, upper and lower case alike."""
        return among(rows, find_in_texts(query, self._texts))

    def duplicates(self) -> Rows:
        """Row of the first equal text of each text."""
        return first_copies(self._texts)

    def fingerprint(self) -> str:
        """Hash of texts and ids."""
        digest = hashlib.blake2b(digest_size=16)
        for row, text in enumerate(self._texts):
            # Lengths keep ("ab", "c") apart from ("a", "bc"); a lone surrogate is hashed as it is.
            payload = text.encode("utf-8", "surrogatepass")
            digest.update(f"{self.ids.text(row)}\0{len(payload)}\0".encode())
            digest.update(payload)
        return digest.hexdigest()
