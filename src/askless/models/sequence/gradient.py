"""How long the gradient of the loss would be if a sentence had been answered, over the likely answers.

Axes: n tokens, d columns, k tags, s sentences, b taggings. The gradient by the emissions is X^T D, with X the columns
of the sentence's tokens and D = M - Y the marginals less the tags. Its squared length is |X^T M|^2 - 2 <X X^T M, Y> +
|X^T Y|^2: the first two take one dense product of all taggings, the last one a sparse product of each. No matrix has
more cells than columns that a sentence has times tags, so memory grows as the tokens do, and not as their square.

References
----------
.. [1] B. Settles, M. Craven, "An analysis of active learning strategies for sequence labeling tasks", EMNLP 2008,
   section 3.4.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.core.chunks import spans
from askless.models.crf.field import Chunk, ConditionalRandomField
from askless.models.crf.lattice import Beliefs
from askless.models.crf.packing import Packed
from askless.models.crf.paths import best_paths
from askless.models.model import Rows
from askless.models.sequence.features import TokenFeatures

__all__ = ["BEST", "gradient_length"]

Floats = npt.NDArray[Any]
Ints = npt.NDArray[np.int64]
Float64s = npt.NDArray[np.float64]
BEST = 10  # taggings of a sentence
CELLS = 400_000  # pairs of tags, times sentences, that are held at once for each token of a sentence
TOKENS = 25  # of a sentence for which that is meant; of longer ones fewer are held


def gradient_length(field: ConditionalRandomField, features: TokenFeatures, rows: Rows) -> Float64s:
    """Expected length of the gradient over the ten best taggings of each sentence.

    Parameters
    ----------
    field : ConditionalRandomField
        Fitted.
    features : TokenFeatures
        Of the pool.
    rows : int64 array of shape (n,)

    Returns
    -------
    length : float64 array of shape (n,)
        Each length times the probability of its tagging, added up: what lies beyond ten taggings counts as no gradient.

    Notes
    -----
    A sentence is taken as a whole: for n tokens of c columns and k tags time is O(n (k² + c k + 10 c)) and memory
    O(n (k² + c k)), some 20 MB for 5,000 tokens and 9 tags.
    """
    found = np.zeros(len(rows))
    size = int(np.clip(CELLS // len(field.names) ** 2, 8, 256))
    for place in _pieces(features.lengths[rows], size):
        x, lengths = features.take(rows[place])
        for chunk in field.chunks(x, lengths, len(lengths)):
            found[place] = _of_chunk(chunk, x, lengths)
    return found


def _pieces(lengths: Ints, size: int) -> Iterator[slice]:
    """Sentences that are looked at together: at most `size`, and of long ones no more than have as many tokens."""
    for place in spans(len(lengths), size):
        part = np.cumsum(lengths[place]) // (size * TOKENS)
        edges = [0, *(np.flatnonzero(np.diff(part)) + 1).tolist(), len(part)]
        yield from (slice(place.start + a, place.start + b) for a, b in pairwise(edges))


def _of_chunk(chunk: Chunk, x: Any, lengths: Ints) -> Float64s:
    """Of some sentences, (s,)."""
    pack, beliefs, found = chunk.pack, chunk.believed(), np.zeros(len(lengths))
    if not len(pack.order):
        return found
    tags, scores = best_paths(chunk.emissions, chunk.transitions, pack, BEST)
    chance = np.exp(np.minimum(scores - chunk.partition(beliefs)[pack.order, None], 0.0))
    paths, sentence = pack.back(tags), np.repeat(np.arange(len(lengths)), lengths)
    squares = _by_emissions(x, sentence, pack.back(beliefs.marginals), paths, len(lengths))
    squares += _by_transitions(_pairs(chunk, beliefs, lengths), sentence, paths)
    found[pack.order] = (chance * np.sqrt(np.maximum(squares[pack.order], 0.0))).sum(axis=1)
    return found


def _by_emissions(x: Any, sentence: Ints, marginals: Floats, paths: Ints, s: int) -> Float64s:
    """Squared length of X^T D for each tagging, (s, b)."""
    from scipy.sparse import csr_array

    apart, of_column = _apart(x, sentence)
    turned = apart.T.tocsr()
    mean = turned @ marginals.astype(np.float64)  # in double precision, since what is sure is a difference of nothing
    spread = apart @ mean
    both = np.bincount(of_column, (mean**2).sum(axis=1), s)
    n, found = len(sentence), np.empty((s, paths.shape[1]))
    for column, tags in enumerate(paths.T):
        cross = np.bincount(sentence, spread[np.arange(n), tags], s)
        told = turned @ csr_array((np.ones(n), tags, np.arange(n + 1)), shape=(n, marginals.shape[1]))
        owner = np.repeat(of_column, np.diff(told.indptr))
        found[:, column] = both - 2 * cross + np.bincount(owner, told.data**2, s)
    return found


def _apart(x: Any, sentence: Ints) -> tuple[Any, Ints]:
    """The columns of tokens, those of each sentence apart, and the sentence of each such column."""
    from scipy.sparse import csr_array

    owner = np.repeat(sentence, np.diff(x.indptr))
    keys, place = np.unique(owner * x.shape[1] + x.indices, return_inverse=True)
    return csr_array((x.data, place, x.indptr), shape=(x.shape[0], len(keys))), keys // x.shape[1]


def _by_transitions(expected: Floats, sentence: Ints, paths: Ints) -> Float64s:
    """Squared distance of expected and actual numbers of pairs of tags, (s, b)."""
    s, k, _ = expected.shape
    flat = expected.reshape(s, k * k).astype(np.float64)
    here = np.flatnonzero(sentence[1:] == sentence[:-1])
    owner, found = sentence[here], np.empty((s, paths.shape[1]))
    for column, tags in enumerate(paths.T):
        pair = tags[here] * k + tags[here + 1]
        counts = np.bincount(owner * k * k + pair, minlength=s * k * k).reshape(s, k * k)
        found[:, column] = ((counts - flat) ** 2).sum(axis=1)
    return found


def _pairs(chunk: Chunk, beliefs: Beliefs, lengths: Ints) -> Floats:
    """Expected number of each pair of neighbouring tags in each sentence, (s, k, k)."""
    pack: Packed = chunk.pack
    k, pairs = len(chunk.transitions), beliefs.each_pair(pack)
    each = np.zeros((len(pack.rows), k, k), dtype=pairs.dtype)
    each[pack.after] = pairs
    some = np.flatnonzero(lengths)
    found = np.zeros((len(lengths), k, k), dtype=pairs.dtype)
    found[some] = np.add.reduceat(pack.back(each), (np.cumsum(lengths) - lengths)[some], axis=0)
    return found
