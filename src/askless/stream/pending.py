"""Items that wait for their answer."""

from __future__ import annotations

import json
from collections import OrderedDict
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np

from askless.data.store.kept import Kept
from askless.errors import CorruptLogError
from askless.models.online.online import Float64s
from askless.stream.latency import MOST

__all__ = ["Asked", "Waiting"]


@dataclass(frozen=True, slots=True)
class Asked:
    """An item that was asked about, and what was said of it then.

    Parameters
    ----------
    number : int
        Its place in the stream.
    raw : object
        The item, as `askless.stream.encoding.items` gives it.
    row : float64 array of shape (n_features,)
    said : float64 array of shape (n_labels,)
        Probabilities of the model itself; where answers are numbers the one predicted number. Empty if there was none.
    probability : float
        With which it was asked.
    random : bool
    score : float
    """

    number: int
    raw: Any
    row: Float64s
    said: Float64s
    probability: float
    random: bool
    score: float

    @property
    def why(self) -> str:
        """Why it was asked about, for people."""
        return "drawn at random" if self.random else "worth its label"

    def kept(self, item_id: str) -> Kept:
        """As it lies on disk; the item itself as JSON has it, or as its row if it is one: features that came with
        dicts besides are missing in that, and are left out."""
        item, row = (None, self.row[: self.raw.size]) if isinstance(self.raw, np.ndarray) else (self.raw, self.row)
        about = [item, self.probability, self.random, self.score, len(row), len(self.said)]
        return Kept(item_id, self.number, _HEAD.encode(about).encode() + b"\n" + row.tobytes() + self.said.tobytes())

    @classmethod
    def of(cls, kept: Kept) -> Asked:
        """From disk.

        Raises
        ------
        CorruptLogError
            If it was damaged there.
        """
        try:
            head, _, body = kept.content.partition(b"\n")
            item, probability, random, score, n_features, n_labels = json.loads(head)
            numbers = np.frombuffer(body, np.float64, n_features + n_labels).copy()
        except (ValueError, TypeError):
            raise CorruptLogError(
                f"What was kept of item “{kept.id}” is damaged.", "Its answer stays as it is; offer the item anew."
            ) from None
        row, said = numbers[:n_features], numbers[n_features:]
        return cls(kept.number, row if item is None else item, row, said, probability, random, score)


_HEAD = json.JSONEncoder(separators=(",", ":"))  # ASCII: half a surrogate pair is kept too


class Waiting:
    """The latest items without an answer, by id, in the order of asking.

    Older ones than `most` are on disk only: constant memory however many answers never come.

    Parameters
    ----------
    most : int, default 10_000
    """

    def __init__(self, most: int = 10_000) -> None:
        self.most = most
        self._items: OrderedDict[str, Asked] = OrderedDict()

    def __len__(self) -> int:
        return len(self._items)

    def __contains__(self, item_id: str) -> bool:
        return item_id in self._items

    @property
    def ids(self) -> list[str]:
        """Their ids, the oldest first."""
        return list(self._items)

    def get(self, item_id: str) -> Asked | None:
        """The item of this id, if it waits."""
        return self._items.get(item_id)

    def add(self, item_id: str, asked: Asked) -> None:
        """One more."""
        self._items[item_id] = asked
        if len(self._items) > self.most:
            self._items.popitem(last=False)

    def remove(self, item_id: str) -> None:
        """One less, if it was there."""
        self._items.pop(item_id, None)

    def latest(self, width: int, n: int = MOST) -> Float64s:
        """Rows of the latest ones, of shape (at most n, width); features that came later are missing."""
        found = [self._items[item_id] for item_id in islice(reversed(self._items), n)]
        rows = np.full((len(found), width), np.nan)
        for at, asked in enumerate(found):
            rows[at, : len(asked.row)] = asked.row
        return rows
