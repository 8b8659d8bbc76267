"""Sub-sequence: a few words of a sentence, around the one that is least certain."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.choose import why
from askless.choose.array import Rows
from askless.choose.choice import Choice
from askless.choose.kernels.lazy_greedy import lazy_greedy
from askless.choose.kernels.order import rounded
from askless.choose.kernels.segments import segment_max
from askless.choose.round import Round
from askless.choose.strategy.draw import draw, in_turn
from askless.choose.strategy.random_share import RandomShare
from askless.choose.strategy.rest import with_rest
from askless.choose.strategy.sequence.diverse_entropy import DiverseEntropy
from askless.choose.strategy.sequence.tokens import Tokens, tokens_of
from askless.choose.strategy.strategy import Strategy, strategies
from askless.core.task import SEQUENCES, Task

__all__ = ["SubSequence"]

Float64s = npt.NDArray[np.float64]
_HALVED = 0.5  # what is left of a word each time that it is taken


@dataclass(frozen=True, kw_only=True)
class SubSequence(Strategy):
    """Only the words around the least certain one are asked, seven of them, and the rest is context.

    The sentence whose least certain word is the most uncertain comes first; the words that are asked
    count half in the choice of those after it. At least one question in five is about a whole
    sentence, chosen as by `diverse_entropy` or drawn at random: without these the words that the model
    is sure of would never be seen, and it unlearns them.

    Parameters
    ----------
    share : float, default 0.10
        Share of whole sentences drawn uniformly.
    whole : float, default 0.20
        Least share of whole sentences, the drawn ones among them; 0.2 or more.
    around : int, default 3
        Words asked on either side of the least certain one.
    begin : int, default 50
        While fewer sentences are labelled, all are drawn and asked whole.
    fixed : float, default 5.0
        For whole sentences: what one costs before its first word is read, in words.

    Notes
    -----
    Of a sentence one window is asked in a batch; what is left of it may be asked later. It is asked
    whole where the window covers it. What a sentence adds only falls while others are taken, so the
    lazy selection picks what plain greedy selection does.

    Examples
    --------
    >>> from askless.choose.strategy.strategy import strategies
    >>> from askless.testing.toy import toy_round
    >>> at_once = strategies.configured(strategies.get("sub_sequence"), {"begin": 0, "around": 1, "share": 0.0})
    >>> at_once.choose(toy_round(task="tags"), 4).windows.tolist()
    [[5, 8], [0, 3], [0, 3], [0, 2]]
    """

    share: float = 0.10
    whole: float = 0.20
    around: int = 3
    begin: int = 50
    fixed: float = 5.0

    name = "sub_sequence"
    needs = ("token_entropy", "words", "labelled", "labels", "pending")
    summary = "asks about a few words around an uncertain one, and about some whole sentences"
    reference = (
        "D. Wanvarie, H. Takamura, M. Okumura, “Active learning with subsequence sampling strategy for sequence "
        "labeling tasks”, Journal of Natural Language Processing 2011, doi:10.5715/jnlp.18.153; K. Tomanek, U. Hahn, "
        "“Semi-supervised active learning for sequence labeling”, ACL 2009, aclanthology.org/P09-1117"
    )
    when_not = (
        "When the guess of the model is shown, as it is on the page: it takes fewer labelled words than whole "
        "sentences and more decisions and time. And never for single words where entities are rare: asked only about "
        "uncertain words, the model forgets what it was sure of, and does not recover."
    )
    cost = "one pass over the words of all candidates, then those of a few hundred sentences for each one picked"

    @property
    def limits(self) -> Mapping[str, tuple[float, float]]:
        return {
            "share": (0.0, 1.0), "whole": (0.2, 1.0), "around": (1, math.inf), "begin": (0, math.inf),
            "fixed": (0.0, math.inf),
        }  # fmt: skip

    @property
    def tasks(self) -> tuple[Task, ...]:
        return SEQUENCES

    @property
    def example(self) -> Mapping[str, Sequence[Any]]:
        return {
            "token_entropy": [[0.1, 1.0, 0.1], [0.8, 0.8, 0.8], *[[0.0]] * 50],
            "words": [[0, 1, 2], [3, 4, 5], *[[6]] * 50],
            "labels": [[0]] * 50,
        }

    def memory(self, *, n: int, d: int, C: int, K: int, k: int) -> float:
        """Some numbers for each word, of sentences of fifty words; see `Strategy.memory`."""
        return float((32 << 20) + 4_096 * n)

    def random_share(self, k: int) -> float:
        """Share of uniformly drawn rows among `k`; see `Strategy.random_share`."""
        return self.share

    def choose(self, round: Round, k: int) -> Choice:
        """Choose `k`; see `Strategy.choose`."""
        if round.part_of is None and self.share > 0:
            return RandomShare(self).choose(round, k)
        k = min(k, len(round.candidates))
        if k <= 0:
            return Choice.empty()
        missing = round.missing(self.needs)
        if missing or len(round.labelled) < self.begin:
            return draw(round, k, why.unready(missing) if missing else why.first_sentences(self.begin))
        return self.pick(round, k)

    def pick(self, round: Round, k: int) -> Choice:
        """Choose whole sentences, then windows of others; see `Strategy.pick`."""
        slots = k if round.part_of is None else round.part_of  # of these, what is missing was drawn at random
        n_whole = min(max(in_turn(self.whole, round.asked, slots) - max(slots - k, 0), 0), k)
        whole = DiverseEntropy(fixed=self.fixed).pick(round, n_whole) if n_whole else Choice.empty()
        left = round.without(whole.rows, part_of=round.part_of)
        parts = self._windows(left, k - n_whole)
        return Choice.placed(whole, [(i + 1) * k // n_whole - 1 for i in range(n_whole)], parts)

    def _windows(self, round: Round, k: int) -> Choice:
        """Windows of `k` sentences, one after another."""
        if not k:
            return Choice.empty()
        rows = round.candidates
        tokens = tokens_of(round, np.concatenate([rows, round.pending]))
        state = _Windows.of(tokens, self.around).all_taken(np.arange(len(rows), len(tokens.lengths)))
        at, gains, _ = lazy_greedy(
            state, lambda now, some: now.gain(some), lambda now, some: now.update(some), round.noise(rows), k
        )
        sentences, windows = [], []
        for one in at.tolist():
            centre, first, end = state.window(one)
            part = end - first < tokens.lengths[one]
            sentences.append(why.window(tokens.of(one), centre, first, end) if part else why.words_open(tokens.of(one)))
            windows.append((first, end) if part else (0, 0))
            state = state.update(np.array([one]))
        return with_rest(round, Choice.of(rows[at], why=sentences, scores=gains, windows=windows), k, why.NOTHING_TOLD)


@dataclass(frozen=True)
class _Windows:
    """What the least certain word of each sentence counts, where words that were taken count less."""

    tokens: Tokens
    left: Float64s
    around: int

    @classmethod
    def of(cls, tokens: Tokens, around: int) -> _Windows:
        """Nothing taken yet."""
        return cls(tokens, np.ones(int(tokens.words.max(initial=-1)) + 1), around)

    def gain(self, at: Rows) -> Float64s:
        """Of some sentences."""
        lengths = self.tokens.lengths[at]
        within = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        where = np.repeat(self.tokens.starts[at], lengths) + within
        return segment_max(self.tokens.entropy[where] * self.left[self.tokens.words[where]], lengths)

    def window(self, at: int) -> tuple[int, int, int]:
        """The word that counts most, of several the first, and the first and end of those around it."""
        first, end = int(self.tokens.starts[at]), int(self.tokens.starts[at + 1])
        counts = self.tokens.entropy[first:end] * self.left[self.tokens.words[first:end]]
        centre = int(np.argmax(rounded(counts)))
        return centre, max(centre - self.around, 0), min(centre + self.around + 1, end - first)

    def update(self, at: Rows) -> _Windows:
        """After taking the windows of some sentences."""
        return self._taken([self.window(one)[1:] for one in at.tolist()], at)

    def all_taken(self, at: Rows) -> _Windows:
        """After taking some sentences as a whole."""
        return self._taken([(0, int(self.tokens.lengths[one])) for one in at.tolist()], at)

    def _taken(self, windows: Sequence[tuple[int, int]], at: Rows) -> _Windows:
        left = self.left.copy()
        for (first, end), one in zip(windows, at.tolist(), strict=True):
            start = int(self.tokens.starts[one])
            np.multiply.at(left, self.tokens.words[start + first : start + end], _HALVED)
        return replace(self, left=left)


strategies.register(SubSequence.name, SubSequence())
