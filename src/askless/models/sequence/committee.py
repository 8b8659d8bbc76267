"""What a committee says of sentences: fields fitted to resamples of them, each as sure as it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from askless.core.chunks import spans
from askless.core.taggings import FLOOR
from askless.models.crf.field import Chunk, ConditionalRandomField
from askless.models.crf.packing import Packed
from askless.models.crf.paths import best_paths, path_scores
from askless.models.model import Rows
from askless.models.sequence.features import TokenFeatures
from askless.models.sequence.scores import Ints, entropies, listed

__all__ = ["EPOCHS", "MEMBERS", "OF_EACH", "log_proba", "token_disagreement"]

Float64s = npt.NDArray[np.float64]
Fields = Sequence[ConditionalRandomField]
MEMBERS = 5
OF_EACH = 5  # taggings that each member holds for likeliest
EPOCHS = 3
"""Passes that a member learns by: half as many as a model's own, since what is wanted is how members differ."""
_CHUNK = 1_024  # sentences


def log_proba(fields: Fields, features: TokenFeatures, rows: Rows) -> Float64s:
    """Log probability, under each member, of each tagging that is among the five best ones of a member.

    Parameters
    ----------
    fields : sequence of ConditionalRandomField
        With the same tags.
    features : TokenFeatures
        Of the pool.
    rows : int64 array of shape (n,)

    Returns
    -------
    log_proba : float64 array of shape (n, members, 5 members)
        A tagging stands once, where it first comes; -1000 in the place of others. See `listed` for sentences so long
        that no tagging is as likely as that.
    """
    found = np.full((len(rows), len(fields), len(fields) * OF_EACH), FLOOR)
    for place, chunks in _side_by_side(fields, features, rows):
        pack = chunks[0].pack
        best = [best_paths(one.emissions, one.transitions, pack, OF_EACH) for one in chunks]
        tags = np.concatenate([paths for paths, _ in best], axis=1)
        there = np.isfinite(np.concatenate([scores for _, scores in best], axis=1))
        kept = there & _first_of_its_kind(tags, there, pack, len(fields[0].names))
        here = found[place]
        for member, one in enumerate(chunks):
            partition = one.partition(one.believed())[pack.order, None]
            scores = path_scores(one.emissions, one.transitions, pack, tags) - partition
            here[pack.order, member] = listed(np.where(kept, np.minimum(scores, 0.0), -np.inf))
        empty = np.setdiff1d(np.arange(len(here)), pack.order)
        here[empty, :, 0] = 0.0  # of no token there is one tagging
    return found


def token_disagreement(fields: Fields, features: TokenFeatures, rows: Rows) -> list[Float64s]:
    """Mutual information between the tag of each token and the member that gives it, in nats."""
    found: list[Float64s] = []
    for place, chunks in _side_by_side(fields, features, rows):
        pack = chunks[0].pack
        each = [one.believed().marginals for one in chunks]
        apart = entropies(np.mean(each, axis=0)) - np.mean([entropies(one) for one in each], axis=0)
        lengths = features.lengths[rows[place]]
        found += np.split(pack.back(np.maximum(apart, 0.0)), np.cumsum(lengths)[:-1])
    return found


def _side_by_side(fields: Fields, features: TokenFeatures, rows: Rows) -> Iterator[tuple[slice, list[Chunk]]]:
    """Sentences with their scores under each member, some at a time."""
    for place in spans(len(rows), _CHUNK):
        x, lengths = features.take(rows[place])
        yield place, [next(field.chunks(x, lengths, len(lengths))) for field in fields]


def _first_of_its_kind(tags: Ints, there: npt.NDArray[np.bool_], pack: Packed, k: int) -> npt.NDArray[np.bool_]:
    """Which taggings of a sentence, (s, b), do not stand before already; compared by a hash of 64 bits."""
    of_tag = np.random.default_rng(0).integers(2**64, size=k, dtype=np.uint64)
    of_time = np.cumprod(np.full(len(pack.active), 0x9E3779B97F4A7C15, dtype=np.uint64))
    hashes = np.zeros((len(pack.order), tags.shape[1]), dtype=np.uint64)
    np.add.at(hashes, pack.sentence, of_tag[tags] * np.repeat(of_time, pack.active)[:, None])
    found = there.copy()
    for column in range(1, tags.shape[1]):
        found[:, column] &= ~((hashes[:, :column] == hashes[:, column, None]) & there[:, :column]).any(axis=1)
    return found
