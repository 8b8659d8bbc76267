"""What is open about the words of some sentences."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from askless.choose.array import Rows
from askless.choose.kernels.segments import flat, lengths_of
from askless.choose.round import Round
from askless.errors import EvidenceError

__all__ = ["Tokens", "tokens_of"]

Float64s = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Tokens:
    """The words of some sentences, one after another.

    Parameters
    ----------
    entropy : float64 array of shape (n_tokens,)
        Of each token's tag in nats; 0 where the tag is known.
    words : int64 array of shape (n_tokens,)
        Number of each token's word among those that come here, from 0, without gaps.
    types : int64 array of shape (n_tokens,)
        Number of each token's word in the pool.
    lengths : int64 array of shape (n_sentences,)
        Tokens of each sentence.
    """

    entropy: Float64s
    words: Rows
    types: Rows
    lengths: Rows

    @cached_property
    def starts(self) -> Rows:
        """First token of each sentence, and the end; shape (n_sentences + 1,)."""
        return np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(self.lengths)])

    def of(self, at: int) -> Float64s:
        """Entropies of one sentence."""
        return self.entropy[self.starts[at] : self.starts[at + 1]]


def tokens_of(round: Round, rows: Rows) -> Tokens:
    """The words of some sentences, with what is open about them.

    Parameters
    ----------
    round : Round
        Offers `token_entropy` and `words`.
    rows : int64 array of shape (n_rows,)
        Rows of the pool.

    Returns
    -------
    tokens : Tokens
        Of a sentence that is tagged in part, nothing is open about the words that have a tag. With spans,
        which are places in the text, it is for the model to know that.

    Raises
    ------
    EvidenceError
        If the two kinds of evidence count the tokens of a sentence differently.
    """
    entropy, words = round.evidence.get("token_entropy", rows), round.evidence.get("words", rows)
    lengths, others = lengths_of(entropy), lengths_of(words)
    wrong = np.flatnonzero(lengths != others)
    if len(wrong):
        at = int(wrong[0])
        raise EvidenceError(
            f"The item {int(rows[at])} has {lengths[at]} tokens by `token_entropy` and {others[at]} by `words`.",
            "Give both of the same tokens.",
        )
    found = np.maximum(flat(entropy), 0.0)
    found[_known(round, rows, lengths)] = 0.0
    types = flat(words, np.int64)
    numbers = np.unique(types, return_inverse=True)[1].astype(np.int64)
    return Tokens(found, numbers.reshape(-1), types, lengths)


def _known(round: Round, rows: Rows, lengths: Rows) -> npt.NDArray[np.bool_]:
    """Which tokens have a tag."""
    known = np.zeros(int(lengths.sum()), dtype=bool)
    if round.task != "tags" or not len(round.labelled):
        return known
    starts = np.cumsum(lengths) - lengths
    place = {int(row): at for at, row in enumerate(round.labelled)}
    for at in np.flatnonzero(np.isin(rows, round.labelled)).tolist():
        told = np.asarray(round.labels[place[int(rows[at])]])
        if len(told) == lengths[at]:
            known[starts[at] : starts[at] + len(told)] = told >= 0
    return known
