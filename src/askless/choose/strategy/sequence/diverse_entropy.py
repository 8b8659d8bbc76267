"""Diverse entropy: uncertain words, each new to the batch, for what a sentence costs to read."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

import numpy as np
import numpy.typing as npt

from askless.choose import why
from askless.choose.array import Rows
from askless.choose.choice import Choice
from askless.choose.kernels.lazy_greedy import lazy_greedy
from askless.choose.kernels.min_hash import likeness, signatures
from askless.choose.kernels.rows import numpy_of
from askless.choose.objective.word_novelty import WordNovelty, init
from askless.choose.round import Round
from askless.choose.strategy.draw import draw
from askless.choose.strategy.random_share import RandomShare
from askless.choose.strategy.rest import with_rest
from askless.choose.strategy.sequence.tokens import Tokens, tokens_of
from askless.choose.strategy.strategy import Strategy, strategies
from askless.core.task import SEQUENCES, Task
from askless.errors import UnknownNameError

__all__ = ["DiverseEntropy"]

Float64s = npt.NDArray[np.float64]
Per = Literal["length", "cost"]


@dataclass(frozen=True, kw_only=True)
class DiverseEntropy(Strategy):
    """Sentences whose words are uncertain and new to the batch, for what they cost to read.

    The entropies of the words' tags are added up, where a word counts half each further time that it
    comes, in the sentence or in those asked before it in the batch; the sum is divided by `fixed` and
    the number of words. Sentences are taken one after another, each for what it adds. One in ten is
    drawn at random, and all are until `begin` sentences are labelled.

    Parameters
    ----------
    share : float, default 0.10
        Share of uniformly drawn sentences.
    begin : int, default 50
        While fewer sentences are labelled, all are drawn.
    fixed : float, default 5.0
        What a sentence costs before its first word is read, in words.
    per : {"length", "cost"}, default "length"
        Whether to divide by `fixed` and the number of words, or by the evidence `cost`.
    often : float, default 0.0
        How much more words count that are uncertain all over the pool: the entropies of a word are multiplied
        by the sum of them over the candidates to this power. Above 0 it asks first what many sentences have in
        common, which needs fewer corrections at first and finds rare words later.
    coverage : bool, default False
        Whether a sentence counts less, the more of its runs of three words a sentence of the batch has.

    Notes
    -----
    What a sentence adds only falls while others are taken, so the lazy selection picks what plain greedy
    selection does. Likeness of sentences is told from signatures of 64 hashes, within about 0.06.

    Examples
    --------
    Two sentences of the same words and one of others: after the first one the third is next.

    >>> from askless import select
    >>> entropy, words = [[0.9, 0.8], [0.8, 0.8], [0.6, 0.6]], [[0, 1], [0, 1], [2, 3]]
    >>> options = {"begin": 0, "task": "tags"}
    >>> select("diverse_entropy", 2, token_entropy=entropy, words=words, **options).tolist()
    [0, 2]
    """

    share: float = 0.10
    begin: int = 50
    fixed: float = 5.0
    per: Per = "length"
    often: float = 0.0
    coverage: bool = False

    name = "diverse_entropy"
    summary = "asks about sentences with uncertain words that are new to the batch, for their length"
    reference = (
        "token entropy: B. Settles, M. Craven, “An analysis of active learning strategies for sequence labeling "
        "tasks”, EMNLP 2008, aclanthology.org/D08-1112; uncertain and unlike the batch: S. Kim et al., “MMR-based "
        "active machine learning for bio named entity recognition”, NAACL 2006, aclanthology.org/N06-2018; likeness: "
        "A. Z. Broder, “On the resemblance and containment of documents”, 1997, doi:10.1109/SEQUEN.1997.666900; the "
        "discount by word and the division were measured for askless"
    )
    when_not = (
        "When wrong guesses cost more than reading: uncertain sentences hold more of them, so corrections are not "
        "saved, only words read. And when every label must be a fair sample (use `random`)."
    )
    cost = "one pass over the words of all candidates, then those of a few hundred sentences for each one picked"

    def __post_init__(self) -> None:
        if self.per not in get_args(Per):
            raise UnknownNameError.of("way to count the cost", str(self.per), get_args(Per))

    @property
    def limits(self) -> Mapping[str, tuple[float, float]]:
        return {"share": (0.0, 1.0), "begin": (0.0, math.inf), "fixed": (0.0, math.inf), "often": (0.0, 1.0)}

    @property
    def needs(self) -> tuple[str, ...]:
        return ("token_entropy", "words", "labelled", "pending", *(("cost",) if self.per == "cost" else ()))

    @property
    def tasks(self) -> tuple[Task, ...]:
        return SEQUENCES

    @property
    def example(self) -> Mapping[str, Sequence[Any]]:
        return {
            "token_entropy": [[0.9, 0.8], [0.9, 0.9], [0.1, 0.1], *[[0.0]] * 50],
            "words": [[0, 1], [2, 2], [3, 4], *[[5]] * 50],
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
        """Choose `k` one after another; see `Strategy.pick`."""
        rows = round.candidates
        tokens = tokens_of(round, np.concatenate([rows, round.pending]))
        state = _Batch(
            init(self._open(tokens), tokens.words, tokens.lengths, self._costs(round, tokens.lengths)),
            _Alike.of(tokens) if self.coverage else None,
        ).update(np.arange(len(rows), len(tokens.lengths)))
        at, gains, _ = lazy_greedy(
            state, lambda now, some: now.gain(some), lambda now, some: now.update(some), round.noise(rows), k
        )
        sentences = [why.words_open(tokens.of(int(one))) for one in at]
        return with_rest(round, Choice.of(rows[at], why=sentences, scores=gains), k, why.NOTHING_TOLD)

    def _open(self, tokens: Tokens) -> Float64s:
        """What is open about each token; more where it is about the word all over the pool."""
        if not self.often:
            return tokens.entropy
        total = np.bincount(tokens.words, weights=tokens.entropy)
        opened: Float64s = tokens.entropy * total[tokens.words] ** self.often
        return opened

    def _costs(self, round: Round, lengths: Rows) -> Float64s:
        """What each candidate costs, then each sentence that waits for an answer."""
        if self.per == "cost":
            rows = np.concatenate([round.candidates, round.pending])
            return numpy_of(round.evidence.get("cost", rows)).astype(np.float64)
        costs: Float64s = np.maximum(self.fixed + lengths, 1.0)
        return costs


@dataclass(frozen=True)
class _Batch:
    """What sentences would add to those taken."""

    words: WordNovelty
    alike: _Alike | None

    def gain(self, at: Rows) -> Float64s:
        """Of some sentences."""
        gains = self.words.gain(at)
        return gains if self.alike is None else gains * (1.0 - self.alike.most[at])

    def update(self, at: Rows) -> _Batch:
        """After taking some."""
        if not len(at):
            return self
        return replace(self, words=self.words.update(at), alike=self.alike and self.alike.with_taken(at))


@dataclass(frozen=True)
class _Alike:
    """Likeness of all sentences to the most similar one that was taken."""

    signatures: npt.NDArray[np.uint32]
    most: Float64s

    @classmethod
    def of(cls, tokens: Tokens) -> _Alike:
        """Nothing taken yet."""
        return cls(signatures(tokens.types, tokens.lengths), np.zeros(len(tokens.lengths)))

    def with_taken(self, at: Rows) -> _Alike:
        """After taking some."""
        return replace(self, most=np.maximum(self.most, likeness(self.signatures, self.signatures[at])))


strategies.register(DiverseEntropy.name, DiverseEntropy())
