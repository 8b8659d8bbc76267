"""Power: batches drawn by chance, weighted by score."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal, get_args

import numpy as np

from askless.choose.array import Floats, Rows
from askless.choose.choice import Choice
from askless.choose.kernels.order import best_first
from askless.choose.kernels.race import chances, race_keys
from askless.choose.pick.top_k import top_k
from askless.choose.round import Round
from askless.choose.strategy.strategy import Strategy, strategies
from askless.choose.strategy.wrapping import Wrapper, at_least
from askless.errors import UnknownNameError

__all__ = ["Power"]

Kind = Literal["power", "softmax", "softrank"]
_TINY = 1e-9  # weight of an item that teaches nothing: last, but drawn when all are so
Weights = Iterator[tuple[Rows, Floats]]


@dataclass(frozen=True, kw_only=True)
class Power(Wrapper):
    """Draw the batch by chance: the higher the score, the likelier.

    The best few by score are often alike; drawing in proportion to the score spreads a batch for
    next to nothing, and around a plain score each row keeps the chance that it had, from which accuracy
    can be estimated without bias. A strategy whose picks depend on one another has no scores to weigh:
    of it a longer batch is taken and drawn from by rank, and rows beyond that have no chance at all; the
    chance that is stored is then that of this draw, given the longer batch, for how likely that batch was
    is not known. Where the inner strategy draws rows at random itself, its choice is left as it is.

    Parameters
    ----------
    strategy : Strategy, optional
        What gives the scores; margin if not given.
    beta : float, default 1.0
        Coldness, > 0: towards 0 all rows are equally likely, far above 1 the highest scores win.
    kind : {"power", "softmax", "softrank"}, default "power"
        Weights: the score itself to the power of `beta`, counted from the score that says “nothing to
        learn” (by rank for a score that has no such number); exp(beta * score); or rank ** -beta.
    longer : int, default 5
        Length of the batch that is drawn from, in rows for each row asked, where there are no scores.
    """

    strategy: Strategy | None = None
    beta: float = 1.0
    kind: Kind = "power"
    longer: int = 5

    called: ClassVar[str] = "power"
    summary = "draws by chance, the likelier the higher the score: spread for nothing, chances known"
    reference = (
        "A. Kirsch, S. Farquhar, P. Atighehchian, A. Jesson, F. Branchaud-Charron, Y. Gal, “Stochastic batch "
        "acquisition: a simple baseline for deep active learning”, TMLR 2023, arXiv:2106.12059; chances: W. Kool, "
        "H. van Hoof, M. Welling, “Stochastic beams and where to find them”, ICML 2019, arXiv:1903.06059"
    )
    when_not = (
        "With single rows or small batches, where there is nothing to spread: a draw then only passes over better "
        "rows, fewer of them with a larger beta."
    )
    own_cost: ClassVar[str] = "one number for each candidate (sorted by rank where the kind asks for it)"
    own_example: ClassVar = {"proba": [[0.5, 0.5], [1.0, 0.0], [0.0, 1.0]]}

    def __post_init__(self) -> None:
        at_least("beta", self.beta, 1e-6)
        at_least("longer", self.longer, 1)
        if self.kind not in get_args(Kind):
            raise UnknownNameError.of("kind of weights", self.kind, get_args(Kind))

    @property
    def example(self) -> Mapping[str, Sequence[Any]]:
        return self.own_example if self._plain else {}

    @property
    def declines(self) -> Mapping[str, str]:
        chance = {} if self._plain else {"worked_example": "what comes first is drawn by chance"}
        return {**self.inner.declines, **chance}

    @property
    def merges(self) -> bool:
        return self.inner.merges and not self._by_rank

    @property
    def unbiased(self) -> bool:
        """Where each row has a score, or the batch that is drawn from is unbiased; see `Strategy.unbiased`."""
        return self.inner.merges or self.inner.unbiased

    @property
    def _plain(self) -> bool:
        """Whether the worked example, whose other items teach nothing, leaves nothing to chance."""
        return self.strategy is None and self.kind == "power"

    @property
    def _by_rank(self) -> bool:
        """Whether the rank stands for the score."""
        return self.kind == "softrank" or (self.kind == "power" and self.inner.least is None)

    def within(self, round: Round, k: int) -> Choice:
        """Run the race; see `Wrapper.within`."""
        chunks = self.inner.item_scores(round, round.candidates)
        if chunks is not None:
            rows, keys, probabilities = self._race(round, self._weighed(round, chunks), k)
            return Choice.of(rows, why=self.inner.reasons(round, rows), scores=keys, probabilities=probabilities)
        batch = self.inner.choose(round, min(self.longer * k, len(round.candidates)))
        if batch.random.any():
            return self.inner.choose(round, k)
        by_rank = iter([(batch.rows, -self.beta * np.log1p(np.arange(len(batch))))])
        rows, keys, probabilities = self._race(round, by_rank, k)
        place = {int(row): i for i, row in enumerate(batch.rows)}
        drawn = batch.take([place[int(row)] for row in rows])
        before = drawn.probabilities if self.inner.unbiased else 1.0
        return Choice.of(rows, why=drawn.why, scores=keys, probabilities=probabilities * before, windows=drawn.windows)

    def _weighed(self, round: Round, chunks: Weights) -> Weights:
        """Logarithms of the weights."""
        if self._by_rank:
            parts = list(chunks)
            rows = np.concatenate([some for some, _ in parts])
            order = best_first(np.concatenate([values for _, values in parts]), round.noise(rows))
            yield rows[order], -self.beta * np.log1p(np.arange(len(rows)))
            return
        for rows, values in chunks:
            scores = np.asarray(values, dtype=np.float64)
            if self.kind == "power":
                scores = np.log(np.maximum(scores - (self.inner.least or 0.0), _TINY))
            yield rows, self.beta * scores

    def _race(self, round: Round, weights: Weights, k: int) -> tuple[Rows, Floats, Floats]:
        """The winners, what they ran with, and the chances that they had."""

        def noise(rows: Rows) -> Floats:
            return round.noise(rows, f"{self.called} {self.inner.name}")

        running = ((rows, race_keys(logs, noise(rows))) for rows, logs in weights)
        rows, keys = top_k(running, noise, k + 1)
        highest_loser = float(keys[k]) if len(keys) > k else -np.inf
        rows, keys = rows[:k], keys[:k]
        logs = keys - race_keys(np.zeros(len(rows)), noise(rows))
        return rows, keys, chances(logs, highest_loser)


strategies.register(Power.called, Power())
