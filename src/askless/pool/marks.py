"""Which rows may be asked: the state of the log as masks over the pool."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from askless.core.ids import Ids, Rows
from askless.data.store.state import State

__all__ = ["FREE", "LABELLED", "SKIPPED", "Marks"]

FREE, PENDING, SKIPPED, LABELLED = range(4)


class Marks:
    """One byte a row, kept in step with the state; what is kept apart for a test shows nowhere else.

    Parameters
    ----------
    ids : Ids
    copies : int64 array of shape (n_items,) or None
        Row of the first exact copy of each item. Only first copies are ever asked.

    Examples
    --------
    >>> marks = Marks(Ids.numbers(4), np.array([0, 1, 1, 3]))
    >>> marks.candidates().tolist(), marks.copies_of(1).tolist()
    ([0, 1, 3], [2])
    """

    def __init__(self, ids: Ids, copies: Rows | None) -> None:
        self._ids = ids
        self._marks = np.zeros(len(ids), dtype=np.uint8)
        self._partly = np.zeros(0, dtype=bool)  # items with an answer that leaves something unknown; none, mostly
        self._first: npt.NDArray[np.bool_] | None = None
        self._groups: dict[int, list[int]] = {}
        if copies is not None:
            later = np.flatnonzero(copies != np.arange(len(ids)))
            if later.size:
                self._first = copies == np.arange(len(ids))
            for row in later:
                self._groups.setdefault(int(copies[row]), []).append(int(row))
            self._groups = {first: [first, *rest] for first, rest in self._groups.items()}
            self._group_of = {row: group for group in self._groups.values() for row in group}
        else:
            self._group_of = {}
        self._tests = np.empty(0, dtype=np.int64)
        self._tests_known = 0  # ids that the pool does not have count in
        self._held: npt.NDArray[np.bool_] | None = None

    def refresh(self, state: State, touched: Iterable[str]) -> None:
        """Set the marks of items whose state changed; ids that the pool does not have are passed over."""
        if len(state.held) > self._tests_known:
            self._keep_apart(list(state.held)[self._tests_known :])
        for item_id in touched:
            try:
                row = self._ids.row(item_id)
            except LookupError:  # labelled in another version of the source
                continue
            item = state.items.get(item_id)
            partly = item is not None and item.partly
            if partly and not self._partly.size:
                self._partly = np.zeros(len(self._ids), dtype=bool)
            if self._partly.size:
                self._partly[row] = partly
            self._marks[row] = (
                FREE
                if item is None
                else LABELLED
                if item.labelled and not partly
                else PENDING
                if item.pending
                else SKIPPED
                if item.skipped
                else FREE
            )

    def _keep_apart(self, item_ids: Iterable[str]) -> None:
        """Take items, and their exact copies, out of everything but the test."""
        self._held = np.zeros(len(self._ids), dtype=bool) if self._held is None else self._held
        rows = []
        for item_id in item_ids:
            self._tests_known += 1
            if item_id in self._ids:
                rows.append(row := self._ids.row(item_id))
                self._held[self._group_of.get(row, [row])] = True
        self._tests = np.concatenate([self._tests, np.array(rows, dtype=np.int64)])

    @property
    def distinct(self) -> int:
        """Items of the source, exact copies counted once."""
        return len(self._ids) if self._first is None else int(self._first.sum())

    def pool(self) -> Rows:
        """All rows, copies and the test left out."""
        return self._apart(np.ones(len(self._ids), dtype=bool))

    def candidates(self) -> Rows:
        """Rows that may be asked, in order."""
        return self._with(FREE)

    def unanswered(self) -> Rows:
        """Rows without an answer, copies and the test left out."""
        return self._apart(self._without_partly(self._marks != LABELLED))

    def tests(self, mark: int | None = None) -> Rows:
        """Rows that are kept apart, in the order of their draw; with a mark those that have it."""
        return self._tests if mark is None else self._tests[self._marks[self._tests] == mark]

    def held(self) -> Rows:
        """The same in the order of the pool, exact copies of them included."""
        return np.flatnonzero(self._held) if self._held is not None else self._tests

    def skipped(self) -> Rows:
        """Rows that were passed over: asked again when nothing else is left."""
        return self._with(SKIPPED)

    def pending(self) -> Rows:
        """Rows that were asked and wait for an answer."""
        return self._with(PENDING)

    def labelled(self) -> Rows:
        """Rows with an answer, given whole or in part, copies and the test left out."""
        found = self._marks == LABELLED
        return self._apart(found | self._partly if self._partly.size else found)

    def partly(self) -> Rows:
        """Those with an answer that leaves something unknown: they teach, and may be asked again."""
        return self._apart(self._partly.copy()) if self._partly.size else np.empty(0, dtype=np.int64)

    def copies_of(self, row: int) -> Rows:
        """The other exact copies of an item."""
        return np.array([r for r in self._group_of.get(row, ()) if r != row], dtype=np.int64)

    def _without_partly(self, found: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
        return found & ~self._partly if self._partly.size else found

    def _with(self, mark: int) -> Rows:
        return self._apart(self._marks == mark)

    def _apart(self, found: npt.NDArray[np.bool_]) -> Rows:
        """Of these the first copies that are not kept apart for the test."""
        if self._first is not None:
            found &= self._first
        if self._held is not None:
            found &= ~self._held
        return np.flatnonzero(found).astype(np.int64, copy=False)
