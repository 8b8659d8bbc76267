"""Ids of arriving items: numbers where they have none, and no item twice where they have."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.core.noise import text_key
from askless.errors import UsageError

__all__ = ["Arrivals", "Arrived", "is_whole", "texts_of"]

_MISSING = frozenset({"", "None", "nan", "NaN", "<NA>", "NaT"})
"""Texts of ids that are none, unless they came as texts; the empty one always is."""


@dataclass(slots=True)
class Arrived:
    """Items of one call.

    Parameters
    ----------
    ids : list of str
    keys : list of int, or None
        Keys of 64 bits of the ids, where items have ids of their own.
    fresh : bool array of shape (n_items,) or None
        Which have not come before; None if that holds for all.
    """

    ids: list[str]
    keys: list[int] | None
    fresh: npt.NDArray[np.bool_] | None


class Arrivals:
    """Gives out ids, and remembers the latest ones.

    A broker that delivers at least once delivers an item again soon, if it does. So the latest `most` ids are
    remembered as keys of 64 bits: constant memory, and a chance of about 1 in 10^14 that a new item is taken for
    an old one.

    Parameters
    ----------
    most : int, default 100_000

    Examples
    --------
    >>> arrivals = Arrivals()
    >>> arrivals.take(2, None, 0).ids, arrivals.take(1, None, 2).ids
    (['0', '1'], ['2'])
    """

    def __init__(self, most: int = 100_000) -> None:
        self._most = most
        self._known: OrderedDict[int, None] = OrderedDict()
        self.named: bool | None = None  # whether items bring ids; not known before the first

    def take(self, n: int, ids: Sequence[Any] | None, seen: int) -> Arrived:
        """Ids and keys of `n` items, of which `seen` came before; nothing is remembered yet.

        Raises
        ------
        UsageError
            If there are more or fewer ids than items, an id is none, or only some of the stream's items have ids.
        """
        if self.named is not None and self.named != (ids is not None):
            raise UsageError(
                f"These items come {'without ids' if self.named else 'with ids'}, but the stream's first ones did not.",
                "Offer all items of a stream with ids, or none.",
            )
        if ids is None:
            return Arrived([str(seen)] if n == 1 else [str(number) for number in range(seen, seen + n)], None, None)
        texts = texts_of(ids)
        if len(texts) != n:
            raise UsageError(f"There are {len(texts)} ids for {n} items.", "Give one id for each item, or none.")
        keys = [text_key(text) for text in texts]
        if self._known.keys().isdisjoint(keys) and len(set(keys)) == n:
            return Arrived(texts, keys, None)
        met: set[int] = set()
        fresh = np.ones(n, dtype=bool)
        for at, key in enumerate(keys):
            fresh[at] = key not in self._known and key not in met
            met.add(key)
        return Arrived(texts, keys, fresh)

    @property
    def full(self) -> bool:
        """Whether ids may have come that are no longer remembered."""
        return len(self._known) >= self._most

    def remember(self, keys: Sequence[int] | None) -> None:
        """These items have been decided upon."""
        self.named = keys is not None
        if keys is None:
            return
        self._known.update(dict.fromkeys(keys))
        while len(self._known) > self._most:
            self._known.popitem(last=False)

    def knows(self, item_id: str, seen: int) -> bool:
        """Whether an item of this id has come; of those with ids only the latest are known."""
        if self.named:
            return text_key(item_id) in self._known
        return item_id.isascii() and item_id.isdigit() and str(int(item_id)) == item_id and int(item_id) < seen

    def recall(self, rows: Iterable[npt.NDArray[np.uint64]]) -> None:
        """Remember ids from a log, which gives its latest first."""
        latest: list[list[int]] = []
        for keys in rows:
            latest.append(keys.tolist())
            if sum(map(len, latest)) >= self._most:
                break
        for listed in reversed(latest):
            self.remember(listed)


def texts_of(ids: Iterable[Any]) -> list[str]:
    """Ids as texts.

    Raises
    ------
    UsageError
        If one is missing or empty, or cannot be written in UTF-8.

    Examples
    --------
    >>> texts_of(["a", 7])
    ['a', '7']
    """
    given = list(ids)
    texts = [str(item_id) for item_id in given]
    if not _MISSING.isdisjoint(texts):
        for item_id, text in zip(given, texts, strict=True):
            if not text:
                raise UsageError("The id of an item is empty.", "Give every item an id of its own, or none.")
            if text in _MISSING and not isinstance(item_id, str):
                raise UsageError(f"The id of an item is {item_id!r}.", "Give every item an id of its own, or none.")
    try:
        "".join(texts).encode()
    except UnicodeEncodeError:
        raise UsageError(
            f"The id {next(text for text in texts if not is_whole(text))!r} holds half of a surrogate pair.",
            "Give ids that are whole text.",
        ) from None
    return texts


def is_whole(text: str) -> bool:
    """Whether a text can be written in UTF-8, as one with half of a surrogate pair cannot."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
