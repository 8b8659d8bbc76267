"""Some rows of a collection of items, as a collection of their own."""

from __future__ import annotations

import hashlib
from functools import cached_property
from typing import Any

import numpy as np

from askless.core.ids import Ids, Rows
from askless.data.items.items import Items, Kind

__all__ = ["Subset"]


class Subset:
    """A view of some rows of other items, which keep their ids (as text).

    Since noise is keyed by id, what is drawn about an item does not depend on which others are in
    the subset.

    Parameters
    ----------
    items : Items
        The collection behind.
    rows : int64 array of shape (k,)
        Its rows, none twice.

    Examples
    --------
    >>> from askless.data.items.text import TextItems
    >>> some = Subset(TextItems(["a", "b", "a", "c", "a"]), np.array([4, 2, 3]))
    >>> some.take(np.array([0, 2])), some.ids.take([0]), some.duplicates()
    (['a', 'c'], ['4'], array([0, 0, 2]))
    """

    def __init__(self, items: Items, rows: Rows) -> None:
        self._items = items
        self._rows = rows
        self.kind: Kind = items.kind
        self.ids = Ids([items.ids.text(row) for row in rows.tolist()])

    def __len__(self) -> int:
        return len(self._rows)

    def take(self, rows: Rows) -> Any:
        """Items as a model takes them."""
        return self._items.take(self._rows[rows])

    def show(self, row: int) -> dict[str, Any]:
        """One item for a page."""
        return self._items.show(int(self._rows[row]))

    def line(self, row: int) -> str:
        """One item as a line."""
        return self._items.line(int(self._rows[row]))

    def search(self, query: str, rows: Rows | None = None) -> Rows:
        """Rows whose text contains `query`."""
        rows = np.arange(len(self), dtype=np.int64) if rows is None else rows
        found = self._items.search(query, self._rows[rows])
        return rows[np.isin(self._rows[rows], found)]

    def duplicates(self) -> Rows:
        """Row of the first exact copy of each item."""
        return self._copies

    @cached_property
    def _copies(self) -> Rows:
        """Looked for once: every strategy that is played on the subset asks."""
        seen: dict[int, int] = {}
        first = self._items.duplicates()[self._rows].tolist()
        return np.array([seen.setdefault(copy, row) for row, copy in enumerate(first)], dtype=np.int64)

    def fingerprint(self) -> str:
        """Hash of the items behind and of the rows."""
        digest = hashlib.blake2b(self._items.fingerprint().encode(), digest_size=16)
        digest.update(np.ascontiguousarray(self._rows, dtype="<i8").tobytes())
        return digest.hexdigest()
