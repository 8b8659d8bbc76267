"""What a budget of a stream is, and the registry of all of them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar

from askless.core.registry import Registry
from askless.stream.stateful import Stateful

__all__ = ["Budget", "register_budget", "stream_budgets"]


class Budget(Stateful, ABC):
    """How many items may be asked about. A keyword-only dataclass.

    The learner calls, for each item in turn, `terms`, then `seen`. All are O(1) or O(log window), and the state is
    of constant size.
    """

    name: ClassVar[str]

    @abstractmethod
    def room(self) -> float:
        """Labels that may be bought now; below 1 a sampler may not ask (the random share may go a little below)."""

    @abstractmethod
    def rate(self) -> float:
        """Share of the next items to ask about so that the budget is used up and kept, in [0, 1]."""

    def unspent(self) -> float:
        """Probability, in [0, 1], of asking about the next item at random: labels a sampler leaves are not lost."""
        return 0.0

    def terms(self) -> tuple[float, float, float]:
        """What holds for the next item: its rate, what is unspent, and the room. One call where each item counts."""
        return self.rate(), self.unspent(), self.room()

    @abstractmethod
    def seen(self, asked: bool, time: float) -> None:
        """An item has been decided upon, at this time (seconds; a clock that runs backwards stands still)."""

    @abstractmethod
    def advance(self, labels: float) -> float:
        """Lend labels of later items, as many of these as the cap allows; they are paid back. Returns how many."""


stream_budgets: Registry[type[Budget]] = Registry(
    "stream budget", "askless.stream.budgets", group="askless.stream_budgets"
)
"""Budgets by name."""


def register_budget(budget: type[Budget]) -> type[Budget]:
    """Class decorator: the budget can be called by its `name`."""
    stream_budgets.register(budget.name, budget)
    return budget
