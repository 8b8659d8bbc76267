"""Counting the words and characters of many texts, many times faster than one by one.

The counts are exactly those of scikit-learn's `TfidfVectorizer` (a test holds them equal), so what
is exported is the plain vectoriser. They are faster for two reasons. Pairs of words are joined as
numbers, in NumPy. And a word is cut into characters once, not at each of its occurrences: with
`D` the counts of words in documents and `N` those of n-grams in words, ``D @ N`` is what cutting
every document anew would give, because n-grams of kind "char_wb" never cross a blank.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.models.model import Matrix

__all__ = ["Characters", "Words", "character_ngrams"]

Ints = npt.NDArray[Any]
_WORD = re.compile(r"(?u)\b\w\w+\b")  # scikit-learn's default token
SIZES = (2, 5)
WORDS_CUT = 100_000  # n-grams are learnt from the commonest words; rarer ones would add none that is kept


def character_ngrams(word: str) -> list[str]:
    """All n-grams of one word set between blanks, as scikit-learn's "char_wb" cuts them.

    Parameters
    ----------
    word : str
        Without blanks.

    Returns
    -------
    ngrams : list of str
        Of 2 to 5 characters; a short word is counted whole, once.

    Examples
    --------
    >>> character_ngrams("ab")
    [' a', 'ab', 'b ', ' ab', 'ab ', ' ab ']
    """
    padded = f" {word} "
    found = []
    for size in range(SIZES[0], SIZES[1] + 1):
        if size >= len(padded):
            found.append(padded)
            break
        found += [padded[i : i + size] for i in range(len(padded) - size + 1)]
    return found


def table(lengths: Sequence[int] | Ints, columns: Ints, n_columns: int) -> Matrix:
    """CSR counts from the columns met in each row, one row after the other; -1 is passed over."""
    from scipy.sparse import csr_matrix

    ends = np.concatenate([[0], np.cumsum(np.asarray(lengths, dtype=np.int64))])
    known = columns >= 0
    ends = np.concatenate([[0], np.cumsum(known)])[ends]
    data = np.ones(int(ends[-1]), dtype=np.float32)
    counts = csr_matrix((data, columns[known].astype(np.int32), ends), shape=(len(lengths), n_columns))
    counts.sum_duplicates()
    return counts


def beside(parts: Sequence[Matrix]) -> Matrix:
    """CSR matrices with the same rows, side by side."""
    from scipy.sparse import hstack

    return hstack(parts, format="csr")


def commonest(frequency: Ints, least: int, limit: int) -> Ints:
    """Positions of the `limit` largest frequencies that reach `least`; the earlier wins a tie."""
    order = np.argsort(-frequency, kind="stable")[:limit]
    return order[frequency[order] >= least]


@dataclass(frozen=True)
class Words:
    """Words and pairs of neighbouring words.

    Parameters
    ----------
    terms : tuple of str
        First the single words, then the pairs ("a b"), a column each.

    Examples
    --------
    >>> words, counts = Words.learn(["to be or not to be"], least=1, limit=100)
    >>> counts.toarray()[0, :2].tolist(), words.count(["to be, to be"]).toarray()[0, :2].tolist()
    ([2.0, 2.0], [2.0, 2.0])
    """

    terms: tuple[str, ...]

    @classmethod
    def learn(cls, texts: Iterable[str], *, least: int, limit: int) -> tuple[Words, Matrix]:
        """Choose the commonest terms.

        Parameters
        ----------
        texts : iterable of str
            A sample is enough.
        least : int
            Documents in which a term must occur.
        limit : int
            Most terms kept. A pair is never commoner than its words, so they are kept with it.

        Returns
        -------
        words : Words
        counts : CSR matrix of shape (n_texts, n_terms)
            What `count` would give for these texts; they have been cut into words anyway.
        """
        number: defaultdict[str, int] = defaultdict()
        number.default_factory = number.__len__  # a new word gets the next number
        lengths, tokens = [], []
        for text in texts:
            found = _WORD.findall(text.lower())
            lengths.append(len(found))
            tokens.append(np.fromiter(map(number.__getitem__, found), dtype=np.int64, count=len(found)))
        flat = np.concatenate(tokens) if tokens else np.empty(0, dtype=np.int64)
        pairs, at = np.unique(_pairs(flat, lengths, len(number)), return_inverse=True)
        if len(pairs) and pairs[0] < 0:  # ends of documents come out as -1
            pairs, at = pairs[1:], at - 1
        singly, paired = table(lengths, flat, len(number)), table(lengths, at, len(pairs))
        frequency = np.concatenate([np.bincount(c.indices, minlength=c.shape[1]) for c in (singly, paired)])
        kept = np.sort(commonest(frequency, least, limit))
        words, single = list(number), kept[kept < len(number)]
        joined = kept[len(single) :] - len(number)
        couples = (divmod(pair, len(number)) for pair in pairs[joined].tolist())
        terms = (*(words[i] for i in single), *(f"{words[a]} {words[b]}" for a, b in couples))
        return cls(terms), beside([singly[:, single], paired[:, joined]])

    @cached_property
    def _number(self) -> dict[str, int]:
        """Column of each single word."""
        return {term: i for i, term in enumerate(self.terms) if " " not in term}

    @cached_property
    def _pair_columns(self) -> tuple[Ints, Ints]:
        """Pairs as sorted numbers, and their columns."""
        number, size = self._number, len(self._number)
        split = [term.split(" ") for term in self.terms[size:]]
        keys = np.array([number[a] * size + number[b] for a, b in split], dtype=np.int64)
        order = np.argsort(keys)
        return keys[order], size + order

    def count(self, texts: Sequence[str]) -> Matrix:
        """CSR counts of shape (n_texts, n_terms)."""
        from scipy.sparse import csr_matrix

        found = [_WORD.findall(text.lower()) for text in texts]
        lengths = [len(words) for words in found]
        number = self._number
        flat = np.array([number.get(w, -1) for words in found for w in words], dtype=np.int64)
        single = table(lengths, flat, len(self.terms))
        keys, columns = self._pair_columns
        if not len(keys):
            return single
        pairs = _pairs(flat, lengths, len(number))
        place = np.minimum(np.searchsorted(keys, pairs), len(keys) - 1)
        paired = table(lengths, np.where(keys[place] == pairs, columns[place], -1), len(self.terms))
        return csr_matrix(single + paired)


def _pairs(flat: Ints, lengths: Sequence[int], size: int) -> Ints:
    """Number of the pair that starts at each token; -1 at the end of a text or next to an unknown word."""
    pairs = np.full(len(flat), -1, dtype=np.int64)
    if len(flat) > 1:
        known = (flat[:-1] >= 0) & (flat[1:] >= 0)
        pairs[:-1][known] = (flat[:-1] * size + flat[1:])[known]
    ends = np.cumsum(np.asarray(lengths, dtype=np.int64))
    pairs[ends[ends > 0] - 1] = -1
    return pairs


@dataclass(frozen=True)
class Characters:
    """Runs of 2 to 5 characters within words, which catch spellings, endings and scripts without blanks.

    Parameters
    ----------
    terms : tuple of str
        A column each.
    """

    terms: tuple[str, ...]

    @classmethod
    def learn(cls, texts: Iterable[str], *, least: int, limit: int) -> Characters:
        """Choose the commonest n-grams; `least` counts occurrences."""
        words: Counter[str] = Counter()
        for text in texts:
            words.update(text.lower().split())
        grams: Counter[str] = Counter()
        for word, times in words.most_common(WORDS_CUT):
            for gram in character_ngrams(word):
                grams[gram] += times
        return cls(tuple(gram for gram, times in grams.most_common(limit) if times >= least))

    @cached_property
    def _number(self) -> dict[str, int]:
        """Column of each n-gram."""
        return {term: i for i, term in enumerate(self.terms)}

    def count(self, texts: Sequence[str]) -> Matrix:
        """CSR counts of shape (n_texts, n_terms)."""
        seen: dict[str, int] = {}
        found = [text.lower().split() for text in texts]
        flat = np.array([seen.setdefault(w, len(seen)) for words in found for w in words], dtype=np.int64)
        number = self._number
        cut = [[number.get(gram, -1) for gram in character_ngrams(word)] for word in seen]
        columns = np.array([column for row in cut for column in row], dtype=np.int64)
        in_words = table([len(row) for row in cut], columns, len(self.terms))
        return table([len(words) for words in found], flat, len(seen)) @ in_words
