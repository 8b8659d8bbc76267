"""Expected variance reduction: the item after which the predictions are surest on average."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from askless.choose.array import Rows
from askless.choose.choice import Choice
from askless.choose.kernels.posterior import Posterior, moment
from askless.choose.round import Round
from askless.choose.strategy.design import design, features_of, information, like, penalised, scope, weights_of
from askless.choose.strategy.strategy import Strategy, strategies

__all__ = ["VarianceReduction"]


@dataclass(frozen=True, kw_only=True)
class VarianceReduction(Strategy):
    """Ask what makes the predicted probabilities of the unlabelled items least uncertain.

    Around the present probabilities the model is taken to be linear in the features; then the variance
    of every prediction after one more label follows without a refit, and does not depend on the answer
    (A-optimal design). The pick takes most off the mean variance over the unlabelled items, so it favours items
    that are themselves in doubt and lie where many others do. Later picks of a batch reckon with the
    earlier ones, and with what is pending.

    Parameters
    ----------
    ridge : float, default 1.0
        Penalty on the squared weights of the linear model, above 0.
    """

    ridge: float = 1.0

    name = "variance_reduction"
    needs = ("proba", "embedding", "labelled", "pending")
    summary = "asks about what would steady the predictions for all others most"
    reference = (
        "D. A. Cohn, Z. Ghahramani, M. I. Jordan, “Active learning with statistical models”, JAIR 1996, "
        "doi:10.1613/jair.295; for classes: A. I. Schein, L. H. Ungar, “Active learning for logistic regression: an "
        "evaluation”, Machine Learning 2007, doi:10.1007/s10994-007-5019-5"
    )
    when_not = (
        "When the features do not suit a linear model, or the model is wrong in a region and sure of it: the "
        "variance is that of a linear model which is taken to be right."
    )
    cost = "one pass over the features for each pick, and the cube of the number of features once"

    @property
    def example(self) -> Mapping[str, Sequence[Any]]:
        return {
            "proba": [[0.5, 0.5], [0.9, 0.1], [0.1, 0.9], [0.95, 0.05], [0.05, 0.95]],
            "embedding": [[0.0, 3.0], [-1.0, 0.0], [1.0, 0.0], [-2.0, 0.0], [2.0, 0.0]],
            "labels": [0, 1],
        }

    def memory(self, *, n: int, d: int, C: int, K: int, k: int) -> float:
        """States, weights, at most 64 MB of features, and a copy of few candidates; see `Strategy.memory`."""
        return float((80 << 20) + (96 + 4 * d) * n + 64 * (d + 1) ** 2)

    def reasons(self, round: Round, rows: Rows) -> tuple[str, ...]:
        """The same for all; see `Strategy.reasons`."""
        return ("its answer would steady the predictions for many others",) * len(rows)

    def pick(self, round: Round, k: int) -> Choice:
        """Choose `k` greedily; see `Strategy.pick`."""
        rows, may = scope(round, round.candidates)
        features, weights = features_of(round, rows), weights_of(round, rows)
        # A probability moves by its curvature times the move of its logit.
        target = moment(features, weights * weights * like(may, weights)) / len(round.candidates)
        precision = penalised(information(round, round.taken, features.d), self.ridge)
        state = Posterior.of(features, precision, target)
        found = design(state, weights, may, round.noise(rows), k)
        chosen = rows[found.positions]
        return Choice.of(chosen, why=self.reasons(round, chosen), scores=found.gains)


strategies.register(VarianceReduction.name, VarianceReduction())
