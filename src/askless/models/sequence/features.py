"""Features of a pool of sentences: sparse columns of each token, numbers of words, and a point for each sentence."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.core.chunks import spans
from askless.errors import ModelError
from askless.models import cache as kept
from askless.models.crf.words import Numbered, WordFeatures
from askless.models.lsa import directions, project
from askless.models.model import Floats, Matrix, Progress, Rows, TokenPool

__all__ = ["TokenFeatures", "token_rows"]

Ints = npt.NDArray[np.int64]
VERSION = "tokens-1"
KEPT_FROM = 100_000  # tokens: fewer are read as quickly as they are counted
CHUNK = 8_192  # sentences
DIRECTIONS = 100


def token_rows(firsts: Ints, lengths: Ints) -> Ints:
    """Numbers of the tokens of sentences, one sentence after the other.

    Examples
    --------
    >>> token_rows(np.array([7, 0]), np.array([2, 3])).tolist()
    [7, 8, 0, 1, 2]
    """
    before = np.cumsum(lengths) - lengths
    return np.repeat(firsts - before, lengths) + np.arange(int(lengths.sum()))


class TokenFeatures:
    """Features of the tokens of a pool, shared between clones of a model.

    Parameters
    ----------
    seed : int, default 0
        For the randomised decomposition behind `embedding`.

    Attributes
    ----------
    words : WordFeatures
        What makes columns of other sentences.
    lengths, firsts : int64 arrays of shape (n_items,)
        Tokens of each sentence, and the number of its first one.
    matrix : CSR array of shape (tokens, columns)
    """

    def __init__(self, seed: int = 0) -> None:
        self.seed = seed
        self.words = WordFeatures()
        self.lengths = self.firsts = np.zeros(0, dtype=np.int64)
        self.matrix: Matrix = None
        self._items: TokenPool | None = None
        self._numbers = np.zeros(0, dtype=np.int64)
        self._points: Floats | None = None

    @property
    def items(self) -> TokenPool:
        """The pool."""
        if self._items is None:
            raise ModelError("The model has not seen the pool yet.", "Call `prepare` first.")
        return self._items

    def prepare(self, items: TokenPool, cache: Path | None, progress: Progress | None) -> None:
        """Compute the features of the pool, or read them from the cache.

        Raises
        ------
        ModelError
            If there is no token.
        """
        say = progress or (lambda sentence, share: None)
        lengths = np.asarray(items.lengths(), dtype=np.int64)
        n = int(lengths.sum())
        if not n:
            raise ModelError(f"The {len(items):,} sentences hold no word.", "Check which column the words are in.")
        self.lengths, self.firsts, self._items = lengths, np.cumsum(lengths) - lengths, items
        self._points = None
        folder = cache if n >= KEPT_FROM else None
        arrays = kept.read(folder, VERSION, items.fingerprint())
        if arrays is None:
            tokens = _numbered(items, lengths, say)
            self.words = WordFeatures()
            self.matrix = self.words.learn(tokens)
            self._numbers = _word_types(tokens.words)[tokens.number]
            if folder is not None:
                parts = {"indices": self.matrix.indices, "indptr": self.matrix.indptr, "words": self._numbers}
                names = kept.text_bytes(self.words.names())
                kept.write(folder, VERSION, items.fingerprint(), {**parts, "names": names})
        else:
            from scipy.sparse import csr_array

            self.words = WordFeatures.named(kept.text_list(arrays["names"]))
            self._numbers, ones = arrays["words"], np.ones(len(arrays["indices"]), dtype=np.float32)
            shape = (n, self.words.width)
            self.matrix = csr_array((ones, arrays["indices"], arrays["indptr"]), shape=shape)
        say("Reading words", 1.0)

    def take(self, rows: Rows) -> tuple[Matrix, Ints]:
        """Columns of the tokens of sentences, and how many tokens each has."""
        lengths = self.lengths[rows]
        if len(rows) == len(self.lengths) and np.array_equal(rows, np.arange(len(rows))):
            return self.matrix, lengths
        return self.matrix[token_rows(self.firsts[rows], lengths)], lengths

    def word_numbers(self, rows: Rows) -> list[Ints]:
        """The word type of each token of sentences: a number for each word in lower case, all digits alike."""
        return [
            self._numbers[first : first + n] for first, n in zip(self.firsts[rows], self.lengths[rows], strict=True)
        ]

    def embedding(self, rows: Rows | None) -> Floats:
        """A point for each sentence: the columns of its words' own looks, weighed as in TF-IDF, in 100 directions.

        Endings, beginnings and shapes count beside the words, so a sentence of new names lies near others of names.
        """
        if self._points is None:
            self._points = self._embedded()
        return self._points if rows is None else self._points[rows]

    def _embedded(self) -> Floats:
        from scipy.sparse import csr_array

        n, tokens = len(self.lengths), len(self._numbers)
        # The first columns are those of a token's own word; each row has its columns in order of role.
        own = self.words.own
        keep = self.matrix.indices < own
        ends = np.concatenate([[0], np.cumsum(keep)])[self.matrix.indptr]
        mine = csr_array((np.ones(int(ends[-1]), np.float32), self.matrix.indices[keep], ends), shape=(tokens, own))
        starts = np.append(self.firsts, tokens)
        sums = csr_array((np.ones(tokens, np.float32), np.arange(tokens), starts), shape=(n, tokens)) @ mine
        seen = np.bincount(sums.indices, minlength=own)
        weight = (np.log((1 + n) / (1 + seen)) + 1).astype(np.float32)
        sums.data = (1 + np.log(sums.data)) * weight[sums.indices]
        onto = directions(sums, DIRECTIONS, self.seed)
        return np.concatenate([project(sums[span], onto) for span in spans(n, CHUNK)])


def _numbered(items: TokenPool, lengths: Ints, say: Progress) -> Numbered:
    """The tokens of a pool by number of word."""
    at: dict[str, int] = {}
    number = np.empty(int(lengths.sum()), dtype=np.int64)
    place, n = 0, len(lengths)
    for span in spans(n, CHUNK):
        for tokens in items.take(np.arange(span.start, span.stop)):
            for token in tokens:
                number[place] = at.setdefault(token, len(at))
                place += 1
        say("Reading words", 0.5 * span.stop / n)
    return Numbered(list(at), number, lengths)


def _word_types(words: Sequence[str]) -> Ints:
    """A number for each word, the same for words that differ by case or digits only."""
    at: dict[str, int] = {}
    plain = ("".join("0" if c.isdigit() else c for c in word.lower()) for word in words)
    return np.fromiter((at.setdefault(word, len(at)) for word in plain), dtype=np.int64, count=len(words))


def joined_offsets(tokens: Sequence[str]) -> Ints:
    """First character and end of each token of a text that has one blank between them.

    Examples
    --------
    >>> joined_offsets(["Anna", "met"]).tolist()
    [[0, 4], [5, 8]]
    """
    sizes: Any = np.fromiter(map(len, tokens), dtype=np.int64, count=len(tokens))
    ends = np.cumsum(sizes + 1) - 1
    return np.stack([ends - sizes, ends], axis=1)
