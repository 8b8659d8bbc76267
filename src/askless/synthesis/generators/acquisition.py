"""Acquisitions: a number for every point of the domain, whose top is asked about.

Any score of pool-based active learning is one: of the evidence that a model gives of points that nobody has seen. The
scores are registered here by walking theirs; `alc` and others that need more than a point's own evidence have files of
their own.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence

import numpy as np

from askless.choose.score.declare import Score, scores
from askless.choose.why import uncertain
from askless.errors import UsageError
from askless.models.threads import one_thread
from askless.synthesis.domain.space import Points
from askless.synthesis.generators.generator import Generator, generators
from askless.synthesis.models.gradients import Autograd, Believing
from askless.synthesis.models.model import Float64s, PointModel
from askless.synthesis.optimise.candidates import spread
from askless.synthesis.optimise.objective import Objective, repelled
from askless.synthesis.optimise.search import Search
from askless.synthesis.round import Proposal, Round

__all__ = ["Acquisition", "Make", "ScoreAcquisition", "need_evidence", "score_objective"]

OF_POINTS = ("proba", "draws", "logits")  # evidence that models of labels give of any point
_REACH = 0.1  # of the diagonal: how far questions of a batch keep from each other where the model cannot tell

Make = Callable[[PointModel, Points], Objective]
"""The objective of a model, given the points whose answers are still to come."""


def need_evidence(generator: Generator, round: Round) -> PointModel:
    """The model of a round; UsageError if there is none, or it gives too little evidence."""
    model = round.model
    if model is None:
        raise UsageError(
            f"The generator “{generator.name}” needs a model, and there is none yet.",
            "Ask about points spread over the domain first, such as those of `sobol`.",
        )
    missing = sorted(set(generator.needs) - set(model.offers()))
    if missing:
        raise UsageError(
            f"The generator “{generator.name}” needs `{missing[0]}`, which the model {model.name} does not give.",
            "Take the model `gaussian_process`, or another generator.",
        )
    return model


class Acquisition(Generator):
    """Asks about the top of an acquisition, one question after another.

    The questions of a batch, and those that are not answered yet, are reckoned with: a model that can takes their
    answers to be as expected, else the acquisition falls off near them.

    Attributes
    ----------
    believes : bool
        Whether answers that are as expected lower the acquisition: true of what looks at variance, not of what looks at
        the predictions alone, which stay the same.
    least : float or None
        The number of a point that teaches nothing; None: that of the worst of some points.
    """

    believes: bool = True
    least: float | None = 0.0

    @abstractmethod
    def begin(self, round: Round) -> Make:
        """What is done once for all questions; returned is what makes the objective of a model.

        It takes the model and the points whose answers are still to come, of shape (p, width).
        """
        ...

    @abstractmethod
    def reasons(self, round: Round, points: Points, scores: Float64s) -> Sequence[str]:
        """Why each point is asked about, in a line."""
        ...

    def propose(self, round: Round, k: int) -> Proposal:
        """See `Generator.propose`."""
        model = need_evidence(self, round)
        points: Points = np.empty((0, round.domain.width))
        heights: list[float] = []
        search = Search(round)
        with one_thread():
            make = self.begin(round)
            waiting = np.concatenate([round.pending, round.unanswerable])
            believes = self.believes and isinstance(model, Believing)
            for key in range(k):
                others, expected = np.concatenate([waiting, points]), np.concatenate([round.pending, points])
                if believes:
                    assert isinstance(model, Believing)
                    objective = make(model.believing(others) if len(others) else model, expected)
                else:
                    objective = self._apart(round, make(model, expected), others)
                found = search.best(objective, np.concatenate([round.taken, points]), key)
                if found is None:
                    break
                points = np.concatenate([points, found[0][None, :]])
                heights.append(self.shown(found[1]))
            why = tuple(self.reasons(round, points, np.array(heights)))
        return Proposal(points, np.array(heights), why)

    def shown(self, height: float) -> float:
        """The score that is told, from what was searched for."""
        return height

    def _apart(self, round: Round, objective: Objective, others: Points) -> Objective:
        """The objective of a model that cannot reckon with open questions."""
        if not len(others):
            return objective
        least = self.least
        if least is None:
            least = float(objective.value(spread(round, 64, round.rng(3))).min())
        return repelled(objective, others, _REACH * np.sqrt(round.domain.width), least)


def score_objective(score: Score, model: PointModel) -> Objective:
    """The objective of a score of one kind of evidence, with its gradient where PyTorch computes the evidence."""
    (kind,) = score.needs

    def value(points: Points) -> Float64s:
        return np.asarray(score.function(model.evidence(kind, points)), dtype=np.float64)

    if not isinstance(model, Autograd) or not model.derives(kind):
        return Objective(value)
    derived = model.derived
    return Objective(value, lambda points: derived(kind, points, score.function))


class ScoreAcquisition(Acquisition):
    """A score of one kind of evidence as an acquisition.

    Attributes
    ----------
    score : Score
    """

    score: Score
    tasks = ("classes",)

    def begin(self, round: Round) -> Make:
        """Nothing is done beforehand."""
        return lambda model, expected: score_objective(self.score, model)

    def reasons(self, round: Round, points: Points, scores: Float64s) -> Sequence[str]:
        """What the score says, or between what the model is torn."""
        if self.score.told:
            return [self.score.told.format(one) for one in scores]
        assert round.model is not None
        return uncertain(round.label_names, round.model.predict(points).astype(np.float32), multilabel=False)


def _register() -> None:
    """Every score that looks at one kind of evidence that models of points give."""
    for name, score in scores.items():
        if "classes" not in score.tasks or len(score.needs) != 1 or score.needs[0] not in OF_POINTS:
            continue
        facts = {
            "__doc__": score.function.__doc__,
            "__module__": __name__,
            "name": name,
            "summary": score.summary,
            "reference": score.reference,
            "when_not": score.when_not,
            "needs": score.needs,
            "score": score,
            "least": score.least,
            "believes": score.needs == ("draws",),
        }
        generators.register(name, type(name, (ScoreAcquisition,), facts)())


_register()
