"""Spans as one tag a token: B-TYPE where one begins, I-TYPE where it goes on, O outside.

Axes: n tokens, s sentences. Tags are codes, places in a list of names.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

__all__ = ["OUTSIDE", "Bio", "f1"]

Ints = npt.NDArray[np.int64]
OUTSIDE = "O"


@dataclass(frozen=True)
class Bio:
    """What tags of a list mean.

    Parameters
    ----------
    names : sequence of str
        Each O, B-TYPE or I-TYPE.

    Attributes
    ----------
    types : tuple of str
        In the order in which they first come.
    type_of : int64 array of shape (k,)
        Number of the type of each tag, -1 for O.
    begins : bool array of shape (k,)
        Which tags begin a span.
    shown : bool array of shape (k + 1, k), optional
        Which tag follows which although a span goes on there that did not begin; the last row is of what sentences
        begin with. See `seen`.

    Examples
    --------
    >>> bio = Bio.of(["O", "B-city", "I-city"])
    >>> bio.spans(np.array([1, 2, 0, 2]), np.array([4])).tolist()
    [[0, 0, 2, 0], [0, 3, 4, 0]]
    """

    types: tuple[str, ...]
    type_of: Ints
    begins: npt.NDArray[np.bool_]
    shown: npt.NDArray[np.bool_] | None = None

    @classmethod
    def of(cls, names: Sequence[str]) -> Bio | None:
        """The structure of tags; None if their names are not of this kind."""
        if OUTSIDE not in names or any(name != OUTSIDE and name[:2] not in ("B-", "I-") for name in names):
            return None
        types = tuple(dict.fromkeys(name[2:] for name in names if name != OUTSIDE))
        numbers = [-1 if name == OUTSIDE else types.index(name[2:]) for name in names]
        return cls(types, np.array(numbers, dtype=np.int64), np.array([name[:2] == "B-" for name in names]))

    @staticmethod
    def tags(types: Sequence[str]) -> list[str]:
        """Names of tags for types: O, then B and I of each."""
        return [OUTSIDE, *(f"{part}-{name}" for name in types for part in "BI")]

    def seen(self, codes: Ints, lengths: Ints) -> Bio:
        """The same for whoever learns from tagged tokens: what these show is allowed, as I after O in IOB1.

        Parameters
        ----------
        codes : int64 array of shape (n,)
            Sentence after sentence; -1 where the tag is not known.
        lengths : int64 array of shape (s,)

        Returns
        -------
        bio : Bio
        """
        k = len(self.type_of)
        before = np.append(k, codes)[:-1]
        before[(np.cumsum(lengths) - lengths)[lengths > 0]] = k  # the row of what sentences begin with
        known = (codes >= 0) & (before >= 0)
        shown = np.zeros((k + 1, k), dtype=np.bool_)
        shown[before[known], codes[known]] = True
        shown &= ~np.vstack([self.follows(), self.first()])
        return replace(self, shown=shown) if shown.any() else self

    def follows(self) -> npt.NDArray[np.bool_]:
        """Which tag may follow which, (k, k): a span that can begin goes on only after a tag of its type."""
        found: npt.NDArray[np.bool_] = ~self._inside()[None, :] | (self.type_of[:, None] == self.type_of[None, :])
        return found if self.shown is None else found | self.shown[:-1]

    def first(self) -> npt.NDArray[np.bool_]:
        """Which tags a sentence may begin with, (k,)."""
        found = ~self._inside()
        return found if self.shown is None else found | self.shown[-1]

    def _inside(self) -> npt.NDArray[np.bool_]:
        """Which tags are I of a type that has a B, (k,); without one an I is all that can begin a span."""
        found: npt.NDArray[np.bool_] = ~self.begins & np.isin(self.type_of, self.type_of[self.begins])
        return found

    def spans(self, codes: Ints, lengths: Ints) -> Ints:
        """Spans of tagged tokens.

        Parameters
        ----------
        codes : int64 array of shape (n,)
            Sentence after sentence.
        lengths : int64 array of shape (s,)

        Returns
        -------
        spans : int64 array of shape (m, 4)
            Sentence, first token, end (the token behind the last), type; tokens are counted from the sentence's
            beginning. An I that follows nothing of its type begins a span, as evaluation scripts have it.
        """
        n = len(codes)
        sentence = np.repeat(np.arange(len(lengths)), lengths)
        start = np.repeat(np.cumsum(lengths) - lengths, lengths)
        kind, begins = self.type_of[codes], self.begins[codes]
        new = np.ones(n, dtype=np.bool_)  # no tag of this token's span at the one before it
        new[1:] = (kind[1:] != kind[:-1]) | (sentence[1:] != sentence[:-1])
        first = np.flatnonzero((kind >= 0) & (begins | new))
        # A span ends where the next one begins, or a token is outside, or the sentence is over.
        stops = np.flatnonzero(np.append((kind < 0) | begins | new, True))
        end = stops[np.searchsorted(stops, first, side="right")]
        return np.stack([sentence[first], first - start[first], end - start[first], kind[first]], axis=1)


def f1(found: Ints, gold: Ints) -> float:
    """Harmonic mean of precision and recall of spans, each a row, in [0, 1]; 1 if there is none in either.

    Examples
    --------
    >>> f1(np.array([[0, 0, 2, 0], [0, 3, 4, 0]]), np.array([[0, 0, 2, 0]]))
    0.6666666666666666
    """
    if not len(found) and not len(gold):
        return 1.0
    right = len(set(map(tuple, found.tolist())) & set(map(tuple, gold.tolist())))
    return 2.0 * right / (len(found) + len(gold))
