"""All rows of a pool but some, without writing them down: of ten million rows that would be 80 MB."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from askless.choose.array import Rows
from askless.core.chunks import spans

__all__ = ["AllBut", "Candidates"]


@dataclass(frozen=True)
class AllBut:
    """The rows 0 to `n_items` - 1, except some.

    Parameters
    ----------
    n_items : int
        Size of the pool.
    but : int64 array of shape (n_but,)
        What is left out, in any order, no two the same.

    Examples
    --------
    >>> free = AllBut(5, np.array([3]))
    >>> len(free), free.rows().tolist()
    (4, [0, 1, 2, 4])
    """

    n_items: int
    but: Rows = field(default_factory=lambda: np.empty(0, dtype=np.int64))

    def __len__(self) -> int:
        return self.n_items - len(self.but)

    def rows(self) -> Rows:
        """All of them, written down, in the order of the pool."""
        return np.delete(np.arange(self.n_items), self.but)

    def spans(self, size: int) -> Iterator[tuple[slice, Rows]]:
        """The pool cut into spans.

        Parameters
        ----------
        size : int
            Rows of a span.

        Yields
        ------
        span : slice
            Rows of the pool, those left out among them.
        but : int64 array
            Positions within the span of those left out, rising.
        """
        but = np.sort(self.but)
        ends = np.searchsorted(but, np.arange(size, self.n_items + size, size)).tolist()
        first = 0
        for span, last in zip(spans(self.n_items, size), ends, strict=True):
            yield span, but[first:last] - span.start if last > first else but[:0]
            first = last


class Candidates:
    """A field of rows that may be given as an `AllBut`; read, it is an array, made when first asked for."""

    def __set_name__(self, owner: type, name: str) -> None:
        self._slot = f"_{name}"

    def __get__(self, instance: object, owner: type | None = None) -> Rows:
        if instance is None:
            raise AttributeError("The field has no default.")
        held: Rows | AllBut = instance.__dict__[self._slot]
        if isinstance(held, AllBut):
            held = instance.__dict__[self._slot] = held.rows()
        return held

    def __set__(self, instance: object, value: Rows | AllBut) -> None:
        instance.__dict__[self._slot] = value
