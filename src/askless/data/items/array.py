"""Rows of a number array or of a sparse matrix as items."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np

from askless.core.ids import Ids, Rows
from askless.data.items.copies import first_copies
from askless.data.items.find import among, find_in_texts
from askless.data.items.items import Kind
from askless.data.items.preview import row_line
from askless.errors import SourceError

__all__ = ["ArrayItems"]

_MOST_CELLS = 200


class ArrayItems:
    """A two-dimensional array, an item a row.

    Parameters
    ----------
    array : ndarray or scipy sparse matrix of shape (n_items, n_features)
        Numbers; kept, not copied (other sparse formats become CSR).
    ids : Ids, optional
        Row numbers if not given.

    Raises
    ------
    SourceError
        If it is not two-dimensional, or does not hold numbers.

    Examples
    --------
    >>> items = ArrayItems(np.array([[0.5, 2.0], [1.0, 3.0], [0.5, 2.0]]))
    >>> items.line(1), items.duplicates()
    ('x1: 1 · x2: 3', array([0, 1, 0]))
    """

    kind: Kind = "array"

    def __init__(self, array: Any, ids: Ids | None = None) -> None:
        self._sparse = not isinstance(array, np.ndarray)
        if array.ndim != 2 or array.shape[1] == 0:
            raise SourceError(
                f"The array has the shape {tuple(array.shape)}.", "Give one of shape (n_items, n_features)."
            )
        if array.dtype.kind not in "biuf":
            raise SourceError(f"The array holds {array.dtype}, not numbers.", "Convert it, or give a DataFrame.")
        self._array = array.tocsr() if self._sparse else array
        self.ids = Ids.numbers(array.shape[0]) if ids is None else ids

    def __len__(self) -> int:
        return int(self._array.shape[0])

    def take(self, rows: Rows) -> Any:
        """Those rows, as an array or matrix of the same type."""
        return self._array[np.asarray(rows, dtype=np.int64)]

    def show(self, row: int) -> dict[str, Any]:
        """The first features by number; of a sparse row those that are not zero."""
        return {"kind": "row", "cells": [[name, value] for name, value in self._cells(row)]}

    def line(self, row: int) -> str:
        """The first features on one line."""
        return row_line(self._cells(row))

    def search(self, query: str, rows: Rows | None = None) -> Rows:
        """Rows whose line contains `query`."""
        return among(rows, find_in_texts(query, (self.line(row) for row in range(len(self)))))

    def duplicates(self) -> Rows:
        """Row of the first row that is equal bit for bit."""
        return first_copies(self._row_bytes(row) for row in range(len(self)))

    def fingerprint(self) -> str:
        """Hash of the numbers, their type and the ids."""
        digest = hashlib.blake2b(f"{self._array.shape} {self._array.dtype}".encode(), digest_size=16)
        for row in range(len(self)):
            digest.update(self.ids.text(row).encode() + b"\0" + self._row_bytes(row))
        return digest.hexdigest()

    def _cells(self, row: int) -> list[tuple[str, float]]:
        """Names (x1, x2, ...) and values of the features shown."""
        if self._sparse:
            begin, end = self._array.indptr[row : row + 2]
            end = min(int(end), int(begin) + _MOST_CELLS)
            columns, values = self._array.indices[begin:end], self._array.data[begin:end]
        else:
            values = self._array[row, :_MOST_CELLS]
            columns = np.arange(len(values))
        pairs = zip(columns.tolist(), values.tolist(), strict=True)
        return [(f"x{column + 1}", value) for column, value in pairs]

    def _row_bytes(self, row: int) -> bytes:
        """The row as bytes, equal for equal rows."""
        if not self._sparse:
            return np.ascontiguousarray(self._array[row]).tobytes()
        begin, end = self._array.indptr[row : row + 2]
        order = np.argsort(self._array.indices[begin:end], kind="stable")
        columns = self._array.indices[begin:end][order].astype(np.int64)
        return bytes(columns.tobytes() + self._array.data[begin:end][order].tobytes())
