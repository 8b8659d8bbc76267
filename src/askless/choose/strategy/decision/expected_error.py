"""Expected error reduction: the item after whose label the rest is predicted best."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from askless.choose import why
from askless.choose.array import Floats, Rows
from askless.choose.choice import Choice
from askless.choose.kernels.look_ahead import Loss, log_loss, zero_one_loss
from askless.choose.kernels.rows import numpy_of
from askless.choose.pick.top_k import top_k
from askless.choose.round import Round
from askless.choose.strategy.decision.look_ahead import evaluation_rows, losses_after
from askless.choose.strategy.draw import draw
from askless.choose.strategy.shortlist import shortlist
from askless.choose.strategy.strategy import Strategy, strategies
from askless.errors import UsageError

__all__ = ["ExpectedError"]

_LOSSES: dict[str, Loss] = {"log": log_loss, "zero_one": zero_one_loss}


@dataclass(frozen=True, kw_only=True)
class ExpectedError(Strategy):
    """Ask the item after whose answer the model is expected to be wrong least, over the unlabelled items.

    For each candidate and each answer that it may have, the model is moved by one step as if it had
    been given that answer, and its expected loss on other unlabelled items is worked out; the answers
    count as the model finds them probable. The step is that of a logistic regression on the features
    from the present probabilities, so no model is fitted again. The expected loss is the model's own
    estimate: the published method has no other.

    Parameters
    ----------
    loss : {"log", "zero_one"}, default "log"
        Logarithmic loss, or the chance of a wrong label.
    shortlist : int or None, default 1000
        Candidates looked at: half the most uncertain by margin, half drawn. All if None.
    evaluation : int, default 2000
        Unlabelled items on which the loss is looked at, drawn by the seed, the same for all candidates.
    ridge : float, default 1.0
        Penalty on the squared weights of the logistic regression, above 0.
    """

    loss: str = "log"
    shortlist: int | None = 1000
    evaluation: int = 2000
    ridge: float = 1.0

    name = "expected_error"
    needs = ("proba", "embedding", "labelled", "pending")
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

    @property
    def example(self) -> Mapping[str, Sequence[Any]]:
        return {
            "proba": [[0.5, 0.5], [0.5, 0.5], [0.6, 0.4], [0.4, 0.6], [0.95, 0.05], [0.05, 0.95]],
            "embedding": [[0.0, 1.0], [0.0, -0.2], [-0.3, 1.0], [0.3, 1.0], [-2.0, 0.0], [2.0, 0.0]],
            "labels": [0, 1],
        }

    def __post_init__(self) -> None:
        if self.loss not in _LOSSES:
            raise UsageError(f"`loss` is {self.loss!r}.", "Known are log and zero_one.")

    def memory(self, *, n: int, d: int, C: int, K: int, k: int) -> float:
        """Features of candidates and evaluation items, and tiles; see `Strategy.memory`."""
        rows = (min(self.shortlist or n, n) + min(self.evaluation, n)) * (d + C + 4)
        return float((48 << 20) + 64 * n + 40 * rows + 64 * (d + 1) ** 2 + 128 * C * 1024)

    def reasons(self, round: Round, rows: Rows) -> tuple[str, ...]:
        """What the model is in two minds about; see `Strategy.reasons`."""
        proba = numpy_of(round.evidence.get("proba", rows))
        return why.uncertain(round.label_names, proba, multilabel=round.multilabel)

    def item_scores(self, round: Round, rows: Rows) -> Iterator[tuple[Rows, Floats]] | None:
        """Minus the expected loss; see `Strategy.item_scores`."""
        around = evaluation_rows(round, self.evaluation)
        losses = losses_after(round, rows, around, _LOSSES[self.loss], ridge=self.ridge)
        return iter([(rows, -losses)])

    def choose(self, round: Round, k: int) -> Choice:
        """Choose the `k` with the smallest expected loss; see `Strategy.choose`."""
        missing = round.missing(self.needs)
        if missing:
            return draw(round, k, why.unready(missing))
        if min(k, len(round.candidates)) <= 0:
            return Choice.empty()
        rows = shortlist(round, None if self.shortlist is None else max(self.shortlist, k))
        chunks = self.item_scores(round, rows)
        assert chunks is not None
        rows, values = top_k(chunks, round.noise, k)
        return Choice.of(rows, why=self.reasons(round, rows), scores=values)


strategies.register(ExpectedError.name, ExpectedError())
