"""Value of information: the item whose answer saves more than it costs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from askless.choose.array import Floats, Rows
from askless.choose.kernels.look_ahead import cost_loss
from askless.choose.kernels.rows import numpy_of
from askless.choose.round import Round
from askless.choose.strategy.decision.costs import cost_matrix
from askless.choose.strategy.decision.look_ahead import LookAhead, evaluation_rows, losses_after
from askless.choose.strategy.strategy import strategies

__all__ = ["ValueOfInformation"]


@dataclass(frozen=True, kw_only=True)
class ValueOfInformation(LookAhead):
    """Ask the item whose answer is expected to save most, less what the answer itself costs.

    Naming a wrong class costs what the cost matrix says, and every unlabelled item will be named as
    the model finds its classes probable. For each candidate it is worked out, in one step as for
    `expected_error`, how far its answer is expected to lower that cost over all unlabelled items; what
    it costs to label the item, where that is known, is taken off. A score below 0 says that asking on
    does not pay.

    Parameters
    ----------
    shortlist : int or None, default 1000
        Candidates looked at: half the most uncertain by margin, half drawn. All if None.
    evaluation : int, default 2000
        Unlabelled items on which the cost is looked at, drawn by the seed.
    ridge : float, default 1.0
        Penalty on the squared weights of the logistic regression, above 0.
    costs : nested sequence of shape (n_labels, n_labels), optional
        What it costs to name the class of the column where that of the row is true; 0 on the
        diagonal. 1 for every mistake if not given.
    """

    costs: Sequence[Sequence[float]] | None = None

    name = "value_of_information"
    summary = "asks about what saves most in mistakes, less what it costs to ask"
    reference = (
        "A. Kapoor, E. Horvitz, S. Basu, “Selective supervision: guiding supervised learning with decision-theoretic "
        "active learning”, IJCAI 2007"
    )
    when_not = (
        "With fewer than about ten labels for each class, when the probabilities mean little. When mistakes and "
        "labels have no common unit: use `per_cost` around another strategy."
    )
    cost = (
        "as `expected_error`, and a product with the cost matrix for each candidate and evaluation item; takes "
        "`cost` (n_items,) where it is given, in the unit of `costs`"
    )

    @property
    def declines(self) -> Mapping[str, str]:
        return {"needs_are_declared": "`cost` is taken off only where it is given, and 0 elsewhere"}

    def item_scores(self, round: Round, rows: Rows) -> Iterator[tuple[Rows, Floats]] | None:
        """What is saved; see `Strategy.item_scores`."""
        around = evaluation_rows(round, self.evaluation)
        proba = numpy_of(round.evidence.get("proba", around)).astype(np.float64)
        costs = cost_matrix(self.costs, 2 if round.multilabel else proba.shape[1])
        after = losses_after(round, rows, around, cost_loss(costs), ridge=self.ridge)
        saved = len(round.candidates) * (_cost_now(proba, costs, multilabel=round.multilabel) - after)
        if round.evidence.offers("cost"):
            saved -= numpy_of(round.evidence.get("cost", rows)).astype(np.float64)
        return iter([(rows, saved)])


def _cost_now(proba: npt.NDArray[np.float64], costs: npt.NDArray[np.float64], *, multilabel: bool) -> float:
    """Mean cost of one item as the model is; for multi-label the mean over labels."""
    if multilabel:
        proba = np.stack([1.0 - proba, proba], axis=-1).reshape(-1, 2)
    return float(((proba @ costs) * proba).sum(axis=1).mean())


strategies.register(ValueOfInformation.name, ValueOfInformation())
