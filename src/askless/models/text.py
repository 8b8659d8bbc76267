"""Texts: TF-IDF of words and of characters, and a linear classifier.

Words and pairs of words carry the topic; runs of characters forgive spelling and serve languages
without blanks. Both are weighted 1 + log(count), times the inverse document frequency, and have
unit length; so a text has unit length too.

Large pools are kept small: terms are learnt from a sample, at most 50,000 of each sort are kept,
and beyond 200,000 texts characters are left out (they are nine tenths of the numbers).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
from askless.models.model import Floats, Matrix, PoolItems, Progress, Rows
from askless.models.ngrams import SIZES, Characters, Words

__all__ = ["TextFeatures"]

VERSION = "text-1"  # of the features in the cache: raise it when they change
TERMS = 50_000  # of words, and as many of characters
SAMPLE_TEXTS, SAMPLE_CHARACTERS = 100_000, 60_000_000  # that the terms are learnt from
CHARACTERS_UP_TO = 200_000  # texts
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
        from sklearn.preprocessing import normalize

        counts.data = (1 + np.log(counts.data)) * self.idf[counts.indices]
        return normalize(counts, copy=False)

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
    """

    def __init__(self, seed: int = 0) -> None:
        self.seed = seed
        self._blocks: list[Block] = []
        self._pool: list[Matrix] = []  # a CSR matrix per block
        self._directions: Floats | None = None
        self._embedding: Floats | None = None

    def prepare(self, items: PoolItems, cache: Path | None, progress: Progress | None) -> None:
        """Compute the features of the pool."""
        fingerprint = items.fingerprint()
        arrays = kept.read(cache, VERSION, fingerprint)
        if arrays is None:
            self._compute(items, progress or (lambda sentence, share: None))
            kept.write(cache, VERSION, fingerprint, self._arrays())
        else:
            self._restore(arrays, len(items))

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

    def _compute(self, items: PoolItems, progress: Progress) -> None:
        """Learn the terms from a sample, then count and weigh them chunk by chunk."""
        least = 1 if len(items) < 1000 else 2
        sample = list(_sample(items))
        counters: list[Words | Characters] = [Words.learn(sample, least=least, limit=TERMS)]
        if len(items) <= CHARACTERS_UP_TO:
            progress("Reading characters", 0.2)
            counters.append(Characters.learn(sample, least=least, limit=TERMS))
        counters = [counter for counter in counters if counter.terms]
        if not counters:
            raise ModelError(
                f"The {len(items):,} texts hold no words and no characters.", "Check which column the texts are in."
            )
        parts: list[list[Matrix]] = [[] for _ in counters]
        for span in spans(len(items), CHUNK):
            progress("Counting words", 0.3 + 0.7 * span.start / len(items))
            texts = items.take(np.arange(span.start, span.stop))
            for part, counter in zip(parts, counters, strict=True):
                part.append(counter.count(texts))
        for counter, part in zip(counters, parts, strict=True):
            self._add(counter, part)
        progress("Counting words", 1.0)

    def _add(self, counter: Words | Characters, parts: list[Matrix]) -> None:
        """Make a block of its counts."""
        documents = sum(np.bincount(part.indices, minlength=len(counter.terms)) for part in parts)
        n = sum(part.shape[0] for part in parts)
        block = Block(counter, (np.log((1 + n) / (1 + documents)) + 1).astype(np.float32))
        for part in parts:
            block.weigh(part)
        self._blocks.append(block)
        self._pool.append(stacked(parts, len(counter.terms)))

    def _arrays(self) -> kept.Arrays:
        """Everything, for the cache."""
        arrays: kept.Arrays = {}
        for i, (block, matrix) in enumerate(zip(self._blocks, self._pool, strict=True)):
            arrays |= {f"{i}data": matrix.data, f"{i}indices": matrix.indices, f"{i}indptr": matrix.indptr}
            arrays |= {f"{i}idf": block.idf, f"{i}terms": kept.text_bytes(block.counter.terms)}
            arrays[f"{i}words"] = np.array(isinstance(block.counter, Words))
        return arrays

    def _restore(self, arrays: kept.Arrays, n: int) -> None:
        """Everything back."""
        from scipy.sparse import csr_matrix

        for i in range(len(arrays) // 6):
            terms = kept.text_list(arrays[f"{i}terms"])
            counter = Words(terms) if arrays[f"{i}words"] else Characters(terms)
            self._blocks.append(Block(counter, arrays[f"{i}idf"]))
            parts = (arrays[f"{i}data"], arrays[f"{i}indices"], arrays[f"{i}indptr"])
            self._pool.append(csr_matrix(parts, shape=(n, len(terms))))


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


def _sample(items: PoolItems) -> Iterator[str]:
    """Texts, evenly spaced over the pool, that the terms are learnt from."""
    n = len(items)
    look = items.take(np.linspace(0, n - 1, min(n, 1000)).astype(np.int64))
    typical = max(1, sum(map(len, look)) // max(1, len(look)))
    size = min(n, SAMPLE_TEXTS, max(1, SAMPLE_CHARACTERS // typical))
    rows = np.arange(n) if size == n else np.unique(np.linspace(0, n - 1, size).astype(np.int64))
    for span in spans(size, CHUNK):
        yield from items.take(rows[span])


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
