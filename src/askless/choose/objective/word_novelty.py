"""Uncertain words that a batch has not had yet: each further time that a word comes counts half.

F of a batch is the sum, over its sentences, of token entropies that shrink as their words are taken, divided by what
the sentence costs to read. The gain of a sentence only falls as others are taken, so lazy greedy selection picks as
plain greedy does.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from askless.choose.array import Rows

__all__ = ["WordNovelty", "init"]

Float64s = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class WordNovelty:
    """What of each word is left to ask about; made by `init`, changed by returning a new one.

    Parameters
    ----------
    entropy : float64 array of shape (n_tokens,)
        Of each token, already halved for the times that its word came before it in the same sentence.
    words : int64 array of shape (n_tokens,)
        Number of each token's word.
    starts : int64 array of shape (n + 1,)
        The tokens of sentence i are ``starts[i]:starts[i + 1]``.
    cost : float64 array of shape (n,)
        Of reading each sentence.
    left : float64 array of shape (n_words,)
        What a word counts: 1, and half of that for each time that it was taken.
    halved : float
        What is left of a word each time that it is taken, in (0, 1].
    """

    entropy: Float64s
    words: Ints
    starts: Ints
    cost: Float64s
    left: Float64s
    halved: float

    def gain(self, rows: Rows) -> Float64s:
        """How much each sentence would add, shape (n_rows,), in nats per unit of cost.

        Notes
        -----
        Time: their tokens.
        """
        lengths = self.starts[rows + 1] - self.starts[rows]
        tokens = np.arange(int(lengths.sum())) + np.repeat(self.starts[rows] - (np.cumsum(lengths) - lengths), lengths)
        told = self.entropy[tokens] * self.left[self.words[tokens]]
        total = np.bincount(np.repeat(np.arange(len(rows)), lengths), weights=told, minlength=len(rows))
        return np.asarray(total / self.cost[rows], dtype=np.float64)

    def update(self, rows: Rows) -> WordNovelty:
        """The state after taking some sentences."""
        left = self.left.copy()
        for row in rows.tolist():
            np.multiply.at(left, self.words[int(self.starts[row]) : int(self.starts[row + 1])], self.halved)
        return replace(self, left=left)


def init(entropy: Float64s, words: Ints, lengths: Ints, cost: Float64s, halved: float = 0.5) -> WordNovelty:
    """Nothing taken yet.

    Parameters
    ----------
    entropy : float64 array of shape (n_tokens,)
        Of each token's tag in nats, sentence after sentence.
    words : int64 array of shape (n_tokens,)
        Number of each token's word, from 0.
    lengths : int64 array of shape (n,)
        Tokens of each sentence.
    cost : float64 array of shape (n,)
        Of reading each sentence, above 0.
    halved : float, default 0.5
        What is left of a word each time that it is taken.

    Returns
    -------
    state : WordNovelty

    Examples
    --------
    Two sentences of the same words and one of others: after the first one the third is next.

    >>> state = init(np.ones(6), np.array([0, 1, 0, 1, 2, 3]), np.array([2, 2, 2]), np.array([1.0, 1.0, 1.25]))
    >>> state.gain(np.arange(3)).tolist(), state.update(np.array([0])).gain(np.arange(3)).tolist()
    ([2.0, 2.0, 1.6], [1.0, 1.0, 1.6])
    """
    starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    sentence = np.repeat(np.arange(len(lengths)), lengths)
    # How often each token's word came before it in its sentence: its place among equals.
    order = np.lexsort((np.arange(len(words)), words, sentence))
    first = np.ones(len(words), dtype=np.bool_)
    first[1:] = (words[order][1:] != words[order][:-1]) | (sentence[order][1:] != sentence[order][:-1])
    at = np.arange(len(words))
    times = np.empty(len(words), dtype=np.int64)
    times[order] = at - np.maximum.accumulate(np.where(first, at, 0))
    n_words = int(words.max()) + 1 if len(words) else 0
    return WordNovelty(entropy * halved**times, words, starts, cost, np.ones(n_words), halved)
