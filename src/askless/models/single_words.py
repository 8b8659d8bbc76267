"""Features of texts for the model that finds the few: single words, and what they sum to over the pool."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from askless.core.chunks import spans
from askless.models.model import Matrix, PoolItems, Progress, Steps
from askless.models.ngrams import Words
from askless.models.text import CHUNK, Block, TextFeatures

__all__ = ["PoolSums", "SingleWords"]


@dataclass(frozen=True)
class PoolSums:
    """Features added up over all texts, labelled or not.

    Parameters
    ----------
    total : float64 array of shape (n_features,)
        At least 0.
    n : int
        Texts.
    """

    total: npt.NDArray[np.float64]
    n: int


class SingleWords(TextFeatures):
    """Words without their pairs and without characters; a text has unit length.

    Parameters
    ----------
    seed : int, default 0
        For the randomised decomposition behind `embedding`.
    """

    def __init__(self, seed: int = 0) -> None:
        super().__init__(seed, characters=False)

    def prepare(
        self, items: PoolItems, cache: Path | None, progress: Progress | None, *, later: bool = False
    ) -> Steps | None:
        """Compute the features of the pool; those of the other text models are taken from the cache and cut."""
        super().prepare(items, cache, progress, later=later)
        for at, (block, matrix) in enumerate(zip(self._blocks, self._pool, strict=True)):
            single = sum(" " not in term for term in block.counter.terms)  # pairs come behind
            self._blocks[at] = Block(Words(block.counter.terms[:single]), block.idf[:single])
            self._pool[at] = _of_unit_length(matrix[:, :single])
        return None

    def pool(self) -> PoolSums:
        """Features added up over the pool; the first call takes time in proportion to its words."""
        return self._sums

    @cached_property
    def _sums(self) -> PoolSums:
        (matrix,) = self._pool
        n, n_features = matrix.shape
        total = np.zeros(n_features)
        for span in spans(n, CHUNK):  # in parts, as sums in double precision need room
            part = matrix[span]
            total += np.bincount(part.indices, part.data, minlength=n_features)
        return PoolSums(total, n)


def _of_unit_length(x: Matrix) -> Matrix:
    """The same with rows of length 1, in place; empty rows stay."""
    ends = np.concatenate([[0.0], np.cumsum(x.data.astype(np.float64) ** 2)])
    length = np.sqrt(np.diff(ends[x.indptr]))
    x.data /= np.repeat(np.where(length > 0, length, 1), np.diff(x.indptr)).astype(np.float32)
    return x
