"""ActiveLab: a new item, or another answer to an old one?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from askless.choose import why
from askless.choose.array import Floats, Rows
from askless.choose.kernels.rows import numpy_of
from askless.choose.kernels.votes import leading, votes
from askless.choose.round import Round
from askless.choose.score.labels import need_two_classes
from askless.choose.strategy.strategy import Strategy, strategies
from askless.core.chunks import spans
from askless.core.task import Task

__all__ = ["ActiveLab", "Trust"]

_LEAST = 1e-6  # weight of somebody who is no better than guessing
Answers = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class ActiveLab(Strategy):
    """Ask about items whose consensus is least sure, whether they have answers already or not.

    The model and each person who answered vote on an item, weighted by how much better than the most
    common class each has proved to be; one more, uniform vote stands for the next answer. The share
    that the winning label has of all votes is the confidence in the item, on one scale for items with
    and without answers: so it is decided item by item whether a new item or a second opinion teaches
    more. An item with answers can be asked again only if it is among the candidates, as `askless.select`
    allows; a learner asks only about items without one, and there all answers weigh in on whom to believe.
    """

    name = "active_lab"
    needs = ("annotations", "proba")
    summary = "asks for a first answer or for another one, whichever is needed more"
    reference = (
        "H. W. Goh, J. Mueller, “ActiveLab: active learning with re-labeling by multiple annotators”, 2023, "
        "arXiv:2301.11856"
    )
    when_not = (
        "When answers are right nearly always: second opinions are then money lost, use `margin`. A learner asks only "
        "about items that nobody has answered, and learns the latest answer to each: for second opinions give "
        "`annotations` to `askless.select`, and leave items that may be asked again out of `labelled`."
    )
    cost = "one pass over probabilities, and three over those of items with answers"
    least = -1.0

    @property
    def example(self) -> Mapping[str, Sequence[Any]]:
        answers = [[0, 1], [-1, -1], [0, 0], [0, 0], [1, 1], [0, 0]]
        proba = [[0.6, 0.4], [0.9, 0.1], [0.6, 0.4], [0.9, 0.1], [0.2, 0.8], [0.8, 0.2]]
        return {"annotations": answers, "proba": proba}

    @property
    def tasks(self) -> tuple[Task, ...]:
        return ("classes",)

    def memory(self, *, n: int, d: int, C: int, K: int, k: int) -> float:
        """A chunk of the evidence a few times over, and the rows; see `Strategy.memory`."""
        return float((48 << 20) + 16 * n + 512 * k)

    def item_scores(self, round: Round, rows: Rows) -> Iterator[tuple[Rows, Floats]] | None:
        """Minus the confidence in each item; see `Strategy.item_scores`."""
        return self._scores(round, rows, Trust.of(round))

    def _scores(self, round: Round, rows: Rows, trust: Trust) -> Iterator[tuple[Rows, Floats]]:
        for span, said, proba in _chunks(round, rows):
            yield rows[span], -trust.confidence(said, proba)

    def reasons(self, round: Round, rows: Rows) -> tuple[str, ...]:
        """How people answered, or what the model is torn between."""
        if not len(rows):
            return ()
        torn = why.uncertain(round.label_names, numpy_of(round.evidence.get("proba", rows)), multilabel=False)
        counts = (numpy_of(round.evidence.get("annotations", rows)) >= 0).sum(axis=1).tolist()
        again = {0: "", 1: "one answer so far is not enough; "}
        return tuple(
            again.get(n, f"{n} answers so far are not enough; ") + sentence
            for n, sentence in zip(counts, torn, strict=True)
        )


@dataclass(frozen=True)
class Trust:
    """How far the model and each person are believed: the estimates of the paper.

    Parameters
    ----------
    model : float
        Weight of the model, w_M.
    people : float64 array of shape (n_annotators,)
        Weights of the people, w_j.
    agreement : float
        Share of answers that the consensus of their item shares, P, over items with several; NaN if
        there is no such item.

    Notes
    -----
    Weights are estimated twice, as the authors' own implementation does: with the majority's label
    as the consensus of an item, then with the label that wins the vote so weighted. Somebody who
    shares no item with others agrees with them as often as the others do on average. Where no item
    has two answers nothing can be known of agreement: then all weights are 1, and an answer is worth
    the probability that the model gives it.

    It departs from that implementation in three things. The probabilities are used as they are, not
    stretched until they fit the answers: the models of this library are calibrated, and the caller of
    `askless.select` knows best about his own. Labels with equally many votes, of which the model
    holds none more probable, are each a part of the consensus, so that their order does not matter.
    And where the second vote has another winner than the first, its votes count, not the first's.

    Probabilities should come from a model that was not trained on the answers. A learner's was, so
    its weight there is on the high side, the more the closer the model fits what it has seen.
    """

    model: float
    people: Numbers
    agreement: float

    @classmethod
    def of(cls, round: Round) -> Self:
        """The estimates from all answers in the pool of a round."""
        majority = cls._with(round, lambda said, proba: leading(votes(said, proba.shape[1]) + 1e-3 * proba))
        if np.isnan(majority.agreement):
            return majority
        return cls._with(round, lambda said, proba: leading(majority.votes(said, proba)))

    @classmethod
    def _with(cls, round: Round, consensus_of: Callable[[Answers, Numbers], Numbers]) -> Self:
        """The estimates for one way to find the consensus of items."""
        n_people = int(round.evidence.get("annotations", round.pool[:1]).shape[1])
        pairs = np.zeros((2, n_people))  # those that agree, and all
        n_answers, n_items, several, model, shared = 0, 0, 0, 0.0, 0.0
        by_class: Numbers | float = 0.0
        for said, proba in _answered(round):
            gave = said >= 0
            n_answers, n_items = n_answers + int(gave.sum()), n_items + len(said)
            many = gave.sum(axis=1) > 1
            said, proba, gave = said[many], proba[many], gave[many]
            n, at = gave.sum(axis=1), np.maximum(said, 0)
            consensus = consensus_of(said, proba)
            others = np.take_along_axis(votes(said, proba.shape[1]), at, axis=1) - 1  # who gave the same answer
            pairs += np.where(gave, others, 0).sum(axis=0), np.where(gave, n[:, None] - 1, 0).sum(axis=0)
            same = np.where(gave, np.take_along_axis(consensus, at, axis=1), 0).sum(axis=1)
            shared += float((same / n).sum())
            model += float((consensus * leading(proba)).sum())
            by_class = by_class + consensus.sum(axis=0)
            several += len(said)
        if not several:
            return cls(1.0, np.ones(n_people), np.nan)
        guess = float(np.max(by_class)) / several  # accuracy of always saying the most common class
        known = pairs[1] > 0
        agree = pairs[0] / np.maximum(pairs[1], 1)
        of_model = float(_weight(np.asarray(model / several), guess) * np.sqrt(n_answers / n_items))
        return cls(of_model, _weight(np.where(known, agree, agree[known].mean()), guess), shared / several)

    def votes(self, said: Answers, proba: Numbers) -> Numbers:
        """Weighted votes for each label of each item, of shape (n_items, n_labels): the model's and people's."""
        weight = np.where(said >= 0, self.people, 0.0)
        wrong = (1 - self.agreement) / (proba.shape[1] - 1)  # chance of each other label, given an answer
        found: Numbers = self.model * proba + wrong * weight.sum(axis=1, keepdims=True)
        rows = np.arange(len(said))
        for answers, weights in zip(said.T, weight.T, strict=True):  # no answer has the weight 0
            found[rows, np.maximum(answers, 0)] += weights * (self.agreement - wrong)
        return found

    def confidence(self, said: Answers, proba: Numbers) -> Numbers:
        """Share that the winning label has of the weighted votes, the next answer's uniform one among them.

        Parameters
        ----------
        said : int64 array of shape (n_items, n_annotators)
            Answers, -1 for none.
        proba : float64 array of shape (n_items, n_labels)
            Probabilities.

        Returns
        -------
        confidence : float64 array of shape (n_items,)
            In (0, 1].
        """
        total = np.where(said >= 0, self.people, 0.0).sum(axis=1)
        if np.isnan(self.agreement):  # then an item has one answer at most
            only = said.max(axis=1)
            of_answer = np.take_along_axis(proba, np.maximum(only, 0)[:, None], axis=1)[:, 0]
            best = np.where(only >= 0, of_answer, proba.max(axis=1)) * (self.model + total)
        else:
            best = self.votes(said, proba).max(axis=1)
        usual = float(self.people.mean())
        return np.asarray((best + usual / proba.shape[1]) / (self.model + usual + total))


def _weight(accuracy: Numbers, guess: float) -> Numbers:
    """How much of the errors of guessing somebody avoids; a little at least."""
    return np.maximum(1 - (1 - accuracy) / max(1 - guess, _LEAST), _LEAST)


def _answered(round: Round) -> Iterator[tuple[Answers, Numbers]]:
    """Answers and probabilities of the items that have answers, chunk by chunk."""
    pool = round.pool
    for span in spans(len(pool), round.evidence.chunk_rows):
        said = numpy_of(round.evidence.get("annotations", pool[span]))
        rows = pool[span][(said >= 0).any(axis=1)]
        for _, answers, proba in _chunks(round, rows):
            yield answers, proba


def _chunks(round: Round, rows: Rows) -> Iterator[tuple[slice, Answers, Numbers]]:
    """Answers and probabilities of rows, chunk by chunk."""
    for span in spans(len(rows), round.evidence.chunk_rows):
        proba = numpy_of(round.evidence.get("proba", rows[span])).astype(np.float64)
        need_two_classes(proba)
        yield span, numpy_of(round.evidence.get("annotations", rows[span])).astype(np.int64), proba


strategies.register(ActiveLab.name, ActiveLab())
