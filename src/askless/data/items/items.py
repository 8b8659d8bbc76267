"""What every collection of items offers, wherever it lies."""

from __future__ import annotations

from typing import Any, Literal, Protocol, runtime_checkable

from askless.core.ids import Ids, Rows

__all__ = ["Items", "Kind"]

Kind = Literal["text", "rows", "images", "array", "tokens"]


@runtime_checkable
class Items(Protocol):
    """The things to be labelled, addressed by row.

    A row is a position from 0 to ``len(items) - 1``; `ids` alone turns rows into ids and back.
    Collections are immutable. Images have one method more, ``image(row) -> (bytes, mime type)``.
    """

    @property
    def kind(self) -> Kind:
        """What an item is; models and the page choose by it."""
        ...

    @property
    def ids(self) -> Ids:
        """Stable ids, in row order."""
        ...

    def __len__(self) -> int:
        """Number of items."""
        ...

    def take(self, rows: Rows) -> Any:
        """Items as a model takes them.

        Parameters
        ----------
        rows : int64 array of shape (k,)
            Any order, repeats allowed.

        Returns
        -------
        items : list of str (text), pandas.DataFrame (rows), list of arrays (images), array (array)
            In the order of `rows`.
        """
        ...

    def show(self, row: int) -> dict[str, Any]:
        """One item for the page, ready for JSON: text, cells or the name of an image."""
        ...

    def line(self, row: int) -> str:
        """One item as a line of at most 200 characters."""
        ...

    def search(self, query: str, rows: Rows | None = None) -> Rows:
        """Rows whose text contains `query`, upper and lower case alike.

        Parameters
        ----------
        query : str
            Taken literally. An empty query is found everywhere.
        rows : int64 array, optional
            Look at these only and keep their order; all rows if not given.
        """
        ...

    def duplicates(self) -> Rows:
        """Row of the first exact copy of each item (its own if there is none before it), shape (n_items,)."""
        ...

    def fingerprint(self) -> str:
        """Hash of the contents and ids; equal for equal items on any machine."""
        ...
