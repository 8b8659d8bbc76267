"""A wrapper that draws a share of every strategy's picks uniformly.

The rows so drawn are a fair sample whatever the strategy does with the rest: from them alone the
accuracy can be estimated without bias, and they keep every region and class in sight.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from askless.choose import why
from askless.choose.choice import Choice
from askless.choose.round import Round
from askless.choose.strategy.contract import Strategy
from askless.choose.strategy.draw import draw, slots
from askless.core.task import Task

__all__ = ["RandomShare"]


@dataclass(frozen=True)
class RandomShare(Strategy):
    """A strategy with at least a share of uniformly drawn rows.

    Slot i of a choice is drawn exactly when ``floor(share * (asked + i + 1))`` exceeds
    ``floor(share * (asked + i))``, so that the share holds over rounds of any size; a turn that was
    served before, and comes again because other queries were released, is left out. The strategy
    fills the other slots; the drawn rows are pending to it.

    Parameters
    ----------
    strategy : Strategy
        What fills the other slots.
    share : float, default 0.0
        In [0, 1]; what the strategy wants by itself is the least.

    Examples
    --------
    >>> from askless.choose.strategy.strategy import strategies
    >>> RandomShare(strategies.get("margin"), 0.1).random_share(10)
    0.1
    """

    strategy: Strategy
    share: float = 0.0

    @property
    def name(self) -> str:
        return self.strategy.name

    @property
    def needs(self) -> tuple[str, ...]:
        return self.strategy.needs

    @property
    def summary(self) -> str:
        return self.strategy.summary

    @property
    def reference(self) -> str:
        return self.strategy.reference

    @property
    def when_not(self) -> str:
        return self.strategy.when_not

    @property
    def cost(self) -> str:
        return self.strategy.cost

    @property
    def how(self) -> str:
        return self.strategy.how

    @property
    def example(self) -> Mapping[str, Sequence[Any]]:
        return self.strategy.example

    @property
    def declines(self) -> Mapping[str, str]:
        return self.strategy.declines

    @property
    def tasks(self) -> tuple[Task, ...]:
        return self.strategy.tasks

    def of_task(self, task: Task) -> Strategy:
        """The share with what the strategy is for such answers; see `Strategy.of_task`."""
        return replace(self, strategy=self.strategy.of_task(task))

    def random_share(self, k: int) -> float:
        """The larger of the share given and the one that the strategy wants."""
        return max(self.share, self.strategy.random_share(k))

    def choose(self, round: Round, k: int) -> Choice:
        """Draw the share and let the strategy fill the rest; see `Strategy.choose`."""
        strategy = self.strategy.of_task(round.task)
        due = slots(max(self.share, strategy.random_share(k)), round.asked, min(k, len(round.candidates)))
        at = [i for i in due if round.asked + i not in round.served]
        drawn = draw(round, len(at), why.TO_CHECK if round.model_ready else why.TO_BEGIN, stream="share")
        rest = strategy.choose(round.without(drawn.rows, part_of=k), k - len(at))
        return _uniform_alike(Choice.placed(drawn, at, rest), len(round.candidates))


def _uniform_alike(choice: Choice, n_candidates: int) -> Choice:
    """Give all uniformly drawn rows one probability.

    The strategy may have drawn rows uniformly too (at cold start); together with the share they are
    a uniform sample of the candidates, of the size of both.
    """
    chance = choice.random.sum() / max(n_candidates, 1)
    return replace(choice, probabilities=np.where(choice.random, chance, choice.probabilities))
