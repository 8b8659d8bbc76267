"""IEThresh: ask those whose answers agree with the others', and those who may yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

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

__all__ = ["IEThresh", "upper_bounds"]


@dataclass(frozen=True, kw_only=True)
class IEThresh(Strategy):
    """Ask the least certain items of those people whose answers may be about the best.

    A person is rewarded for each answer that the majority shares; from the rewards comes an interval
    for their mean, which is wide while there are few. Whoever has an upper bound near the highest one
    is to be asked: people who have proved good, and people of whom too little is known. Items come
    by how unsure the model is of its first class, those first that somebody to be asked has not
    answered yet; the reason names the people.

    Parameters
    ----------
    threshold : float, default 0.8
        In (0, 1]: who has an upper bound of at least this share of the highest one is asked.
    level : float, default 0.05
        In (0, 1): the chance that a mean lies outside its interval.
    """

    threshold: float = 0.8
    level: float = 0.05

    name = "ie_thresh"
    needs = ("annotations", "proba")
    summary = "asks uncertain items of people whose answers agree with the others'"
    reference = (
        "P. Donmez, J. G. Carbonell, J. Schneider, “Efficiently learning the accuracy of labeling sources for "
        "selective sampling”, KDD 2009, doi:10.1145/1557019.1557053"
    )
    when_not = (
        "With one annotator, or where no two answer the same item: agreement is all it measures. When most people make "
        "the same mistakes the majority rewards them. A learner asks only about items that nobody has answered: give "
        "`annotations` to `askless.select` for items that some of those to be asked have answered."
    )
    cost = "one pass over answers and probabilities"
    least = -1.0

    @property
    def limits(self) -> Mapping[str, tuple[float, float]]:
        return {"threshold": (0.0, 1.0), "level": (0.0, 1.0)}

    @property
    def example(self) -> Mapping[str, Sequence[Any]]:
        answers = [[-1, -1], [0, 0], [1, 1], [0, 0], [1, 1]]
        return {"annotations": answers, "proba": [[0.6, 0.4], [0.5, 0.5], [0.1, 0.9], [0.9, 0.1], [0.2, 0.8]]}

    @property
    def tasks(self) -> tuple[Task, ...]:
        return ("classes",)

    def memory(self, *, n: int, d: int, C: int, K: int, k: int) -> float:
        """A chunk of the evidence a few times over, and the rows; see `Strategy.memory`."""
        return float((48 << 20) + 16 * n + 512 * k)

    def trusted(self, round: Round) -> npt.NDArray[np.bool_]:
        """Who is to be asked, of shape (n_annotators,)."""
        bounds = upper_bounds(round, self.level)
        return np.asarray(bounds >= self.threshold * bounds.max(initial=0.0) - 1e-9)

    def item_scores(self, round: Round, rows: Rows) -> Iterator[tuple[Rows, Floats]] | None:
        """One minus the largest probability; less one if all who are to be asked have answered."""
        return self._scores(round, rows, self.trusted(round))

    def _scores(self, round: Round, rows: Rows, trusted: npt.NDArray[np.bool_]) -> Iterator[tuple[Rows, Floats]]:
        for span in spans(len(rows), round.evidence.chunk_rows):
            proba = numpy_of(round.evidence.get("proba", rows[span])).astype(np.float64)
            need_two_classes(proba)
            said = numpy_of(round.evidence.get("annotations", rows[span]))
            answered = (said[:, trusted] >= 0).all(axis=1) & trusted.any()
            yield rows[span], 1.0 - proba.max(axis=1) - answered

    def reasons(self, round: Round, rows: Rows) -> tuple[str, ...]:
        """What the model is torn between, and whom to ask."""
        if not len(rows):
            return ()
        torn = why.uncertain(round.label_names, numpy_of(round.evidence.get("proba", rows)), multilabel=False)
        trusted = self.trusted(round)
        open_ = trusted & (numpy_of(round.evidence.get("annotations", rows)) < 0)
        whom = (_whom(np.flatnonzero(who).tolist(), round.people) for who in open_)
        return tuple(f"{sentence}; {people}" for sentence, people in zip(torn, whom, strict=True))


def upper_bounds(round: Round, level: float) -> npt.NDArray[np.float64]:
    """How often each person may agree with the majority, at most.

    Parameters
    ----------
    round : Round
        Has `annotations` and `proba`; all rows of its pool are looked at.
    level : float
        Chance that a mean lies outside its interval.

    Returns
    -------
    bounds : float64 array of shape (n_annotators,)
        m + t s / sqrt(n) for n rewards of mean m and standard deviation s, with t the quantile of
        Student's distribution; at most 1.

    Notes
    -----
    A reward is 1 for an answer in the majority, else 0. Each person begins with one reward of 1 and one
    of 0, so that nobody is known from the start.

    It departs from the paper in three things. There a lone answer is its own majority and earns 1;
    here it earns nothing, for it says nothing of whoever gave it. Where several labels lead, each
    earns an equal part of 1, and no chance decides. And the paper lets bounds exceed 1, the largest
    accuracy there is; a newcomer, whose bound it puts at 6.9, would then shut out everybody else.
    """
    from scipy.special import stdtrit

    pool = round.pool
    n_people = int(round.evidence.get("annotations", pool[:1]).shape[1])
    n, total, squares = np.full(n_people, 2.0), np.ones(n_people), np.ones(n_people)
    for span in spans(len(pool), round.evidence.chunk_rows):
        said = numpy_of(round.evidence.get("annotations", pool[span])).astype(np.int64)
        said = said[(said >= 0).sum(axis=1) > 1]
        n_labels = int(round.evidence.get("proba", pool[span][:1]).shape[1])
        majority = leading(votes(said, n_labels))
        gave = said >= 0
        reward = np.where(gave, np.take_along_axis(majority, np.maximum(said, 0), axis=1), 0.0)
        n, total, squares = n + gave.sum(axis=0), total + reward.sum(axis=0), squares + (reward**2).sum(axis=0)
    mean = total / n
    spread = np.sqrt(np.maximum(squares - n * mean**2, 0.0) / (n - 1))
    return np.asarray(np.minimum(mean + stdtrit(n - 1, 1 - level / 2) * spread / np.sqrt(n), 1.0))


def _whom(columns: Sequence[int], names: Sequence[str]) -> str:
    """The people to ask: by name, or else by their columns."""
    if not columns:
        return "all who are to be asked have answered"
    kind = "" if names else "annotator " if len(columns) == 1 else "annotators "
    told = [names[column] or "whoever gave no name" if names else str(column) for column in columns[:5]]
    more = f" and {len(columns) - 5} more" if len(columns) > 5 else ""
    return f"ask {kind}{', '.join(told)}{more}"


strategies.register(IEThresh.name, IEThresh())
