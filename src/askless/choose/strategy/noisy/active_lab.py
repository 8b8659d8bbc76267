"""ActiveLab: a new item, or another answer to an old one?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from askless.choose import why
from askless.choose.array import Floats, Rows
from askless.choose.choice import Choice
from askless.choose.kernels.rows import numpy_of
from askless.choose.kernels.votes import leading, votes
from askless.choose.pick.top_k import top_k
from askless.choose.round import Round
from askless.choose.score.labels import need_two_classes
from askless.choose.strategy.draw import draw
from askless.choose.strategy.strategy import Strategy, strategies
from askless.core.chunks import spans
from askless.core.task import Task

__all__ = ["ActiveLab", "Trust"]

_LEAST = 1e-6  # weight of somebody who is no better than guessing
Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class ActiveLab(Strategy):
    """Ask about items whose consensus is least sure, whether they have answers already or not.

    The model and each person who answered vote on an item, weighted by how much better than the most
    common class each has proved to be; one more, uniform vote stands for the next answer. The share
    that the winning label has of all votes is the confidence in the item, on one scale for items with
    and without answers: so it is decided item by item whether a new item or a second opinion teaches
    more. An item with answers can be asked again only if it is among the candidates.
    """

    name = "active_lab"
    needs = ("annotations", "proba")
    summary = "asks for a first answer or for another one, whichever is needed more"
    reference = (
        "H. W. Goh, J. Mueller, “ActiveLab: active learning with re-labeling by multiple annotators”, 2023, "
        "arXiv:2301.11856"
    )
    when_not = (
        "When answers are right nearly always: second opinions are then money lost, use `margin`. A learner keeps one "
        "answer for each item: give `annotations` to `askless.select`, and leave items that may be asked again out of "
        "`labelled`."
    )
    cost = "two passes over answers and probabilities"
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

    def choose(self, round: Round, k: int) -> Choice:
        """Choose the `k` least sure; see `Strategy.choose`."""
        missing = round.missing(self.needs)
        if missing:
            return draw(round, k, why.unready(missing))
        scores = self.item_scores(round, round.candidates)
        assert scores is not None
        rows, values = top_k(scores, round.noise, k)
        return Choice.of(rows, why=self.reasons(round, rows), scores=values)

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
        Weight of the model.
    people : float64 array of shape (n_annotators,)
        Weights of the people.
    agreement : float
        Share of answers that the consensus of their item shares, over items with several.

    Notes
    -----
    Where no item has two answers, agreement between people cannot be known: then all weights are 1
    and `agreement` is that with the model's first class. Ties are shared equally, where the paper
    breaks them. The probabilities are used as they are; the models of this library calibrate theirs.
    """

    model: float
    people: Numbers
    agreement: float

    @classmethod
    def of(cls, round: Round) -> Self:
        """The estimates from all answers in the pool of a round."""
        n_people = int(round.evidence.get("annotations", round.pool[:1]).shape[1])
        overlap, answered = np.zeros((2, n_people)), np.zeros(2)  # sums and numbers of pairs; answers and items
        several, model, shared, with_model = 0, 0.0, 0.0, 0.0
        by_class: Numbers | float = 0.0
        for _, said, proba in _chunks(round, round.pool):
            gave = said >= 0
            n = gave.sum(axis=1)
            counts = votes(said, proba.shape[1])
            first = leading(proba)
            consensus = leading(counts + 1e-3 * proba)  # the model decides between labels with equal votes
            at = np.maximum(said, 0)
            answered += n.sum(), (n > 0).sum()
            with_model += float(np.take_along_axis(first, at, axis=1)[gave].sum())
            many = n > 1
            pairs = gave & many[:, None]
            others = np.take_along_axis(counts, at, axis=1) - 1  # who gave the same answer
            overlap += np.where(pairs, others, 0).sum(axis=0), np.where(pairs, n[:, None] - 1, 0).sum(axis=0)
            same = np.where(pairs, np.take_along_axis(consensus, at, axis=1), 0).sum(axis=1)
            shared += float((same[many] / n[many]).sum())
            model += float((consensus * first)[many].sum())
            by_class = by_class + consensus[many].sum(axis=0)
            several += int(many.sum())
        if not several:
            return cls(1.0, np.ones(n_people), with_model / answered[0] if answered[0] else 1.0)
        guess = float(np.max(by_class)) / several  # accuracy of always saying the most common class
        usual = overlap[0].sum() / overlap[1].sum()
        of_people = np.where(overlap[1] > 0, overlap[0] / np.maximum(overlap[1], 1), usual)
        per_item = answered[0] / answered[1]
        return cls(
            float(_weight(np.asarray(model / several), guess) * np.sqrt(per_item)),
            _weight(of_people, guess),
            shared / several,
        )

    def confidence(self, said: npt.NDArray[np.int64], proba: Numbers) -> Numbers:
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
        n_labels = proba.shape[1]
        wrong = (1 - self.agreement) / (n_labels - 1)  # chance of each other label, given an answer
        weight = np.where(said >= 0, self.people, 0.0)
        total = weight.sum(axis=1)
        found = self.model * proba + wrong * total[:, None]
        rows = np.arange(len(said))
        for answers, weights in zip(said.T, weight.T, strict=True):  # no answer has the weight 0
            found[rows, np.maximum(answers, 0)] += weights * (self.agreement - wrong)
        usual = float(self.people.mean())
        return np.asarray((found.max(axis=1) + usual / n_labels) / (self.model + usual + total))


def _weight(accuracy: Numbers, guess: float) -> Numbers:
    """How much of the errors of guessing somebody avoids; a little at least."""
    return np.maximum(1 - (1 - accuracy) / max(1 - guess, _LEAST), _LEAST)


def _chunks(round: Round, rows: Rows) -> Iterator[tuple[slice, npt.NDArray[np.int64], Numbers]]:
    """Answers and probabilities of rows, chunk by chunk."""
    for span in spans(len(rows), round.evidence.chunk_rows):
        proba = numpy_of(round.evidence.get("proba", rows[span])).astype(np.float64)
        need_two_classes(proba)
        yield span, numpy_of(round.evidence.get("annotations", rows[span])).astype(np.int64), proba


strategies.register(ActiveLab.name, ActiveLab())
