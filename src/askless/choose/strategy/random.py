"""Random: every candidate is equally likely."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from askless.choose.choice import Choice
from askless.choose.round import Round
from askless.choose.strategy.contract import ANYTHING
from askless.choose.strategy.draw import draw
from askless.choose.strategy.strategy import Strategy, strategies
from askless.core.task import Task

__all__ = ["Random"]


@dataclass(frozen=True)
class Random(Strategy):
    """Draw candidates uniformly, without replacement.

    What every other strategy has to beat, and the only one whose labels are a fair sample: accuracy,
    class shares and anything else can be estimated from them as they are.
    """

    name = "random"
    needs = ()
    summary = "asks about items drawn at random: a fair sample, and the yardstick"
    reference = "W. G. Cochran, “Sampling techniques”, 3rd edition, Wiley 1977, chapter 2: simple random sampling"
    when_not = "When labels are dear: the others reach the same accuracy with fewer."
    cost = "one number for each candidate"

    @property
    def example(self) -> Mapping[str, Sequence[Any]]:
        return {}

    @property
    def declines(self) -> Mapping[str, str]:
        return {"worked_example": "every item is as good as any other"}

    @property
    def tasks(self) -> tuple[Task, ...]:
        return ANYTHING

    @property
    def unbiased(self) -> bool:
        """All rows have one chance; see `Strategy.unbiased`."""
        return True

    def choose(self, round: Round, k: int) -> Choice:
        """Draw `k` uniformly; see `Strategy.choose`."""
        return draw(round, k)


strategies.register(Random.name, Random())
