"""Texts: TF-IDF of words and of characters, and a linear classifier.

Words and pairs of words carry the topic; runs of characters forgive spelling and serve languages
without blanks. Both are weighted 1 + log(count), times the inverse document frequency, and have
unit length; so a text has unit length too.

Large pools are kept small: terms are learnt from a sample, at most 50,000 of each sort are kept,
and beyond 200,000 texts characters are left out (they are nine tenths of the numbers). In pools
of more than a few million characters they may come later than the words: a person who waits for
the first model then waits for the words only.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.core.chunks import spans
from askless.errors import ModelError
from askless.models import cache as kept
from askless.models.built_in import BuiltIn, models
from askless.models.feature_model import FeatureModel
from askless.models.linear import Linear
from askless.models.lsa import directions, project
from askless.models.model import Floats, Matrix, PoolItems, Progress, Rows, Steps
from askless.models.ngrams import SIZES, Characters, Words

__all__ = ["TextFeatures"]

VERSION = "text-2"  # of the features in the cache: raise it when they change
TERMS = 50_000  # of words, and as many of characters
SAMPLE_TEXTS, SAMPLE_CHARACTERS = 100_000, 60_000_000  # that the terms are learnt from
CHARACTERS_UP_TO = 200_000  # texts
LATER_FROM = 5_000_000  # characters of text: about a second of work
DIRECTIONS = 64
EMBEDDED_UP_TO = 250_000  # texts: 64 MB; strategies ask for a few rows many hundred times a round
CHUNK = 10_000


@dataclass(frozen=True)
class Block:
    """One sort of terms with their weights: the numbers of a fitted `TfidfVectorizer`.

    Parameters
    ----------
    counter : Words or Characters
        What is counted.
    idf : float32 array of shape (n_terms,)
        ln((1 + n) / (1 + documents with it)) + 1.
    """

    counter: Words | Characters
    idf: npt.NDArray[np.float32]

    def weigh(self, counts: Matrix) -> Matrix:
        """Make weights of counts, in place; rows have unit length."""
        counts.data = (1 + np.log(counts.data)) * self.idf[counts.indices]
        squares = np.concatenate([[0.0], np.cumsum(counts.data.astype(np.float64) ** 2)])
        length = np.sqrt(np.diff(squares[counts.indptr]))
        counts.data /= np.repeat(np.where(length > 0, length, 1), np.diff(counts.indptr)).astype(np.float32)
        return counts

    def vectorizer(self) -> Any:
        """The same as a fitted scikit-learn vectoriser."""
        from sklearn.feature_extraction.text import TfidfVectorizer

        analyzer, sizes = ("word", (1, 2)) if isinstance(self.counter, Words) else ("char_wb", SIZES)
        made = TfidfVectorizer(analyzer=analyzer, ngram_range=sizes, sublinear_tf=True, dtype=np.float32)
        made.vocabulary_ = {term: column for column, term in enumerate(self.counter.terms)}
        made.idf_ = self.idf
        return made


class TextFeatures:
    """Features of texts.

    Parameters
    ----------
    seed : int, default 0
        For the randomised decomposition behind `embedding`.
    characters : bool, default True
        Whether runs of characters count, beside words.
    """

    def __init__(self, seed: int = 0, *, characters: bool = True) -> None:
        self.seed, self.characters = seed, characters
        self._blocks: list[Block] = []
        self._pool: list[Matrix] = []  # a CSR matrix per block
        self._directions: Floats | None = None
        self._embedding: Floats | None = None

    def prepare(
        self, items: PoolItems, cache: Path | None, progress: Progress | None, *, later: bool = False
    ) -> Steps | None:
        """Compute the features of the pool; `later` may leave the characters of a large one for later."""
        say = progress or (lambda sentence, share: None)
        for share in self._add(Words, items, cache):
            say("Counting words", 0.5 * share)
        counted = self.characters and len(items) <= CHARACTERS_UP_TO
        characters = self._add(Characters, items, cache) if counted else iter(())
        waits = later and counted and self._blocks and not self._kept(Characters, items, cache)
        if waits and _length(items) > LATER_FROM:
            say("Counting words", 1.0)
            return characters
        for share in characters:
            say("Counting characters", 0.5 + 0.5 * share)
        if not self._blocks:
            raise ModelError(
                f"The {len(items):,} texts hold no words and no characters.", "Check which column the texts are in."
            )
        say("Counting words", 1.0)
        return None

    def take(self, rows: Rows) -> Matrix:
        """Features of pool items."""
        return self._join([matrix[rows] for matrix in self._pool])

    def transform(self, raw_items: Sequence[str]) -> Matrix:
        """Features of other items."""
        return self._join([block.weigh(block.counter.count(raw_items)) for block in self._blocks])

    def embedding(self, rows: Rows | None) -> Floats:
        """Points for coverage."""
        first = self._pool[0]  # words, where there are any: characters would add cost, not topics
        if self._directions is None:
            self._directions = directions(first, DIRECTIONS, self.seed)
        if rows is not None and first.shape[0] > EMBEDDED_UP_TO:
            return project(first[rows], self._directions)
        if self._embedding is None:
            parts = [project(first[span], self._directions) for span in spans(first.shape[0], CHUNK)]
            self._embedding = np.concatenate(parts)
        return self._embedding if rows is None else self._embedding[rows]

    def steps(self) -> list[tuple[str, Any]]:
        """The same as fitted steps of a pipeline."""
        from sklearn.pipeline import FeatureUnion

        parts = [("words" if isinstance(b.counter, Words) else "characters", b) for b in self._blocks]
        weights = {name: self._weight for name, _ in parts}
        return [("tfidf", FeatureUnion([(name, b.vectorizer()) for name, b in parts], transformer_weights=weights))]

    @property
    def _weight(self) -> float:
        """Of each block, such that a text has unit length."""
        return float(np.sqrt(1 / len(self._blocks)))

    def _join(self, parts: list[Matrix]) -> Matrix:
        """Blocks side by side."""
        from scipy.sparse import hstack

        joined = hstack(parts, format="csr") if len(parts) > 1 else parts[0]
        joined.data = joined.data * np.float32(self._weight)
        return joined

    def _add(self, sort: type[Words] | type[Characters], items: PoolItems, cache: Path | None) -> Steps:
        """Add a block at the end, unless its sort of terms does not occur; in steps of a second or less."""
        name, fingerprint = _name(sort), items.fingerprint()
        arrays = kept.read(cache, name, fingerprint)
        if arrays is None:
            block, matrix = yield from _count(sort, items)
            parts = {"data": matrix.data, "indices": matrix.indices, "indptr": matrix.indptr}
            terms = kept.text_bytes(block.counter.terms)
            kept.write(cache, name, fingerprint, {**parts, "idf": block.idf, "terms": terms})
        else:
            block, matrix = _restored(sort, arrays, len(items))
        if block.counter.terms:
            self._blocks.append(block)
            self._pool.append(matrix)

    def _kept(self, sort: type[Words] | type[Characters], items: PoolItems, cache: Path | None) -> bool:
        """Whether the cache has such a block."""
        return cache is not None and kept.place(cache, _name(sort), items.fingerprint()).exists()


def _name(sort: type[Words] | type[Characters]) -> str:
    """Of a block in the cache."""
    return f"{VERSION}-{sort.__name__.lower()}"


def _count(sort: type[Words] | type[Characters], items: PoolItems) -> Generator[float, None, tuple[Block, Matrix]]:
    """Learn the terms from a sample, then count and weigh them chunk by chunk; yields the share done."""
    n, least = len(items), 1 if len(items) < 1000 else 2
    rows = _sample(items)
    sample = (text for span in spans(len(rows), CHUNK) for text in items.take(rows[span]))
    parts: list[Matrix] = []
    counter: Words | Characters
    if sort is Words:
        counter, counts = Words.learn(sample, least=least, limit=TERMS)
        if len(rows) == n:  # the sample is the pool
            parts = [counts[span] for span in spans(n, CHUNK)]
    else:
        counter = Characters.learn(sample, least=least, limit=TERMS)
    for span in spans(n, CHUNK) if not parts else ():
        yield 0.2 + 0.6 * span.start / n
        parts.append(counter.count(items.take(np.arange(span.start, span.stop))))
    documents = sum(np.bincount(part.indices, minlength=len(counter.terms)) for part in parts)
    block = Block(counter, (np.log((1 + n) / (1 + documents)) + 1).astype(np.float32))
    for i, part in enumerate(parts):
        yield 0.8 + 0.2 * i / len(parts)
        block.weigh(part)
    return block, stacked(parts, len(counter.terms))


def _restored(sort: type[Words] | type[Characters], arrays: kept.Arrays, n: int) -> tuple[Block, Matrix]:
    """A block and the features of the pool, as the cache has them."""
    from scipy.sparse import csr_matrix

    terms = kept.text_list(arrays["terms"])
    matrix = csr_matrix((arrays["data"], arrays["indices"], arrays["indptr"]), shape=(n, len(terms)))
    return Block(sort(terms), arrays["idf"]), matrix


def stacked(parts: list[Matrix], n_columns: int) -> Matrix:
    """CSR parts one below the other; the list is emptied as it goes, so that nothing is held twice."""
    from scipy.sparse import csr_matrix

    total = sum(part.nnz for part in parts)
    data, indices = np.empty(total, dtype=np.float32), np.empty(total, dtype=np.int32)
    ends, at = [np.zeros(1, dtype=np.int64)], 0
    parts.reverse()
    while parts:
        part = parts.pop()
        data[at : at + part.nnz], indices[at : at + part.nnz] = part.data, part.indices
        ends.append(part.indptr[1:].astype(np.int64) + at)
        at += part.nnz
    indptr = np.concatenate(ends)
    return csr_matrix((data, indices, indptr), shape=(len(indptr) - 1, n_columns))


def _typical(items: PoolItems) -> int:
    """Characters of a text, from a thousand of them; 1 at least."""
    n = len(items)
    look = items.take(np.linspace(0, n - 1, min(n, 1000)).astype(np.int64))
    return max(1, sum(map(len, look)) // max(1, len(look)))


def _length(items: PoolItems) -> int:
    """Characters of the pool, about."""
    return len(items) * _typical(items)


def _sample(items: PoolItems) -> Rows:
    """Rows, evenly spaced over the pool, that the terms are learnt from."""
    n = len(items)
    size = min(n, SAMPLE_TEXTS, max(1, SAMPLE_CHARACTERS // _typical(items)))
    return np.arange(n) if size == n else np.unique(np.linspace(0, n - 1, size).astype(np.int64))


def _make(kind: str, seed: int) -> FeatureModel:
    """C is 10, as in the experiments behind the default strategy: texts have unit length."""
    return FeatureModel("tfidf_linear", TextFeatures(seed), Linear(c=10.0), seed)


models.register(
    "tfidf_linear",
    BuiltIn(
        kinds=("text",),
        default_for=("text",),
        summary="TF-IDF of words and characters, logistic regression, calibrated",
        make=_make,
    ),
)
