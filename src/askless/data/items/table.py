"""Rows of a data frame in memory as items."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import numpy as np

from askless.core.ids import Ids, Rows
from askless.data.items.copies import first_copies
from askless.data.items.find import among, find_in_texts
from askless.data.items.items import Kind
from askless.data.items.preview import cell_text, plain, row_line

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["TableItems"]


class TableItems:
    """A pandas DataFrame, an item a row.

    Parameters
    ----------
    frame : pandas.DataFrame
        Kept, not copied. Its index is not looked at.
    ids : Ids, optional
        Row numbers if not given.

    Examples
    --------
    >>> import pandas as pd
    >>> items = TableItems(pd.DataFrame({"size": [1, 2], "colour": ["red", None]}))
    >>> items.line(0), items.show(1)["cells"]
    ('size: 1 · colour: red', [['size', 2], ['colour', None]])
    """

    kind: Kind = "rows"

    def __init__(self, frame: pd.DataFrame, ids: Ids | None = None) -> None:
        self._frame = frame
        self.names = [str(name) for name in frame.columns]
        self.ids = Ids.numbers(len(frame)) if ids is None else ids

    def __len__(self) -> int:
        return len(self._frame)

    def take(self, rows: Rows) -> pd.DataFrame:
        """Those rows as a data frame."""
        return self._frame.iloc[np.asarray(rows, dtype=np.int64)]

    def show(self, row: int) -> dict[str, Any]:
        """All columns; dates and the like as text."""
        return {"kind": "row", "cells": [[name, plain(value)] for name, value in self._cells(row)]}

    def line(self, row: int) -> str:
        """The beginning of the row on one line."""
        return row_line((name, plain(value)) for name, value in self._cells(row))

    def search(self, query: str, rows: Rows | None = None) -> Rows:
        """Rows one of whose cells contains `query`, upper and lower case alike."""
        joined = ("\0".join(cell_text(plain(v)) for _, v in self._cells(row)) for row in range(len(self)))
        return among(rows, find_in_texts(query, joined))

    def duplicates(self) -> Rows:
        """Row of the first row that is equal in all columns."""
        return first_copies(self._rows())

    def fingerprint(self) -> str:
        """Hash of the cells as text, the column names and the ids."""
        digest = hashlib.blake2b("\0".join(self.names).encode(), digest_size=16)
        for row, text in enumerate(self._rows()):
            digest.update(f"{self.ids.text(row)}\0{text}\0".encode("utf-8", "surrogatepass"))
        return digest.hexdigest()

    def _rows(self) -> Any:
        """Each row as one string that is equal for equal rows."""
        return (repr([plain(v) for v in row]) for row in self._frame.itertuples(index=False, name=None))

    def _cells(self, row: int) -> Any:
        """Names and values of a row."""
        values = (self._frame.iat[row, column] for column in range(self._frame.shape[1]))
        return zip(self.names, values, strict=True)
