"""How a learner keeps up with a stream that changes: the contract of active and passive adaptation.

An `Adaptation` is a value that says how; `start` gives an `Adapting` that does it: it holds the model, or
several, and is told of items and answers.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from askless.core.registry import Registry
from askless.models.online.online import Float64s, OnlineModel
from askless.stream.adaptation.titles import title_of
from askless.stream.batch import Batch, Told

__all__ = ["Act", "Adaptation", "Adapting", "Notice", "adaptations", "register_adaptation"]

Act = Literal["warning", "drift", "burst", "shadow", "swap", "recall", "drop", "update"]
"""warning, drift: a detector has noticed something; burst: more labels are wanted; shadow: a second model has begun
to learn; swap: it replaces the first; recall: an old model comes back; drop: the second model was no better;
update: anything else that a person may want to know."""


@dataclass(frozen=True)
class Notice:
    """A step of adaptation that a person can read.

    Parameters
    ----------
    act : str
    sentence : str
        For people.
    labels : float, default 0.0
        For a burst: how many labels of later items are wanted now.
    about : dict
        JSON values, for instance "detector".
    """

    act: Act
    sentence: str
    labels: float = 0.0
    about: dict[str, Any] = field(default_factory=dict)


class Adapting(ABC):
    """One or several models that follow a stream."""

    @property
    @abstractmethod
    def model(self) -> OnlineModel:
        """The model whose word counts now."""

    @abstractmethod
    def predict(self, batch: Batch, n_labels: int) -> Float64s:
        """Class probabilities of shape (n_items, n_labels), or numbers of shape (n_items,)."""

    @abstractmethod
    def learn(self, told: Told) -> list[Notice]:
        """Take in answers, after their items were predicted."""

    @property
    def looks(self) -> bool:
        """Whether items themselves are looked at, answers or not."""
        return False

    def look(self, batch: Batch) -> list[Notice]:
        """Take in items that were offered, with what the model said of them (`Batch.proba`); no answers."""
        return []

    @property
    def random_share(self) -> float:
        """Least random share of the questions that is wanted now, in [0, 1]."""
        return 0.0

    @abstractmethod
    def state(self) -> dict[str, Any] | None:
        """Everything learnt, as `askless.core.pack.pack` writes it; None if a model in it cannot be written."""

    @abstractmethod
    def restore(self, state: dict[str, Any]) -> None:
        """Be as the one was that gave this state."""


class Adaptation(ABC):
    """How to keep up: a frozen dataclass of options."""

    name: ClassVar[str]
    leading: ClassVar[str] = ""
    """The option that a word without a name sets, as "adwin" in "active:adwin"; "" if there is none."""
    leading_shown: ClassVar[bool] = False
    """Whether a title always names it."""

    @abstractmethod
    def start(self, model: OnlineModel) -> Adapting:
        """Begin with a model; copies of it are made with its `fresh`."""

    @property
    def watched(self) -> str:
        """What watches for changes, in a sentence."""
        return f"Nothing watches for changes: “{self.title}” has no detector."

    @property
    def title(self) -> str:
        """How reports and the command line call it, with options that are not the default: "active:adwin:burst=100"."""
        return title_of(self)


adaptations: Registry[type[Adaptation]] = Registry(
    "adaptation", "askless.stream.adaptation", group="askless.adaptations"
)
"""Adaptations by name."""


def register_adaptation(adaptation: type[Adaptation]) -> type[Adaptation]:
    """Class decorator: the adaptation can be called by its `name`."""
    adaptations.register(adaptation.name, adaptation)
    return adaptation
