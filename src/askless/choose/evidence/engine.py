"""The evidence engine: the only place where strategies and the model meet.

A strategy asks for evidence by name and rows; the engine computes it in chunks, checks it once,
and keeps what is dear under the model version and the pool version.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from typing import TypeVar, cast

import numpy as np

from askless.choose.array import Array, Mask, Rows
from askless.choose.evidence.alike import need_alike
from askless.choose.evidence.kind import Kind, Source, Values, as_read, kinds
from askless.choose.kernels.blocks import block_rows
from askless.choose.kernels.columns import Columns
from askless.choose.kernels.rows import as_array, as_ragged, joined, span_of, take
from askless.core.chunks import spans
from askless.errors import EvidenceError, NotReadyError

__all__ = ["Evidence"]

T = TypeVar("T")
_CHUNK_BYTES = 4 << 20
_SENTENCES = 8_192  # at a time, where each has an array of its own
_SAMPLE = 64  # of them, from whose size that of all is guessed
_OBJECT = 120  # bytes of an array of its own beside its numbers
_SEVERAL = 4  # what several models say of an item takes at least so many times the room of what one says


class Evidence:
    """Evidence about the items of one pool from one version of a model.

    Parameters
    ----------
    source : object
        A model addressed by row: ``predict_proba(rows)``, ``embedding(rows)``, and whatever else it
        can give; None if all there is was given.
    n_items : int
        Number of items in the pool.
    n_labels : int, default 2
        Number of labels the model tells apart; only sets the size of a chunk.
    multilabel : bool, default False
        Whether labels are independent, so that probabilities need not sum to 1.
    model_version : int, default 0
        Counts the trainings of the model.
    pool_version : int, default 0
        Changes when the items or their features change.
    offers : iterable of str, optional
        Kinds that `source` can give now; all for which it has a method if not given.
    given : mapping of str to array, optional
        Evidence of the whole pool that is at hand already, by kind: (n_items, ...), any library.
    unchecked : iterable of str, optional
        Those kinds of it whose values are still to be checked: each row when it is first read.
    chunk_rows : int, optional
        Rows computed at a time; 4 MB of probabilities if not given. Any size gives the same choice.
    cache_bytes : int, default 64 MB
        A kind whose values over the whole pool would take more is not kept.

    Examples
    --------
    >>> class Constant:
    ...     def predict_proba(self, rows):
    ...         return np.full((len(rows), 2), 0.5, dtype=np.float32)
    ...     def embedding(self, rows):
    ...         return np.zeros((len(rows), 1), dtype=np.float32)
    >>> evidence = Evidence(Constant(), 1000)
    >>> evidence.get("proba", np.array([3, 1])).shape
    (2, 2)
    """

    def __init__(
        self,
        source: Source,
        n_items: int,
        *,
        n_labels: int = 2,
        multilabel: bool = False,
        model_version: int = 0,
        pool_version: int = 0,
        offers: Iterable[str] | None = None,
        given: Mapping[str, Array] | None = None,
        unchecked: Iterable[str] = (),
        chunk_rows: int | None = None,
        cache_bytes: int = 64 << 20,
    ) -> None:
        self.source = source
        self.n_items = n_items
        self.n_labels = n_labels
        self.multilabel = multilabel
        self.model_version = model_version
        self.pool_version = pool_version
        self.offered = None if offers is None else frozenset(offers)
        self.chunk_rows = chunk_rows or int(np.clip(_CHUNK_BYTES // (4 * max(n_labels, 1)), 256, 65_536))
        self.cache_bytes = cache_bytes
        self.given = dict(given or {})
        self._checked = dict.fromkeys(unchecked, 0)  # by kind, the rows before which all are checked
        self._kept: dict[str, tuple[Values, Mask]] = {}
        self._large: set[str] = set()
        self._of_pool: dict[str, tuple[Hashable, object]] = {}
        self._met: dict[str, Array] = {}  # by kind, an empty array of its library and device

    def renewed(
        self,
        source: Source,
        *,
        model_version: int,
        offers: Iterable[str] | None = None,
        given: Mapping[str, Array] | None = None,
    ) -> Evidence:
        """The engine for the next version of the model; what belongs to the pool alone is kept.

        What is at hand is as before, unless `given` says what is at hand now.
        """
        fresh = Evidence(
            source,
            self.n_items,
            n_labels=self.n_labels,
            multilabel=self.multilabel,
            model_version=model_version,
            pool_version=self.pool_version,
            offers=offers,
            given=self.given if given is None else given,
            unchecked=self._checked,
            chunk_rows=self.chunk_rows,
            cache_bytes=self.cache_bytes,
        )
        fresh._of_pool = self._of_pool
        return fresh

    def offers(self, name: str) -> bool:
        """Whether this kind can be had now."""
        if self.offered is not None and name not in self.offered:
            return False
        method = kinds.get(name).method
        return name in self.given or (method is not None and hasattr(self.source, method))

    def get(self, name: str, rows: Rows | slice | None = None) -> Array:
        """Evidence of one kind.

        Parameters
        ----------
        name : str
            A kind that is read from the model: ``proba``, ``embedding``.
        rows : int64 array of shape (n_rows,) or slice, optional
            Rows of the pool; all of them if not given.

        Returns
        -------
        values : array of shape (n_rows, ...)
            In the order of `rows`; of the library and on the device that the model answers with, in
            single or double precision. It may be a view: not to be written to.

        Raises
        ------
        EvidenceError
            If the model gave a wrong shape, a value that is not finite, or no probabilities; or if it is of
            another library or on another device than other evidence.
        NotReadyError
            If this kind cannot be had yet.
        UnknownNameError
            If there is no such kind.
        """
        kind = kinds.get(name)
        if kind.method is None:
            raise EvidenceError(f"`{name}` is not read from a model.", "It is a field of the round.")
        if not self.offers(name):
            raise NotReadyError(
                f"The evidence `{name}` cannot be had yet.", "Ask again when the model has been prepared and trained."
            )
        if name in self.given:
            return self._from_given(kind, slice(0, self.n_items) if rows is None else rows)
        if rows is None or isinstance(rows, slice):
            rows = np.arange(self.n_items)[rows or slice(None)]
        rows = np.asarray(rows, dtype=np.int64)
        return self._from_cache(kind, rows) if kind.kept else self._computed(kind, rows)

    def chunks(self, name: str, rows: Rows | None = None) -> Iterator[tuple[slice, Array]]:
        """Evidence of one kind, chunk by chunk.

        Parameters
        ----------
        name, rows
            As in `get`.

        Yields
        ------
        span : slice
            Positions within `rows`.
        values : array
            Their evidence, at most `chunk_rows` at a time.
        """
        n = self.n_items if rows is None else len(rows)
        for span in spans(n, self.chunk_rows):
            some = np.arange(span.start, span.stop) if rows is None else rows[span]
            yield span, self.get(name, some)

    def columns(self, name: str, span: slice) -> Columns | None:
        """A block of a short-rowed table at hand on its side, checked; None where it is nothing such.

        Parameters
        ----------
        name : str
            A kind that was given.
        span : slice
            Rows of the pool.

        Returns
        -------
        columns : Columns or None
        """
        if name not in self.given or not Columns.quick(self.given[name]):
            return None
        if self.offered is not None and name not in self.offered:
            return None
        self._meet(name, self.given[name])
        block, kind = self.given[name][span], kinds.get(name)
        seen = self._checked.get(name, self.n_items)
        if seen >= span.stop:
            return Columns.of(block)
        least = float(block.min())  # before it is turned: a straight pass fetches memory soonest
        columns = Columns.of(block)
        if seen == span.start and kind.sound is not None and kind.sound(columns, least, self.multilabel):
            self._checked[name] = span.stop
        else:
            self._checked_until(kind, span.stop)
        return columns

    def scan_rows(self, names: Iterable[str]) -> int:
        """How many rows to ask for at a time when every row is looked at once.

        Parameters
        ----------
        names : iterable of str
            Kinds that are read together.

        Returns
        -------
        n : int
            What a cache holds of evidence that is at hand, so that checking and scoring read memory
            once; never more than `chunk_rows`, and a quarter of it of several models' probabilities.
        """
        return max(1, min([self.chunk_rows, *(self._scan_rows(name) for name in names)]))

    def _scan_rows(self, name: str) -> int:
        """The same for one kind."""
        if kinds.get(name).ragged:
            return min(self.chunk_rows, _SENTENCES)
        if name in self.given:
            return block_rows(self.given[name])
        return self.chunk_rows // _SEVERAL if kinds.get(name).axes == 3 else self.chunk_rows

    def check(self) -> None:
        """Check all rows of what was given that are not checked yet.

        Raises
        ------
        EvidenceError
            If one of them is wrong.
        """
        for name in self._checked:
            self._checked_until(kinds.get(name), self.n_items)

    def once(self, name: str, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` returns, computed once for this pool version and key.

        Parameters
        ----------
        name : str
            What it is called; the value of the latest key is kept.
        key : hashable
            Everything the value depends on beside the pool.
        make : callable
            Computes it.

        Returns
        -------
        value : object
            The same object each time.
        """
        kept = self._of_pool.get(name)
        if kept is None or kept[0] != key:
            kept = self._of_pool[name] = (key, make())
        return cast(T, kept[1])

    def _meet(self, name: str, values: Array) -> None:
        """Refuse what is of another library or on another device than what was read before."""
        if kinds.get(name).ragged:  # always NumPy, and computed with apart
            return
        if name not in self._met:
            for first, one in self._met.items():
                need_alike(first, one, name, values)
            self._met[name] = values[:0, ...]

    def _from_given(self, kind: Kind, rows: Rows | slice) -> Array:
        """A part of what was given; what is read for the first time is checked first."""
        whole = self.given[kind.name]
        self._meet(kind.name, whole)
        if not isinstance(rows, slice):
            rows = np.asarray(rows, dtype=np.int64)
            rows = span_of(rows) or rows
        if kind.name in self._checked:
            in_turn = isinstance(rows, slice) and rows.start <= self._checked[kind.name]
            self._checked_until(kind, rows.stop if in_turn else self.n_items)  # type: ignore[union-attr]
        return as_read(kind, whole[rows, ...] if isinstance(rows, slice) else take(whole, rows))

    def _checked_until(self, kind: Kind, stop: int) -> None:
        """Check given values up to a row."""
        start = self._checked[kind.name]
        if stop <= start:
            return
        fault = kind.fault(self.given[kind.name][start:stop, ...], stop - start, self.multilabel) if kind.fault else ""
        if fault:
            raise EvidenceError(f"`{kind.name}` {fault}.", f"Give {kind.summary}.")
        self._checked[kind.name] = stop

    def _computed(self, kind: Kind, rows: Rows) -> Array:
        """Read in chunks and check."""
        parts = [self._read(kind, rows[span]) for span in spans(len(rows), self.chunk_rows)]
        return joined(parts or [self._read(kind, rows)])

    def _read(self, kind: Kind, rows: Rows) -> Array:
        """Read one chunk and check it."""
        assert kind.method is not None
        found = getattr(self.source, kind.method)(rows)
        values = as_ragged(found) if kind.ragged else as_array(found)
        fault = kind.fault(values, len(rows), self.multilabel) if kind.fault else ""
        if fault:
            raise EvidenceError(f"`{kind.name}` {fault}.", "Mend the model that returned it.")
        self._meet(kind.name, values)
        return as_read(kind, values)

    def _from_cache(self, kind: Kind, rows: Rows) -> Array:
        """Read what is not kept yet, then answer from what is kept."""
        if kind.name in self._large:
            return self._computed(kind, rows)
        if kind.name not in self._kept:
            first = self._read(kind, rows[: min(_SAMPLE, self.chunk_rows) if kind.ragged else 1])
            large = not isinstance(first, np.ndarray) or _size(first) * self.n_items > self.cache_bytes * max(
                len(first), 1
            )
            if large:  # or on a device, where memory is dearer than another pass
                self._large.add(kind.name)
                return self._computed(kind, rows)
            space = np.empty((self.n_items, *first.shape[1:]), dtype=first.dtype)
            self._kept[kind.name] = (space, np.zeros(self.n_items, dtype=bool))
        space, have = self._kept[kind.name]
        missing = rows[~take(have, rows)]
        for span in spans(len(missing), self.chunk_rows):
            some = missing[span]
            at = span_of(some) or some
            space[at] = self._read(kind, some)
            have[at] = True
        return take(space, rows)


def _size(values: Values) -> int:
    """Bytes that an array takes, with those of the arrays in it."""
    inner = sum(one.nbytes + _OBJECT for one in values) if values.dtype == object else 0
    return values.nbytes + inner
