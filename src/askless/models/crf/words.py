"""What the tokens of sentences look like, as sparse columns: made once for each different word, never for each token.

A token's row is the columns of its own word, of the words one and two places beside it, and of the pairs that it forms
with its neighbours. What a word looks like is worked out once; a token's row is then gathered by its word's number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.errors import UsageError

__all__ = ["Numbered", "Sentences", "WordFeatures", "shape_of"]

Ints = npt.NDArray[np.int64]
OFTEN = 2
"""Times that a pair of neighbouring words must be seen to have a column."""
LONGEST = 20
"""Characters beyond which words count as equally long."""
_LISTS = 'Give a list of words for each sentence, such as [["Anna", "met"]].'


def shape_of(word: str) -> str:
    """Letters as their case, digits as 0, all else as it is.

    Examples
    --------
    >>> shape_of("McDonald's-3")
    "XxXxxxxx'x-0"
    """
    if word.isascii() and word.isalpha():  # most words: no need to look at each letter
        if word.islower():
            return "x" * len(word)
        if word.istitle():
            return "X" + "x" * (len(word) - 1)
    return "".join("X" if c.isupper() else "x" if c.islower() else "0" if c.isdigit() else c for c in word)


def _runs_as_one(shape: str) -> str:
    """A shape with each run of the same sign as one."""
    if shape == "x" * len(shape):
        return shape[:1]
    return "".join([sign for sign, before in zip(shape, ["", *shape], strict=False) if sign != before])


def _own(word: str) -> list[str]:
    """Columns of a word at its own place."""
    lower, shape = word.lower(), shape_of(word)
    found = ["w=" + word, "l=" + lower, "s=" + shape, "c=" + _runs_as_one(shape), f"n={min(len(word), LONGEST)}"]
    found += [f"p{n}=" + lower[:n] for n in range(1, 5) if len(lower) >= n]
    found += [f"e{n}=" + lower[-n:] for n in range(1, 6) if len(lower) >= n]
    letters = word.isalpha()
    flags = {
        "upper": word.isupper(), "title": word.istitle(), "digit": not letters and any(c.isdigit() for c in word),
        "number": word.replace(",", "").replace(".", "").isdigit(), "hyphen": "-" in word,
        "letterless": not letters and not any(c.isalpha() for c in word),
        "mixed": word[1:] != word[1:].lower() and not word.isupper(),
    }  # fmt: skip
    return found + [name for name, holds in flags.items() if holds]


def _beside(word: str) -> list[str]:
    """Columns of a word at the places next to it."""
    lower = word.lower()
    return [*_near(word), "2=" + lower[-2:], "3=" + lower[-3:], "p=" + lower[:3]]


def _near(word: str) -> list[str]:
    """Columns of a word two places away."""
    return ["l=" + word.lower(), "c=" + _runs_as_one(shape_of(word))]


def _listed(sentence: Any) -> list[Any]:
    """Tokens of a sentence."""
    if isinstance(sentence, str):
        raise UsageError(f"“{sentence[:60]}” is a text, not a list of words.", _LISTS)
    if isinstance(sentence, bytes | Mapping) or not isinstance(sentence, Iterable):
        raise UsageError(f"“{str(sentence)[:60]}” is not a list of words.", _LISTS)
    return list(sentence)


@dataclass(frozen=True)
class Sentences:
    """Tokens of many sentences in one row.

    Attributes
    ----------
    tokens : sequence of str
    lengths : int64 array of shape (n,)
        Tokens of each sentence, 0 allowed.
    """

    tokens: Sequence[str]
    lengths: Ints

    @classmethod
    def of(cls, sentences: Iterable[Sequence[str]]) -> Sentences:
        """Of sentences of tokens.

        Raises
        ------
        UsageError
            If a sentence is not a list of texts, as where a text was not parted into tokens.
        """
        if not isinstance(sentences, Iterable):
            raise UsageError(f"“{str(sentences)[:60]}” is not a list of sentences.", _LISTS)
        parts = [_listed(one) for one in sentences]
        tokens = [token for one in parts for token in one]
        for token in tokens:
            if not isinstance(token, str):
                raise UsageError(
                    f"“{str(token)[:60]}” in a sentence is not a word: its type is {type(token).__name__}.", _LISTS
                )
        return cls(tokens, np.array([len(one) for one in parts], dtype=np.int64))

    @property
    def firsts(self) -> Ints:
        """Number of the first token of each sentence."""
        found: Ints = np.cumsum(self.lengths) - self.lengths
        return found

    def numbered(self) -> Numbered:
        """The same by number of word."""
        at: dict[str, int] = {}
        number = np.fromiter((at.setdefault(token, len(at)) for token in self.tokens), np.int64, len(self.tokens))
        return Numbered(list(at), number, self.lengths)


@dataclass(frozen=True)
class Numbered:
    """Tokens of many sentences by the numbers of their words: all that a large pool needs to hold of its texts.

    Attributes
    ----------
    words : list of str
        All different.
    number : int64 array of shape (tokens,)
        The word of each token.
    lengths : int64 array of shape (n,)
        Tokens of each sentence.
    """

    words: list[str]
    number: Ints
    lengths: Ints

    def beside(self, by: int) -> Ints:
        """Number of the token so many places on in the same sentence; -1 before its beginning, -2 beyond its end."""
        at = np.arange(len(self.number)) + by
        start = np.repeat(np.cumsum(self.lengths) - self.lengths, self.lengths)
        end = start + np.repeat(self.lengths, self.lengths)
        return np.where(at < start, -1, np.where(at >= end, -2, at))


class _Looks:
    """What each word looks like in one role, by number of column.

    Rows 0 and 1 are those of what lies before and beyond the sentence.
    """

    def __init__(self, look: Callable[[str], list[str]], names: Sequence[str] = ()) -> None:
        self._look = look
        self._columns = {name: column for column, name in enumerate(names)}

    def learn(self, words: Sequence[str]) -> Any:
        """Rows of words, (words + 2, columns); what is new gets a column."""
        columns = self._columns
        rows = [[columns.setdefault(name, len(columns)) for name in names] for names in self._named(words)]
        return self._matrix(rows)

    def known(self, words: Sequence[str]) -> Any:
        """Rows of words as far as columns are known."""
        columns = self._columns
        return self._matrix([[columns[name] for name in names if name in columns] for names in self._named(words)])

    @property
    def width(self) -> int:
        """How many columns there are."""
        return len(self._columns)

    def names(self) -> list[str]:
        """Names of the columns, in their order."""
        return list(self._columns)

    def _named(self, words: Sequence[str]) -> Iterable[list[str]]:
        yield ["<"]
        yield [">"]
        yield from map(self._look, words)

    def _matrix(self, rows: list[list[int]]) -> Any:
        from scipy.sparse import csr_array

        ends = np.cumsum([0, *map(len, rows)])
        indices = np.fromiter((column for row in rows for column in row), dtype=np.int32, count=int(ends[-1]))
        data = np.ones(len(indices), dtype=np.float32)
        return csr_array((data, indices, ends.astype(np.int32)), shape=(len(rows), len(self._columns)))


@dataclass
class WordFeatures:
    """Columns of tokens: learnt of some sentences, the same for all others.

    Examples
    --------
    >>> features = WordFeatures()
    >>> seen = features.learn(Sentences.of([["Anna", "sleeps"], ["Bob", "sleeps"]]))
    >>> seen.shape[0], features.of(Sentences.of([["Anna", "runs"]])).shape[1] == seen.shape[1]
    (4, True)
    """

    looks: tuple[_Looks, _Looks, _Looks] = field(default_factory=lambda: (_Looks(_own), _Looks(_beside), _Looks(_near)))
    pairs: dict[tuple[str, str], int] = field(default_factory=dict)

    def learn(self, sentences: Sentences | Numbered) -> Any:
        """Rows of tokens, (tokens, columns) in CSR; every column that they have is new, so once only.

        Notes
        -----
        Time: some four seconds for a million tokens; memory 240 bytes a token.
        """
        tokens = sentences.numbered() if isinstance(sentences, Sentences) else sentences
        codes, names = _paired(tokens)
        seen, place, counts = np.unique(codes, return_inverse=True, return_counts=True)
        often = (counts >= OFTEN) & (seen >= 0)
        self.pairs = {names(code): at for at, code in enumerate(seen[often].tolist())}
        column = np.where(often, np.cumsum(often) - 1, -1)[place]
        return self._gathered(tokens, [look.learn(tokens.words) for look in self.looks], column)

    def of(self, sentences: Sentences) -> Any:
        """Rows of other tokens; what was not learnt has no column."""
        tokens = sentences.numbered()
        codes, names = _paired(tokens)
        seen, place = np.unique(codes, return_inverse=True)
        known = [self.pairs.get(names(code), -1) if code >= 0 else -1 for code in seen.tolist()]
        column = np.array(known, dtype=np.int64)[place]
        return self._gathered(tokens, [look.known(tokens.words) for look in self.looks], column)

    @property
    def own(self) -> int:
        """How many columns, the first ones, are of a token's own word."""
        return self.looks[0].width

    @property
    def width(self) -> int:
        """How many columns there are."""
        own, beside, near = (look.width for look in self.looks)
        return own + 2 * beside + 2 * near + 2 * len(self.pairs)

    def names(self) -> list[str]:
        """All that was learnt, as one list: `named` takes it back."""
        found: list[str] = []
        for part in (*(look.names() for look in self.looks), [word for pair in self.pairs for word in pair]):
            found += [str(len(part)), *part]
        return found

    @classmethod
    def named(cls, names: Sequence[str]) -> WordFeatures:
        """What `names` told."""
        parts, at = [], 0
        for _ in range(4):
            n = int(names[at])
            parts.append(list(names[at + 1 : at + 1 + n]))
            at += 1 + n
        looks = (_Looks(_own, parts[0]), _Looks(_beside, parts[1]), _Looks(_near, parts[2]))
        pairs = zip(parts[3][::2], parts[3][1::2], strict=True)
        return cls(looks, {pair: column for column, pair in enumerate(pairs)})

    def _gathered(self, tokens: Numbered, tables: list[Any], pair: Ints) -> Any:
        """Rows of all tokens, of words by number and of the pair that ends at each token, -1 if it has no column."""
        from scipy.sparse import hstack

        own, beside, near = tables
        row = np.append(tokens.number + 2, [1, 0])  # -1, before the sentence, is row 0, and -2, beyond it, row 1
        parts = [own[row[:-2]]]
        for by, table in ((-1, beside), (1, beside), (-2, near), (2, near)):
            parts.append(table[row[tokens.beside(by)]])
        begun = np.append(pair, [-1, -1])[tokens.beside(1)]
        parts += [_single(one, len(self.pairs)) for one in (pair, begun)]
        return hstack(parts, format="csr", dtype=np.float32)


def _paired(tokens: Numbered) -> tuple[Ints, Callable[[int], tuple[str, str]]]:
    """A code for each token and the one before it, -1 at the beginning of a sentence; and what gives its two words."""
    at: dict[str, int] = {}
    of_word = np.array([at.setdefault(word.lower(), len(at)) for word in tokens.words], dtype=np.int64)
    lower = list(at)
    of, before = of_word[tokens.number], tokens.beside(-1)
    codes = np.where(before >= 0, of[before] * len(lower) + of, -1)
    return codes, lambda code: (lower[code // len(lower)], lower[code % len(lower)])


def _single(column: Ints, width: int) -> Any:
    """A row with at most one column for each token; -1 is none."""
    from scipy.sparse import csr_array

    there = column >= 0
    ends = np.concatenate([[0], np.cumsum(there)]).astype(np.int32)
    data = np.ones(int(ends[-1]), dtype=np.float32)
    return csr_array((data, column[there].astype(np.int32), ends), shape=(len(column), width))
