"""Items of a stream as rows of numbers, by what the stream has shown so far."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from askless.errors import SourceError
from askless.models.online.online import Float64s
from askless.stream.encoding.columns import LARGEST, Columns, Mark
from askless.stream.encoding.scaler import Scaled, Scaler, within
from askless.stream.encoding.words import WORDS

__all__ = ["Encoder"]

LENGTH = 3.0
"""Of the words of a scaled text: what a linear model with weights of variance 1 learns fastest from."""


class Encoder:
    """Turns items into rows, and rows into scaled rows.

    =============================  ==============================================================
    an item is                     a row has
    =============================  ==============================================================
    a row of an array, a list      a column for each number
    a dict                         a column for each number, and one for each value of a text
    a text                         1,024 columns, into which its words fall by their hash
    =============================  ==============================================================

    Missing are None, NaN, the empty text, infinities and numbers beyond 1e100, and what an item lacks that others have.
    A feature that comes later gets a new column, in which earlier items are missing; so does another value
    of a text. A feature that was a number and becomes a text, or the reverse, has columns of both kinds.

    Notes
    -----
    Rows of an array are taken at once, in O(n_items * n_features); dicts value by value. The state does not grow
    with the stream: 32 values a feature and 2,048 columns have room, and the rest is left out or counts as one.

    Examples
    --------
    >>> encoder = Encoder()
    >>> encoder.encode([{"a": 1.0, "b": "x"}, {"a": 2.0, "b": "y"}])
    array([[ 1.,  1., nan],
           [ 2.,  0.,  1.]])
    >>> encoder.encode([{"a": 3.0, "b": "x", "c": True}])
    array([[3., 1., 0., 1.]])
    >>> encoder.remarks()
    ['Feature “c” is new; earlier items count as lacking it.']
    """

    def __init__(self) -> None:
        self._columns = Columns()
        self._scaler = Scaler()

    @property
    def width(self) -> int:
        """Number of features seen so far."""
        return self._columns.width

    def encode(self, items: Any) -> Float64s:
        """Rows of numbers; may make room for new features.

        Parameters
        ----------
        items : array of shape (n_items, n_features), or list of items
            As `askless.stream.encoding.items.items_of` gives them.

        Returns
        -------
        rows : float64 array of shape (n_items, n_features)
            Missing values are NaN. A copy.

        Raises
        ------
        SourceError
            If an item has another number of features than the rows of the stream; nothing has changed then.
        """
        mark = self._columns.mark()
        try:
            stacked = items if isinstance(items, np.ndarray) else _stacked(items)
            return self._records(items) if stacked is None else self._rows(stacked)
        except SourceError:
            self._columns.undo(mark)
            raise

    def look_up(self, items: Any) -> Float64s:
        """Rows of items that are not part of the stream: what it has not shown is left out, and nothing changes.

        Parameters
        ----------
        items : array or list
            As in `encode`.

        Returns
        -------
        rows : float64 array of shape (n_items, width)
        """
        width, mark = self.width, self._columns.mark()
        try:
            return self.encode(items)[:, :width]
        finally:
            self._columns.undo(mark)

    def mark(self) -> tuple[Mark, Scaled]:
        """What it has seen until now, for `undo`."""
        return self._columns.mark(), self._scaler.seen

    def undo(self, mark: tuple[Mark, Scaled]) -> None:
        """Be as at the mark."""
        self._columns.undo(mark[0])
        self._scaler.seen = mark[1]

    def observe(self, rows: Float64s) -> None:
        """Take rows into the running mean and deviation of each feature."""
        self._scaler.observe(rows)

    def scale(self, rows: Float64s) -> Float64s:
        """Rows with each feature brought to mean 0 and deviation 1; missing values are 0.

        Words are but brought to one length: the rarer one is, the louder it would be, though it says no more.
        """
        scaled = self._scaler.scale(rows)
        first = self._columns.words_at
        if 0 <= first < rows.shape[1]:
            words = slice(first, first + WORDS)
            scaled[:, words] = np.nan_to_num(rows[:, words]) * LENGTH
        return scaled

    def remarks(self) -> list[str]:
        """What has been found out of the ordinary since the last call, each in a sentence and only once."""
        found, self._columns.remarks = self._columns.remarks, []
        return found

    def state(self) -> dict[str, Any]:
        """What it has seen, as plain data of bounded size."""
        return {"columns": self._columns.state(), "scaler": self._scaler.state()}

    def restore(self, state: dict[str, Any]) -> None:
        """Be as the encoder was that gave this state."""
        self._columns.restore(state["columns"])
        self._scaler.restore(state["scaler"])

    def _rows(self, items: Any) -> Float64s:
        """Rows of an array of numbers."""
        columns, width = self._columns, items.shape[1]
        if not columns.width and width and len(items):
            columns.hold_rows(width)
        if not columns.positions:
            return self._records(items.tolist())
        self._check(width)
        if columns.width == width:
            rows = np.array(items, dtype=np.float64)
        else:  # dicts have brought features besides
            rows = np.full((len(items), columns.width), np.nan)
            rows[:, :width] = items
        if not within(rows, LARGEST):  # something is missing, or too large
            rows[~(np.abs(rows) <= LARGEST)] = np.nan
        return rows

    def _check(self, width: int) -> None:
        """Rows have no names by which a lacking feature could be told."""
        if width != self._columns.positions:
            raise SourceError(
                f"An item has {width} features, but the stream has {self._columns.positions}.",
                "Offer items with the same features, or as dicts, whose features may come and go.",
            )

    def _records(self, items: Sequence[Any]) -> Float64s:
        """Rows of items one by one."""
        found = [self._cells(item) for item in items]
        rows = np.full((len(items), self._columns.width), np.nan)
        for row, cells in zip(rows, found, strict=True):
            if isinstance(cells, list):
                for column, value in cells:
                    row[column] = value
            else:
                first, words = cells
                row[first : first + len(words)] = words
        return rows

    def _cells(self, item: Any) -> Any:
        """Columns and values of an item; of a text the first column and the values."""
        if isinstance(item, str):
            return self._columns.words(item)
        if isinstance(item, dict):
            return list(self._columns.cells(item))
        if not self._columns.width and not any(isinstance(value, str) for value in item):
            self._columns.hold_rows(len(item))
        if self._columns.positions:
            self._check(len(item))
        return list(self._columns.cells({str(at): value for at, value in enumerate(item)}))


def _stacked(items: Sequence[Any]) -> Any:
    """Rows of numbers as one array; None if they are something else."""
    if not items or not all(isinstance(item, list) for item in items):
        return None
    try:
        array = np.asarray(items)
    except ValueError:  # of different lengths
        return None
    return array if array.dtype.kind in "biuf" and array.size else None
