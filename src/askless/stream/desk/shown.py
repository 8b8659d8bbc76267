"""The latest items that were asked about, as a page shows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

import numpy as np

from askless.core.ids import Ids, Rows
from askless.data.items.array import ArrayItems
from askless.data.items.find import among, find_in_texts
from askless.data.items.preview import cell_text, one_line, plain, row_line
from askless.stream.pending import Asked

__all__ = ["AskedItems", "cells"]

_NOTHING = np.zeros(0)


class AskedItems:
    """A window over the asked items of a stream; a row is a place in it, and changes as the window moves on.

    Examples
    --------
    >>> items = AskedItems()
    >>> items.add("7", Asked(7, {"size": 3, "colour": "red"}, _NOTHING, _NOTHING, 0.1, False, 0.5))
    >>> items.line(0), items.ids.row("7"), items.kind
    ('size: 3 · colour: red', 0, 'rows')
    """

    def __init__(self) -> None:
        self._items: dict[str, Asked] = {}
        self._ids: Ids | None = None

    def __len__(self) -> int:
        return len(self._items)

    def __contains__(self, item_id: str) -> bool:
        return item_id in self._items

    @property
    def kind(self) -> Literal["text", "rows", "array"]:
        """What the latest item is; "rows" before there is one."""
        latest = next(reversed(self._items.values()), None)
        if latest is None or isinstance(latest.raw, Mapping):
            return "rows"
        return "text" if isinstance(latest.raw, str) else "array"

    @property
    def ids(self) -> Ids:
        """Ids in the order of asking."""
        if self._ids is None:
            self._ids = Ids(list(self._items))
        return self._ids

    def newest(self) -> Iterable[str]:
        """Ids, the item asked last first."""
        return reversed(self._items)

    def oldest(self) -> Asked | None:
        """The item that was asked first; None if there is none."""
        return next(iter(self._items.values()), None)

    def get(self, item_id: str) -> Asked:
        """An item by its id, without its row of numbers."""
        return self._items[item_id]

    def add(self, item_id: str, asked: Asked) -> None:
        """One more, asked after all others."""
        self._items.pop(item_id, None)
        self._items[item_id] = replace(asked, row=_NOTHING)
        self._ids = None

    def add_before(self, older: Mapping[str, Asked]) -> None:
        """Some that were asked before all others, in their order."""
        before = {item_id: replace(asked, row=_NOTHING) for item_id, asked in older.items()}
        self._items = {**before, **self._items}
        self._ids = None

    def drop(self, item_ids: Iterable[str]) -> None:
        """Some less."""
        for item_id in item_ids:
            del self._items[item_id]
        self._ids = None

    def show(self, row: int) -> dict[str, Any]:
        """One item for the page: its text, or its cells."""
        raw = self._raw(row)
        if isinstance(raw, str):
            return {"kind": "text", "text": raw}
        return {"kind": "row", "cells": [[name, value] for name, value in cells(raw)]}

    def line(self, row: int) -> str:
        """One item as a line of at most 200 characters."""
        raw = self._raw(row)
        return one_line(raw) if isinstance(raw, str) else row_line(cells(raw))

    def search(self, query: str, rows: Rows | None = None) -> Rows:
        """Rows whose text contains `query`, upper and lower case alike."""
        return among(rows, find_in_texts(query, [_text(asked.raw) for asked in self._items.values()]))

    def _raw(self, row: int) -> Any:
        return self._items[self.ids.text(row)].raw


def cells(raw: Any) -> Sequence[tuple[str, Any]]:
    """Names and values of an item that is no text."""
    if isinstance(raw, Mapping):
        return [(str(name), plain(value)) for name, value in raw.items()]
    if isinstance(raw, np.ndarray) and raw.dtype.kind in "biuf" and raw.size:
        return [(name, plain(value)) for name, value in ArrayItems(raw.reshape(1, -1)).show(0)["cells"]]
    values = np.asarray(raw, dtype=object).reshape(-1).tolist()
    return [(f"x{at + 1}", plain(value)) for at, value in enumerate(values)]


def _text(raw: Any) -> str:
    """All that can be found of an item."""
    return raw if isinstance(raw, str) else "\0".join(cell_text(value) for _, value in cells(raw))
