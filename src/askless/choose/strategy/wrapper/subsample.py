"""Subsample: another strategy on a part of the candidates, drawn by chance."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from askless.choose.choice import Choice
from askless.choose.pick.sample import sample
from askless.choose.round import Round
from askless.choose.strategy.strategy import Strategy, strategies
from askless.choose.strategy.wrapping import Wrapper, at_least, only
from askless.errors import UsageError

__all__ = ["Subsample"]


@dataclass(frozen=True, kw_only=True)
class Subsample(Wrapper):
    """Show the strategy only some of the candidates, drawn anew in each round.

    A strategy that is too slow for the whole pool chooses among 10,000 candidates drawn uniformly.
    It asks about rows that are less extreme than the best of the whole pool, which with noisy labels
    is no loss. The chance that is stored is that of being in the sample, times that of being picked from
    it where the inner strategy knows that one, as in ``subsample(power)``. Where it picks for certain
    the chance of the sample stands alone: that is more than the chance of being picked, which depends
    on the better rows in the sample. And where it draws one row after another, as in
    ``subsample(badge)``, the chance is that of the row's own draw, given the sample and the draws
    before it. From the last two nothing can be estimated.

    Parameters
    ----------
    strategy : Strategy, optional
        What chooses; margin if not given.
    share : float, default 1.0
        At most this share of the candidates is looked at, in (0, 1].
    count : int, default 10,000
        At most so many are looked at; never fewer than are asked for.
    """

    strategy: Strategy | None = None
    share: float = 1.0
    count: int = 10_000

    called: ClassVar[str] = "subsample"
    summary = "shows the strategy inside a part of the candidates, drawn by chance: quick on large pools"
    reference = (
        "K. Wei, R. Iyer, J. Bilmes, “Submodularity in data subset selection and active learning”, ICML 2015, "
        "filters candidates before it picks; uniform draws: W. G. Cochran, “Sampling techniques”, Wiley 1977"
    )
    when_not = "When the pool is small enough for the strategy itself, or when what is looked for is rare."
    own_cost: ClassVar[str] = "one number for each candidate"
    own_example: ClassVar = {"proba": [[0.5, 0.5], [0.9, 0.1]]}

    def __post_init__(self) -> None:
        at_least("count", self.count, 1)
        if not 0 < self.share <= 1:
            raise UsageError(f"`share` is {self.share!r}.", "Give a share above 0, up to 1.")

    @property
    def unbiased(self) -> bool:
        """Where the inner strategy is; see `Strategy.unbiased`."""
        return self.inner.unbiased

    def within(self, round: Round, k: int) -> Choice:
        """Draw, then let the inner strategy choose; see `Wrapper.within`."""
        n = len(round.candidates)
        size = max(k, min(math.ceil(self.share * n), self.count))
        if size >= n:
            return self.inner.choose(round, k)
        some = sample(round.candidates, round.noise(round.candidates, self.called), size)
        choice = self.inner.choose(only(round, some), k)
        known = self.inner.unbiased | choice.random | (choice.probabilities == 1)
        return replace(choice, probabilities=choice.probabilities * np.where(known, size / n, 1.0))


strategies.register(Subsample.called, Subsample())
