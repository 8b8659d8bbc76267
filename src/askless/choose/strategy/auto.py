"""Auto: the default, for any batch size, from the first label on."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from askless.choose import why
from askless.choose.array import Floats, Rows
from askless.choose.choice import Choice
from askless.choose.kernels.rows import numpy_of
from askless.choose.pick.sample import sample
from askless.choose.pick.top_k import top_k
from askless.choose.round import Round
from askless.choose.score.declare import scores
from askless.choose.strategy.draw import draw, in_turn, slots
from askless.choose.strategy.evaluation import WHOLE, Evaluation, cover, few
from askless.choose.strategy.herd import herd, told
from askless.choose.strategy.random_share import RandomShare
from askless.choose.strategy.scored import score_rows
from askless.choose.strategy.sequence.diverse_entropy import DiverseEntropy
from askless.choose.strategy.strategy import Strategy, strategies
from askless.core.task import SEQUENCES, Task

__all__ = ["Auto"]

_OTHERS = 5_000  # candidates beside the most uncertain fifth, in pools too large to look at whole


@dataclass(frozen=True, kw_only=True)
class Auto(Strategy):
    """Uncertainty says which rows matter, coverage spreads them, a few random rows keep watch.

    Among the five times as many most uncertain candidates as are asked (by margin, for multi-label
    its mean over labels), those are taken that together cover the uncertain part of the pool. One
    row in ten is drawn uniformly. Until two classes are seen, half of the rows are drawn and half
    cover the pool; while a declared class has no example, half of each batch looks for what is
    unlike anything labelled. In batches below five, one row in three covers the whole pool. Of sentences
    `diverse_entropy` chooses, with the same share of drawn ones.

    Parameters
    ----------
    share : float, default 0.10
        Share of uniformly drawn rows; half of it when one row is asked at a time.
    short : int, default 5
        Length of the shortlist, in rows for each row asked.
    small : int, default 5
        A batch below this covers the whole pool with one row in three.
    patience : int, default 20
        Labels for each declared class, up to which unseen classes are looked for.
    """

    share: float = 0.10
    short: int = 5
    small: int = 5
    patience: int = 20

    name = "auto"
    needs = ("proba", "embedding", "labelled", "labels")
    summary = "the default: uncertain items, spread over the pool, with a random one in ten"
    reference = (
        "margin: Scheffer et al., IDA 2001; coverage weighted by uncertainty: W. Bae, G. L. Oliveira, "
        "D. J. Sutherland, “Uncertainty herding”, ICLR 2025, arXiv:2412.20644; their combination, the start and "
        "the random share were measured for askless"
    )
    when_not = (
        "When every label must be a fair sample (use `random`), or to reproduce a published comparison "
        "(use its strategy by name)."
    )
    cost = (
        "one pass over the probabilities, then greedy coverage of 1,000 rows by the shortlist: "
        "a few milliseconds more than margin"
    )

    @property
    def limits(self) -> Mapping[str, tuple[float, float]]:
        return {"share": (0.0, 1.0), "small": (0.0, math.inf), "patience": (0.0, math.inf)}

    @property
    def example(self) -> Mapping[str, Sequence[Any]]:
        return {
            "proba": [[0.5, 0.5], [0.9, 0.1], [0.1, 0.9], [0.9, 0.1], [0.1, 0.9]],
            "embedding": [[0.5], [0.1], [0.9], [0.0], [1.0]],
            "labels": [0, 1],
        }

    @property
    def tasks(self) -> tuple[Task, ...]:
        return ("classes", "multilabel", *SEQUENCES)

    def of_task(self, task: Task) -> Strategy:
        """`diverse_entropy` for sentences; see `Strategy.of_task`."""
        return DiverseEntropy(share=self.share) if task in SEQUENCES else self

    def random_share(self, k: int) -> float:
        """Share of uniformly drawn rows among `k`; see `Strategy.random_share`."""
        return self.share / 2 if k == 1 else self.share

    def choose(self, round: Round, k: int) -> Choice:
        """Choose `k`; see `Strategy.choose`."""
        if round.task in SEQUENCES:
            return self.of_task(round.task).choose(round, k)
        if round.part_of is None:
            return RandomShare(self).choose(round, k)
        k = min(k, len(round.candidates))
        if k <= 0:
            return Choice.empty()
        missing = round.missing(self.needs)
        sentence = why.unready(missing) if round.teaches and missing else why.TO_BEGIN
        if "embedding" in missing:
            return draw(round, k, sentence)
        if missing or not round.teaches:
            return _begin(round, k, sentence)
        return self._learn(round, k)

    def _learn(self, round: Round, k: int) -> Choice:
        """The batch once the model can predict: unseen classes, whole pool, shortlist."""
        evaluation = Evaluation.of(round)
        state = cover(round, evaluation, local=True)
        unseen, patience = round.unseen, self.patience * len(round.label_names)
        clause = bool(unseen) and len(round.labelled) < patience
        novel = herd(round, state, few(round, round.candidates), in_turn(1 / 2, round.asked, k) if clause else 0)
        sentence = why.unseen(unseen) if unseen else ""
        found = Choice.of(novel.rows, why=sentence, scores=novel.gains, probabilities=novel.probabilities)

        round = round.without(novel.rows, part_of=round.part_of)
        n_whole = self._n_whole(round, k - len(found))
        state = novel.state.weighted(_uncertainty(round, evaluation.rows))
        wide = herd(round, state, _wide(round) if n_whole else round.candidates[:0], n_whole)

        n_short = k - len(found) - n_whole
        left = round.without(wide.rows)
        near = herd(left, wide.state, _most_uncertain(left, left.candidates, self.short * n_short), n_short)
        proba = numpy_of(round.evidence.get("proba", near.rows))
        torn = why.uncertain(round.label_names, proba, multilabel=round.multilabel)
        if unseen and torn and 0 <= len(round.labelled) - patience < (round.part_of or k):  # this batch is the first
            torn = (f"{torn[0]}; {why.given_up(unseen, len(round.labelled))}", *torn[1:])
        shortlisted = Choice.of(near.rows, why=torn, scores=near.gains, probabilities=near.probabilities)
        return Choice.joined(found, told(round, wide, why.STANDS), shortlisted)

    def _n_whole(self, round: Round, k: int) -> int:
        """How many of `k` rows cover the whole pool; single rows take turns."""
        batch = round.part_of or k
        if batch >= self.small:
            return 0
        return in_turn(1 / 3, round.asked, k) if batch == 1 else int(np.rint(k / 3))


def _begin(round: Round, k: int, sentence: str) -> Choice:
    """Before the model can learn: half drawn uniformly, half covering the pool."""
    at = slots(1 / 2, round.asked, k)
    drawn = draw(round, len(at), sentence)
    left = round.without(drawn.rows)
    state = cover(left, Evaluation.of(left), local=False)
    herded = told(left, herd(left, state, few(left, left.candidates), k - len(at)), why.BEGINS)
    return Choice.placed(drawn, at, herded)


def _uncertainty(round: Round, rows: Rows) -> Floats:
    """One minus the margin, in [0, 1], for multi-label its mean over labels."""
    return 1.0 + np.concatenate([values for _, values in score_rows(scores.get("margin"), round, rows)])


def _most_uncertain(round: Round, rows: Rows, k: int) -> Rows:
    """The `k` rows with the smallest margin."""
    return top_k(score_rows(scores.get("margin"), round, rows), round.noise, k)[0]


def _wide(round: Round) -> Rows:
    """Where whole-pool coverage looks: all candidates, or the most uncertain fifth and 5,000 others.

    The fifth is cut off where the two together reach the 50,000 from which the restriction starts,
    so that a pool of any size costs the same.
    """
    rows = round.candidates
    if len(rows) <= WHOLE:
        return rows
    top = _most_uncertain(round, rows, min(len(rows) // 5, WHOLE - _OTHERS))
    rest = np.setdiff1d(rows, top, assume_unique=True)
    return np.concatenate([top, sample(rest, round.noise(rest, "few"), _OTHERS)])


strategies.register(Auto.name, Auto())
