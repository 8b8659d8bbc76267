"""What a sampler of a stream is, and the registry of all of them.

A sampler says with which probability an item is asked about. It does not draw: the learner does, with
noise keyed by the item, and keeps the probability. It does not keep the budget either: the learner asks no
more than the budget allows, and adds the random share.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar

from askless.core.registry import Registry
from askless.models.online.online import Float64s
from askless.stream.batch import Batch, Told
from askless.stream.stateful import Stateful

__all__ = ["Sampler", "register_sampler", "stream_samplers"]


class Sampler(Stateful, ABC):
    """Which items of a stream are worth a label. A keyword-only dataclass; options have defaults that work.

    For each item the learner calls `chance`, then `seen`; for a micro-batch first `utilities` once for all.
    """

    name: ClassVar[str]
    needs: ClassVar[tuple[str, ...]] = ("proba",)
    """Kinds of evidence, fields of `Batch`: any of "proba", "draws", "uncertainty"; () needs no model."""
    share: ClassVar[float] = 0.0
    """Least random share that is part of the method, of the budget."""
    weighted: ClassVar[bool] = False
    """Whether answers are to be learnt with the weight 1 / probability."""
    own_rate: ClassVar[bool] = False
    """Whether the method decides by itself how much it asks: its threshold does not follow the budget."""
    numbers: ClassVar[bool] = True
    """Whether it can tell items apart where answers are numbers."""

    @abstractmethod
    def utilities(self, batch: Batch) -> Float64s:
        """What each item is worth, of shape (n_items,), finite; larger = asked sooner. Does not change the state."""

    @abstractmethod
    def chance(self, utility: float, rate: float) -> float:
        """Probability of asking about the next item, in [0, 1].

        Parameters
        ----------
        utility : float
            As `utilities` gave it.
        rate : float
            Share of items that the budget wants to be asked about now, in [0, 1]; it moves a little to keep
            the budget in balance.
        """

    def seen(self, utility: float, asked: bool) -> None:
        """The item has been decided upon; `asked`: whether it was asked about, for whatever reason. O(log window)."""
        return None

    def offered(self, batch: Batch) -> None:
        """All items of a micro-batch have been decided upon; for samplers that remember items."""
        return None

    def told(self, told: Told) -> None:
        """Answers have come, and what had been predicted of their items."""
        return None

    @property
    def wanted_share(self) -> float:
        """Least random share that is wanted now, of the budget; `share` unless the method changes it."""
        return self.share


stream_samplers: Registry[type[Sampler]] = Registry(
    "stream sampler", "askless.stream.samplers", group="askless.stream_samplers"
)
"""Samplers by name."""


def register_sampler(sampler: type[Sampler]) -> type[Sampler]:
    """Class decorator: the sampler can be called by its `name`."""
    stream_samplers.register(sampler.name, sampler)
    return sampler
