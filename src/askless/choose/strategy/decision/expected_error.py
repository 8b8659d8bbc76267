"""Expected error reduction: the item after whose label the rest is predicted best."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from askless.choose.array import Floats, Rows
from askless.choose.kernels.look_ahead import Loss, log_loss, zero_one_loss
from askless.choose.round import Round
from askless.choose.strategy.decision.look_ahead import LookAhead, evaluation_rows, losses_after
from askless.choose.strategy.strategy import strategies
from askless.errors import UsageError

__all__ = ["ExpectedError"]

_LOSSES: dict[str, Loss] = {"log": log_loss, "zero_one": zero_one_loss}


@dataclass(frozen=True, kw_only=True)
class ExpectedError(LookAhead):
    """Ask the item after whose answer the model is expected to be wrong least, over the unlabelled items.

    For each candidate and each answer that it may have, the model is moved by one step as if it had
    been given that answer, and its expected loss on other unlabelled items is worked out; the answers
    count as the model finds them probable. The step is that of a logistic regression on the features
    from the present probabilities, so no model is fitted again. The expected loss is the model's own
    estimate: the published method has no other.

    Parameters
    ----------
    shortlist : int or None, default 1000
        Candidates looked at: half the most uncertain by margin, half drawn. All if None.
    evaluation : int, default 2000
        Unlabelled items on which the loss is looked at, drawn by the seed, the same for all candidates.
    ridge : float, default 1.0
        Penalty on the squared weights of the logistic regression, above 0.
    loss : {"log", "zero_one"}, default "log"
        Logarithmic loss, or the chance of a wrong label.
    """

    loss: str = "log"

    name = "expected_error"
    summary = "asks about what would lower the expected error on everything else most"
    reference = (
        "N. Roy, A. McCallum, “Toward optimal active learning through sampling estimation of error reduction”, "
        "ICML 2001; in one step, by the bound of D. Böhning, “Multinomial logistic regression algorithm”, Annals of "
        "the Institute of Statistical Mathematics 1992, doi:10.1007/BF00048682, with the mean curvature in its place"
    )
    when_not = (
        "With fewer than about ten labels for each class, when the probabilities mean little and the step is long. "
        "When the model is not near a linear one of the features. In batches: its picks do not know of each other."
    )
    cost = (
        "an exponential and a logarithm for each candidate, evaluation item and class: 1,000 by 2,000 by ten "
        "classes take half a second"
    )

    def __post_init__(self) -> None:
        if self.loss not in _LOSSES:
            raise UsageError(f"`loss` is {self.loss!r}.", "Known are log and zero_one.")

    def item_scores(self, round: Round, rows: Rows) -> Iterator[tuple[Rows, Floats]] | None:
        """Minus the expected loss; see `Strategy.item_scores`."""
        around = evaluation_rows(round, self.evaluation)
        losses = losses_after(round, rows, around, _LOSSES[self.loss], ridge=self.ridge)
        return iter([(rows, -losses)])


strategies.register(ExpectedError.name, ExpectedError())
