"""All questions so far, as models and pages see them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from askless.core.ids import Ids, Rows
from askless.data.items.find import among, find_in_texts
from askless.data.items.picture import as_png
from askless.data.items.preview import cell_text, plain, row_line
from askless.errors import UnknownNameError
from askless.synthesis.asked import Asked
from askless.synthesis.domain.space import Points, Space

__all__ = ["Questions"]


class Questions:
    """Items that were asked about, in the order of asking; a row is a place in it.

    Parameters
    ----------
    domain : Space

    Notes
    -----
    Adding one costs a copy of its point; points of many are one slice.
    """

    def __init__(self, domain: Space) -> None:
        self._domain = domain
        self._asked: list[Asked] = []
        self._names: list[str] = []
        self._row_of: dict[str, int] = {}
        self._points = np.empty((16, domain.width))
        self._ids: Ids | None = None

    def __len__(self) -> int:
        return len(self._asked)

    def __contains__(self, item_id: str) -> bool:
        return item_id in self._row_of

    @property
    def kind(self) -> Literal["rows", "array", "images"]:
        """What an item is."""
        return self._domain.kind

    @property
    def ids(self) -> Ids:
        """Ids in the order of asking."""
        if self._ids is None:
            self._ids = Ids(tuple(self._names))
        return self._ids

    @property
    def names(self) -> Sequence[str]:
        """The same as a list."""
        return self._names

    def add(self, item_id: str, asked: Asked) -> None:
        """One more."""
        if len(self._asked) == len(self._points):
            self._points = np.concatenate([self._points, np.empty_like(self._points)])
        self._points[len(self._asked)] = asked.point
        self._row_of[item_id] = len(self._asked)
        self._asked.append(asked)
        self._names.append(item_id)
        self._ids = None

    def row(self, item_id: str) -> int:
        """Its row; UnknownNameError if nobody asked about an item of this id."""
        try:
            return self._row_of[item_id]
        except KeyError:
            raise UnknownNameError(
                f"No question has the id {item_id!r}.", "Answer questions by the ids that `ask` returned."
            ) from None

    def get(self, item_id: str) -> Asked:
        """A question; UnknownNameError if there is none of this id."""
        return self._asked[self.row(item_id)]

    def at(self, row: int) -> Asked:
        """The question of a row."""
        return self._asked[row]

    def points(self, rows: Sequence[int] | npt.NDArray[np.int64]) -> Points:
        """Points of some rows, shape (n, width)."""
        return self._points[np.asarray(rows, dtype=np.int64)]

    def take(self, rows: Rows) -> Any:
        """Items as models take them."""
        found = [self._asked[int(row)].item for row in rows]
        if self.kind == "rows":
            return found
        # Of no items the shape of one has to be known, and decoders need not be able to decode none.
        return np.array(found) if found else self._domain.items(np.full((1, self._domain.width), 0.5))[:0]

    def show(self, row: int) -> dict[str, Any]:
        """One item for the page: a form with a field for each input, or a picture."""
        if self.kind == "images":
            return {"kind": "image", "alt": self.line(row)}
        asked = self._asked[row]
        return {"kind": "form", "fields": self._domain.fields(asked.item), "real": asked.real}

    def image(self, row: int) -> tuple[bytes, str]:
        """The picture of a row as PNG."""
        return as_png(np.asarray(self._asked[row].item)), "image/png"

    def line(self, row: int) -> str:
        """One item as a line of at most 200 characters."""
        if self.kind == "images":
            return f"picture {self._names[row]}"
        fields = self._domain.fields(self._asked[row].item)
        return row_line(self._cells(row), {field["name"]: field["unit"] for field in fields})

    def search(self, query: str, rows: Rows | None = None) -> Rows:
        """Rows whose values contain `query`, upper and lower case alike."""
        texts = ["\0".join(cell_text(value) for _, value in self._cells(row)) for row in range(len(self))]
        return among(rows, find_in_texts(query, texts))

    def _cells(self, row: int) -> list[tuple[str, Any]]:
        """Names and values of an item."""
        if self.kind == "images":
            return [("picture", self._names[row])]
        fields = self._domain.fields(self._asked[row].item)
        return [(field["name"], plain(field["value"])) for field in fields]
