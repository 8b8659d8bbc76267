"""How long the gradient of the loss would be if a sentence had been answered, over the likely answers.

Axes: n tokens, d columns, k tags, s sentences, b taggings. The gradient by the emissions is X^T D, with X the columns
of the sentence's tokens and D the marginals less the tags; it is never made. Its squared length is the sum over pairs
of tokens t, u of (x_t . x_u) (d_t . d_u), and since d is a marginal less one tag, three sums are enough: of K (m_t .
m_u), of (K m)_t at the tags, and of K where tags agree, with K = X X^T.

References
----------
.. [1] B. Settles, M. Craven, "An analysis of active learning strategies for sequence labeling tasks", EMNLP 2008,
   section 3.4.
"""

from __future__ import annotations

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

__all__ = ["gradient_length"]

Floats = npt.NDArray[Any]
Ints = npt.NDArray[np.int64]
Float64s = npt.NDArray[np.float64]
PATHS = 10
CELLS = 400_000  # pairs of tags, times sentences, that are held at once for each token of a sentence


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
    """
    found = np.zeros(len(rows))
    size = int(np.clip(CELLS // len(field.names) ** 2, 8, 256))
    for place in spans(len(rows), size):
        x, lengths = features.take(rows[place])
        for chunk in field.chunks(x, lengths, size):
            found[place] = _of_chunk(chunk, x, lengths)
    return found


def _of_chunk(chunk: Chunk, x: Any, lengths: Ints) -> Float64s:
    """Of some sentences, (s,)."""
    pack, beliefs, found = chunk.pack, chunk.believed(), np.zeros(len(lengths))
    if not len(pack.order):
        return found
    tags, scores = best_paths(chunk.emissions, chunk.transitions, pack, PATHS)
    chance = np.exp(np.minimum(scores - chunk.partition(beliefs)[pack.order, None], 0.0))
    paths, sentence = pack.back(tags), np.repeat(np.arange(len(lengths)), lengths)
    squares = _by_emissions(x, sentence, pack.back(beliefs.marginals), paths, len(lengths))
    squares += _by_transitions(_pairs(chunk, beliefs, lengths), sentence, paths)
    found[pack.order] = (chance * np.sqrt(np.maximum(squares[pack.order], 0.0))).sum(axis=1)
    return found


def _by_emissions(x: Any, sentence: Ints, marginals: Floats, paths: Ints, s: int) -> Float64s:
    """Squared length of X^T D for each tagging, (s, b)."""
    gram = _gram(x, sentence)
    spread = gram @ marginals
    both = np.bincount(sentence, (spread * marginals).sum(axis=1), s)
    pairs = gram.tocoo()
    found = np.empty((s, paths.shape[1]))
    for column, tags in enumerate(paths.T):
        cross = np.bincount(sentence, spread[np.arange(len(tags)), tags], s)
        agree = np.where(tags[pairs.row] == tags[pairs.col], pairs.data, 0.0)
        found[:, column] = both - 2 * cross + np.bincount(sentence[pairs.row], agree, s)
    return found


def _gram(x: Any, sentence: Ints) -> Any:
    """Products of the columns of tokens of one sentence, (n, n), nothing between sentences."""
    from scipy.sparse import csr_array

    owner = np.repeat(sentence, np.diff(x.indptr))
    keys, place = np.unique(owner * x.shape[1] + x.indices, return_inverse=True)
    apart = csr_array((x.data, place, x.indptr), shape=(x.shape[0], len(keys)))
    return apart @ apart.T


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
    weights, k = np.exp(chunk.transitions), len(chunk.transitions)
    ahead, onward = beliefs.forward[pack.before], beliefs.onward[pack.after]
    each = np.zeros((len(pack.rows), k, k), dtype=weights.dtype)
    each[pack.after] = ahead[:, :, None] * weights * onward[:, None, :]
    some = np.flatnonzero(lengths)
    found = np.zeros((len(lengths), k, k), dtype=weights.dtype)
    found[some] = np.add.reduceat(pack.back(each), (np.cumsum(lengths) - lengths)[some], axis=0)
    return found
