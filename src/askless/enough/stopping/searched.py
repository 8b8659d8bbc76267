"""How far a search has come: what was read, what was found, and which answers were drawn at random.

Rules for searches judge that, and look at no model.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from askless.enough.stopping.context import Context
from askless.enough.stopping.look import Look
from askless.enough.stopping.rule import Rule
from askless.enough.stopping.signal import Signal

__all__ = ["Draws", "SearchRule", "Searched"]


@dataclass(frozen=True, eq=False)
class Draws:
    """The random draws of a search, d of them.

    Parameters
    ----------
    relevant : bool array of shape (d,)
    before : int64 array of shape (d,)
        Relevant items found in earlier rounds, and by earlier draws of its own.
    unread : int64 array of shape (d,)
        Items that it was drawn from, 1 or more.
    apart : int64 array of shape (d,)
        Items that could not be drawn, of which nothing is known.
    """

    relevant: npt.NDArray[np.bool_]
    before: npt.NDArray[np.int64]
    unread: npt.NDArray[np.int64]
    apart: npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Searched:
    """A search for the relevant items of a pool.

    Parameters
    ----------
    pool : int
        Items, those that were read included.
    relevant : bool array of shape (m,)
        Answers in the order of asking.
    random : bool array of shape (m,)
        Which of them were drawn uniformly from what was unread.
    rounds : int64 array of shape (m,), optional
        Which were chosen together, as numbers that do not fall: the drawn ones first, from what was left before
        their round, whatever the order of answering. Each is a round of its own if not given.
    apart : int64 array of shape (m,), optional
        How many items could not be drawn in its round although their answer is not among the earlier ones: they
        wait for one, or were skipped. None if not given.

    Examples
    --------
    >>> search = Searched(100, np.array([True, False, True]), np.array([False, True, False]))
    >>> search.found, search.unread
    (2, 97)
    """

    pool: int
    relevant: npt.NDArray[np.bool_]
    random: npt.NDArray[np.bool_]
    rounds: npt.NDArray[np.int64] | None = None
    apart: npt.NDArray[np.int64] | None = None

    @classmethod
    def of(cls, context: Context) -> Searched | None:
        """The search that a context tells of; None if it does not say what is searched for."""
        if context.positive is None:
            return None
        y = context.y[:, context.positive] == 1 if context.y.ndim == 2 else context.y == context.positive
        random = np.zeros(len(y), dtype=np.bool_) if context.random is None else context.random
        relevant, drawn = np.asarray(y, dtype=np.bool_), np.asarray(random, dtype=np.bool_)
        return cls(context.pool, relevant, drawn, context.rounds, context.apart)

    def draws(self) -> Draws:
        """The random draws, each with what it was drawn from."""
        at = np.flatnonzero(self.random)
        rounds = np.arange(self.read) if self.rounds is None else self.rounds
        first = np.searchsorted(rounds, rounds[at])  # where its round begins
        begun = np.searchsorted(at, first)  # the first draw of its round
        number = np.arange(len(at))
        found, drawn = (np.concatenate([[0], np.cumsum(each)]) for each in (self.relevant, self.relevant[at]))
        apart = np.zeros(len(at), dtype=np.int64) if self.apart is None else self.apart[at]
        before = found[first] + drawn[number] - drawn[begun]
        unread = np.maximum(self.pool - first - (number - begun) - apart, 1)
        return Draws(self.relevant[at], before, unread, apart)

    @property
    def read(self) -> int:
        """Items read."""
        return len(self.relevant)

    @property
    def found(self) -> int:
        """Relevant ones among them."""
        return int(self.relevant.sum())

    @property
    def unread(self) -> int:
        """Items left."""
        return max(self.pool - self.read, 0)


class SearchRule(Rule):
    """A stopping rule for searches: it has something to say from the first answer on. Subclasses give `judge`."""

    @property
    def window(self) -> int:
        """No look is read."""
        return 0

    def waits(self, context: Context) -> str:
        """See `Rule.waits`; that a class has no answer yet is no obstacle to a search."""
        return super().waits(context) if context.positive is None else ""

    def measure(self, looks: Sequence[Look], context: Context) -> Signal:
        """See `Rule.measure`."""
        search = Searched.of(context)
        if search is None:
            label = context.names[-1] if context.names else "LABEL"
            return self.says_nothing(
                "Nothing is being searched for. Name the label to find, as in "
                f"learner.stopping({self.name!r}, positive={label!r})."
            )
        return self.judge(search)

    @abstractmethod
    def judge(self, search: Searched) -> Signal:
        """The signal of a search."""
