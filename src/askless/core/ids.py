"""Item ids and rows, and the only place that converts between them.

An *id* is stable: it stays with an item for good, in the log, in exports, on the page. A *row* is
a position in one array. Ids are row numbers (int) unless the data brings ids of its own (str).
In text (the log, HTTP, files) an id is always a string; `Ids.row` takes either form.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

from askless.core.noise import mix, text_key
from askless.errors import SourceError, UnknownNameError

__all__ = ["Id", "Ids", "Rows"]

Id = int | str
Rows = npt.NDArray[np.int64]


class Ids:
    """The ids of a pool, in row order.

    Parameters
    ----------
    names : sequence of str or None
        The ids, all different; None when ids are row numbers.
    n : int
        Number of items, when `names` is None.

    Raises
    ------
    SourceError
        If two items have the same id.

    Examples
    --------
    >>> ids = Ids(["a", "b"])
    >>> ids.row("b"), ids.take([1, 0])
    (1, ['b', 'a'])
    >>> Ids.numbers(3).row("2")
    2
    """

    def __init__(self, names: Sequence[str] | None, n: int = 0) -> None:
        self.names = names
        self._n = n if names is None else len(names)
        if names is not None and len(self._row_of) != self._n:
            first: dict[str, int] = {}
            for row, name in enumerate(names):
                if name in first:
                    raise SourceError(
                        f"Two items have the id “{name}”: items {first[name] + 1:,} and {row + 1:,}.",
                        "Give each item an id of its own, or leave the ids out so that row numbers are used.",
                    )
                first[name] = row

    @classmethod
    def numbers(cls, n: int) -> Ids:
        """Ids that are the row numbers 0 to n - 1."""
        return cls(None, n)

    def __len__(self) -> int:
        return self._n

    def __contains__(self, item_id: object) -> bool:
        try:
            self.row(item_id)
        except UnknownNameError:
            return False
        return True

    @cached_property
    def _row_of(self) -> dict[str, int]:
        """Row of each named id."""
        return {} if self.names is None else {name: row for row, name in enumerate(self.names)}

    def row(self, item_id: object) -> int:
        """Row of one id.

        Parameters
        ----------
        item_id : int or str
            A row-number id may come as its digits.

        Returns
        -------
        row : int

        Raises
        ------
        UnknownNameError
            If no item has this id.
        """
        if self.names is not None:
            found = self._row_of.get(str(item_id))
            if found is not None:
                return found
        elif isinstance(item_id, (int, np.integer)) and not isinstance(item_id, bool):
            if 0 <= int(item_id) < self._n:
                return int(item_id)
        elif isinstance(item_id, str) and item_id.isascii() and item_id.isdigit():
            number = int(item_id) if len(item_id) < 19 else self._n
            if number < self._n and str(number) == item_id:  # “07” is not the id 7
                return number
        kind = "one of the ids of the pool" if self.names is not None else f"a row number from 0 to {self._n - 1}"
        raise UnknownNameError(f"No item has the id {item_id!r}.", f"An id is {kind}.")

    def rows(self, item_ids: Iterable[object]) -> Rows:
        """Rows of many ids, as int64."""
        return np.fromiter((self.row(i) for i in item_ids), dtype=np.int64)

    def id(self, row: int) -> Id:
        """Id of one row."""
        return int(row) if self.names is None else self.names[int(row)]

    def take(self, rows: Iterable[int]) -> list[Id]:
        """Ids of many rows."""
        return [self.id(row) for row in rows]

    def text(self, row: int) -> str:
        """Id of one row as the string that the log, HTTP and files use."""
        return str(self.id(row))

    @cached_property
    def _keys(self) -> npt.NDArray[np.uint64]:
        if self.names is None:
            keys = mix(np.arange(self._n, dtype=np.uint64))
        else:
            keys = np.fromiter((text_key(name) for name in self.names), dtype=np.uint64, count=self._n)
        keys.setflags(write=False)
        return keys

    def keys(self) -> npt.NDArray[np.uint64]:
        """Noise key of each item, shape (n_items,); made once, about 1 s for a million named ids."""
        return self._keys
