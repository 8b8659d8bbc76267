"""What a simulation of a stream is to do: the options of ``askless stream simulate`` as one value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from askless.bench.prequential.generated import LEAST_ITEMS, checked_source, is_generated
from askless.errors import UsageError
from askless.models.online.make import online_model
from askless.stream.adaptation.forgetting import Forgets
from askless.stream.adaptation.named import adaptation_of
from askless.stream.learner import StreamLearner
from askless.stream.samplers.named import sampler_of

__all__ = ["ADAPTATIONS", "YARDSTICK", "Arm", "Plan", "usual_adaptations"]

ADAPTATIONS = ("passive:ensemble", "passive", "active:adwin", "frozen")
"""What is compared if nobody says; the first is what a learner does if nobody says."""

YARDSTICK = ("random", "passive")
"""Strategy and adaptation that are always run."""


@dataclass(frozen=True, order=True)
class Arm:
    """A strategy with a way to keep up.

    Parameters
    ----------
    strategy, adaptation : str

    Examples
    --------
    >>> Arm("split_quantile", "active:adwin").name
    'split_quantile+active:adwin'
    """

    strategy: str
    adaptation: str

    @property
    def name(self) -> str:
        """As tables and files call it."""
        return f"{self.strategy}+{self.adaptation}"


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is compared with what, on which stream, how often.

    Parameters
    ----------
    source : str
        A file in the order of time, or the name of a generated stream such as "sea:abrupt".
    target : str, optional
        Column of the labels in a file; found by its name if not given.
    strategies, adaptations : tuple of str
        Each strategy is run with each adaptation.
    model : str, default "softmax"
        Name of an online model.
    budget : float, default 0.1
        Share of the items that may be asked about, in (0, 1].
    delay : int, default 0
        Items that pass between a question and its answer; with 0 the next item is predicted with it.
    seeds : int, default 10
        Each draws its own questions, and its own stream if that is generated. A file has one order.
    first : int, default 0
        The first seed; the others follow it.
    batch : int, default 1
        Items that are offered together. They are predicted by the same model, so that 1 is the truth; more is quicker.
    items : int, optional
        Length of a generated stream, 20,000 if not given; of a file the first so many.

    Raises
    ------
    UsageError
        If a number cannot be meant, or a model does not fit an adaptation.
    UnknownNameError
        If there is no strategy, adaptation, model or generator of a name.

    Examples
    --------
    >>> plan = Plan(source="sea:abrupt", strategies=("variable-uncertainty",), adaptations=("passive",))
    >>> [arm.name for arm in plan.arms]
    ['variable_uncertainty+passive', 'random+passive']
    """

    source: str
    target: str | None = None
    strategies: tuple[str, ...] = ("split_quantile", "random")
    adaptations: tuple[str, ...] = ADAPTATIONS
    model: str = "softmax"
    budget: float = 0.1
    delay: int = 0
    seeds: int = 10
    first: int = 0
    batch: int = 1
    items: int | None = None

    def __post_init__(self) -> None:
        least = LEAST_ITEMS if is_generated(self.source) else 1
        for name, low in (
            ("delay", 0),
            ("seeds", 1),
            ("first", 0),
            ("batch", 1),
            *((("items", least),) if self.items is not None else ()),
        ):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int) or value < low:
                raise UsageError(f"`{name}` is {value!r}.", f"Give a whole number, {low} or more.")
        if not 0 < self.budget <= 1:
            raise UsageError(
                f"`budget` is {self.budget!r}.", "Give the share of the items that may be asked about, such as 0.1."
            )
        if is_generated(self.source):
            checked_source(self.source)
        if not self.strategies or not self.adaptations:
            raise UsageError("No strategy or no adaptation is named.", "Name some, as in split_quantile and passive.")
        samplers = dict.fromkeys(_title(name) for name in self.strategies)
        object.__setattr__(self, "strategies", tuple(samplers))
        titles = dict.fromkeys(adaptation_of(name).title for name in self.adaptations)
        object.__setattr__(self, "adaptations", tuple(titles))
        for arm in self.arms:  # what does not fit together is better said now than in the middle
            self.learner(arm, ("no", "yes"), 0).close()

    @property
    def numbers(self) -> range:
        """The seeds."""
        return range(self.first, self.first + self.seeds)

    @property
    def arms(self) -> tuple[Arm, ...]:
        """What is run, in the order of tables; the yardstick is always among it."""
        named = [Arm(strategy, adaptation) for strategy in self.strategies for adaptation in self.adaptations]
        return tuple(dict.fromkeys([*named, Arm(*YARDSTICK)]))

    def learner(self, arm: Arm, labels: Sequence[str], seed: int, *, budget: float | None = None) -> StreamLearner:
        """A learner for an arm that has seen nothing, with the budget of the plan or another one."""
        return StreamLearner(
            self.model,
            labels=labels,
            strategy=arm.strategy,
            budget=self.budget if budget is None else budget,
            adaptation=arm.adaptation,
            seed=seed,
        )


def usual_adaptations(model: str) -> tuple[str, ...]:
    """Those of `ADAPTATIONS` that a model can do: an ensemble is of paces of forgetting, and not all can forget.

    Raises
    ------
    UnknownNameError
        If there is no model of this name.

    Examples
    --------
    >>> usual_adaptations("softmax")
    ('passive:ensemble', 'passive', 'active:adwin', 'frozen')
    >>> usual_adaptations("committee(naive_bayes)")
    ('passive', 'active:adwin', 'frozen')
    """
    return ADAPTATIONS if isinstance(online_model(model), Forgets) else ADAPTATIONS[1:]


def _title(strategy: str) -> str:
    """A strategy as tables call it: its name, with the options that were said."""
    name = sampler_of(strategy).name
    _, bracket, options = strategy.strip().partition("(")
    return name + (bracket + options.replace(" ", "") if bracket else "")
